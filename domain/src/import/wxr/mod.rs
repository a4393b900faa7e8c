//! WordPress export files (WXR 1.0 to 1.2), read in two passes and bounded memory: first authors, categories and
//! pictures, then posts, so that what a post refers to comes before it. `elements.rs` finds the parts of a file,
//! `fields.rs` reads one, and each kind of part has its file. Bodies are handed on as they stand.
//!
//! What is not taken over: pages, menus, other types of posts, tags, comments, users' mail addresses.

use std::collections::VecDeque;
use std::io::{self, BufRead};

use jiff::Timestamp;

mod attachment;
mod author;
mod category;
mod channel;
mod elements;
mod fields;
mod item;
mod post;
mod state;
#[cfg(test)]
mod tests;

use author::Author;
use category::{Categories, Category};
use channel::Channel;
use elements::{Element, Elements};
use item::Item;

use super::record::Record;
use super::{Found, Place, RECORD_BYTES_MAX, ReadError, Reader};
use crate::import::prose;
use crate::language::Languages;

type Source = Box<dyn BufRead + Send>;

/// Reads a WordPress export. `open` opens the file from its beginning and is called twice; `languages` are those of the
/// publication; nothing that is dated after `now` becomes public. Only one item at a time is held.
///
/// Source keys: `wxr:<address of the site>:author:<login>`, `…:category:<nicename>`, `…:attachment:<id>`, `…:post:<id>`.
pub fn read(open: impl Fn() -> io::Result<Source> + Send + 'static, languages: &Languages, now: Timestamp) -> Reader {
    Box::new(Export {
        open: Box::new(open),
        stage: Stage::Start,
        channel: Channel::new(languages.clone(), now),
        categories: Categories::default(),
        first_error: None,
        queue: VecDeque::new(),
    })
}

struct Export {
    open: Box<dyn Fn() -> io::Result<Source> + Send>,
    stage: Stage,
    channel: Channel,
    categories: Categories,
    /// What the first pass stumbled over. The second one comes there too, and tells.
    first_error: Option<ReadError>,
    queue: VecDeque<Found>,
}

enum Stage {
    Start,
    /// Authors, categories, pictures.
    First(Elements<Source>),
    /// Posts.
    Second(Elements<Source>),
    Ended,
}

impl Iterator for Export {
    type Item = Result<Found, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(found) = self.queue.pop_front() {
                return Some(Ok(found));
            }
            if let Err(error) = self.step()? {
                self.stage = Stage::Ended;
                return Some(Err(error));
            }
        }
    }
}

impl Export {
    /// Goes on by one element; `None` at the end.
    fn step(&mut self) -> Option<Result<(), ReadError>> {
        match &mut self.stage {
            Stage::Start => Some(self.opened().map(|elements| self.stage = Stage::First(elements))),
            Stage::First(elements) => match elements.next() {
                Ok(Some(element)) => {
                    self.first(element);
                    Some(Ok(()))
                }
                Ok(None) => Some(self.turn(None)),
                Err(error) => Some(self.turn(Some(error))),
            },
            Stage::Second(elements) => match elements.next() {
                Ok(Some(element)) => {
                    self.second(element);
                    Some(Ok(()))
                }
                Ok(None) => {
                    let line = elements.line();
                    self.tell_what_was_left(line);
                    self.stage = Stage::Ended;
                    Some(self.first_error.take().map_or(Ok(()), Err))
                }
                Err(error) => Some(Err(error)),
            },
            Stage::Ended => None,
        }
    }

    fn opened(&self) -> Result<Elements<Source>, ReadError> {
        let error = |error: io::Error| ReadError { place: Place { line: 0, name: None }, reason: error.to_string() };
        (self.open)().map(Elements::new).map_err(error)
    }

    /// Between the passes: all categories are known, so that topics are told, and the file is read once more.
    fn turn(&mut self, error: Option<ReadError>) -> Result<(), ReadError> {
        self.first_error = error;
        if let Ok(language) = self.channel.language() {
            self.queue.extend(std::mem::take(&mut self.categories).topics(&mut self.channel, &language));
        }
        if !self.channel.names_its_language() && self.first_error.is_none() {
            let place = Place { line: 1, name: None };
            let note = "the file doesn't name its language: it is taken for the publication's default".to_owned();
            self.queue.push_back(Found::Noted(place, note));
        }
        self.stage = Stage::Second(self.opened()?);
        Ok(())
    }

