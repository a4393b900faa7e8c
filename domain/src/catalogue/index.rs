//! The ordered lists of public articles: all, by topic and region (with everything below), by expert and by kind,
//! each over all languages and for each language, so that a list is a range and never a sort.

use imbl::{HashMap, OrdSet};

use super::Tree;
use crate::article::{Article, ArticleText, Kind, OrderField};
use crate::id::{ArticleId, ExpertId, RegionId, TopicId};
use crate::instant;
use crate::language::Language;
use crate::page::Position;

/// What a list is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Scope {
    All,
    Topic(TopicId),
    Region(RegionId),
    Expert(ExpertId),
    Kind(Kind),
}

/// Which list: its subject, its language or all, and what it is ordered by. Lists by `UpdatedAt` are kept for
/// [`Scope::All`] alone.
type Key = (Scope, Option<Language>, OrderField);

/// The lists. Each holds the places of its articles in ascending order.
#[derive(Clone, Default)]
pub(super) struct Index {
    lists: HashMap<Key, OrdSet<Position>>,
}

impl Index {
    /// A list; empty when nothing is in it.
    pub(super) fn list(&self, scope: Scope, language: Option<&Language>, order: OrderField) -> OrdSet<Position> {
        self.lists.get(&(scope, language.cloned(), order)).cloned().unwrap_or_default()
    }

    pub(super) fn insert(&mut self, article: &Article, topics: &Tree<TopicId>, regions: &Tree<RegionId>) {
        for (key, position) in places(article, topics, regions) {
            self.lists.entry(key).or_default().insert(position);
        }
    }

    /// Takes an article out of all lists; it must be the very value that was put in.
    pub(super) fn remove(&mut self, article: &Article, topics: &Tree<TopicId>, regions: &Tree<RegionId>) {
        for (key, position) in places(article, topics, regions) {
            if let Some(list) = self.lists.get_mut(&key) {
                list.remove(&position);
                if list.is_empty() {
                    self.lists.remove(&key);
                }
            }
        }
    }
}

/// The place of an article in lists by a field, over all languages or in one.
pub(super) fn position(article: &Article, language: Option<&Language>, order: OrderField) -> Option<Position> {
    let at = match (language, order) {
        (None, OrderField::PublishedAt) => article.first_published(),
        (None, OrderField::UpdatedAt) => article.last_updated(),
        (Some(language), _) => {
            let text = article.texts.iter().find(|text| text.language == *language)?;
            text_instant(text, order)
        }
    }?;
    Some(Position { value: instant::stored(at), id: id_bytes(article.id) })
}

fn text_instant(text: &ArticleText, order: OrderField) -> Option<jiff::Timestamp> {
    match order {
        OrderField::PublishedAt => text.published_at,
        OrderField::UpdatedAt => Some(text.updated_at),
    }
}

pub(super) fn id_bytes(id: ArticleId) -> [u8; 16] {
    id.ulid().to_bytes()
}

/// The lists that an article belongs to, by subject and language, whatever they are ordered by.
pub(super) fn lists_of(
    article: &Article,
    topics: &Tree<TopicId>,
    regions: &Tree<RegionId>,
) -> Vec<(Scope, Option<Language>)> {
    places(article, topics, regions).into_iter().map(|((scope, language, _), _)| (scope, language)).collect()
}

/// Every list that an article belongs to, with its place there.
fn places(article: &Article, topics: &Tree<TopicId>, regions: &Tree<RegionId>) -> Vec<(Key, Position)> {
    let mut scopes = vec![Scope::All, Scope::Kind(article.kind)];
    for topic in &article.topics {
        scopes.push(Scope::Topic(*topic));
        scopes.extend(topics.ancestors(*topic).into_iter().map(Scope::Topic));
    }
    for region in &article.regions {
        scopes.push(Scope::Region(*region));
        scopes.extend(regions.ancestors(*region).into_iter().map(Scope::Region));
    }
    scopes.extend(article.byline.iter().map(|contribution| Scope::Expert(contribution.expert)));
    let languages = article.texts.iter().map(|text| Some(&text.language)).chain([None]);
    let mut places = Vec::with_capacity(scopes.len() * (article.texts.len() + 1) + 4);
    for language in languages {
        if let Some(position) = position(article, language, OrderField::UpdatedAt) {
            places.push(((Scope::All, language.cloned(), OrderField::UpdatedAt), position));
        }
        if let Some(position) = position(article, language, OrderField::PublishedAt) {
            let key = |scope: &Scope| ((*scope, language.cloned(), OrderField::PublishedAt), position);
            places.extend(scopes.iter().map(key));
        }
    }
    places
}
