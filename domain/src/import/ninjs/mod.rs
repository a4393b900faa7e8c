//! Items of IPTC ninjs 3.x: one object, an array, or objects one after another (JSON Lines), read one item at a time.
//! `items.rs` finds them, `item.rs` reads one, and what becomes of it is in the files by noun.
//!
//! Taken over are texts, with their bylines, subjects, places and first picture, and pictures. What isn't: all other
//! types, other associations, organisations, people, events and alternative ids.

use std::collections::VecDeque;
use std::io::BufRead;

use jiff::Timestamp;

mod article;
mod byline;
mod concept;
mod item;
mod items;
mod picture;
mod state;
#[cfg(test)]
mod tests;

use item::Item;
use items::{Items, RawItem};

use super::once::{FileSlugs, Once};
use super::prose;
use super::{Found, Place, RECORD_BYTES_MAX, ReadError, Reader};
use crate::language::{Language, Languages};

/// Reads items of ninjs. `languages` are those of the publication; nothing that is dated after `now` becomes public.
///
/// Source keys: `ninjs:<uri>` of articles and images, `ninjs:by:<name in lower case>`, and by address, code or name
/// `ninjs:subject:…` and `ninjs:place:…`.
pub fn read(source: impl BufRead + Send + 'static, languages: &Languages, now: Timestamp) -> Reader {
    Box::new(Feed { items: Some(Items::new(source)), file: File::new(languages.clone(), now), queue: VecDeque::new() })
}

struct Feed<R> {
    /// `None` when the file has ended.
    items: Option<Items<R>>,
    file: File,
    queue: VecDeque<Found>,
}

/// What is remembered from one item to the next.
struct File {
    languages: Languages,
    now: Timestamp,
    items: Once,
    images: Once,
    experts: Once,
    topics: Once,
    regions: Once,
    files: Once,
    article_slugs: FileSlugs,
    expert_slugs: FileSlugs,
    topic_slugs: FileSlugs,
    region_slugs: FileSlugs,
}

impl<R: BufRead> Iterator for Feed<R> {
    type Item = Result<Found, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(found) = self.queue.pop_front() {
                return Some(Ok(found));
            }
            match self.items.as_mut()?.next() {
                Ok(Some(raw)) => self.item(raw),
                Ok(None) => self.items = None,
                Err(error) => {
                    self.items = None;
                    return Some(Err(error));
                }
            }
        }
    }
}

impl<R> Feed<R> {
    fn item(&mut self, raw: RawItem) {
        let place = Place { line: raw.line, name: None };
        let item = raw.bytes.ok_or_else(|| format!("it is longer than {RECORD_BYTES_MAX} bytes"));
        let item = match item.and_then(|bytes| Item::read(&bytes)) {
            Ok(item) => item,
            Err(reason) => return self.queue.push_back(Found::Skipped(place, reason)),
        };
        let name = item.headline().unwrap_or_else(|| item.uri.clone());
        let place = Place { name: Some(prose::cut(&name, 80).0), ..place };
        let mut notes = Vec::new();
        match self.file.records(&item, &mut notes) {
            Ok(records) => {
                let records = records.into_iter().map(|record| Found::Record(place.clone(), Box::new(record)));
                self.queue.extend(records);
                if !notes.is_empty() {
                    self.queue.push_back(Found::Noted(place, notes.join("; ")));
                }
            }
            Err(reason) => self.queue.push_back(Found::Skipped(place, reason)),
        }
    }
}

impl File {
    fn new(languages: Languages, now: Timestamp) -> Self {
        Self {
            languages,
            now,
            items: Once::default(),
            images: Once::default(),
            experts: Once::default(),
            topics: Once::default(),
            regions: Once::default(),
            files: Once::default(),
            article_slugs: FileSlugs::default(),
            expert_slugs: FileSlugs::default(),
            topic_slugs: FileSlugs::default(),
            region_slugs: FileSlugs::default(),
        }
    }

    fn records(&mut self, item: &Item, notes: &mut Vec<String>) -> Result<Vec<super::Record>, String> {
        match item.kind.as_deref() {
            Some("text" | "composite") => article::records(item, self, notes),
            Some("picture") => {
                let language = self.language(item, notes)?;
                let record = picture::record(item, &language, self)?;
                record.map(|record| vec![record]).ok_or_else(|| "the file has this item twice".to_owned())
            }
            None if item.event_details.is_some() || item.planned_coverage.is_some() => {
                Err("an event, not a text".to_owned())
            }
            None if article::body(item).is_some() => article::records(item, self, notes),
            None => Err("neither a type nor a body in HTML or plain text".to_owned()),
            Some(other) => Err(format!("of type `{other}`, neither a text nor a picture")),
        }
    }

    /// The language of the publication that serves the item's; one that names none is in the default language.
    fn language(&self, item: &Item, notes: &mut Vec<String>) -> Result<Language, String> {
        let Some(text) = &item.language else {
            notes.push("it doesn't name its language: it is taken for the publication's default".to_owned());
            // There is always one: the default.
            return self.languages.all().first().cloned().ok_or_else(|| "the publication has no language".to_owned());
        };
        let wanted = Language::parse(&text.trim().replace('_', "-")).map_err(|error| error.message.to_string())?;
        let found = self.languages.lookup(&wanted).cloned();
        found.ok_or_else(|| format!("it is in `{wanted}`, in which this publication does not appear"))
    }
}
