//! `/v1/me/playlists` and `/v1/playlists`: lists themselves. Their items are in `playlist_items.rs`, reports and what staff
//! does in `playlist_care.rs`.

use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, LINK, LOCATION};
use domain::Error;
use domain::id::PlaylistId;
use domain::playlist::{Changed, NewPlaylist, Playlist, PlaylistChange, Terms, Visibility};
use serde::{Deserialize, Serialize};

use super::condition::{expected, met};
use super::page::{self, List, PageInfo, representation};
use super::query::{PAGE, Query};
use super::shape::{FeaturedShape, PlaylistShape};
use crate::http::encoding::Coding;
use crate::http::etag::Fingerprint;
use crate::http::{Done, Reply, idempotency_key};
use crate::routes::{Call, Outcome};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CreateInput {
    title: String,
    #[serde(default)]
    description: String,
    #[serde(default = "private")]
    visibility: Visibility,
}

fn private() -> Visibility {
    Visibility::Private
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct UpdateInput {
    title: Option<String>,
    description: Option<String>,
    visibility: Option<Visibility>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CopyInput {
    title: Option<String>,
}

#[derive(Serialize)]
struct FeaturedList<'a> {
    data: Vec<FeaturedShape<'a>>,
}

/// The list that the path names.
///
/// # Errors
/// `not_found`, for what is no id of a list as well.
pub(super) fn named(call: &Call) -> Result<PlaylistId, Error> {
    PlaylistId::parse(call.part("id")).map_err(|_| Error::not_found())
}

/// The terms of a change of this list, by `If-Match` and `Idempotency-Key`.
///
/// # Errors
/// `idempotency_key_invalid`; `precondition_failed` for a tag that this list never had.
pub(super) fn terms(call: &Call, id: Option<PlaylistId>) -> Result<Terms, Error> {
    let headers = call.http.headers();
    let expected_version = match id {
        Some(id) => expected(headers, &id.to_string())?,
        None => None,
    };
    Ok(Terms { expected_version, key: idempotency_key(headers)? })
}

/// The answer to a change: what there is to say, with the list's validator.
pub(super) fn changed(status: StatusCode, list: &Playlist, said: &impl Serialize) -> Result<Done, Error> {
    let bytes = serde_json::to_vec(said).map_err(Error::internal)?;
    let whole = serde_json::to_vec(&PlaylistShape::from(list)).map_err(Error::internal)?;
    let tag = Fingerprint::of(&whole).behind(&version(list)).tag(Coding::Identity);
    Ok(Done::bytes(status, bytes).header(ETAG, tag))
}

fn made(call: &Call, changed_list: &Changed) -> Outcome {
    let list = &changed_list.playlist;
    let done = changed(StatusCode::CREATED, list, &PlaylistShape::from(list))?;
    Ok(Reply::Done(done.header(LOCATION, call.app.address(&format!("/v1/playlists/{}", list.id)))))
}

/// The version of a list, as its validators tell it.
fn version(list: &Playlist) -> String {
    format!("{}-{}", list.id, list.version)
}

/// `GET /v1/me/playlists`
pub async fn own(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[PAGE])?;
    let (request, total) = (query.page(), query.switch("total", false));
    query.finish()?;
    let page = call.session.playlists().own_page(&request).await?;
    let count = page::total(total, &page, call.session.playlists().own_count()).await?;
    let info = PageInfo::of(&page, count);
    let links = info.links(&call.app, "/v1/me/playlists", &query, &request);
    let data: Vec<PlaylistShape<'_>> = page.items.iter().map(|(_, list)| list.into()).collect();
    let bytes = serde_json::to_vec(&List { data, page: info }).map_err(Error::internal)?;
    Ok(Reply::Content(representation(&call, bytes).undated().with(LINK, links)))
}

/// `POST /v1/me/playlists`
pub async fn create(call: Call) -> Outcome {
    let input: CreateInput = call.body.read()?;
    let new = NewPlaylist { title: input.title, description: input.description, visibility: input.visibility };
    let made_list = call.session.playlists().create(&new, &terms(&call, None)?).await?;
    made(&call, &made_list)
}

/// `GET /v1/playlists`: those that are featured.
pub async fn featured(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[&["featured"]])?;
    if !matches!(query.value("featured"), Some("" | "true")) {
        query.fault("featured", "Public lists are listed as long as they are featured: ask with `featured`.");
    }
    query.finish()?;
    let featured = call.session.playlists().featured().await?;
    let list = FeaturedList { data: featured.iter().map(FeaturedShape::from).collect() };
    let bytes = serde_json::to_vec(&list).map_err(Error::internal)?;
    Ok(Reply::Content(representation(&call, bytes).undated()))
}

/// `GET /v1/playlists/{id}`
pub async fn show(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let list = call.session.playlists().by_id(named(&call)?).await?.ok_or_else(Error::not_found)?;
    let bytes = serde_json::to_vec(&PlaylistShape::from(&list)).map_err(Error::internal)?;
    Ok(Reply::Content(representation(&call, bytes).undated().at_version(version(&list))))
}

/// `PATCH /v1/playlists/{id}`
pub async fn update(call: Call) -> Outcome {
    let id = named(&call)?;
    let input: UpdateInput = call.body.read()?;
    let change = PlaylistChange { title: input.title, description: input.description, visibility: input.visibility };
    let answer = met(call.session.playlists().update(id, &change, &terms(&call, Some(id))?).await)?;
    Ok(Reply::Done(changed(StatusCode::OK, &answer.playlist, &PlaylistShape::from(&answer.playlist))?))
}

/// `DELETE /v1/playlists/{id}`
pub async fn delete(call: Call) -> Outcome {
    let id = named(&call)?;
    met(call.session.playlists().delete(id, &terms(&call, Some(id))?).await)?;
    Ok(Reply::Done(Done::silent(StatusCode::NO_CONTENT)))
}

/// `POST /v1/playlists/{id}/copy`
pub async fn copy(call: Call) -> Outcome {
    let id = named(&call)?;
    let input: CopyInput = call.body.read_or_default()?;
    let copied = call.session.playlists().copy(id, input.title.as_deref(), &terms(&call, None)?).await?;
    made(&call, &copied)
}
