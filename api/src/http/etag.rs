//! Validators and the conditions that clients put on them (RFC 9110, sections 8.8 and 13).

use actix_web::http::header::{HeaderMap, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::encoding::Coding;

/// What stands for a content, whatever its coding: its fingerprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// The fingerprint of bytes: the first 128 bits of their SHA-256.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(&Sha256::digest(bytes)[..16]))
    }

    /// A fingerprint that was made before: a digest in hexadecimal, or a name that is the address of its content.
    #[must_use]
    pub fn known(digest: &str) -> Self {
        Self(digest.chars().filter(char::is_ascii_alphanumeric).collect())
    }

    /// The fingerprint of a content that tells its version as well: what a client sends back in `If-Match`.
    #[must_use]
    pub fn behind(self, version: &str) -> Self {
        Self(format!("{version}-{}", self.0))
    }

    /// The strong validator of the content in a coding.
    #[must_use]
    pub fn tag(&self, coding: Coding) -> String {
        match coding {
            Coding::Identity => format!("\"{}\"", self.0),
            coded => format!("\"{}-{}\"", self.0, coded.name()),
        }
    }
}

/// Whether what the client has at hand is still good, so that it is answered `304`. `If-Modified-Since` is looked at only
/// when there is no `If-None-Match` (section 13.1.3); a date that can't be read is passed over.
#[must_use]
pub fn is_fresh(headers: &HeaderMap, tag: &str, last_modified: Option<Timestamp>) -> bool {
    if headers.contains_key(IF_NONE_MATCH) {
        let lines = headers.get_all(IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
        return lines.into_iter().any(|line| names(line, tag));
    }
    let since = headers.get(IF_MODIFIED_SINCE).and_then(|value| httpdate::parse_http_date(value.to_str().ok()?).ok());
    match (since.and_then(|since| Timestamp::try_from(since).ok()), last_modified) {
        (Some(since), Some(changed)) => changed.as_second() <= since.as_second(),
        _ => false,
    }
}

/// Whether a list of tags has this one, or is `*`. Tags are compared weakly (section 8.8.3.2): a proxy may have made
/// a strong one weak.
fn names(list: &str, tag: &str) -> bool {
    let mut rest = list.trim();
    if rest == "*" {
        return true;
    }
    while !rest.is_empty() {
        rest = rest.trim_start_matches([',', ' ', '\t']);
        let opaque = rest.strip_prefix("W/").unwrap_or(rest);
        // A comma may be part of a tag, so that only the quotes tell where it ends.
        let Some(end) = opaque.strip_prefix('"').and_then(|inner| inner.find('"')) else { return false };
        let (found, behind) = opaque.split_at(end + 2);
        if found == tag {
            return true;
        }
        rest = behind;
    }
    false
}

/// The version in a tag `"<id>-<version>…"` of this thing, as its answers carry it; what is behind the version (of which
/// bytes it was, in which coding) doesn't matter to a change.
#[must_use]
pub fn version_in(tag: &str, id: &str) -> Option<i64> {
    let opaque = tag.trim().strip_prefix('"')?.strip_suffix('"')?;
    let rest = opaque.strip_prefix(id)?.strip_prefix('-')?;
    let digits = rest.split('-').next()?;
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

/// A time as HTTP writes it; `None` before 1970.
#[must_use]
pub fn http_date(at: Timestamp) -> Option<String> {
    let seconds = u64::try_from(at.as_second()).ok()?;
    Some(httpdate::fmt_http_date(std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::{HeaderName, HeaderValue};

    fn with(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn each_coding_has_a_tag_of_its_own() {
        let print = Fingerprint::of(b"content");
        assert_ne!(print.tag(Coding::Br), print.tag(Coding::Identity));
        assert_ne!(print.tag(Coding::Br), Fingerprint::of(b"Content").tag(Coding::Br));
        assert_eq!(Fingerprint::known("ab\"\r\n12").tag(Coding::Identity), "\"ab12\"");
    }

    #[test]
    fn lists_weak_tags_and_star_match() {
        for line in ["\"a\"", "W/\"a\"", "\"x\", \"a\"", "\"x,\" ,W/\"a\"", "*", ",\"a\""] {
            assert!(names(line, "\"a\""), "{line}");
        }
        for line in ["", "a", "\"b\"", "\"x, \"a\"", "W/", "\"", "💥"] {
            assert!(!names(line, "\"a\""), "{line}");
        }
    }

    #[test]
    fn the_date_counts_only_without_a_tag() {
        let changed = Some("2026-10-02T06:00:00.9Z".parse().unwrap());
        let date = "Fri, 02 Oct 2026 06:00:00 GMT";
        assert!(is_fresh(&with(&[(IF_MODIFIED_SINCE, date)]), "\"a\"", changed));
        assert!(!is_fresh(&with(&[(IF_MODIFIED_SINCE, date), (IF_NONE_MATCH, "\"b\"")]), "\"a\"", changed));
        assert!(!is_fresh(&with(&[(IF_MODIFIED_SINCE, "Fri, 02 Oct 2026 05:59:59 GMT")]), "\"a\"", changed));
        assert!(!is_fresh(&with(&[(IF_MODIFIED_SINCE, "yesterday")]), "\"a\"", changed));
    }

    #[test]
    fn a_tag_tells_the_version_of_its_thing_alone() {
        assert_eq!(version_in("\"pl_a-7\"", "pl_a"), Some(7));
        assert_eq!(version_in("\"pl_a-7-6fPHtX0m-br\"", "pl_a"), Some(7));
        for wrong in [
            "",
            "pl_a-7",
            "W/\"pl_a-7\"",
            "\"pl_b-7\"",
            "\"pl_a-\"",
            "\"pl_a\"",
            "\"pl_a-+7\"",
            "\"pl_a-99999999999999999999\"",
        ] {
            assert_eq!(version_in(wrong, "pl_a"), None, "{wrong}");
        }
    }

    #[test]
    fn dates_are_written_as_http_does() {
        assert_eq!(http_date("2026-10-02T06:00:00Z".parse().unwrap()).unwrap(), "Fri, 02 Oct 2026 06:00:00 GMT");
    }
}
