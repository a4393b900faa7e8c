//! The pass over the text before it is parsed: tokens counted, brackets measured, in one go and without recursion.
//! It protects the parser's stack and time; whether the text is a document is the parser's business.

use super::{DocumentError, Limits};

/// Counts the tokens of `text` (GraphQL specification, section 2.1) and the levels of `{`, `[` and `(`.
pub(super) fn check(text: &str, limits: &Limits) -> Result<(), DocumentError> {
    if text.len() > limits.bytes {
        return Err(DocumentError::TooLong { bytes: text.len(), limit: limits.bytes });
    }
    let bytes = text.as_bytes();
    let (mut at, mut tokens, mut nesting) = (0, 0usize, 0u32);
    while let Some(&byte) = bytes.get(at) {
        let length = match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b',' => {
                at += 1;
                continue;
            }
            b'#' => {
                at += until(&bytes[at..], |b| b == b'\n' || b == b'\r');
                continue;
            }
            b'{' | b'[' | b'(' => {
                nesting += 1;
                1
            }
            b'}' | b']' | b')' => {
                nesting = nesting.saturating_sub(1);
                1
            }
            b'"' => string(&bytes[at..]),
            b'.' if bytes[at..].starts_with(b"...") => 3,
            b if is_word(b) => until(&bytes[at..], |b| !is_word(b)),
            _ => 1,
        };
        at += length;
        tokens += 1;
        if tokens > limits.tokens {
            return Err(DocumentError::TooMany { what: "tokens", limit: limits.tokens as u64 });
        }
        if nesting > Limits::NESTING {
            return Err(DocumentError::TooDeep { what: "brackets", limit: Limits::NESTING });
        }
    }
    Ok(())
}

/// Letters, digits and what belongs to a number, so that `-1.5e3` is one token.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+')
}

fn until(bytes: &[u8], end: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|byte| end(*byte)).unwrap_or(bytes.len())
}

/// The length of the string that `bytes` begins with; to the end where it is not closed.
fn string(bytes: &[u8]) -> usize {
    if bytes.starts_with(b"\"\"\"") {
        let mut at = 3;
        while at < bytes.len() {
            if bytes[at..].starts_with(b"\\\"\"\"") {
                at += 4;
            } else if bytes[at..].starts_with(b"\"\"\"") {
                return at + 3;
            } else {
                at += 1;
            }
        }
        return bytes.len();
    }
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' | b'\n' | b'\r' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_tokens(text: &str, tokens: usize) -> bool {
        let limits = Limits { tokens, ..Limits::default() };
        check(text, &limits).is_ok()
    }

    fn exactly(text: &str, tokens: usize) {
        assert!(with_tokens(text, tokens), "{text} has more than {tokens}");
        assert!(!with_tokens(text, tokens - 1), "{text} has fewer than {tokens}");
    }

    #[test]
    fn tokens_are_counted_as_the_specification_does() {
        exactly("{ a }", 3);
        exactly("query Q($x: Int! = -15) { a(x: $x) ...F @skip(if: true) }", 29);
        exactly("{ a(s: \"x } { \\\" # y\") # { comment {{{\n }", 8);
        exactly("{ a(s: \"\"\"x \\\"\"\" } \" {{{ \"\"\") }", 8);
    }

    #[test]
    fn brackets_inside_strings_and_comments_do_not_nest() {
        let deep = "{".repeat(100);
        assert!(check(&format!("{{ a(s: \"{deep}\") }} # {deep}"), &Limits::default()).is_ok());
        for open in ["{", "[", "(", "{a:[", "a(b:{"] {
            let refused = check(&open.repeat(61), &Limits::default());
            assert!(matches!(refused, Err(DocumentError::TooDeep { .. })), "{open}");
        }
    }

    #[test]
    fn an_unfinished_string_ends_with_the_text() {
        for text in ["\"", "\"\\", "\"\"\"", "\"\"\"\\\"\"", "\"a\\"] {
            assert!(check(text, &Limits::default()).is_ok());
        }
    }
}
