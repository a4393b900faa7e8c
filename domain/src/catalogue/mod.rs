//! The catalogue: what the public may see now, as an immutable snapshot in memory behind an atomic pointer.
//! Built at start by streaming (`build.rs`), kept by following the change log (`apply.rs`), asked in `query.rs`. What a change
//! touches is entered in `freshness.rs`, by tags (`tag.rs`), and remembered for a while in `touches.rs`; what caches in front of the server call
//! those tags is `key.rs`.
//!
//! A draft can't leak from here, since the catalogue holds none; bodies are not in it either. A changed snapshot
//! shares with its predecessor all that did not change.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arc_swap::ArcSwap;
use imbl::OrdMap;
use imbl::shared_ptr::DefaultSharedPtr;
use jiff::Timestamp;
use tokio::sync::watch;

use crate::expert::Expert;
use crate::front_page::Arrangement;
use crate::id::{AnyId, ExpertId, RegionId, TopicId};
use crate::language::Language;
use crate::page::NamePosition;
use crate::trace::Noted;

mod apply;
mod articles;
mod build;
mod facets;
mod feed;
mod freshness;
mod images;
mod index;
pub(crate) mod key;
mod pieces;
mod postings;
mod query;
mod related;
mod selection;
mod slugs;
mod tag;
#[cfg(test)]
mod tests;
mod touches;
mod tree;
mod weight;
mod withdrawals;

pub(crate) use apply::apply;
pub(crate) use build::build;
pub use freshness::Provenance;
pub(crate) use query::page_of;
pub(crate) use tag::Tag;
pub(crate) use tree::{Tree, TreeId};

use articles::Articles;
use freshness::{Freshness, Touched};
use images::Images;
use index::Index;
use slugs::Slugs;
use touches::Touches;
use withdrawals::Withdrawals;

/// A map that snapshots share as far as it did not change.
pub(crate) type Map<K, V> = imbl::GenericHashMap<K, V, foldhash::quality::RandomState, DefaultSharedPtr>;

/// What the public may see, at one position of the log.
#[derive(Clone, Default)]
pub(crate) struct Snapshot {
    pub(crate) seq: i64,
    /// When anything public last changed.
    pub(crate) changed_at: Option<Timestamp>,
    pub(crate) articles: Articles,
    pub(crate) experts: Map<ExpertId, Arc<Expert>>,
    pub(crate) experts_by_name: OrdMap<NamePosition, ExpertId>,
    pub(crate) topics: Tree<TopicId>,
    pub(crate) regions: Tree<RegionId>,
    images: Images,
    pub(crate) slugs: Slugs,
    /// The ids of what was merged into something else, and where they lead.
    merged: Map<AnyId, AnyId>,
    pub(crate) withdrawals: Withdrawals,
    pub(crate) front_pages: Map<Language, Arc<Arrangement>>,
    index: Index,
}

impl Snapshot {
    /// What an id stands for now: that of something which was merged into something else stands for the latter.
    pub(crate) fn present<Id: Copy + Into<AnyId> + TryFrom<AnyId>>(&self, id: Id) -> Id {
        let led = self.merged.get(&id.into()).and_then(|into| Id::try_from(*into).ok());
        led.unwrap_or(id)
    }

    /// Whether any id stands for another.
    pub(crate) fn has_merged(&self) -> bool {
        !self.merged.is_empty()
    }
}

/// The pointer to the present snapshot, and how far it has come.
pub(crate) struct Catalogue {
    current: ArcSwap<Snapshot>,
    freshness: Freshness,
    touches: Touches,
    applied: watch::Sender<i64>,
    running: AtomicBool,
}

impl Default for Catalogue {
    fn default() -> Self {
        Self {
            current: ArcSwap::default(),
            freshness: Freshness::default(),
            touches: Touches::default(),
            applied: watch::channel(0).0,
            running: AtomicBool::new(false),
        }
    }
}

/// How large the catalogue is, and how fresh.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Health {
    /// It was built and is followed.
    pub running: bool,
    /// Public articles.
    pub articles: usize,
    /// The last change that it has applied.
    pub seq: i64,
    /// How many changes of the log it has yet to apply.
    pub behind: i64,
}

impl Catalogue {
    /// The present snapshot.
    pub(crate) fn current(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    /// Puts a newer snapshot in place, in which this is different.
    fn replace(&self, snapshot: Snapshot, touched: &Touched) {
        let seq = snapshot.seq;
        self.freshness.touch(touched, seq);
        self.current.store(Arc::new(snapshot));
        self.running.store(true, Ordering::Release);
        self.applied.send_replace(seq);
    }

    /// What the latest changes touched.
    pub(crate) fn touches(&self) -> &Touches {
        &self.touches
    }

    /// Waits until the change at this position of the log has been applied, so that its writer reads it. Returns at
    /// once where no catalogue is kept (a program that only imports).
    pub(crate) async fn applied(&self, seq: i64) {
        if self.running.load(Ordering::Acquire) {
            // The sender lives as long as this catalogue, so that the wait can't fail.
            let _ = self.applied.subscribe().wait_for(|applied| *applied >= seq).await;
        }
    }

    /// Where what was made of these tags comes from, read at this position and good until then.
    pub(crate) fn provenance(&self, seq: i64, noted: &Noted) -> Provenance {
        self.freshness.provenance(seq, &noted.tags, noted.until)
    }

    /// The provenance of whatever is public now.
    pub(crate) fn present(&self) -> Provenance {
        self.present_of(&[Tag::Public])
    }

    /// The provenance of what is made of these tags now.
    pub(crate) fn present_of(&self, tags: &[Tag]) -> Provenance {
        self.freshness.provenance(self.current.load().seq, tags, None)
    }

    /// Whether what comes from there would be the same if it were made now.
    pub(crate) fn is_fresh(&self, provenance: &Provenance, now: impl FnOnce() -> Timestamp) -> bool {
        self.freshness.is_fresh(provenance, now)
    }

    pub(crate) fn health(&self, head: i64) -> Health {
        let current = self.current.load();
        Health {
            running: self.running.load(Ordering::Acquire),
            articles: current.articles.len(),
            seq: current.seq,
            behind: (head - current.seq).max(0),
        }
    }
}
