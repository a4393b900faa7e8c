//! The list.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use domain::Session;
use domain::playlist as model;

use super::item::PlaylistItem;
use crate::connection::{Connection, Listed, page};
use crate::context::{loaders, session, wish};
use crate::error::{Result, Told};
use crate::scalar::{DateTime, LanguageTag};

/// Who can see a list.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::Visibility")]
pub(crate) enum PlaylistVisibility {
    /// Its owner alone.
    Private,
    /// Whoever has its id or a link; it is never listed.
    Unlisted,
    /// Everybody; for a while it may be featured.
    Public,
}

/// Whose list it is, as others see them.
#[derive(SimpleObject)]
pub(crate) struct PlaylistOwner {
    /// The name that they have chosen.
    display_name: String,
}

/// The list that another one is a copy of.
pub(crate) struct PlaylistCredit(model::Credit);

/// The list that another one is a copy of.
#[Object]
impl PlaylistCredit {
    /// The id of that list: `pl_01jb…`.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// Its title.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// Whose it is.
    async fn owner(&self) -> PlaylistOwner {
        PlaylistOwner { display_name: self.0.owner_name.clone() }
    }
}

/// A list.
pub(crate) struct Playlist {
    list: model::Playlist,
    /// Whose eyes it is seen by, if they aren't those of the request.
    viewer: Option<Session>,
}

impl Playlist {
    pub(crate) fn new(list: model::Playlist) -> Self {
        Self { list, viewer: None }
    }

    pub(super) fn of(viewer: Session, list: model::Playlist) -> Self {
        Self { list, viewer: Some(viewer) }
    }
}

impl Listed for Playlist {
    const CONNECTION: (&'static str, &'static str) = ("PlaylistConnection", "A page of a list of playlists.");
    const EDGE: (&'static str, &'static str) = ("PlaylistEdge", "A playlist with its place in a list.");
    type Query = Session;

    async fn count(_: &Session, owner: &Session) -> domain::Result<usize> {
        owner.playlists().own_count().await
    }
}

/// A playlist: articles that a reader has collected, in their own order and with their own words.
#[Object]
impl Playlist {
    /// The id: `pl_01jb…`.
    pub(crate) async fn id(&self) -> ID {
        self.list.id.into()
    }

    /// The title.
    async fn title(&self) -> &str {
        &self.list.title
    }

    /// What its owner says of it; may be empty.
    async fn description(&self) -> &str {
        &self.list.description
    }

    /// Who can see it.
    async fn visibility(&self) -> PlaylistVisibility {
        self.list.visibility.into()
    }

    /// Raised by every change. Give it as `expectedVersion` of a change that was made looking at it.
    async fn version(&self) -> i32 {
        i32::try_from(self.list.version).unwrap_or(i32::MAX)
    }

    /// How many items it has, placeholders among them.
    async fn item_count(&self) -> i32 {
        i32::try_from(self.list.item_count).unwrap_or(i32::MAX)
    }

    /// Whose it is.
    async fn owner(&self) -> PlaylistOwner {
        PlaylistOwner { display_name: self.list.owner_name.clone() }
    }

    /// It belongs to whoever asks.
    async fn is_own(&self) -> bool {
        self.list.is_own
    }

    /// The list that it is a copy of, as long as everybody can see that one.
    async fn copied_from(&self) -> Option<PlaylistCredit> {
        self.list.copied_from.clone().map(PlaylistCredit)
    }

    /// Since when staff has hidden it from everybody but its owner; null when it isn't hidden.
    async fn hidden_at(&self) -> Option<DateTime> {
        self.list.hidden.as_ref().map(|hidden| DateTime(hidden.at))
    }

    /// Why staff has hidden it; null when it isn't hidden.
    async fn hidden_because(&self) -> Option<&str> {
        self.list.hidden.as_ref().map(|hidden| hidden.because.as_str())
    }

    /// Until when staff wants it featured; null for all others.
    async fn pinned_until(&self) -> Option<DateTime> {
        self.list.pinned_until.map(DateTime)
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.list.created_at)
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.list.updated_at)
    }

    /// Its items in their order. The first ones of all lists of an answer are read at once.
    #[allow(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn items(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language to serve the articles in.")] language: Option<LanguageTag>,
        #[graphql(desc = "How many from the start, or behind `after`: 1 to 100, 20 by default.")] first: Option<i32>,
        #[graphql(desc = "The cursor that the page begins behind.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor that the page ends before.")] before: Option<String>,
    ) -> Option<Result<Connection<PlaylistItem>>> {
        let connection = async {
            let wish = wish(ctx, language.as_ref(), true)?;
            let wanted = (self.list.id, page(first, after, last, before));
            session(ctx).playlists().check_items(&wanted).told(session(ctx))?;
            let found = match &self.viewer {
                Some(viewer) => viewer.playlists().items_page(wanted.0, &wanted.1).await.told(viewer)?,
                None => loaders(ctx).playlist_items(wanted).await?,
            };
            let count = usize::try_from(self.list.item_count).unwrap_or_default();
            Ok(Connection::new(found, count, |item| Some(PlaylistItem::new(item, &wish))))
        };
        Some(connection.await)
    }
}
