//! An item of a list.

use async_graphql::{Enum, ID, Object};
use domain::playlist as model;
use domain::{Preference, Session};

use crate::article::Article;
use crate::connection::Listed;
use crate::scalar::DateTime;

/// What there is to see of an item.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::ItemState")]
pub(crate) enum PlaylistItemState {
    /// The article can be read.
    Available,
    /// The article isn't public any more; what the list's owner says of it remains.
    Unpublished,
    /// The article was withdrawn; nothing of it remains.
    Withdrawn,
}

/// An item, with the languages that its article is wanted in.
pub(crate) struct PlaylistItem {
    item: model::PlaylistItem,
    wish: Preference,
}

impl PlaylistItem {
    pub(super) fn new(item: model::PlaylistItem, wish: &Preference) -> Self {
        Self { item, wish: wish.clone() }
    }
}

impl Listed for PlaylistItem {
    const CONNECTION: (&'static str, &'static str) = ("PlaylistItemConnection", "A page of the items of a playlist.");
    const EDGE: (&'static str, &'static str) = ("PlaylistItemEdge", "An item with its place in its playlist.");
    type Query = usize;

    async fn count(_: &Session, count: &usize) -> domain::Result<usize> {
        Ok(*count)
    }
}

/// An item of a playlist: an article, with what the list's owner says of it.
#[Object]
impl PlaylistItem {
    /// The id: `pli_01jb…`.
    async fn id(&self) -> ID {
        self.item.id.into()
    }

    /// What the list's owner says of it; may be empty.
    async fn description(&self) -> &str {
        &self.item.description
    }

    /// What there is to see of it.
    async fn state(&self) -> PlaylistItemState {
        self.item.state.into()
    }

    /// The article; null unless it can be read.
    async fn article(&self) -> Option<Article> {
        Article::served(self.item.article.clone()?, &self.wish)
    }

    /// When it was added.
    async fn added_at(&self) -> DateTime {
        DateTime(self.item.added_at)
    }

    /// When the article was last corrected, if that was after it was added: the article's `corrections` say what. Null for
    /// one that says what it said when it was added.
    async fn corrected_at(&self) -> Option<DateTime> {
        self.item.corrected_at().map(DateTime)
    }
}
