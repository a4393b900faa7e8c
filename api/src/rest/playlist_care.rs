//! Reports of playlists, and what staff does with those that are public.

use actix_web::http::StatusCode;
use actix_web::http::header::LINK;
use domain::Error;
use domain::playlist::Moderation;
use jiff::Timestamp;
use serde::Deserialize;

use super::condition::met;
use super::page::{List, PageInfo, representation};
use super::playlists::{changed, named, terms};
use super::query::{PAGE, Query};
use super::shape::{PlaylistShape, ReportShape, ReportedShape};
use crate::http::{Done, Reply};
use crate::routes::{Call, Outcome};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ReportInput {
    reason: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ModerationInput {
    hidden_because: Option<String>,
    pinned_until: Option<Timestamp>,
}

/// `POST /v1/playlists/{id}/reports`
pub async fn report(call: Call) -> Outcome {
    let id = named(&call)?;
    let input: ReportInput = call.body.read()?;
    let reported = call.session.playlists().report(id, &input.reason, &terms(&call, None)?).await?;
    Ok(Reply::Done(Done::with(StatusCode::CREATED, &ReportedShape::from(reported))?))
}

/// `GET /v1/playlist-reports`
pub async fn reports(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[PAGE])?;
    let (request, total) = (query.page(), query.switch("total", false));
    query.finish()?;
    let page = call.session.playlists().reports(&request).await?;
    let count = if total { Some(call.session.playlists().reports_count().await?) } else { None };
    let info = PageInfo::of(&page, count);
    let links = info.links(&call.app, "/v1/playlist-reports", &query, &request);
    let data: Vec<ReportShape<'_>> = page.items.iter().map(|(_, report)| report.into()).collect();
    let bytes = serde_json::to_vec(&List { data, page: info }).map_err(Error::internal)?;
    Ok(Reply::Content(representation(&call, bytes).undated().with(LINK, links)))
}

/// `PUT /v1/playlists/{id}/moderation`
pub async fn moderate(call: Call) -> Outcome {
    let id = named(&call)?;
    let input: ModerationInput = call.body.read()?;
    let wanted = Moderation { hidden_because: input.hidden_because, pinned_until: input.pinned_until };
    let answer = met(call.session.playlists().moderate(id, &wanted, &terms(&call, Some(id))?).await)?;
    Ok(Reply::Done(changed(StatusCode::OK, &answer.playlist, &PlaylistShape::from(&answer.playlist))?))
}
