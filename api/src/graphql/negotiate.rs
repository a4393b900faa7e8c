//! Media types: which of ours the client accepts (RFC 9110, section 12.5.1), and which its body has.

use actix_web::http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};

use super::Refused;

/// The media types of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/graphql-response+json`: the status tells whether the request was good.
    Response,
    /// `application/json`, for clients that know no other: 200 for every well-formed request.
    Json,
}

impl Media {
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Response => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }

    fn subtype(self) -> &'static str {
        match self {
            Self::Response => "graphql-response+json",
            Self::Json => "json",
        }
    }

    /// The type that the client likes best: by quality, then the one that it names, then by our own preference,
    /// which is the newer type when both are named and `application/json` when neither is, as the specification
    /// asks for clients that say nothing.
    ///
    /// # Errors
    /// `NotAcceptable` when neither is wanted.
    pub(super) fn negotiate(headers: &HeaderMap) -> Result<Self, Refused> {
        let lines: Vec<&str> = headers.get_all(ACCEPT).filter_map(|line| line.to_str().ok()).collect();
        let accept = lines.join(",");
        if accept.trim().is_empty() {
            return Ok(Self::Json);
        }
        let ranges: Vec<Range> = split(&accept, ',').filter_map(Range::read).collect();
        let [response, json] = [Self::Response, Self::Json].map(|media| {
            let matching = ranges.iter().filter_map(|range| Some((range.specificity(media)?, range.quality)));
            matching.max_by_key(|(specificity, quality)| (*specificity, *quality)).unwrap_or((0, 0))
        });
        let by_liking = |(specificity, quality): (u8, u16)| (quality, specificity);
        match by_liking(response).cmp(&by_liking(json)) {
            _ if response.1 == 0 && json.1 == 0 => Err(Refused::NotAcceptable),
            std::cmp::Ordering::Greater => Ok(Self::Response),
            std::cmp::Ordering::Less => Ok(Self::Json),
            std::cmp::Ordering::Equal if response.0 == NAMED => Ok(Self::Response),
            std::cmp::Ordering::Equal => Ok(Self::Json),
        }
    }
}

/// The specificity of a range that names the type itself.
const NAMED: u8 = 3;

/// One entry of Accept.
struct Range<'a> {
    kind: &'a str,
    subtype: &'a str,
    /// In thousandths.
    quality: u16,
}

impl<'a> Range<'a> {
    /// None for what can't be read, and for a charset that isn't ours.
    fn read(text: &'a str) -> Option<Self> {
        let mut parts = split(text, ';');
        let (kind, subtype) = parts.next()?.split_once('/')?;
        let mut quality = 1000;
        for parameter in parts {
            let (name, value) = parameter.split_once('=')?;
            match name.trim().to_ascii_lowercase().as_str() {
                "q" => quality = read_quality(value.trim())?,
                "charset" if !is_utf8(value) => return None,
                _ => {}
            }
        }
        Some(Self { kind: kind.trim(), subtype: subtype.trim(), quality })
    }

    fn specificity(&self, media: Media) -> Option<u8> {
        match (self.kind, self.subtype) {
            ("*", "*") => Some(1),
            (kind, "*") if kind.eq_ignore_ascii_case("application") => Some(2),
            (kind, subtype)
                if kind.eq_ignore_ascii_case("application") && subtype.eq_ignore_ascii_case(media.subtype()) =>
            {
                Some(NAMED)
            }
            _ => None,
        }
    }
}

fn read_quality(text: &str) -> Option<u16> {
    let quality: f32 = text.parse().ok()?;
    (0.0..=1.0).contains(&quality).then_some((quality * 1000.0) as u16)
}

/// Splits at a separator outside quotes.
fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |c| {
        quoted ^= c == '"';
        c == separator && !quoted
    })
    .map(str::trim)
    .filter(|part| !part.is_empty())
}

fn is_utf8(charset: &str) -> bool {
    let charset = charset.trim().trim_matches('"');
    charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
}

/// A body must be JSON in UTF-8, and say so. A form or plain text is what another site's page can make a browser
/// send with its user's cookies (cross-site request forgery); JSON makes the browser ask first.
///
/// # Errors
/// `MediaType`, `Charset` or `Coding`, all 415.
pub(super) fn check_body_type(headers: &HeaderMap) -> Result<(), Refused> {
    let mut lines = headers.get_all(CONTENT_TYPE);
    let (Some(line), None) = (lines.next(), lines.next()) else {
        return Err(Refused::MediaType);
    };
    let mut parts = split(line.to_str().map_err(|_| Refused::MediaType)?, ';');
    if !parts.next().is_some_and(|media| media.eq_ignore_ascii_case("application/json")) {
        return Err(Refused::MediaType);
    }
    for parameter in parts {
        let (name, value) = parameter.split_once('=').ok_or(Refused::MediaType)?;
        if name.trim().eq_ignore_ascii_case("charset") && !is_utf8(value) {
            return Err(Refused::Charset);
        }
    }
    match headers.get(CONTENT_ENCODING) {
        Some(coding) if !coding.as_bytes().eq_ignore_ascii_case(b"identity") => Err(Refused::Coding),
        _ => Ok(()),
    }
}
