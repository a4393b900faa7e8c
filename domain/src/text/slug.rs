//! The part of an address that names an article: made from a title ([`slugify`]) and checked ([`Slug`]). Which slugs are
//! taken isn't known here.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Characters of a slug that is made from a title.
const MAX_MADE: usize = 80;
/// Characters of a slug that is given.
const MAX_GIVEN: usize = 120;

/// A slug: words of `a`–`z` and `0`–`9` with single hyphens between them, at most 120 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// The text is no slug.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a slug: words of a-z and 0-9 with single hyphens between them, at most 120 characters")]
pub struct SlugError(String);

impl Slug {
    /// Takes a slug as it stands.
    ///
    /// # Errors
    /// When it is anything but `[a-z0-9]+(-[a-z0-9]+)*` or longer than 120 characters.
    pub fn parse(text: &str) -> Result<Self, SlugError> {
        let is_word =
            |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        match text.len() <= MAX_GIVEN && text.split('-').all(is_word) {
            true => Ok(Self(text.to_owned())),
            false => Err(SlugError(super::error::shortened(text))),
        }
    }

    /// Makes a slug from a title; see [`slugify`].
    #[must_use]
    pub fn from_title(title: &str) -> Self {
        Self(slugify(title))
    }

    /// The slug.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for Slug {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl FromStr for Slug {
    type Err = SlugError;

    fn from_str(text: &str) -> Result<Self, SlugError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Slug {
    type Error = SlugError;

    fn try_from(text: String) -> Result<Self, SlugError> {
        Self::parse(&text)
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

/// A slug for a title: Latin letters for any script (German umlauts as `ae`, `oe`, `ue`), lower case, hyphens between
/// words, apostrophes dropped, at most 80 characters and cut between words. A title without letters or digits gives
/// `untitled`.
#[must_use]
pub fn slugify(title: &str) -> String {
    let latin = transliterated(title);
    let mut slug = String::new();
    for word in latin.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let needed = slug.len() + usize::from(!slug.is_empty()) + word.len();
        if needed > MAX_MADE && !slug.is_empty() {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&word[..word.len().min(MAX_MADE)]);
    }
    if slug.is_empty() { "untitled".to_owned() } else { slug }
}

/// [`slugify`] for slugs that are percent-encoded UTF-8, as WordPress stores those of other scripts.
#[must_use]
pub fn slugify_encoded(slug: &str) -> String {
    let mut bytes = Vec::with_capacity(slug.len());
    let mut rest = slug.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let byte = digits.filter(|_| *first == b'%').and_then(|pair| u8::from_str_radix(pair, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    slugify(&String::from_utf8_lossy(&bytes))
}

fn transliterated(title: &str) -> String {
    let mut out = String::with_capacity(title.len());
    let mut chars = title.chars().peekable();
    while let Some(c) = chars.next() {
        let has_umlaut = chars.next_if_eq(&'\u{308}').is_some();
        let letters = match (c, has_umlaut) {
            ('ä' | 'Ä', _) | ('a' | 'A', true) => "ae",
            ('ö' | 'Ö', _) | ('o' | 'O', true) => "oe",
            ('ü' | 'Ü', _) | ('u' | 'U', true) => "ue",
            ('ß' | 'ẞ', _) => "ss",
            ('\'' | '’' | '‘' | 'ʼ' | '\u{ad}', _) => "",
            ('\u{fffd}', _) => " ",
            _ => deunicode::deunicode_char(c).unwrap_or(" "),
        };
        out.push_str(letters);
    }
    out.make_ascii_lowercase();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_slugs() {
        for (title, slug) in [
            ("Straße", "strasse"),
            ("Ä", "ae"),
            ("O\u{308}l und U\u{308}bermut", "oel-und-uebermut"),
            ("Don’t panic — it's 2,5 % (for now)…", "dont-panic-its-2-5-for-now"),
            ("Čapek & Łódź", "capek-lodz"),
            ("Москва", "moskva"),
            ("世界", "shi-jie"),
            ("  --  ", "untitled"),
            ("", "untitled"),
        ] {
            assert_eq!(slugify(title), slug, "{title}");
        }
    }

    #[test]
    fn long_titles_are_cut_between_words() {
        let slug = slugify(&"energy ".repeat(30));
        assert_eq!(slug, ["energy"; 11].join("-"));
        assert_eq!(slugify(&"x".repeat(500)).len(), 80);
    }

    #[test]
    fn percent_encoded_slugs_are_decoded_first() {
        assert_eq!(slugify_encoded("%d0%9c%d0%be%d1%81%d0%ba%d0%b2%d0%b0-2026"), "moskva-2026");
        assert_eq!(slugify_encoded("100%-sure%"), "100-sure");
        assert_eq!(slugify_encoded("%ff%fe"), "untitled");
    }

    #[test]
    fn only_slugs_parse() {
        for good in ["a", "a-b-1", &"a".repeat(120)] {
            assert_eq!(Slug::parse(good).map(|slug| slug.to_string()), Ok(good.to_owned()));
        }
        for bad in ["", "-a", "a-", "a--b", "A", "ä", "a_b", "a b", &"a".repeat(121)] {
            assert!(Slug::parse(bad).is_err(), "{bad}");
            assert!(serde_json::from_value::<Slug>(bad.into()).is_err(), "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_title_gives_a_slug(title in ".{0,200}") {
            proptest::prop_assert!(Slug::parse(&slugify(&title)).is_ok());
            proptest::prop_assert!(Slug::parse(&slugify_encoded(&title)).is_ok());
        }
    }
}
