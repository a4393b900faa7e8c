//! `/v1/me/history`: what one has read, if one wishes that to be remembered.

use actix_web::http::StatusCode;
use actix_web::http::header::LINK;
use domain::id::ArticleId;
use serde::Deserialize;

use super::page::{self, List, PageInfo, personal, written};
use super::query::{PAGE, Query};
use super::shape::{ReadingShape, Saying};
use crate::http::{Done, Reply};
use crate::routes::{Call, Outcome};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ReadingInput {
    article_id: String,
}

/// `GET /v1/me/history`
pub async fn list(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[PAGE, &["language"]])?;
    let wish = query.wish(&call).preference;
    let (request, total) = (query.page(), query.switch("total", false));
    query.finish()?;
    let readings = call.session.readings();
    let page = readings.page(&request).await?;
    let count = page::total(total, &page, readings.count()).await?;
    let info = PageInfo::of(&page, count);
    let links = info.links(&call.app, "/v1/me/history", &query, &request);
    let saying = Saying::new(&call.session, &call.app, wish);
    let data = page.items.iter().map(|(_, reading)| ReadingShape::of(&saying, reading)).collect();
    let (bytes, languages) = written(&saying, &List { data, page: info })?;
    Ok(Reply::Content(personal(&call, bytes, &languages).with(LINK, links)))
}

/// `POST /v1/me/history`
pub async fn record(call: Call) -> Outcome {
    let input: ReadingInput = call.body.read()?;
    call.session.readings().record(&input.article_id).await?;
    Ok(Reply::Done(Done::silent(StatusCode::NO_CONTENT)))
}

/// `DELETE /v1/me/history`
pub async fn erase_all(call: Call) -> Outcome {
    call.session.readings().erase(None).await?;
    Ok(Reply::Done(Done::silent(StatusCode::NO_CONTENT)))
}

/// `DELETE /v1/me/history/{articleId}`
pub async fn erase(call: Call) -> Outcome {
    // What is no id of an article was never there: the same answer.
    if let Ok(id) = ArticleId::parse(call.part("articleId")) {
        call.session.readings().erase(Some(id)).await?;
    }
    Ok(Reply::Done(Done::silent(StatusCode::NO_CONTENT)))
}
