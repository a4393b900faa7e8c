//! `/v1/me/feed`: what was published by what one follows.

use actix_web::http::header::LINK;
use domain::Error;

use super::page::{self, List, PageInfo, personal, written};
use super::query::{PAGE, Query};
use super::shape::{ReasonedShape, Saying};
use crate::http::Reply;
use crate::routes::{Call, Outcome};

/// `GET /v1/me/feed`
pub async fn show(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[PAGE, &["language"]])?;
    let wish = query.wish(&call).preference;
    let (request, total) = (query.page(), query.switch("total", false));
    query.finish()?;
    let feed = call.session.feed();
    let page = feed.page(&request).await?;
    let count = page::total(total, &page, feed.count()).await?;
    let info = PageInfo::of(&page, count);
    let links = info.links(&call.app, "/v1/me/feed", &query, &request);
    let saying = Saying::new(&call.session, &call.app, wish);
    let said = page.items.iter().map(|(_, item)| ReasonedShape::of_feed(&saying, item));
    let list = List { data: said.collect::<Result<Vec<_>, Error>>()?, page: info };
    let (bytes, languages) = written(&saying, &list)?;
    Ok(Reply::Content(personal(&call, bytes, &languages).with(LINK, links)))
}
