//! What people type, on its way in: one spelling, no invisible tricks, within limits. Right-to-left scripts are welcome;
//! the characters that make text *look* other than it is aren't.

use unicode_normalization::UnicodeNormalization;

use crate::error::{Code, Error, Result};

/// One line: without white space at its ends, in Unicode's form C, without control characters.
///
/// # Errors
/// `value_invalid` at the field: empty, longer than `max` characters, or with a character that has no place in it.
pub(crate) fn line(text: &str, field: &str, max: usize) -> Result<String> {
    let line = checked(text, field, max, |character| is_forbidden(character) || character.is_control())?;
    filled(line, field)
}

/// Several lines, or none: as [`line`], but empty is allowed, and so are line breaks and tabs.
///
/// # Errors
/// `value_invalid` at the field.
pub(crate) fn lines(text: &str, field: &str, max: usize) -> Result<String> {
    let unified = text.replace("\r\n", "\n");
    checked(&unified, field, max, |character| {
        is_forbidden(character) || (character.is_control() && !matches!(character, '\n' | '\t'))
    })
}

/// Several lines, where there have to be some.
///
/// # Errors
/// `value_invalid` at the field.
pub(crate) fn filled_lines(text: &str, field: &str, max: usize) -> Result<String> {
    filled(lines(text, field, max)?, field)
}

/// Several lines, where empty ones are as good as none.
///
/// # Errors
/// `value_invalid` at the field.
pub(crate) fn optional_lines(text: Option<String>, field: &str, max: usize) -> Result<Option<String>> {
    let text = text.map(|text| lines(&text, field, max)).transpose()?;
    Ok(text.filter(|text| !text.is_empty()))
}

/// A change to one line that may be taken away: `None` leaves it, `Some(None)` takes it away, and else it is a [`line`].
///
/// # Errors
/// `value_invalid` at the field.
pub(crate) fn change_of_line(value: &mut Option<Option<String>>, field: &str, max: usize) -> Result<()> {
    if let Some(Some(text)) = value {
        *text = line(text, field, max)?;
    }
    Ok(())
}

fn filled(text: String, field: &str) -> Result<String> {
    if text.is_empty() { Err(Error::new(Code::ValueInvalid, "This can't be empty.").at(field)) } else { Ok(text) }
}

fn checked(text: &str, field: &str, max: usize, forbidden: impl Fn(char) -> bool) -> Result<String> {
    // Before the normal form is made: that costs time, and makes at most three times as much of a text.
    if text.len() > max.saturating_mul(16) {
        return Err(too_long(field, max));
    }
    let text: String = text.trim().nfc().collect();
    if text.chars().count() > max {
        return Err(too_long(field, max));
    }
    match text.chars().find(|character| forbidden(*character)) {
        Some(character) => {
            let message = format!("The character U+{:04X} has no place here.", u32::from(character));
            Err(Error::new(Code::ValueInvalid, message).at(field))
        }
        None => Ok(text),
    }
}

fn too_long(field: &str, max: usize) -> Error {
    Error::new(Code::ValueInvalid, format!("This can have {max} characters at the most.")).at(field)
}

/// Overrides and embeddings of direction, which can make one text look like another (Unicode Technical Report 36,
/// section 2.7), separators of lines that aren't line breaks, and what is no character at all.
fn is_forbidden(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_line_is_one_line_in_one_spelling() {
        assert_eq!(line("  Zoe\u{308} ", "name", 10).unwrap(), "Zo\u{eb}");
        assert_eq!(line("\u{5d0}\u{5d1}\u{5d2}", "name", 10).unwrap(), "\u{5d0}\u{5d1}\u{5d2}");
        for wrong in ["", "   ", "a\nb", "a\u{0}b", "a\u{202E}b", "a\u{2028}b", "12345678901"] {
            assert_eq!(line(wrong, "name", 10).unwrap_err().code, Code::ValueInvalid, "{wrong:?}");
        }
    }

    #[test]
    fn lines_may_be_many_or_none() {
        assert_eq!(lines("a\r\n\tb ", "text", 10).unwrap(), "a\n\tb");
        assert_eq!(lines("", "text", 10).unwrap(), "");
        assert!(lines("a\u{7}b", "text", 10).is_err());
    }

    proptest! {
        #[test]
        fn what_was_read_is_read_again_as_it_is(text in ".{0,40}") {
            if let Ok(read) = line(&text, "text", 40) {
                prop_assert_eq!(line(&read, "text", 40).unwrap(), read);
            }
        }
    }
}
