//! A session: a viewer in a request, and the only door to data. GraphQL, REST, feeds and jobs all hold this type,
//! so that there is no weaker path.

use std::sync::Arc;

use arc_swap::ArcSwap;
use jiff::Timestamp;

use crate::catalogue::{Catalogue, Snapshot};
use crate::db::Db;
use crate::viewer::Viewer;
use crate::{Domain, Languages};

/// Where a request comes from, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Client {
    /// The network that attempts are counted for: an IPv4 address, or the first 64 bits of an IPv6 address.
    pub network: Option<String>,
    /// What the program of the client calls itself (`User-Agent`): what a list of sessions shows as the device.
    pub device: Option<String>,
}

/// What one viewer can do in one request. Cheap to clone, `'static`, and never made without a viewer.
///
/// All public reads of a session see one snapshot of the catalogue, so that an answer never mixes two states;
/// a write of the session moves it on.
#[derive(Clone)]
pub struct Session(Arc<Inner>);

struct Inner {
    domain: Domain,
    viewer: Viewer,
    client: Client,
    request_id: String,
    snapshot: ArcSwap<Snapshot>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("actor", &self.0.viewer.actor()).finish_non_exhaustive()
    }
}

impl Session {
    pub(crate) fn new(domain: &Domain, viewer: Viewer, client: Client, request_id: &str) -> Self {
        Self(Arc::new(Inner {
            domain: domain.clone(),
            viewer,
            client,
            request_id: request_id.to_owned(),
            snapshot: ArcSwap::new(domain.catalogue().current()),
        }))
    }

    /// Who is asking.
    #[must_use]
    pub fn viewer(&self) -> &Viewer {
        &self.0.viewer
    }

    /// Where the request came from.
    pub(crate) fn client(&self) -> &Client {
        &self.0.client
    }

    /// A session of the same request for another viewer: whoever has just logged in by it.
    pub(crate) fn become_holder(&self, viewer: Viewer) -> Self {
        Self::new(self.domain(), viewer, self.client().clone(), self.request_id())
    }

    /// This very session, as another viewer sees it: the same request, and the same snapshot.
    pub(crate) fn seen_by(&self, viewer: Viewer) -> Self {
        Self(Arc::new(Inner {
            domain: self.domain().clone(),
            viewer,
            client: self.client().clone(),
            request_id: self.request_id().to_owned(),
            snapshot: ArcSwap::new(self.snapshot()),
        }))
    }

    /// The request that this session is part of, as logs and error answers name it.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.0.request_id
    }

    /// The languages of the publication.
    #[must_use]
    pub fn languages(&self) -> &Languages {
        self.0.domain.languages()
    }

    /// When anything that the public may see last changed, as far as this session sees; `None` when nothing ever has. That
    /// the rights to an image end is a change that nobody makes.
    #[must_use]
    pub fn last_changed(&self) -> Option<Timestamp> {
        let snapshot = self.snapshot();
        snapshot.changed_at.max(snapshot.last_image_end(self.now()))
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.domain().ports().clock.now()
    }

    pub(crate) fn domain(&self) -> &Domain {
        &self.0.domain
    }

    pub(crate) fn db(&self) -> &Db {
        self.0.domain.db()
    }

    pub(crate) fn catalogue(&self) -> &Catalogue {
        self.0.domain.catalogue()
    }

    /// What the public may see, as it was when this session began or last wrote.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.0.snapshot.load_full()
    }

    /// Moves on to the present snapshot, after a write.
    pub(crate) fn refresh(&self) {
        self.0.snapshot.store(self.catalogue().current());
    }
}
