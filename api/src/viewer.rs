//! From headers to a [`Session`]: who asks, and in which languages. Every door takes its session from here, so that
//! there is no weaker path; what a viewer may see is said in the domain.

use std::net::IpAddr;

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, HeaderMap, HeaderName, USER_AGENT};
use actix_web::{HttpMessage, HttpRequest};
use domain::{Client, Error, Language, Session};

use crate::app::App;
use crate::http::accept_language;

/// The session of a request that came in through [`crate::http::edge`].
///
/// # Errors
/// `internal` when the request came in by another way: nobody is anonymous by accident.
pub fn session_of(request: &HttpRequest) -> Result<Session, Error> {
    let session = request.extensions().get::<Session>().cloned();
    session.ok_or_else(|| Error::internal("a request came in that the edge didn't see"))
}

/// Where the key of a partner's program may stand, for those that can't send `Authorization`.
pub const API_KEY: HeaderName = HeaderName::from_static("x-api-key");

/// The session that a request stands for: anonymous without a credential, else whoever that proves to be.
///
/// # Errors
/// `credential_invalid` for a credential that isn't valid: a broken one never passes as anonymous; nor do two.
pub fn authenticate(app: &App, request: &ServiceRequest, request_id: &str) -> Result<Session, Error> {
    let headers = request.headers();
    let client = Client {
        network: network(app, request),
        device: headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).map(str::to_owned),
    };
    let sent = |name| headers.get_all(name).map(|value| value.to_str().unwrap_or_default()).collect::<Vec<_>>();
    match (&sent(AUTHORIZATION)[..], &sent(API_KEY)[..]) {
        ([], []) => Ok(app.domain.anonymous(client, request_id)),
        ([authorization], []) => app.domain.authenticate(authorization, client, request_id),
        ([], [key]) => app.domain.authenticate_key(key, client, request_id),
        _ => Err(app.domain.refuse_credentials()),
    }
}

/// The network that a request comes from. A proxy that is trusted says so in `X-Forwarded-For`, to whose end each proxy
/// adds whom it heard: the last one that isn't a proxy of ours is meant.
fn network(app: &App, request: &ServiceRequest) -> Option<String> {
    let peer = request.peer_addr()?.ip();
    let forwarded = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
    let forwarded: Vec<&str> = forwarded.flat_map(|value| value.split(',')).map(str::trim).collect();
    let mut client = peer;
    for hop in forwarded.iter().rev() {
        if !app.trusts(client) {
            break;
        }
        let Ok(address) = hop.parse() else { break };
        client = address;
    }
    Some(match client.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        // A household or a server has 64 bits of addresses to itself.
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    })
}

/// The languages that a client accepts, the dearest first (`Accept-Language`, RFC 9110, section 12.5.4).
#[must_use]
pub fn accepted_languages(headers: &HeaderMap) -> Vec<Language> {
    accept_language::parse(headers.get_all(ACCEPT_LANGUAGE).filter_map(|value| value.to_str().ok()))
}
