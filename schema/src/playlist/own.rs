//! The lists of whoever is logged in, as they hang on the viewer.

use async_graphql::Context;
use domain::Session;
use domain::page::PageRequest;

use super::object::Playlist;
use crate::connection::Connection;
use crate::context::session;
use crate::error::{Result, Told};

/// A page of the viewer's own lists.
///
/// # Errors
/// `page_size_invalid`, `cursor_invalid`.
pub(crate) async fn own_playlists(
    ctx: &Context<'_>,
    viewer: &Session,
    page: PageRequest,
) -> Result<Connection<Playlist>> {
    let found = viewer.playlists().own_page(&page).await.told(viewer)?;
    // Whoever has just logged in by this request isn't the one that its loaders read for.
    let is_new = viewer.viewer() != session(ctx).viewer();
    let say = |list| if is_new { Playlist::of(viewer.clone(), list) } else { Playlist::new(list) };
    Ok(Connection::new(found, viewer.clone(), |list| Some(say(list))))
}
