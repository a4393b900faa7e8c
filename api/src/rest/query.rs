//! Query parameters: each operation names those that it has, and everything else is refused. Faults are gathered, so that
//! an answer can name all of them at once; [`Query::finish`] must be asked before what was read is used.

use std::borrow::Cow;

use domain::page::{PAGE_SIZE_MAX, PageRequest};
use domain::{Code, Error, Language, Preference};
use jiff::Timestamp;
use jiff::civil::Date;
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Deserializer};

use crate::problem::Refusal;
use crate::routes::Call;
use crate::viewer;

/// The longest query string that is read, in bytes.
const QUERY_MAX: usize = 8 * 1024;
/// The longest value of a time, in characters.
const TIME_MAX: usize = 40;
/// How much of a wrong value is shown again.
const SHOWN_MAX: usize = 64;

/// The parameters that all localised operations have.
pub const LANGUAGES: &[&str] = &["language", "fallback"];
/// The parameters that all pages have.
pub const PAGE: &[&str] = &["first", "after", "last", "before", "total"];

/// The parameters of a request.
pub struct Query<'r> {
    pairs: Vec<(Cow<'r, str>, Cow<'r, str>)>,
    faults: Vec<Error>,
}

/// In which languages an answer is wanted.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The languages in order.
    pub preference: Preference,
    /// `language` was given: it goes before the language of a slug.
    pub explicit: bool,
}

impl Wish {
    /// The wish for something that a name in the path led to: without an explicit language, that of the text which the
    /// slug names goes first.
    #[must_use]
    pub fn for_text(&self, named: Option<&Language>) -> Preference {
        match named.filter(|_| !self.explicit) {
            Some(language) => self.preference.starting_with(language),
            None => self.preference.clone(),
        }
    }
}

