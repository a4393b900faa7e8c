//! Languages: BCP 47 tags, the languages of the publication, and which of them a request is answered in.
//! Reading an `Accept-Language` header is HTTP's business (`api/src/http`).

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use oxilangtag::LanguageTag;
use serde::{Deserialize, Serialize};

use crate::error::{Code, Error, Result};

/// The longest tag that is read. RFC 5646, section 4.4.1 asks for at least 35 characters.
const TAG_LENGTH_MAX: usize = 64;

/// A well-formed BCP 47 tag in its normal spelling: `en`, `de`, `nb-NO`, `zh-Hant-TW`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language(Arc<str>);

impl Language {
    /// Reads a tag in any case, and keeps it in its normal spelling.
    ///
    /// # Errors
    /// `language_invalid` when it isn't well-formed by BCP 47 (RFC 5646, section 2.1).
    pub fn parse(text: &str) -> Result<Self> {
        let invalid = || {
            let shown: String = text.chars().take(TAG_LENGTH_MAX).collect();
            Error::new(Code::LanguageInvalid, format!("`{shown}` is not a BCP 47 language tag such as `en` or `de`."))
        };
        if text.len() > TAG_LENGTH_MAX {
            return Err(invalid());
        }
        let tag = LanguageTag::parse_and_normalize(text).map_err(|_| invalid())?;
        Ok(Self(tag.as_str().into()))
    }

    /// Reads a tag that a row holds: another one is a fault of ours.
    pub(crate) fn stored(tag: &str) -> Result<Self> {
        Self::parse(tag).map_err(Error::internal)
    }

    /// The tag in its normal spelling.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The tag without its last subtag (RFC 4647, section 3.4: a lone letter goes with what follows it).
    fn shortened(&self) -> Option<Self> {
        let (rest, _) = self.0.rsplit_once('-')?;
        let rest = match rest.rsplit_once('-') {
            Some((before, single)) if single.len() == 1 => before,
            _ => rest,
        };
        Some(Self(rest.into()))
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Language {
    type Error = Error;
    fn try_from(text: String) -> Result<Self> {
        Self::parse(&text)
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.0.as_ref().to_owned()
    }
}

/// The languages that this publication appears in, the default first. Never empty.
#[derive(Debug, Clone)]
pub struct Languages(Arc<[Language]>);

impl Languages {
    /// The languages in order of preference; the first is the default.
    ///
    /// # Errors
    /// `language_invalid` for an empty list or a tag that is given twice.
    pub fn new(languages: Vec<Language>) -> Result<Self> {
        if languages.is_empty() {
            return Err(Error::new(Code::LanguageInvalid, "At least one language is needed."));
        }
        for (index, language) in languages.iter().enumerate() {
            if languages[..index].contains(language) {
                return Err(Error::new(Code::LanguageInvalid, format!("The language `{language}` is given twice.")));
            }
        }
        Ok(Self(languages.into()))
    }

    /// All of them, the default first.
    #[must_use]
    pub fn all(&self) -> &[Language] {
        &self.0
    }

    /// The language of the publication that serves a wanted one: itself, or the nearest shorter tag
    /// ('lookup', RFC 4647, section 3.4: `de-AT` is served by `de`).
    #[must_use]
    pub fn lookup(&self, wanted: &Language) -> Option<&Language> {
        let mut range = Some(wanted.clone());
        while let Some(tag) = range {
            if let Some(found) = self.0.iter().find(|language| **language == tag) {
                return Some(found);
            }
            range = tag.shortened();
        }
        None
    }

    /// The default: what whoever wishes for nothing is served.
    #[must_use]
    pub fn default_language(&self) -> &Language {
        // Never empty, by `new`.
        &self.0[0]
    }

    /// The language of the publication that serves a wanted one.
    ///
    /// # Errors
    /// `language_invalid` at `language` when there is none.
    pub fn served(&self, wanted: &Language) -> Result<Language> {
        self.lookup(wanted).cloned().ok_or_else(|| {
            let known: Vec<&str> = self.0.iter().map(Language::as_str).collect();
            let message = format!("This publication does not appear in `{wanted}`, but in: {}.", known.join(", "));
            Error::new(Code::LanguageInvalid, message).at("language")
        })
    }

    /// All languages, those of a wish first, in its order: the order in which a slug is looked up.
    pub(crate) fn in_order_of<'a>(&'a self, wish: &'a Preference) -> impl Iterator<Item = &'a Language> + Clone {
        let others = self.0.iter().filter(|language| !wish.chain.contains(language));
        wish.chain.iter().chain(others)
    }

    /// The ordered wish of a request: its explicit language, then the languages that its client accepts in order,
    /// then the default.
    ///
    /// # Errors
    /// `language_invalid` when the explicit language is not one of the publication's. What a client merely
    /// accepts is passed over when it isn't.
    pub fn preference(&self, explicit: Option<&Language>, accepted: &[Language], fallback: bool) -> Result<Preference> {
        let mut chain: Vec<Language> = Vec::with_capacity(self.0.len());
        if let Some(wanted) = explicit {
            chain.push(self.served(wanted)?);
        }
        for language in accepted.iter().filter_map(|wanted| self.lookup(wanted)).chain(self.0.first()) {
            if !chain.contains(language) {
                chain.push(language.clone());
            }
        }
        if !fallback {
            chain.truncate(1);
        }
        Ok(Preference { chain: chain.into(), fallback })
    }
}

/// In which languages an answer is wanted, in order, and whether another one will do.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Preference {
    chain: Arc<[Language]>,
    fallback: bool,
}

impl Preference {
    /// Only this language, or nothing.
    #[must_use]
    pub fn exactly(language: Language) -> Self {
        Self { chain: [language].into(), fallback: false }
    }

