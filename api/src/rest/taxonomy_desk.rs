//! Topics and regions at the desk of an editor: added, named, moved, merged, deleted. Two trees, answered by the same code.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use domain::taxonomy::{NewTerm, Place, Term, TermChange, TermTextChange};
use domain::{Error, Language};
use serde::Deserialize;

use super::condition::{met, required};
use super::found::{self, Found};
use super::page::{any_language, changed};
use super::query::told;
use super::shape::{Saying, Set, TermShape};
use super::taxonomy::{At, Tree, find, version};
use crate::http::{Done, Reply};
use crate::routes::{Call, Outcome};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, bound = "")]
struct CreateInput<T: Tree> {
    parent: Option<T::Id>,
    texts: Vec<TextInput>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct UpdateInput {
    #[serde(default)]
    texts: Vec<TextInput>,
    #[serde(default)]
    remove_languages: Vec<Language>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TextInput {
    language: Language,
    name: Option<String>,
    slug: Option<String>,
    #[serde(default, deserialize_with = "told")]
    description: Option<Option<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, bound = "")]
struct PlaceInput<T: Tree> {
    parent: Option<T::Id>,
    after: Option<T::Id>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, bound = "")]
struct MergeInput<T: Tree> {
    into: T::Id,
}

impl From<TextInput> for TermTextChange {
    fn from(input: TextInput) -> Self {
        let TextInput { language, name, slug, description } = input;
        Self { language, name, slug, description }
    }
}

/// What the path names, and the revision of it that was looked at; or where it is now.
enum Named<T: Tree> {
    At(At<T::Id>),
    Moved(Reply),
}

fn named<T: Tree>(call: &Call) -> Result<Named<T>, Error> {
    match find::<T>(&call.session, call.part("slug"), &any_language(call)?)? {
        Found::Moved(slug) => Ok(Named::Moved(found::moved(call, &slug))),
        Found::Here(term, _) => Ok(Named::At((term.id, required(call.http.headers(), &term.id.to_string())?))),
    }
}

/// The answer to a change.
fn done<T: Tree>(call: &Call, status: StatusCode, term: Term<T::Id>) -> Result<Done, Error> {
    let saying = Saying::new(&call.session, &call.app, any_language(call)?);
    let version = version::<T>(&term);
    changed(&saying, status, &TermShape::<T> { saying: &saying, term: Arc::new(term), fields: Set::ALL }, &version)
}

/// `POST /v1/topics`, `POST /v1/regions`
pub async fn create<T: Tree>(call: Call) -> Outcome {
    let CreateInput::<T> { parent, texts } = call.body.read()?;
    let new = NewTerm { parent, texts: texts.into_iter().map(Into::into).collect() };
    let term = T::create(&call.session, new).await?;
    let address = call.app.address(&format!("{}/{}", T::PATH, term.id));
    Ok(Reply::Done(done::<T>(&call, StatusCode::CREATED, term)?.header(LOCATION, address)))
}

/// `PATCH /v1/topics/{slug}`, `PATCH /v1/regions/{slug}`
pub async fn update<T: Tree>(call: Call) -> Outcome {
    let at = match named::<T>(&call)? {
        Named::At(at) => at,
        Named::Moved(reply) => return Ok(reply),
    };
    let input: UpdateInput = call.body.read()?;
    let change =
        TermChange { texts: input.texts.into_iter().map(Into::into).collect(), removed: input.remove_languages };
    let term = met(T::update(&call.session, at, change).await)?;
    Ok(Reply::Done(done::<T>(&call, StatusCode::OK, term)?))
}

/// `PUT /v1/topics/{slug}/place`, `PUT /v1/regions/{slug}/place`
pub async fn place<T: Tree>(call: Call) -> Outcome {
    let at = match named::<T>(&call)? {
        Named::At(at) => at,
        Named::Moved(reply) => return Ok(reply),
    };
    let PlaceInput::<T> { parent, after } = call.body.read()?;
    let term = met(T::place(&call.session, at, Place { parent, after }).await)?;
    Ok(Reply::Done(done::<T>(&call, StatusCode::OK, term)?))
}

/// `POST /v1/topics/{slug}/merge`, `POST /v1/regions/{slug}/merge`
pub async fn merge<T: Tree>(call: Call) -> Outcome {
    let at = match named::<T>(&call)? {
        Named::At(at) => at,
        Named::Moved(reply) => return Ok(reply),
    };
    let MergeInput::<T> { into } = call.body.read()?;
    let term = met(T::merge(&call.session, at, into).await)?;
    Ok(Reply::Done(done::<T>(&call, StatusCode::OK, term)?))
}

/// `DELETE /v1/topics/{slug}`, `DELETE /v1/regions/{slug}`
pub async fn delete<T: Tree>(call: Call) -> Outcome {
    let at = match named::<T>(&call)? {
        Named::At(at) => at,
        Named::Moved(reply) => return Ok(reply),
    };
    met(T::delete(&call.session, at).await)?;
    Ok(Reply::Done(Done::silent(StatusCode::NO_CONTENT)))
}
