//! A session: a viewer in a request, and the only door to data. GraphQL, REST, feeds and jobs all hold this type,
//! so that there is no weaker path.

use std::sync::Arc;

use arc_swap::ArcSwap;
use jiff::Timestamp;

use crate::catalogue::{Catalogue, Provenance, Snapshot, Tag, key};
use crate::db::Db;
use crate::follow::Follow;
use crate::once::Once;
use crate::trace::Trace;
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
    followed: Once<Vec<Follow>>,
    trace: Option<Arc<Trace>>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("actor", &self.0.viewer.actor()).finish_non_exhaustive()
    }
}

impl Session {
    pub(crate) fn new(domain: &Domain, viewer: Viewer, client: Client, request_id: &str) -> Self {
        // What others than nobody in particular are answered is kept nowhere.
        let trace = viewer.is_anonymous().then(Arc::default);
        Self(Arc::new(Inner {
            domain: domain.clone(),
            viewer,
            client,
            request_id: request_id.to_owned(),
            snapshot: ArcSwap::new(domain.catalogue().current()),
            followed: Once::default(),
            trace,
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
            snapshot: ArcSwap::new(self.0.snapshot.load_full()),
            followed: Once::default(),
            trace: self.0.trace.clone(),
        }))
    }

    /// This very session, as nobody in particular sees it.
    #[must_use]
    pub fn as_nobody(&self) -> Self {
        if self.viewer().is_anonymous() { self.clone() } else { self.seen_by(Viewer::anonymous()) }
    }

    /// Where all that this request has read comes from: what is made of nothing else can be kept, and answered again to anybody in
    /// particular to nobody, as long as [`Domain::is_fresh`] says so. `None` for others, and when anything else was read than the
    /// catalogue.
    #[must_use]
    pub fn provenance(&self) -> Option<Provenance> {
        let seq = self.0.snapshot.load().seq;
        self.0.trace.as_ref()?.whole(|noted| self.catalogue().provenance(seq, noted))
    }

    /// All that this request has read, in words for caches in front of the server, in at most so many bytes: what is purged by any of them may
    /// be another answer now. `None` where [`Session::provenance`] has none.
    #[must_use]
    pub fn surrogate_keys(&self, most: usize) -> Option<String> {
        self.0.trace.as_ref()?.whole(|noted| key::of_answer(&noted.tags, most))
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
        // A date of what is kept is no part of it: it is true as long as that is fresh.
        let (snapshot, now) = (self.0.snapshot.load_full(), self.domain().ports().clock.now());
        snapshot.changed_at.max(snapshot.last_image_end(now))
    }

    /// What time it is. What is made of it is kept nowhere: it would be another answer at any time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.trace(Trace::more);
        self.domain().ports().clock.now()
    }

    /// What time it is, for a read that says when it would be another one though nothing changes.
    pub(crate) fn now_until(&self, next: impl FnOnce(Timestamp) -> Option<Timestamp>) -> Timestamp {
        let now = self.domain().ports().clock.now();
        self.trace(|trace| next(now).into_iter().for_each(|until| trace.until(until)));
        now
    }

    fn trace(&self, note: impl FnOnce(&Trace)) {
        if let Some(trace) = &self.0.trace {
            note(trace);
        }
    }

    pub(crate) fn domain(&self) -> &Domain {
        &self.0.domain
    }

    /// The database. What is made of rows is kept nowhere; see [`Session::db_behind`].
    pub(crate) fn db(&self) -> &Db {
        self.trace(Trace::more);
        self.0.domain.db()
    }

    /// The database, for what belongs to something of the catalogue that has been read by its tag, and changes with it alone: bodies.
    pub(crate) fn db_behind(&self) -> &Db {
        self.0.domain.db()
    }

    pub(crate) fn catalogue(&self) -> &Catalogue {
        self.0.domain.catalogue()
    }

    /// What the public may see, as it was when this session began or last wrote: for reads that don't say of what.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot_of([Tag::Public])
    }

    /// The same, for a read that says of what.
    pub(crate) fn snapshot_of(&self, tags: impl IntoIterator<Item = Tag>) -> Arc<Snapshot> {
        self.trace(|trace| trace.tags(tags));
        self.0.snapshot.load_full()
    }

    /// The same, for a read whose tags are found with it.
    pub(crate) fn snapshot_by<I: IntoIterator<Item = Tag>>(&self, tags: impl FnOnce(&Snapshot) -> I) -> Arc<Snapshot> {
        let snapshot = self.0.snapshot.load_full();
        self.trace(|trace| trace.tags(tags(&snapshot)));
        snapshot
    }

    /// All that the viewer follows, as `follow` reads it: the same for all parts of an answer.
    pub(crate) fn followed(&self) -> &Once<Vec<Follow>> {
        &self.0.followed
    }

    /// Moves on to the present snapshot, after a write.
    pub(crate) fn refresh(&self) {
        self.trace(Trace::more);
        self.0.followed.forget();
        self.0.snapshot.store(self.catalogue().current());
    }
}
