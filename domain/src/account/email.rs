//! Mail addresses, in the one spelling by which accounts are found.

use std::fmt;

use email_address::{EmailAddress, Options};
use unicode_normalization::UnicodeNormalization;

use crate::error::{Code, Error, Result};

/// A mail address (RFC 5321, section 4.1.2), in lower case: servers that tell cases apart have died out, and two accounts that
/// differ in nothing else are one person's.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Email(String);

impl Email {
    /// Reads an address.
    ///
    /// # Errors
    /// `email_invalid` at `email`.
    pub fn parse(text: &str) -> Result<Self> {
        let invalid = || Error::new(Code::EmailInvalid, "This is not a mail address.").at("email");
        let text: String = text.trim().nfkc().collect();
        if text.len() > 254 || text.chars().any(|character| character.is_control() || character.is_whitespace()) {
            return Err(invalid());
        }
        let options = Options::default().with_required_tld().without_domain_literal().without_display_text();
        EmailAddress::parse_with_options(&text, options).map_err(|_| invalid())?;
        Ok(Self(text.to_lowercase()))
    }

    /// An address as it was stored.
    pub(crate) fn stored(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// An address that no account has, since it is none.
    pub(crate) fn nobody() -> Self {
        Self("@".to_owned())
    }

    /// The address in its one spelling.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Email {
    /// Addresses stay out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_one_spelling() {
        assert_eq!(Email::parse(" Ada.Lovelace@Example.ORG ").unwrap().as_str(), "ada.lovelace@example.org");
        assert_eq!(Email::parse("jörg@müller.example").unwrap().as_str(), "jörg@müller.example");
        for wrong in [
            "",
            "ada",
            "ada@",
            "@example.org",
            "a b@example.org",
            "ada@localhost",
            "Ada <ada@example.org>",
            "ada@[127.0.0.1]",
            "a\n@example.org",
        ] {
            assert_eq!(Email::parse(wrong).unwrap_err().code, Code::EmailInvalid, "{wrong}");
        }
        assert!(!format!("{:?}", Email::parse("ada@example.org").unwrap()).contains("ada"));
    }
}