    /// The languages in order; never empty.
    #[must_use]
    pub fn chain(&self) -> &[Language] {
        &self.chain
    }

    /// The same wish, with this language before all others: that of the text which a slug names.
    #[must_use]
    pub fn starting_with(&self, language: &Language) -> Self {
        let others = self.chain.iter().filter(|other| *other != language && self.fallback);
        Self { chain: [language].into_iter().chain(others).cloned().collect(), fallback: self.fallback }
    }

    /// Whether a language that was not asked for will do.
    #[must_use]
    pub fn allows_fallback(&self) -> bool {
        self.fallback
    }

    /// The best of several texts: the first of the chain that there is, or else, when fallback is allowed, the
    /// first text. `None` when nothing will do.
    #[must_use]
    pub fn best<'t, T: InLanguage>(&self, texts: &'t [T]) -> Option<Served<&'t T>> {
        let find = |wanted: &Language| texts.iter().find(|text| text.language() == wanted);
        let text = match self.chain.iter().find_map(find) {
            Some(text) => text,
            None if self.fallback => texts.first()?,
            None => return None,
        };
        Some(Served { is_fallback: *text.language() != self.chain[0], text })
    }
}

/// Something that is said in one language.
pub trait InLanguage {
    /// The language that it is said in.
    fn language(&self) -> &Language;
}

/// A text, and whether it is in another language than the one asked for first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Served<T> {
    /// The text.
    pub text: T,
    /// It isn't in the language that was asked for first.
    pub is_fallback: bool,
}

/// Something per language, as records and rows spell it: `{"en": …, "de": …}`.
pub type PerLanguage<T> = BTreeMap<Language, T>;

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(texts: &[&str]) -> Vec<Language> {
        texts.iter().map(|text| Language::parse(text).unwrap()).collect()
    }

    struct Text(Language);
    impl InLanguage for Text {
        fn language(&self) -> &Language {
            &self.0
        }
    }

    #[test]
    fn tags_are_kept_in_their_normal_spelling() {
        assert_eq!(Language::parse("EN-gb").unwrap().as_str(), "en-GB");
        assert_eq!(Language::parse("zh-hant-tw").unwrap().as_str(), "zh-Hant-TW");
        for wrong in ["", "e", "english language", "en_GB", "en-", "💥", &"a-".repeat(60)] {
            assert_eq!(Language::parse(wrong).unwrap_err().code, Code::LanguageInvalid, "{wrong}");
        }
    }

    #[test]
    fn a_regional_wish_is_served_by_its_language() {
        let languages = Languages::new(tags(&["en", "de"])).unwrap();
        let preference = languages.preference(None, &tags(&["de-AT", "fr"]), true).unwrap();
        assert_eq!(preference.chain(), tags(&["de", "en"]));
    }

    #[test]
    fn an_explicit_language_goes_first_and_must_exist() {
        let languages = Languages::new(tags(&["en", "de"])).unwrap();
        let preference = languages.preference(Some(&tags(&["de"])[0]), &tags(&["en"]), true).unwrap();
        assert_eq!(preference.chain(), tags(&["de", "en"]));
        let error = languages.preference(Some(&tags(&["fr"])[0]), &[], true).unwrap_err();
        assert_eq!((error.code, error.field.as_deref()), (Code::LanguageInvalid, Some("language")));
    }

    #[test]
    fn fallback_can_be_switched_off() {
        let languages = Languages::new(tags(&["en", "de"])).unwrap();
        let texts: Vec<Text> = tags(&["de"]).into_iter().map(Text).collect();
        let strict = languages.preference(Some(&tags(&["en"])[0]), &[], false).unwrap();
        assert!(strict.best(&texts).is_none());
        let lenient = languages.preference(Some(&tags(&["en"])[0]), &[], true).unwrap();
        let served = lenient.best(&texts).unwrap();
        assert!(served.is_fallback && served.text.0.as_str() == "de");
    }
}
