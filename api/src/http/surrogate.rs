//! `Surrogate-Key`: what an answer was made of, in words, for caches in front of the server that are told later what of it is no longer
//! true. It is said only where the operator asks for it, only of what everybody is answered, and only when all that it was made of is known.

use actix_web::http::header::HeaderName;
use actix_web::{HttpRequest, web};
use domain::Session;

use super::cache::Class;
use crate::app::App;

/// The header.
pub const SURROGATE_KEY: HeaderName = HeaderName::from_static("surrogate-key");

/// The keys of an answer of this class to a session.
#[must_use]
pub fn keys(request: &HttpRequest, session: &Session, class: Class) -> Option<String> {
    if class != Class::Content || !session.viewer().is_anonymous() {
        return None;
    }
    session.surrogate_keys(request.app_data::<web::Data<App>>()?.surrogate_key_bytes?)
}
