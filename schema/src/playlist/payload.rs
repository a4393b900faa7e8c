//! What mutations of playlists answer, and the terms that they all take.

use async_graphql::{ID, SimpleObject};
use domain::id::PlaylistId;
use domain::idempotency::IdempotencyKey;
use domain::playlist::{Changed, Deleted, Reported, Terms};
use domain::{Preference, Session};

use super::item::PlaylistItem;
use super::object::Playlist;
use crate::error::{Result, Told};
use crate::mutation::{Hear, UserError, is_late};
use crate::scalar::DateTime;

/// What came of a change of a playlist.
#[derive(SimpleObject)]
pub(crate) struct PlaylistPayload {
    /// The playlist with its new version. With the error `version_conflict` the playlist as it is now; null with any
    /// other.
    playlist: Option<Playlist>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What came of a change of a playlist's items.
#[derive(SimpleObject)]
pub(crate) struct PlaylistItemsPayload {
    /// The playlist with its new version. With the error `version_conflict` the playlist as it is now; null with any
    /// other.
    playlist: Option<Playlist>,
    /// The items that were added or changed, in the order in which they were given.
    items: Vec<PlaylistItem>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What came of a deletion.
#[derive(SimpleObject)]
pub(crate) struct PlaylistDeletePayload {
    /// The id of the playlist that is no more; null when something is to be mended.
    deleted_id: Option<ID>,
    /// With the error `version_conflict` the playlist as it is now; else null.
    playlist: Option<Playlist>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// That something was reported.
#[derive(SimpleObject)]
pub(crate) struct PlaylistReportPayload {
    /// The id of the report: `rpt_01jb…`; null when something is to be mended.
    report_id: Option<ID>,
    /// When it was made.
    created_at: Option<DateTime>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// The terms of a change.
///
/// # Errors
/// `idempotency_key_invalid`.
pub(super) fn terms(expected_version: Option<i32>, idempotency_key: Option<&str>) -> domain::Result<Terms> {
    let key = idempotency_key.map(IdempotencyKey::parse).transpose()?;
    Ok(Terms { expected_version: expected_version.map(i64::from), key })
}

/// The playlist that an argument names.
///
/// # Errors
/// `id_invalid` at `id`.
pub(super) fn playlist_id(id: &str) -> domain::Result<PlaylistId> {
    PlaylistId::parse(id).map_err(|error| error.at("id"))
}

impl PlaylistPayload {
    pub(super) async fn of(session: &Session, id: Option<&ID>, outcome: domain::Result<Changed>) -> Result<Self> {
        Ok(match split(session, id, outcome).await? {
            Ok(changed) => Self { playlist: Some(Playlist::new(changed.playlist)), user_errors: Vec::new() },
            Err((playlist, user_errors)) => Self { playlist, user_errors },
        })
    }
}

impl PlaylistItemsPayload {
    pub(super) async fn of(
        session: &Session,
        wish: &Preference,
        id: &ID,
        outcome: domain::Result<Changed>,
    ) -> Result<Self> {
        Ok(match split(session, Some(id), outcome).await? {
            Ok(changed) => {
                let items = session.playlists().items_by_ids(&changed.items).await.told(session)?;
                let items = items.into_iter().map(|item| PlaylistItem::new(item, wish)).collect();
                Self { playlist: Some(Playlist::new(changed.playlist)), items, user_errors: Vec::new() }
            }
            Err((playlist, user_errors)) => Self { playlist, items: Vec::new(), user_errors },
        })
    }
}

impl PlaylistDeletePayload {
    pub(super) async fn of(session: &Session, id: &ID, outcome: domain::Result<Deleted>) -> Result<Self> {
        Ok(match split(session, Some(id), outcome).await? {
            Ok(deleted) => Self { deleted_id: Some(deleted.id.into()), playlist: None, user_errors: Vec::new() },
            Err((playlist, user_errors)) => Self { deleted_id: None, playlist, user_errors },
        })
    }
}

impl PlaylistReportPayload {
    pub(super) async fn of(session: &Session, outcome: domain::Result<Reported>) -> Result<Self> {
        Ok(match split(session, None, outcome).await? {
            Ok(report) => Self {
                report_id: Some(report.id.into()),
                created_at: Some(DateTime(report.created_at)),
                user_errors: Vec::new(),
            },
            Err((_, user_errors)) => Self { report_id: None, created_at: None, user_errors },
        })
    }
}

type Split<T> = std::result::Result<T, (Option<Playlist>, Vec<UserError>)>;

/// The outcome, or what is to be mended and, when the change came too late, the playlist as it is now.
async fn split<T>(session: &Session, id: Option<&ID>, outcome: domain::Result<T>) -> Result<Split<T>> {
    let is_late = is_late(&outcome);
    match outcome.heard(session)? {
        Ok(value) => Ok(Ok(value)),
        Err(errors) => {
            let present = match id.filter(|_| is_late).and_then(|id| PlaylistId::parse(id).ok()) {
                Some(id) => session.playlists().by_id(id).await.told(session)?,
                None => None,
            };
            Ok(Err((present.map(Playlist::new), errors)))
        }
    }
}
