//! The scalars that GraphQL doesn't have: languages, instants, days, addresses, files, and JSON.

use async_graphql::{Context, InputValueError, InputValueResult, Scalar, ScalarType, Value};
use bytes::Bytes;
use domain::{Code, Language};
use jiff::Timestamp;
use jiff::civil;

use crate::executor::File;

/// The longest instant that is read, in characters: nanoseconds and an offset fit.
const INSTANT_LENGTH_MAX: usize = 40;

/// A language.
pub(crate) struct LanguageTag(pub(crate) Language);

/// A language as a BCP 47 tag: `"en"`, `"de"`, `"nb-NO"`. Case doesn't matter on the way in. A regional tag is served
/// by its language: `"de-AT"` by `"de"`. A tag that is not well-formed, or a language that this publication doesn't
/// have, is the error `language_invalid`.
#[Scalar(name = "Language", specified_by_url = "https://www.rfc-editor.org/info/bcp47")]
impl ScalarType for LanguageTag {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = value else { return Err(InputValueError::expected_type(value)) };
        match Language::parse(&text) {
            Ok(language) => Ok(Self(language)),
            Err(error) => Err(InputValueError::custom(&error).with_extension("code", error.entry().code)),
        }
    }

    fn is_valid(value: &Value) -> bool {
        matches!(value, Value::String(_))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.as_str().to_owned())
    }
}

/// An instant.
pub(crate) struct DateTime(pub(crate) Timestamp);

/// An instant by RFC 3339. On the way out always in UTC: `"2026-10-02T06:00:00Z"`. On the way in any offset is taken:
/// `"2026-10-02T08:00:00+02:00"`.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = value else { return Err(InputValueError::expected_type(value)) };
        match read_instant(&text) {
            Some(instant) => Ok(Self(instant)),
            None => {
                let wanted = "an instant by RFC 3339 is needed, such as `2026-10-02T06:00:00Z`.";
                Err(InputValueError::custom(wanted).with_extension("code", Code::ParameterInvalid.entry().code))
            }
        }
    }

    fn is_valid(value: &Value) -> bool {
        matches!(value, Value::String(_))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// Reads RFC 3339 and no more: the parser also knows week dates, bare hours and time zones in brackets.
fn read_instant(text: &str) -> Option<Timestamp> {
    let shape = b"0000-00-00T00:00:00";
    let bytes = text.as_bytes();
    if bytes.len() <= shape.len() || bytes.len() > INSTANT_LENGTH_MAX {
        return None;
    }
    let fits = bytes.iter().zip(shape).all(|(byte, wanted)| match wanted {
        b'0' => byte.is_ascii_digit(),
        b'T' => matches!(byte, b'T' | b't' | b' '),
        wanted => byte == wanted,
    });
    let rest = &text[text.floor_char_boundary(shape.len())..];
    let offset = rest.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let is_offset = match offset.as_bytes() {
        [b'Z' | b'z'] => true,
        [b'+' | b'-', hour @ .., b':', m1, m2] => hour.len() == 2 && [m1, m2].iter().all(|b| b.is_ascii_digit()),
        _ => false,
    };
    (fits && is_offset).then(|| text.parse().ok()).flatten()
}

/// A day.
pub(crate) struct Date(pub(crate) civil::Date);

/// A day by RFC 3339: `"2026-10-02"`.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = value else { return Err(InputValueError::expected_type(value)) };
        // Spelled as it is written again: the parser also knows times, week dates and dates without hyphens.
        match text.parse::<civil::Date>().ok().filter(|day| day.to_string() == text) {
            Some(day) => Ok(Self(day)),
            None => {
                let wanted = "a day by RFC 3339 is needed, such as `2026-10-02`.";
                Err(InputValueError::custom(wanted).with_extension("code", Code::ParameterInvalid.entry().code))
            }
        }
    }

    fn is_valid(value: &Value) -> bool {
        matches!(value, Value::String(_))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// An address.
pub(crate) struct Url(pub(crate) String);

/// An address on the web. It is absolute, except that images of this server are given by their path (`"/media/…"`) as
/// long as the server wasn't told its public address.
#[Scalar(name = "URL", specified_by_url = "https://url.spec.whatwg.org/#url-writing")]
impl ScalarType for Url {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => Ok(Self(text)),
            value => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// A file: its place among the files of the request.
pub(crate) struct Upload(Option<usize>);

/// A file, sent by `multipart/form-data` (<https://github.com/jaydenseric/graphql-multipart-request-spec>): null in the
/// `operations`, and named in the `map`.
#[Scalar(specified_by_url = "https://github.com/jaydenseric/graphql-multipart-request-spec")]
impl ScalarType for Upload {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = value else { return Err(InputValueError::expected_type(value)) };
        // A client that writes a placeholder itself names one of its own files, or none.
        Ok(Self(File::number(&text)))
    }

    fn is_valid(value: &Value) -> bool {
        matches!(value, Value::String(_))
    }

    fn to_value(&self) -> Value {
        Value::Null
    }
}

impl Upload {
    /// The content of the file; `None` when the request has none at that place.
    pub(crate) fn bytes(&self, ctx: &Context<'_>) -> Option<Bytes> {
        ctx.query_env.uploads.get(self.0?).map(|upload| upload.content.clone())
    }
}

/// Any JSON value.
pub(crate) struct Json(pub(crate) Value);

/// Any JSON value: objects, lists, strings, numbers. Where it is used, the field says which shape it has.
#[Scalar(name = "JSON", specified_by_url = "https://www.rfc-editor.org/rfc/rfc8259")]
impl ScalarType for Json {
    fn parse(value: Value) -> InputValueResult<Self> {
        Ok(Self(value))
    }

    fn to_value(&self) -> Value {
        self.0.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_by_rfc_3339_alone() {
        for right in ["2026-10-02T06:00:00Z", "2026-10-02t08:00:00.000+02:00", "2026-10-02 06:00:00z"] {
            assert_eq!(read_instant(right).unwrap().to_string(), "2026-10-02T06:00:00Z", "{right}");
        }
        for wrong in [
            "",
            "2026-10-02",
            "2026-10-02T06:00:00",
            "2026-10-02T06Z",
            "2026-W40-5T06:00:00Z",
            "2026-13-02T06:00:00Z",
            "2026-10-02T06:00:00+02",
            "2026-10-02T06:00:00+02:00[Europe/Berlin]",
            "2026-10-02T06:00:0💥Z",
            "2026-10-02T06:00:00.💥Z",
        ] {
            assert!(read_instant(wrong).is_none(), "{wrong}");
        }
    }
}
