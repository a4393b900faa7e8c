//! The public lists that are shown to everybody for a while.

use jiff::Timestamp;

use super::row;
use super::slot::shown;
use super::{Playlist, Playlists};
use crate::error::Result;
use crate::id::PlaylistId;

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
    /// The lists that are featured now: pinned ones first, then the last made public. With two statements at the most.
    ///
    /// # Errors
    /// `unavailable` or `internal` when the database fails.
    pub async fn featured(&self) -> Result<Vec<Featured>> {
        let (session, now) = (self.0, self.0.now());
        let options = session.domain().playlist_options();
        let since = now.saturating_sub(options.featured_for).unwrap_or(Timestamp::MIN);
        let candidates = row::featured::candidates(session.db().reader(), since, now).await?;
        let shown = shown(candidates, now, options);
        let ids: Vec<PlaylistId> = shown.iter().map(|list| list.id).collect();
        let lists = self.by_ids(&ids).await?;
        let featured = shown.into_iter().zip(lists).filter_map(|(slot, list)| {
            // It may have gone between the two statements.
            let playlist = list.filter(|list| list.visibility == super::Visibility::Public && list.hidden.is_none())?;
            Some(Featured { playlist, since: slot.since, until: slot.until, is_pinned: slot.is_pinned })
        });
        Ok(featured.collect())
    }
}
