//! Lists themselves: made, changed, deleted by their owner.

use serde::Serialize;

use super::open::{self, Begun, Way};
use super::row::{self, Stored, StoredItem};
use super::{Changed, Deleted, Playlists, Terms, Visibility, rules};
use crate::account;
use crate::changes::{ChangeKind, Changes};
use crate::error::{Code, Error, Result};
use crate::id::{self, PlaylistId};
use crate::instant;
use crate::policy;
use crate::session::Session;

/// A list to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewPlaylist {
    /// Its title.
    pub title: String,
    /// What its owner says of it.
    pub description: String,
    /// Who can see it.
    pub visibility: Visibility,
}

/// What shall change of a list; what isn't set stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PlaylistChange {
    /// The title.
    pub title: Option<String>,
    /// What its owner says of it.
    pub description: Option<String>,
    /// Who can see it.
    pub visibility: Option<Visibility>,
}

impl Playlists<'_> {
    /// Makes a list of the viewer's own.
    ///
    /// # Errors
    /// `authentication_required`; `value_invalid`, `limit_reached`, `idempotency_key_reused`.
    pub async fn create(&self, new: &NewPlaylist, terms: &Terms) -> Result<Changed> {
        let session = self.0;
        let owner = policy::owner(session.viewer())?;
        let title = rules::title(&new.title)?;
        let description = rules::description(&new.description)?;
        let begun = match open::begin(session, owner, terms, "playlist.create", new).await? {
            Way::Again(answer) => return Ok(answer),
            Way::Now(begun) => begun,
        };
        make(session, begun, Draft { title, description, visibility: new.visibility, source: None }, Vec::new()).await
    }

    /// Changes title, description or visibility of a list of the viewer's own.
    ///
    /// # Errors
    /// `authentication_required`, `not_found`; `value_invalid`, `version_conflict`, `idempotency_key_reused`.
    pub async fn update(&self, id: PlaylistId, change: &PlaylistChange, terms: &Terms) -> Result<Changed> {
        let session = self.0;
        let owner = policy::owner(session.viewer())?;
        let title = change.title.as_deref().map(rules::title).transpose()?;
        let description = change.description.as_deref().map(rules::description).transpose()?;
        let begun = match open::begin(session, owner, terms, "playlist.update", &(id, change)).await? {
            Way::Again(answer) => return Ok(answer),
            Way::Now(begun) => begun,
        };
        let mut opened = begun.own(id).await?;
        rules::fresh(terms.expected_version, opened.list.version)?;
        let list = &mut opened.list;
        list.title = title.unwrap_or_else(|| list.title.clone());
        list.description = description.unwrap_or_else(|| list.description.clone());
        if let Some(visibility) = change.visibility {
            list.visibility = visibility.to_string();
        }
        opened.finish(ChangeKind::PlaylistUpdated, Vec::new()).await
    }

    /// Deletes a list of the viewer's own.
    ///
    /// # Errors
    /// `authentication_required`, `not_found`; `version_conflict`, `idempotency_key_reused`.
    pub async fn delete(&self, id: PlaylistId, terms: &Terms) -> Result<Deleted> {
        let session = self.0;
        let owner = policy::owner(session.viewer())?;
        let begun = match open::begin(session, owner, terms, "playlist.delete", &id).await? {
            Way::Again(answer) => return Ok(answer),
            Way::Now(begun) => begun,
        };
        let opened = begun.own(id).await?;
        rules::fresh(terms.expected_version, opened.list.version)?;
        let (begun, mut list) = (opened.begun, opened.list);
        let was_public = list.is_public();
        list.version += 1;
        row::delete(begun.tx.connection(), &begun.permit, id).await?;
        let told = open::told(ChangeKind::PlaylistDeleted, &list, was_public);
        begun.end(Deleted { id, version: list.version }, Changes::Of(told)).await
    }
}

/// A list on its way to be made.
pub(super) struct Draft {
    pub(super) title: String,
    pub(super) description: String,
    pub(super) visibility: Visibility,
    pub(super) source: Option<PlaylistId>,
}

/// Makes a list with items; these are given its id, their own and their positions here.
pub(super) async fn make(
    session: &Session,
    begun: Begun<'_, '_>,
    draft: Draft,
    items: Vec<StoredItem>,
) -> Result<Changed> {
    // The account's row is locked first: of two that make the last list that there may be, one waits.
    let connection = begun.tx.connection();
    let owner = account::row::lock(connection, &begun.permit, begun.account).await?;
    owner.ok_or_else(|| Error::new(Code::CredentialInvalid, "This credential is not valid here."))?;
    if row::count_of(connection, begun.account).await? >= rules::PLAYLISTS_MAX {
        let message = format!("An account has {} lists at the most.", rules::PLAYLISTS_MAX);
        return Err(Error::new(Code::LimitReached, message));
    }
    let ports = session.domain().ports();
    let now = instant::stored(session.now());
    let mut list = Stored {
        id: PlaylistId::new(id::generate(&*ports.clock, &*ports.random)),
        account_id: begun.account,
        title: draft.title,
        description: draft.description,
        visibility: draft.visibility.to_string(),
        version: 1,
        item_count: i64::try_from(items.len()).map_err(Error::internal)?,
        copied_from: draft.source,
        public_since: None,
        hidden_at: None,
        hidden_because: None,
        pinned_until: None,
        created_at: now,
        updated_at: now,
    };
    open::settle(&mut list, now);
    row::insert(connection, &begun.permit, &list).await?;
    let positions = rules::anew(items.len(), 0, 0);
    let items: Vec<StoredItem> = items
        .into_iter()
        .zip(positions)
        .map(|(item, position)| StoredItem { playlist_id: list.id, position, changed_in: list.version, ..item })
        .collect();
    let ids = items.iter().map(|item| item.id).collect();
    row::item::insert(connection, &begun.permit, items).await?;
    let told = open::told(ChangeKind::PlaylistCreated, &list, false);
    begun.end_with(list.id, ids, told).await
}
