//! The header `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a string of RFC 9651 in quotation marks, or
//! bare, as most clients send it.

use actix_web::http::header::HeaderMap;
use domain::idempotency::IdempotencyKey;
use domain::{Code, Error};

/// The key that a request carries, if it carries one.
///
/// # Errors
/// `idempotency_key_invalid`, also when there is more than one.
pub fn idempotency_key(headers: &HeaderMap) -> Result<Option<IdempotencyKey>, Error> {
    let mut values = headers.get_all("idempotency-key");
    let at = "Idempotency-Key";
    let text = match (values.next(), values.next()) {
        (None, _) => return Ok(None),
        (Some(one), None) => one.to_str().unwrap_or_default().trim(),
        (Some(_), Some(_)) => {
            let message = "There is more than one idempotency key.";
            return Err(Error::new(Code::IdempotencyKeyInvalid, message).at(at));
        }
    };
    let bare = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
    IdempotencyKey::parse(bare).map(Some).map_err(|error| error.at(at))
}
