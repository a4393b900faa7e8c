//! The public lists that are shown to everybody for a while. They are the same for all, but for what is their owner's or staff's to
//! know: so they are read for all of them at once, and anew when the change log tells of something that may make them others.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use jiff::Timestamp;
use tokio::sync::Mutex;

use super::row::{self, read::Owned};
use super::slot::{Candidate, Shown, shown};
use super::{Playlist, Playlists, Visibility};
use crate::catalogue::{Provenance, Tag};
use crate::error::Result;
use crate::id::PlaylistId;
use crate::policy::{self, ListSight};
use crate::session::Session;

/// A list that is featured now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Featured {
    /// The list.
    pub playlist: Playlist,
    /// Since when its slot runs: since it was made public.
    pub since: Timestamp,
    /// How long it is shown, as things are now.
    pub until: Timestamp,
    /// Staff has pinned it.
    pub is_pinned: bool,
}

impl Playlists<'_> {
    /// The lists that are featured now: pinned ones first, then the last made public. With no statement as long as nothing of
    /// them has changed.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database fails.
    pub async fn featured(&self) -> Result<Vec<Featured>> {
        let (session, now) = (self.0, self.0.now());
        let known = session.domain().featured_lists().known(session, now).await?;
        let sight = policy::lists(session.viewer());
        let featured = known.shown.iter().zip(&known.lists).filter_map(|(slot, list)| {
            let playlist = list.as_ref()?.seen(sight);
            Some(Featured { playlist, since: slot.since, until: slot.until, is_pinned: slot.is_pinned })
        });
        Ok(featured.collect())
    }
}

/// The featured lists, as this process last read them.
#[derive(Default)]
pub(crate) struct FeaturedLists {
    known: ArcSwapOption<Known>,
    reading: Mutex<()>,
}

/// What was read, and where it comes from.
struct Known {
    provenance: Provenance,
    candidates: Vec<Candidate>,
    shown: Vec<Shown>,
    /// The list of each slot, as staff sees it; `None` for one that went meanwhile.
    lists: Vec<Option<Owned>>,
}

impl FeaturedLists {
    /// What is featured at this instant. Of those who find that it is another than was read, one reads it, and the others wait.
    async fn known(&self, session: &Session, now: Timestamp) -> Result<Arc<Known>> {
        let options = session.domain().playlist_options();
        let good = || {
            let known = self.known.load_full().filter(|known| session.domain().is_fresh(&known.provenance))?;
            (shown(&known.candidates, now, options) == known.shown).then_some(known)
        };
        if let Some(known) = good() {
            return Ok(known);
        }
        let _reading = self.reading.lock().await;
        if let Some(known) = good() {
            return Ok(known);
        }
        // The place in the log comes first: what is committed while the rows are read makes them old.
        let provenance = session.catalogue().present_of(&[Tag::Public, Tag::Playlists]);
        let since = now.saturating_sub(options.featured_for).unwrap_or(Timestamp::MIN);
        let candidates = row::featured::candidates(session.db().reader(), since, now).await?;
        let shown = shown(&candidates, now, options);
        let lists = lists(session, &shown).await?;
        let known = Arc::new(Known { provenance, candidates, shown, lists });
        self.known.store(Some(Arc::clone(&known)));
        Ok(known)
    }
}

/// The lists of these slots.
async fn lists(session: &Session, shown: &[Shown]) -> Result<Vec<Option<Owned>>> {
    let ids: Vec<PlaylistId> = shown.iter().map(|slot| slot.id).collect();
    let everything = ListSight { own: None, hidden: true };
    let mut found = row::read::owned(session.db().reader(), &ids, everything).await?;
    // One may have gone between the two statements.
    found.retain(|Owned { list, .. }| list.visibility == Visibility::Public && list.hidden.is_none());
    Ok(ids.iter().map(|id| found.iter().find(|Owned { list, .. }| list.id == *id).cloned()).collect())
}

impl Owned {
    /// A list that everybody may see, as it is seen by somebody.
    fn seen(&self, sight: ListSight) -> Playlist {
        let mut list = self.list.clone();
        list.is_own = sight.own == Some(self.account);
        list.pinned_until = list.pinned_until.filter(|_| sight.hidden);
        list
    }
}
