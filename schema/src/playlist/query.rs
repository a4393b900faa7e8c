//! The root fields on playlists.

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::Session;
use domain::id::PlaylistId;
use domain::playlist as model;

use super::object::Playlist;
use crate::connection::{Connection, Listed, page};
use crate::context::{loaders, session};
use crate::error::{Result, Told};
use crate::scalar::DateTime;

/// A playlist that is featured now.
#[derive(SimpleObject)]
pub(crate) struct FeaturedPlaylist {
    /// The playlist.
    playlist: Playlist,
    /// When its slot began: when it was made public.
    featured_since: DateTime,
    /// How long it is shown, as things are now.
    featured_until: DateTime,
    /// The newsroom has chosen it.
    is_pinned: bool,
}

impl From<model::Featured> for FeaturedPlaylist {
    fn from(featured: model::Featured) -> Self {
        Self {
            playlist: Playlist::new(featured.playlist),
            featured_since: DateTime(featured.since),
            featured_until: DateTime(featured.until),
            is_pinned: featured.is_pinned,
        }
    }
}

/// A report.
pub(crate) struct PlaylistReport(model::Report);

impl Listed for PlaylistReport {
    const CONNECTION: (&'static str, &'static str) = ("PlaylistReportConnection", "A page of reports of playlists.");
    const EDGE: (&'static str, &'static str) = ("PlaylistReportEdge", "A report with its place in a list.");
    type Query = ();

    async fn count(session: &Session, (): &()) -> domain::Result<usize> {
        session.playlists().reports_count().await
    }
}

/// What a reader has reported of a public playlist. Who that was isn't told.
#[Object]
impl PlaylistReport {
    /// The id: `rpt_01jb…`.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// What is wrong with the playlist.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// The playlist; null when it was made private meanwhile.
    async fn playlist(&self) -> Option<Playlist> {
        self.0.playlist.clone().map(Playlist::new)
    }
}

/// Root fields on playlists.
#[derive(Default)]
pub(crate) struct PlaylistQueries;

#[Object]
impl PlaylistQueries {
    /// One playlist: public, unlisted, or one's own. Null when there is none; somebody else's private one is none.
    async fn playlist(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id: `pl_01jb…`.")] id: ID,
    ) -> Option<Result<Playlist>> {
        let found = async {
            let id = PlaylistId::parse(&id).map_err(|error| error.at("id")).told(session(ctx))?;
            loaders(ctx).playlist(id).await
        };
        found.await.transpose().map(|found| found.map(Playlist::new))
    }

    /// The playlists that are featured now: those that the newsroom has pinned, then those made public last. When there
    /// are more than places, they take turns.
    async fn featured_playlists(&self, ctx: &Context<'_>) -> Option<Result<Vec<FeaturedPlaylist>>> {
        let session = session(ctx);
        let featured = session.playlists().featured().await.told(session);
        Some(featured.map(|featured| featured.into_iter().map(FeaturedPlaylist::from).collect()))
    }

    /// What readers have reported and the newsroom has not decided, the latest first. For editors.
    async fn playlist_reports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or behind `after`: 1 to 100, 20 by default.")] first: Option<i32>,
        #[graphql(desc = "The cursor that the page begins behind.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor that the page ends before.")] before: Option<String>,
    ) -> Option<Result<Connection<PlaylistReport>>> {
        let session = session(ctx);
        let found = session.playlists().reports(&page(first, after, last, before)).await.told(session);
        Some(found.map(|page| Connection::new(page, (), |report| Some(PlaylistReport(report)))))
    }
}
