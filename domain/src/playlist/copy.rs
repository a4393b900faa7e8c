//! Another's public list, taken over with credit.

use super::edit::{Draft, make};
use super::open::{self, Way};
use super::row::{self, StoredItem};
use super::{Changed, Playlists, Terms, Visibility, rules};
use crate::error::{Error, Result};
use crate::id::{self, PlaylistId, PlaylistItemId};
use crate::instant;
use crate::policy;

impl Playlists<'_> {
    /// Makes a private list of the viewer's own out of a public one: its articles that can be read, in their order. The
    /// other reader's words stay theirs: of them the title alone is taken over, unless another is given.
    ///
    /// # Errors
    /// `authentication_required`, `not_found` for a list that isn't public; `value_invalid`, `limit_reached`,
    /// `idempotency_key_reused`.
    pub async fn copy(&self, source: PlaylistId, title: Option<&str>, terms: &Terms) -> Result<Changed> {
        let session = self.0;
        let owner = policy::owner(session.viewer())?;
        let title = title.map(rules::title).transpose()?;
        let begun = match open::begin(session, owner, terms, "playlist.copy", &(source, &title)).await? {
            Way::Again(answer) => return Ok(answer),
            Way::Now(begun) => begun,
        };
        let found = row::read::one(begun.tx.connection(), source, policy::lists(session.viewer())).await?;
        let found = found.filter(|list| list.visibility == Visibility::Public && list.hidden.is_none());
        let found = found.ok_or_else(Error::not_found)?;
        let (snapshot, ports, now) = (session.snapshot(), session.domain().ports(), instant::stored(session.now()));
        let items = row::item::all(begun.tx.connection(), source).await?;
        let readable = items.into_iter().filter(|item| snapshot.articles.contains(item.article_id));
        let items = readable.map(|item| StoredItem {
            id: PlaylistItemId::new(id::generate(&*ports.clock, &*ports.random)),
            description: String::new(),
            added_at: now,
            ..item
        });
        let draft = Draft {
            title: title.unwrap_or(found.title),
            description: String::new(),
            visibility: Visibility::Private,
            source: Some(source),
        };
        make(session, begun, draft, items.collect()).await
    }
}
