//! `/v1/me/recommendations`: what is recommended to one, and 'not interested'.

use actix_web::http::StatusCode;
use domain::Error;
use domain::id::ArticleId;
use domain::recommend::RECOMMENDATIONS_DEFAULT;
use serde::Serialize;

use super::page::{personal, written};
use super::query::Query;
use super::shape::{ReasonedShape, Saying};
use crate::http::{Done, Reply};
use crate::routes::{Call, Outcome};

#[derive(Serialize)]
struct RecommendationList<'a> {
    data: Vec<ReasonedShape<'a>>,
}

/// `GET /v1/me/recommendations`
pub async fn list(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[&["first", "language"]])?;
    let wish = query.wish(&call).preference;
    let first = query.count("first", RECOMMENDATIONS_DEFAULT);
    query.finish()?;
    let first = i64::try_from(first).map_err(Error::internal)?;
    let found = call.session.recommendations().list(first).await?;
    let saying = Saying::new(&call.session, &call.app, wish);
    let said = found.iter().map(|item| ReasonedShape::of_recommendation(&saying, item));
    let list = RecommendationList { data: said.collect::<Result<_, Error>>()? };
    let (bytes, languages) = written(&saying, &list)?;
    Ok(Reply::Content(personal(&call, bytes, &languages)))
}

/// `PUT /v1/me/recommendations/dismissed/{articleId}`
pub async fn dismiss(call: Call) -> Outcome {
    call.session.recommendations().dismiss(call.part("articleId")).await?;
    Ok(Reply::Done(Done::silent(StatusCode::NO_CONTENT)))
}

/// `DELETE /v1/me/recommendations/dismissed/{articleId}`
pub async fn restore(call: Call) -> Outcome {
    // What is no id of an article was never dismissed: the same answer.
    if let Ok(id) = ArticleId::parse(call.part("articleId")) {
        call.session.recommendations().restore(id).await?;
    }
    Ok(Reply::Done(Done::silent(StatusCode::NO_CONTENT)))
}
