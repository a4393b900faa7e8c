//! `Accept` (RFC 9110, section 12.5.1): whether a media type will do. Each address has one type only, so that there
//! is nothing to choose.

use actix_web::http::header::{ACCEPT, HeaderMap};
use domain::{Code, Error};

use super::weights;

/// Whether a client takes this type, given as `type/subtype` with or without parameters. The most specific range
/// that fits decides; without a header, or with one in which no range can be read, everything will do.
fn allows(headers: &HeaderMap, content_type: &str) -> bool {
    let lines = headers.get_all(ACCEPT).filter_map(|value| value.to_str().ok());
    let ranges: Vec<weights::Weighted<'_>> =
        weights::parse(lines).into_iter().filter(|range| range.item.contains('/')).collect();
    if ranges.is_empty() {
        return true;
    }
    let (essence, _) = content_type.split_once(';').unwrap_or((content_type, ""));
    let family = essence.split('/').next().unwrap_or_default();
    let fit = |range: &str| match range.split_once('/') {
        Some(_) if range.eq_ignore_ascii_case(essence) => 3,
        Some((of, "*")) if of.eq_ignore_ascii_case(family) => 2,
        Some(("*", "*")) => 1,
        _ => 0,
    };
    let best = ranges.iter().map(|range| (fit(range.item), range.weight)).filter(|(fit, _)| *fit > 0).max();
    best.is_some_and(|(_, weight)| weight > 0)
}

/// Makes sure that a client takes the type in which something is served.
///
/// # Errors
/// `not_acceptable`.
pub(super) fn check(headers: &HeaderMap, content_type: &str) -> Result<(), Error> {
    if allows(headers, content_type) {
        return Ok(());
    }
    Err(Error::new(Code::NotAcceptable, format!("This is served as {content_type}, which `Accept` rules out.")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn allowed(line: &'static str, content_type: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(line));
        allows(&headers, content_type)
    }

    #[test]
    fn the_most_specific_range_decides() {
        assert!(allows(&HeaderMap::new(), "application/json"));
        assert!(allowed("application/json", "application/json"));
        assert!(allowed("text/html, */*;q=0.1", "application/json"));
        assert!(allowed("TEXT/*", "text/html; charset=utf-8"));
        assert!(!allowed("application/xml, text/html", "application/json"));
        assert!(!allowed("*/*, application/json;q=0", "application/json"));
        assert!(allowed("nonsense", "application/json"));
    }
}
