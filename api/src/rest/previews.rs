//! Links to look at a text before others do, and what they show.

use actix_web::http::StatusCode;
use actix_web::http::header::HeaderName;
use domain::article::Status;
use domain::id::{ArticleId, PreviewId};
use domain::manuscript::NewPreview;
use domain::{Error, Language};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::manuscripts::named;
use super::page::own;
use super::query::Query;
use super::shape::{BodyFormat, BodyShape, PreviewShape, Saying, Set, in_its_language};
use crate::http::{Done, Reply};
use crate::routes::{Call, Outcome};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewInput {
    language: Language,
    revision: Option<i64>,
    expires_at: Option<Timestamp>,
}

#[derive(Serialize)]
struct MadeShape {
    #[serde(flatten)]
    preview: PreviewShape,
    token: String,
    url: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PreviewedShape<'a> {
    article: ArticleId,
    language: Language,
    status: Status,
    revision: i64,
    title: &'a str,
    standfirst: Option<&'a str>,
    expires_at: Timestamp,
    body: BodyShape<'a>,
}

/// `GET /v1/manuscripts/{id}/previews`
pub async fn list(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let previews = call.session.manuscripts().previews(named(&call)?).await?;
    let data: Vec<PreviewShape> = previews.into_iter().map(PreviewShape::new).collect();
    let bytes = serde_json::to_vec(&serde_json::json!({"data": data})).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes)))
}

/// `POST /v1/manuscripts/{id}/previews`
pub async fn create(call: Call) -> Outcome {
    let id = named(&call)?;
    let NewInput { language, revision, expires_at } = call.body.read()?;
    let made = call.session.manuscripts().make_preview(id, NewPreview { language, revision, expires_at }).await?;
    let url = call.app.address(&format!("/v1/previews/{}", made.token));
    let said = MadeShape { preview: PreviewShape::new(made.preview), token: made.token, url };
    Ok(Reply::Done(Done::with(StatusCode::CREATED, &said)?))
}

/// `DELETE /v1/manuscripts/{id}/previews/{previewId}`
pub async fn revoke(call: Call) -> Outcome {
    let id = PreviewId::parse(call.part("previewId")).map_err(|_| Error::not_found())?;
    call.session.manuscripts().revoke_preview(named(&call)?, id).await?;
    Ok(Reply::Done(Done::silent(StatusCode::NO_CONTENT)))
}

/// `GET /v1/previews/{token}`
pub async fn show(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let previewed = call.session.previewed(call.part("token")).await?;
    let revision = &previewed.whole.revision;
    let saying = Saying::new(&call.session, &call.app, in_its_language(&revision.language));
    let formats = Set::of([BodyFormat::Blocks as u32, BodyFormat::Html as u32]);
    let said = PreviewedShape {
        article: previewed.preview.article,
        language: revision.language.clone(),
        status: previewed.status,
        revision: revision.number,
        title: &revision.title,
        standfirst: revision.standfirst.as_deref(),
        expires_at: previewed.preview.expires_at,
        body: BodyShape { saying: &saying, body: &previewed.whole.body, formats },
    };
    let done = Done::with(StatusCode::OK, &said)?;
    // The address is a secret: it is kept by no cache, found by no search, and told to no other site.
    let headers = [("x-robots-tag", "noindex, nofollow, noarchive"), ("referrer-policy", "no-referrer")];
    let done = headers
        .into_iter()
        .fold(done, |done, (name, value)| done.header(HeaderName::from_static(name), value.to_owned()));
    Ok(Reply::Done(done))
}
