//! From headers to a [`Session`]: who asks, and in which languages. Every door takes its session from here, so that
//! there is no weaker path; what a viewer may see is said in the domain.

use actix_web::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, HeaderMap};
use actix_web::{HttpMessage, HttpRequest};
use domain::{Code, Domain, Error, Language, Session};

use crate::http::accept_language;

/// The session of a request that came in through [`crate::http::edge`].
///
/// # Errors
/// `internal` when the request came in by another way: nobody is anonymous by accident.
pub fn session_of(request: &HttpRequest) -> Result<Session, Error> {
    let session = request.extensions().get::<Session>().cloned();
    session.ok_or_else(|| Error::internal("a request came in that the edge didn't see"))
}

/// The session that headers stand for: anonymous without `Authorization`, else whoever that proves to be.
///
/// # Errors
/// `credential_invalid` for a credential that isn't valid: a broken one never passes as anonymous.
pub fn authenticate(domain: &Domain, headers: &HeaderMap, request_id: &str) -> Result<Session, Error> {
    let mut credentials = headers.get_all(AUTHORIZATION);
    match (credentials.next(), credentials.next()) {
        (None, _) => Ok(domain.anonymous(request_id)),
        (Some(one), None) => domain.authenticate(one.to_str().unwrap_or_default(), request_id),
        (Some(_), Some(_)) => Err(Error::new(Code::CredentialInvalid, "There is more than one credential.")),
    }
}

/// The languages that a client accepts, the dearest first (`Accept-Language`, RFC 9110, section 12.5.4).
#[must_use]
pub fn accepted_languages(headers: &HeaderMap) -> Vec<Language> {
    accept_language::parse(headers.get_all(ACCEPT_LANGUAGE).filter_map(|value| value.to_str().ok()))
}
