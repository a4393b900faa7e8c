//! Categories become topics, parents before their children.

use std::collections::{HashMap, HashSet};

use super::channel::Channel;
use super::{author, fields};
use crate::import::prose;
use crate::import::record::{Record, TermRecord, TermTextRecord};
use crate::import::{Found, Place};
use crate::language::Language;
use crate::taxonomy::DEPTH_MAX;

/// The most categories of a file.
const CATEGORIES_MAX: usize = 50_000;
/// The longest description, in characters.
const DESCRIPTION_MAX: usize = 2_000;

/// A category as the file has it.
#[derive(Default)]
pub(super) struct Category {
    line: u64,
    pub(super) nicename: String,
    parent: String,
    name: String,
    description: String,
}

impl Category {
    pub(super) fn read(bytes: &[u8], line: u64) -> Result<Self, String> {
        let mut category = Self { line, ..Self::default() };
        fields::each(bytes, |field| match field.name {
            "wp:category_nicename" => category.nicename = field.text.trim().to_owned(),
            "wp:category_parent" => category.parent = field.text.trim().to_owned(),
            "wp:cat_name" => category.name = prose::plain(&field.text),
            "wp:category_description" => category.description = prose::plain(&field.text),
            _ => {}
        })?;
        if category.nicename.is_empty() { Err("a category without a nicename".to_owned()) } else { Ok(category) }
    }

    /// A category of which an item gives only the names.
    pub(super) fn of_item(nicename: &str, name: &str, line: u64) -> Self {
        Self { line, nicename: nicename.to_owned(), name: prose::plain(name), ..Self::default() }
    }

    /// The record of the topic, `None` when the file had the category already.
    pub(super) fn record(
        &self,
        channel: &mut Channel,
        language: &Language,
        parent: Option<String>,
        notes: &mut Vec<String>,
    ) -> Option<Record> {
        let id = channel.key("category", &self.nicename);
        if !channel.topics.first(&id) {
            return None;
        }
        let name = if self.name.is_empty() { &prose::line(&self.nicename) } else { &self.name };
        let slug = channel.topic_slugs.give(&prose::percent_decoded(&self.nicename), language.as_str(), notes);
        let description = prose::cut(&self.description, DESCRIPTION_MAX).0;
        let text = TermTextRecord {
            slug,
            name: prose::cut(name, author::NAME_MAX).0,
            description: (!description.is_empty()).then_some(description),
        };
        let texts = [(language.clone(), text)].into();
        Some(Record::Topic(TermRecord { id, parent, position: 0, texts, former_slugs: Default::default() }))
    }
}

/// The categories of a file, until all of them are known.
#[derive(Default)]
pub(super) struct Categories(Vec<Category>);

impl Categories {
    /// Takes one more.
    ///
    /// # Errors
    /// The reason when there are too many.
    pub(super) fn add(&mut self, category: Category) -> Result<(), String> {
        if self.0.len() == CATEGORIES_MAX {
            return Err(format!("a file has at most {CATEGORIES_MAX} categories"));
        }
        self.0.push(category);
        Ok(())
    }

    /// Topics, parents first. What lies under itself, under nothing, or too deep, becomes a root.
    pub(super) fn topics(self, channel: &mut Channel, language: &Language) -> Vec<Found> {
        let mut by_name: HashMap<&str, usize> = HashMap::new();
        for (index, category) in self.0.iter().enumerate() {
            by_name.entry(&category.nicename).or_insert(index);
        }
        let mut found = Vec::with_capacity(self.0.len());
        // The depth of what has been told.
        let mut told: HashMap<usize, usize> = HashMap::new();
        for index in 0..self.0.len() {
            for index in self.line_of(index, &by_name, &told).into_iter().rev() {
                let category = &self.0[index];
                let mut notes = Vec::new();
                let parent = by_name.get(category.parent.as_str()).copied();
                let depth = parent.and_then(|parent| told.get(&parent)).map(|depth| depth + 1);
                let depth = depth.filter(|depth| *depth <= DEPTH_MAX);
                let key = depth.map(|_| channel.key("category", &category.parent));
                if key.is_none() && !category.parent.is_empty() {
                    let why = if parent.is_some() { "lies under itself or too deep" } else { "is not in the file" };
                    notes.push(format!("its parent `{}` {why}: it has none here", category.parent));
                }
                told.insert(index, depth.unwrap_or(1));
                let place = Place { line: category.line, name: Some(category.nicename.clone()) };
                match category.record(channel, language, key, &mut notes) {
                    Some(record) => found.push(Found::Record(place.clone(), Box::new(record))),
                    None => found.push(Found::Skipped(place.clone(), "the file has this category twice".to_owned())),
                }
                if !notes.is_empty() {
                    found.push(Found::Noted(place, notes.join("; ")));
                }
            }
        }
        found
    }

    /// A category and those above it that have not been told, upwards; it ends where a circle closes.
    fn line_of(&self, index: usize, by_name: &HashMap<&str, usize>, told: &HashMap<usize, usize>) -> Vec<usize> {
        let mut line = Vec::new();
        let mut seen = HashSet::new();
        let mut next = Some(index);
        while let Some(index) = next.filter(|index| !told.contains_key(index) && seen.insert(*index)) {
            line.push(index);
            next = by_name.get(self.0[index].parent.as_str()).copied();
        }
        line
    }
}
