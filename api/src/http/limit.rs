//! How fast a partner's program may ask, and how it is told: the `RateLimit` and `RateLimit-Policy` fields of
//! draft-ietf-httpapi-ratelimit-headers.

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use domain::partner::Allowance;
use domain::{Code, Error};

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");
/// What the policy is called.
const NAME: &str = "requests";

/// One request too many.
///
/// # Errors
/// `rate_limited`, with the time after which the next one is let in.
pub fn let_in(allowance: &Allowance) -> Result<(), Error> {
    if allowance.remaining.is_some() {
        return Ok(());
    }
    let message = format!("This key may ask {} times in {} seconds.", allowance.limit, allowance.window);
    Err(Error::new(Code::RateLimited, message).after(allowance.reset))
}

/// Tells what is left.
pub fn tell(headers: &mut HeaderMap, allowance: &Allowance) {
    let policy = format!("\"{NAME}\";q={};w={}", allowance.limit, allowance.window);
    let left = format!("\"{NAME}\";r={};t={}", allowance.remaining.unwrap_or(0), allowance.reset);
    for (name, value) in [(POLICY, policy), (LIMIT, left)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
}
