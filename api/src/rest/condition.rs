//! What a change was made against: the version that `If-Match` names (RFC 9110, section 13.1.1). A version's tag begins
//! with the name of what it is a version of and its number, `pl_…-7`.

use actix_web::http::header::{HeaderMap, IF_MATCH};
use domain::{Code, Error};

use crate::http::etag::version_in;

/// The version in `If-Match`, if there is one; the latest, should there be several tags.
///
/// # Errors
/// `precondition_failed` for a tag that this never had.
pub(super) fn expected(headers: &HeaderMap, name: &str) -> Result<Option<i64>, Error> {
    let mut tags = headers.get_all(IF_MATCH).flat_map(|line| line.to_str().unwrap_or_default().split(',')).peekable();
    // `*` asks for no more than that there is one, which every change does.
    if tags.peek().is_none_or(|tag| tag.trim() == "*") {
        return Ok(None);
    }
    let version = tags.filter_map(|tag| version_in(tag, name)).max();
    version.map(Some).ok_or_else(|| {
        Error::new(Code::PreconditionFailed, "`If-Match` has no tag of this: send the `ETag` of an answer.")
    })
}

/// The version in `If-Match`, for what several people change: nobody may overwrite what they haven't seen.
///
/// # Errors
/// `precondition_required` without one; `precondition_failed` for a tag that this never had.
pub(super) fn required(headers: &HeaderMap, name: &str) -> Result<i64, Error> {
    expected(headers, name)?
        .ok_or_else(|| Error::new(Code::PreconditionRequired, "Send the `ETag` of what was looked at as `If-Match`."))
}

/// A conflict of versions, as it is called when the version came in a header.
pub(super) fn met<T>(outcome: Result<T, Error>) -> Result<T, Error> {
    outcome.map_err(|mut error| {
        if error.code == Code::VersionConflict {
            error.code = Code::PreconditionFailed;
        }
        error
    })
}
