//! Experts at the desk of an editor: added, changed, merged, deleted.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use domain::expert::{Expert, ExpertChange, ExpertTextChange, Link};
use domain::id::{ExpertId, ImageId, TopicId};
use domain::{Error, Language};
use serde::Deserialize;

use super::condition::{met, required};
use super::experts::version;
use super::found::{self, Found};
use super::page::{any_language, changed};
use super::query::told;
use super::shape::{ExpertShape, ExpertWanted, Saying};
use crate::http::{Done, Reply};
use crate::routes::{Call, Outcome};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ExpertInput {
    name: Option<String>,
    slug: Option<String>,
    #[serde(default, deserialize_with = "told")]
    honorific: Option<Option<String>>,
    #[serde(default, deserialize_with = "told")]
    portrait: Option<Option<ImageId>>,
    links: Option<Vec<Link>>,
    topics: Option<Vec<TopicId>>,
    #[serde(default)]
    texts: Vec<TextInput>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct TextInput {
    language: Language,
    #[serde(default, deserialize_with = "told")]
    title: Option<Option<String>>,
    #[serde(default, deserialize_with = "told")]
    affiliation: Option<Option<String>>,
    #[serde(default, deserialize_with = "told")]
    bio: Option<Option<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MergeInput {
    into: ExpertId,
}

impl From<TextInput> for ExpertTextChange {
    fn from(input: TextInput) -> Self {
        let TextInput { language, title, affiliation, bio } = input;
        Self { language, title, affiliation, bio }
    }
}

impl From<ExpertInput> for ExpertChange {
    fn from(input: ExpertInput) -> Self {
        Self {
            name: input.name,
            slug: input.slug,
            honorific: input.honorific,
            portrait: input.portrait,
            links: input.links,
            topics: input.topics,
            texts: input.texts.into_iter().map(Into::into).collect(),
        }
    }
}

/// Whom the path names, and the revision of them that was looked at; or where they are now.
enum Named {
    At(ExpertId, i64),
    Moved(Reply),
}

fn named(call: &Call) -> Result<Named, Error> {
    match found::expert(&call.session, call.part("slug"))? {
        Found::Moved(slug) => Ok(Named::Moved(found::moved(call, &slug))),
        Found::Here(expert, _) => Ok(Named::At(expert.id, required(call.http.headers(), &expert.id.to_string())?)),
    }
}

/// The answer to a change.
pub(super) fn done(call: &Call, status: StatusCode, expert: &Expert) -> Result<Done, Error> {
    let saying = Saying::new(&call.session, &call.app, any_language(call)?);
    changed(&saying, status, &ExpertShape { saying: &saying, expert, wanted: ExpertWanted::ALL }, &version(expert))
}

/// `POST /v1/experts`
pub async fn create(call: Call) -> Outcome {
    let input: ExpertInput = call.body.read()?;
    let expert = call.session.experts().create(input.into()).await?;
    let address = call.app.address(&format!("/v1/experts/{}", expert.id));
    Ok(Reply::Done(done(&call, StatusCode::CREATED, &expert)?.header(LOCATION, address)))
}

/// `PATCH /v1/experts/{slug}`
pub async fn update(call: Call) -> Outcome {
    let (id, expected) = match named(&call)? {
        Named::At(id, expected) => (id, expected),
        Named::Moved(reply) => return Ok(reply),
    };
    let input: ExpertInput = call.body.read()?;
    let expert = met(call.session.experts().update(id, expected, input.into()).await)?;
    Ok(Reply::Done(done(&call, StatusCode::OK, &expert)?))
}

/// `POST /v1/experts/{slug}/merge`
pub async fn merge(call: Call) -> Outcome {
    let (id, expected) = match named(&call)? {
        Named::At(id, expected) => (id, expected),
        Named::Moved(reply) => return Ok(reply),
    };
    let MergeInput { into } = call.body.read()?;
    let expert = met(call.session.experts().merge(id, expected, into).await)?;
    Ok(Reply::Done(done(&call, StatusCode::OK, &expert)?))
}

/// `DELETE /v1/experts/{slug}`
pub async fn delete(call: Call) -> Outcome {
    let (id, expected) = match named(&call)? {
        Named::At(id, expected) => (id, expected),
        Named::Moved(reply) => return Ok(reply),
    };
    met(call.session.experts().delete(id, expected).await)?;
    Ok(Reply::Done(Done::silent(StatusCode::NO_CONTENT)))
}
