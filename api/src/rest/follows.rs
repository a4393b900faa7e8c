//! `/v1/me/follows`: what one follows.

use actix_web::http::StatusCode;
use actix_web::http::header::LINK;
use domain::follow::{Follow, Following, TargetKind};
use domain::{Error, follow};
use serde::Serialize;

use super::page::{self, List, PageInfo, personal, written};
use super::query::{PAGE, Query};
use super::shape::{FollowShape, Saying};
use crate::http::{Done, Reply};
use crate::routes::{Call, Outcome};

const KINDS: [(&str, TargetKind); 3] =
    [("expert", TargetKind::Expert), ("topic", TargetKind::Topic), ("region", TargetKind::Region)];

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FollowingShape {
    target: follow::Target,
    is_following: bool,
    follower_count: i64,
}

/// `GET /v1/me/follows`
pub async fn list(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[PAGE, &["kind", "language"]])?;
    let wish = query.wish(&call).preference;
    let kinds = query.words("kind", "a kind of thing to follow", &KINDS).unwrap_or_default();
    if kinds.len() > 1 {
        query.fault("kind", "`kind` is one kind.");
    }
    let (request, total) = (query.page(), query.switch("total", false));
    query.finish()?;
    let (follows, kind) = (call.session.follows(), kinds.first().copied());
    let page = follows.page(kind, &request).await?;
    let count = page::total(total, &page, follows.count(kind)).await?;
    let info = PageInfo::of(&page, count);
    let links = info.links(&call.app, "/v1/me/follows", &query, &request);
    let saying = Saying::new(&call.session, &call.app, wish);
    let said = |(_, follow): &(String, Follow)| FollowShape::of(&saying, follow);
    let list = List { data: page.items.iter().filter_map(said).collect(), page: info };
    let (bytes, languages) = written(&saying, &list)?;
    Ok(Reply::Content(personal(&call, bytes, &languages).with(LINK, links)))
}

/// `PUT /v1/me/follows/{id}`
pub async fn create(call: Call) -> Outcome {
    told(call.session.follows().create(call.part("id")).await)
}

/// `DELETE /v1/me/follows/{id}`
pub async fn delete(call: Call) -> Outcome {
    told(call.session.follows().delete(call.part("id")).await)
}

fn told(following: Result<Following, Error>) -> Outcome {
    let following = following.map_err(|error| if error.field.is_some() { error.at("id") } else { error })?;
    let Following { target, is_following, follower_count } = following;
    Ok(Reply::Done(Done::with(StatusCode::OK, &FollowingShape { target, is_following, follower_count })?))
}