impl<'r> Query<'r> {
    /// Reads a query string (`application/x-www-form-urlencoded`, as the URL standard has it, but strict about UTF-8).
    ///
    /// # Errors
    /// `bad_request` when it is too long or isn't UTF-8. Parameters that aren't in one of the lists, and those given
    /// twice, are faults.
    pub fn read(raw: &'r str, allowed: &[&[&str]]) -> Result<Self, Error> {
        if raw.len() > QUERY_MAX {
            return Err(Error::new(Code::BadRequest, format!("The query has more than {QUERY_MAX} bytes.")));
        }
        let mut query = Self { pairs: Vec::new(), faults: Vec::new() };
        for pair in raw.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decoded(name)?, decoded(value)?);
            if !allowed.iter().any(|names| names.contains(&&*name)) {
                let message = format!("`{}` is not a parameter of this operation.", shown(&name));
                query.faults.push(Error::new(Code::ParameterUnknown, message).at(shown(&name)));
            } else if query.pairs.iter().any(|(known, _)| *known == name) {
                query.fault(&name, &format!("`{name}` is given more than once."));
            } else {
                query.pairs.push((name, value));
            }
        }
        Ok(query)
    }

    /// The parameters as they were given, in their order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (&**name, &**value))
    }

    /// The value of a parameter.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
    }

    /// Notes that a parameter has a value that it can't have.
    pub fn fault(&mut self, name: &str, message: &str) {
        self.faults.push(Error::new(Code::ParameterInvalid, message).at(name));
    }

    /// Notes an error about a parameter.
    pub fn refuse(&mut self, error: Error) {
        self.faults.push(error);
    }

    /// Nothing was wrong with the parameters.
    ///
    /// # Errors
    /// All that was.
    pub fn finish(&mut self) -> Result<(), Refusal> {
        Refusal::of(std::mem::take(&mut self.faults)).map_or(Ok(()), Err)
    }

    /// A switch; off when it isn't given.
    pub fn switch(&mut self, name: &str, default: bool) -> bool {
        match self.value(name) {
            None => default,
            Some("true") => true,
            Some("false") => false,
            Some(_) => {
                self.fault(name, &format!("`{name}` is `true` or `false`."));
                default
            }
        }
    }

    /// A comma list of words from a list; `None` when it isn't given. `noun` says what the words are.
    pub fn words<T: Copy>(&mut self, name: &str, noun: &str, known: &[(&str, T)]) -> Option<Vec<T>> {
        let value = self.value(name)?.to_owned();
        let mut found = Vec::new();
        for word in value.split(',') {
            match known.iter().find(|(known, _)| *known == word) {
                Some((_, meaning)) => found.push(*meaning),
                None => {
                    let all: Vec<&str> = known.iter().map(|(known, _)| *known).collect();
                    let message = format!("`{}` is not {noun}; there are: {}.", shown(word), all.join(", "));
                    self.fault(name, &message);
                    break;
                }
            }
        }
        Some(found)
    }

    /// An instant.
    pub fn instant(&mut self, name: &str) -> Option<Timestamp> {
        let value = self.value(name)?;
        let read = if value.len() <= TIME_MAX { value.parse::<Timestamp>().ok() } else { None };
        if read.is_none() {
            let message =
                format!("`{}` is not a time such as 2026-10-02T06:00:00Z; a `+` is written as `%2B`.", shown(value));
            self.fault(name, &message);
        }
        read
    }

    /// A day.
    pub fn day(&mut self, name: &str) -> Option<Date> {
        let value = self.value(name)?;
        // Spelled as it is written again: the parser also knows times, week dates and dates without hyphens.
        let read = value.parse::<Date>().ok().filter(|day| day.to_string() == value);
        if read.is_none() {
            self.fault(name, &format!("`{}` is not a day such as 2026-10-02.", shown(value)));
        }
        read
    }

    /// A number of items. Whether it is in range is for the list to say, or for [`Query::count`].
    pub fn number(&mut self, name: &str) -> Option<i64> {
        let value = self.value(name)?;
        let digits = value.strip_prefix('-').unwrap_or(value);
        match value.parse() {
            Ok(number) => Some(number),
            Err(_) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                let end = if value.starts_with('-') { i64::MIN } else { i64::MAX };
                Some(end)
            }
            Err(_) => {
                let message = format!("`{}` is not a whole number.", shown(value));
                self.fault(name, &message);
                None
            }
        }
    }

    /// A number of items of a list without pages.
    pub fn count(&mut self, name: &str, default: usize) -> usize {
        let Some(number) = self.number(name) else { return default };
        match usize::try_from(number).ok().filter(|count| (1..=PAGE_SIZE_MAX).contains(count)) {
            Some(count) => count,
            None => {
                let message = format!("`{name}` is {number}; 1 to {PAGE_SIZE_MAX} items can be asked for.");
                self.refuse(Error::new(Code::PageSizeInvalid, message).at(name));
                default
            }
        }
    }

    /// Which page.
    pub fn page(&mut self) -> PageRequest {
        let text = |query: &Self, name| query.value(name).map(str::to_owned);
        PageRequest {
            first: self.number("first"),
            after: text(self, "after"),
            last: self.number("last"),
            before: text(self, "before"),
        }
    }

    /// In which languages, by `language`, `fallback` and the request's `Accept-Language`.
    pub fn wish(&mut self, call: &Call) -> Wish {
        let fallback = self.switch("fallback", true);
        let languages = call.session.languages();
        let explicit = self.value("language").map(|tag| Language::parse(tag).map_err(|error| error.at("language")));
        let accepted = viewer::accepted_languages(call.http.headers());
        let wanted = explicit.transpose().and_then(|explicit| {
            let preference = languages.preference(explicit.as_ref(), &accepted, fallback)?;
            Ok(Wish { preference, explicit: explicit.is_some() })
        });
        wanted.unwrap_or_else(|error| {
            self.refuse(error);
            Wish { preference: Preference::exactly(languages.all()[0].clone()), explicit: false }
        })
    }
}

fn decoded(text: &str) -> Result<Cow<'_, str>, Error> {
    let spaced: Cow<'_, str> = if text.contains('+') { text.replace('+', " ").into() } else { text.into() };
    let read = percent_decode_str(&spaced).decode_utf8().map(Cow::into_owned);
    read.map(Cow::Owned).map_err(|_| Error::new(Code::BadRequest, "The query string is not UTF-8."))
}

/// A value as it may be shown again: not more than a line of it.
fn shown(value: &str) -> String {
    value.chars().take(SHOWN_MAX).collect()
}

#[cfg(test)]
mod tests;

/// Tells a member of a request's JSON that is `null` from one that isn't there.
///
/// # Errors
/// When the member is of another type.
pub fn told<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}