    /// An element in the first pass.
    fn first(&mut self, element: Element) {
        let place = Place { line: element.line, name: None };
        match (element.name.as_str(), element.bytes) {
            ("item", Some(bytes)) => self.attachment(&bytes, place),
            // The second pass tells of it.
            ("item", None) => {}
            ("wp:author", Some(bytes)) if self.channel.language().is_ok() => self.author(&bytes, place),
            ("wp:category", Some(bytes)) => {
                let added = Category::read(&bytes, place.line).and_then(|category| self.categories.add(category));
                self.queue.extend(added.err().map(|reason| Found::Skipped(place, reason)));
            }
            (name @ ("language" | "link" | "wp:base_blog_url"), Some(bytes)) => {
                if let Ok(text) = fields::text(&bytes) {
                    self.channel.learn(name, text);
                }
            }
            ("wp:author" | "wp:category", None) => self.queue.push_back(Found::Skipped(place, too_long())),
            _ => {}
        }
    }

    fn author(&mut self, bytes: &[u8], place: Place) {
        let mut notes = Vec::new();
        match Author::read(bytes) {
            Ok(author) => {
                let record = author.record(&mut self.channel, &mut notes);
                self.found(place, record, notes);
            }
            Err(reason) => self.queue.push_back(Found::Skipped(place, reason)),
        }
    }

    fn attachment(&mut self, bytes: &[u8], place: Place) {
        // Most items are none: this is cheaper than to read them twice.
        if !std::str::from_utf8(bytes).is_ok_and(|xml| xml.contains("attachment")) {
            return;
        }
        let (Ok(language), Ok(item)) = (self.channel.language(), Item::read(bytes)) else { return };
        if item.kind != "attachment" {
            return;
        }
        let place = named(place, &item);
        let mut notes = Vec::new();
        match attachment::record(&item, &language, &mut self.channel, &mut notes) {
            Ok(record) => self.found(place, Some(record), notes),
            Err(reason) => self.queue.push_back(Found::Skipped(place, reason)),
        }
    }

    /// An element in the second pass.
    fn second(&mut self, element: Element) {
        if element.name != "item" {
            return;
        }
        let place = Place { line: element.line, name: None };
        let item = element.bytes.ok_or_else(too_long).and_then(|bytes| Item::read(&bytes));
        let item = match item {
            Ok(item) => item,
            Err(reason) => return self.queue.push_back(Found::Skipped(place, reason)),
        };
        if item.kind == "attachment" {
            // The first pass took it, or told why not, if it could.
            let reason = self.channel.language().err();
            return self.queue.extend(reason.map(|reason| Found::Skipped(named(place, &item), reason)));
        }
        self.channel.left.comments += item.comments;
        let place = named(place, &item);
        let mut notes = Vec::new();
        match post::records(item, place.line, &mut self.channel, &mut notes) {
            Ok(records) => self.found(place, records, notes),
            Err(reason) => self.queue.push_back(Found::Skipped(place, reason)),
        }
    }

    /// Queues the records of one element, and one note of all that was lost.
    fn found(&mut self, place: Place, records: impl IntoIterator<Item = Record>, notes: Vec<String>) {
        let records = records.into_iter().map(|record| Found::Record(place.clone(), Box::new(record)));
        self.queue.extend(records);
        if !notes.is_empty() {
            self.queue.push_back(Found::Noted(place, notes.join("; ")));
        }
    }

    fn tell_what_was_left(&mut self, line: u64) {
        let left = &self.channel.left;
        for (count, what) in [(left.tags, "tags"), (left.comments, "comments"), (left.other_terms, "other terms")] {
            if count > 0 {
                let place = Place { line, name: Some(what.to_owned()) };
                self.queue.push_back(Found::Noted(place, format!("{count} {what} of posts are not taken over")));
            }
        }
    }
}

fn named(place: Place, item: &Item) -> Place {
    let title = prose::cut(&prose::plain(&item.title), 80).0;
    Place { name: (!title.is_empty()).then_some(title), ..place }
}

fn too_long() -> String {
    format!("it is longer than {RECORD_BYTES_MAX} bytes")
}
