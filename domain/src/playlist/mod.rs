//! Playlists: articles that a reader collects, in their own order and with their own words.
//!
//! `read.rs` says what is there, `edit.rs` and `item.rs` change lists and their items, `copy.rs` takes another's over,
//! `report.rs` and `moderate.rs` are what becomes of complaints, `featured.rs` picks the public lists that are shown to
//! everybody for a while. `open.rs` is how each change begins and ends; the pure rules are in `rules.rs` and `slot.rs`.
//!
//! A list shows what is public, whoever looks at it: an article that isn't leaves a placeholder.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::article::Article;
use crate::id::{ArticleId, PlaylistId, PlaylistItemId, PlaylistReportId};
use crate::idempotency::IdempotencyKey;
use crate::session::Session;
use crate::word::words;

mod copy;
mod edit;
mod featured;
mod item;
mod moderate;
mod open;
mod read;
mod report;
pub(crate) mod row;
pub mod rules;
mod slot;

pub(crate) use row::together;

pub use edit::{NewPlaylist, PlaylistChange};
pub use featured::Featured;
pub(crate) use featured::FeaturedLists;
pub use item::{ItemChange, Place};
pub use moderate::Moderation;
pub use read::ItemsWanted;
pub use report::Report;

words! {
    /// Who can see a list.
    Visibility {
        /// Its owner alone.
        Private = "private",
        /// Whoever has its address; it is never listed.
        Unlisted = "unlisted",
        /// Everybody.
        Public = "public",
    }
}

words! {
    /// What there is to see of an item.
    ItemState {
        /// The article is public.
        Available = "available",
        /// The article isn't public any more; the reader's own words remain.
        Unpublished = "unpublished",
        /// The article was withdrawn: nothing of it remains.
        Withdrawn = "withdrawn",
    }
}

/// A list, as its viewer may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Playlist {
    /// Which.
    pub id: PlaylistId,
    /// Its title.
    pub title: String,
    /// What its owner says of it; may be empty.
    pub description: String,
    /// Who can see it.
    pub visibility: Visibility,
    /// Raised by every change.
    pub version: i64,
    /// How many items it has, placeholders among them.
    pub item_count: i64,
    /// The name of its owner, as others see it.
    pub owner_name: String,
    /// It belongs to whoever asks.
    pub is_own: bool,
    /// What it is a copy of, as long as everybody can see that.
    pub copied_from: Option<Credit>,
    /// That staff has hidden it; its owner and staff know.
    pub hidden: Option<Hidden>,
    /// Until when staff wants it featured; staff knows.
    pub pinned_until: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// The list that another is a copy of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    /// Which.
    pub id: PlaylistId,
    /// Its title.
    pub title: String,
    /// The name of its owner.
    pub owner_name: String,
}

/// That a list was hidden by staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hidden {
    /// Since when.
    pub at: Timestamp,
    /// Why.
    pub because: String,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaylistItem {
    /// Which.
    pub id: PlaylistItemId,
    /// What the list's owner says of it; may be empty.
    pub description: String,
    /// What there is to see.
    pub state: ItemState,
    /// The article, when it is public.
    pub article: Option<Arc<Article>>,
    /// When it was added.
    pub added_at: Timestamp,
}

impl PlaylistItem {
    /// When its article was last corrected, if that was after it was added: what the reader saved says something else now.
    #[must_use]
    pub fn corrected_at(&self) -> Option<Timestamp> {
        let corrections = self.article.iter().flat_map(|article| &article.corrections);
        corrections.map(|correction| correction.at).filter(|at| *at > self.added_at).max()
    }
}

/// An article to be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewItem {
    /// Which.
    pub article: ArticleId,
    /// What the reader says of it.
    pub description: String,
}

/// What came of a change: the list as it was then, and the items that it was about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// The list.
    pub playlist: Playlist,
    /// The items that were added or changed.
    pub items: Vec<PlaylistItemId>,
}

/// What came of a deletion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deleted {
    /// The list that is no more.
    pub id: PlaylistId,
    /// Its last version.
    pub version: i64,
}

/// What came of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    /// The report.
    pub id: PlaylistReportId,
    /// When it was made.
    pub created_at: Timestamp,
}

/// On what terms a change is made.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// The version that it was made against; without it the last change wins.
    pub expected_version: Option<i64>,
    /// The key under which its answer is kept.
    pub key: Option<IdempotencyKey>,
}

/// What the operator decides about featured lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaylistOptions {
    /// For how long a list is featured after it was made public.
    pub featured_for: SignedDuration,
    /// How many are shown at once.
    pub featured_max: usize,
    /// How long the same ones are shown when there are more.
    pub featured_rotation: SignedDuration,
}

impl Default for PlaylistOptions {
    fn default() -> Self {
        let hours = SignedDuration::from_hours;
        Self { featured_for: hours(168), featured_max: 12, featured_rotation: hours(6) }
    }
}

/// Playlists.
pub struct Playlists<'s>(pub(super) &'s Session);

impl Session {
    /// Playlists: one's own, and those that others show.
    #[must_use]
    pub fn playlists(&self) -> Playlists<'_> {
        Playlists(self)
    }
}
