//! What a request brings for its resolvers, and what they ask of it: the session, the languages, the address of
//! images.

use async_graphql::Context;
use domain::media::ObjectName;
use domain::{Language, Preference, Session};

use crate::error::{Result, Told};
use crate::loaders::Loaders;
use crate::scalar::{LanguageTag, Url};

/// One request: whose it is, and which languages its client reads.
pub struct Call {
    /// The door to all data.
    pub session: Session,
    /// The languages of the client, from its headers.
    pub languages: RequestLanguage,
}

/// The languages that a client accepts, the best first: what `Accept-Language` says. May be empty, and may name
/// languages that the publication doesn't have.
#[derive(Debug, Clone, Default)]
pub struct RequestLanguage(pub Vec<Language>);

/// Where the world finds this server, without a slash at its end: `https://review.example`. Without it the addresses
/// of images are paths on the server that was asked.
#[derive(Debug, Clone, Default)]
pub struct PublicUrl(pub Option<String>);

impl PublicUrl {
    /// The address of an object of the media store.
    pub(crate) fn of(&self, file: &ObjectName) -> String {
        format!("{}/media/{file}", self.0.as_deref().unwrap_or_default())
    }
}

/// The request that is answered. [`crate::furnish`] has put it there: a request without it is a fault of the program,
/// which the executor turns into an `internal` error.
pub(crate) fn call<'c>(ctx: &Context<'c>) -> &'c Call {
    ctx.data_unchecked()
}

/// The session of the request.
pub(crate) fn session<'c>(ctx: &Context<'c>) -> &'c Session {
    &call(ctx).session
}

/// The session of whoever is logged in, for what reads its input in steps: nobody else learns what would be wrong with it.
///
/// # Errors
/// `authentication_required`.
pub(crate) fn own<'c>(ctx: &Context<'c>) -> domain::Result<&'c Session> {
    let session = session(ctx);
    domain::policy::owner(session.viewer())?;
    Ok(session)
}

/// The loaders of the request.
pub(crate) fn loaders<'c>(ctx: &Context<'c>) -> &'c Loaders {
    ctx.data_unchecked()
}

/// The address of an image's file.
pub(crate) fn media_url(ctx: &Context<'_>, file: &ObjectName) -> Url {
    Url(ctx.data_unchecked::<PublicUrl>().of(file))
}

/// In which languages a root field is answered: its argument, then what the client accepts, then the default.
///
/// # Errors
/// `language_invalid` for an argument that is not a language of the publication.
pub(crate) fn wish(ctx: &Context<'_>, language: Option<&LanguageTag>, fallback: bool) -> Result<Preference> {
    let call = call(ctx);
    let explicit = language.map(|tag| &tag.0);
    call.session.languages().preference(explicit, &call.languages.0, fallback).told(&call.session)
}
