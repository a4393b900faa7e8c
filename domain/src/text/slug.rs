//! The part of an address that names an article: made from a title ([`slugify`]) and checked ([`Slug`]). Which slugs are
//! taken isn't known here.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Characters of a slug that is made from a title.
const MAX_MADE: usize = 80;
/// Characters of a slug that is given.
const MAX_GIVEN: usize = 120;
/// How many slugs are tried before somebody has to think of one.
const CANDIDATES: u32 = 100;

/// A slug: words of `a`–`z` and `0`–`9` with single hyphens between them, at most 120 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(Arc<str>);

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
            true => Ok(Self(text.into())),
            false => Err(SlugError(super::error::shortened(text))),
        }
    }

    /// Makes a slug from a title; see [`slugify`].
    #[must_use]
    pub fn from_title(title: &str) -> Self {
        Self(slugify(title).into())
    }

    /// Makes a slug from a title in a language (BCP 47): umlauts are `ae`, `oe`, `ue` in German, and in other languages the
    /// letter without its dots. A title without letters or digits gives `untitled`.
    #[must_use]
    pub fn suggest(title: &str, language: &str) -> Self {
        let primary = language.split(['-', '_']).next().unwrap_or_default();
        let in_german = ["de", "gsw", "nds"].iter().any(|german| primary.eq_ignore_ascii_case(german));
        Self(slug_of(&transliterated(title, in_german)).into())
    }

    /// The same slug with a number, for when the plain one is taken: `mills-2`. What would be too long is cut between words.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Self {
        let ending = format!("-{number}");
        let room = MAX_GIVEN - ending.len();
        let stem = match self.0.get(..room) {
            Some(stem) if self.0.len() > room => stem.rfind('-').map_or(stem, |end| &stem[..end]),
            _ => &self.0,
        };
        Self(format!("{stem}{ending}").into())
    }

    /// This slug, and the same with the numbers from 2 on: one after another, until one of them is free.
    pub fn candidates(&self) -> impl Iterator<Item = Self> {
        std::iter::once(self.clone()).chain((2..=CANDIDATES).map(|number| self.numbered(number)))
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
        slug.0.to_string()
    }
}

/// A slug for a title: Latin letters for any script (German umlauts as `ae`, `oe`, `ue`), lower case, hyphens between
/// words, apostrophes dropped, at most 80 characters and cut between words. A title without letters or digits gives
/// `untitled`.
#[must_use]
pub fn slugify(title: &str) -> String {
    slug_of(&transliterated(title, true))
}

fn slug_of(latin: &str) -> String {
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

fn transliterated(title: &str, in_german: bool) -> String {
    let mut out = String::with_capacity(title.len());
    let mut chars = title.chars().peekable();
    while let Some(c) = chars.next() {
        let has_umlaut = in_german && chars.next_if_eq(&'\u{308}').is_some();
        let letters = match (c, has_umlaut) {
            ('ä' | 'Ä', _) | ('a' | 'A', true) if in_german => "ae",
            ('ö' | 'Ö', _) | ('o' | 'O', true) if in_german => "oe",
            ('ü' | 'Ü', _) | ('u' | 'U', true) if in_german => "ue",
            ('\u{300}'..='\u{36f}', _) if !in_german => "",
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
    fn umlauts_are_written_as_the_language_writes_them() {
        for (title, language, slug) in [
            ("Müllers Straße", "de-AT", "muellers-strasse"),
            ("Över ängen", "sv", "over-angen"),
            ("O\u{308}ver", "sv", "over"),
            ("Größe", "en", "grosse"),
            ("Türkiye’de", "tr", "turkiyede"),
            ("…", "en", "untitled"),
        ] {
            assert_eq!(Slug::suggest(title, language).as_str(), slug, "{title}");
        }
    }

    #[test]
    fn a_number_makes_another_slug_within_the_limit() {
        let long = Slug::parse(&["energy"; 17].join("-")).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(long.numbered(2).as_str(), format!("{long}-2"));
        let longest = Slug(format!("{long}-x").into());
        let full = Slug("a".repeat(120).into());
        assert_eq!(longest.numbered(4_000_000_000).as_str(), format!("{}-4000000000", ["energy"; 15].join("-")));
        assert_eq!(full.numbered(2).as_str(), format!("{}-2", "a".repeat(118)));
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

        #[test]
        fn every_suggestion_and_its_numbers_are_slugs(title in ".{0,200}", german: bool, number: u32) {
            let slug = Slug::suggest(&title, if german { "de" } else { "sv" });
            proptest::prop_assert!(Slug::parse(slug.as_str()).is_ok());
            proptest::prop_assert_eq!(Slug::parse(slug.numbered(number).as_str()), Ok(slug.numbered(number)));
        }
    }
}
