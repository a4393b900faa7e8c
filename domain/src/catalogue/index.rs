//! How public articles are found: in order, over all languages and for each (`pieces.rs`), and by what they are filed under
//! (`postings.rs`). What is asked of both is in `selection.rs`.

use super::articles::Slot;
use super::pieces::Ordering;
use super::postings::{Postings, headings};
use super::{Map, Tree};
use crate::article::{Article, ArticleText, Heading, Kind, OrderField};
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

impl Scope {
    /// What the articles of the list are filed under; `None` for all articles.
    pub(super) fn heading(self) -> Option<Heading> {
        match self {
            Self::All => None,
            Self::Topic(id) => Some(Heading::Topic(id)),
            Self::Region(id) => Some(Heading::Region(id)),
            Self::Expert(id) => Some(Heading::Expert(id)),
            Self::Kind(kind) => Some(Heading::Kind(kind)),
        }
    }

    fn of(heading: Heading) -> Option<Self> {
        match heading {
            Heading::Topic(id) => Some(Self::Topic(id)),
            Heading::Region(id) => Some(Self::Region(id)),
            Heading::Expert(id) => Some(Self::Expert(id)),
            Heading::Kind(kind) => Some(Self::Kind(kind)),
            Heading::Language(_) => None,
        }
    }
}

/// The orders and the sets.
#[derive(Clone, Default)]
pub(super) struct Index {
    orderings: Map<(Option<Language>, OrderField), Ordering>,
    pub(super) postings: Postings,
}

impl Index {
    /// The articles of a language, or all, in an order; `None` when there are none.
    pub(super) fn ordering(&self, language: Option<&Language>, order: OrderField) -> Option<&Ordering> {
        self.orderings.get(&(language.cloned(), order))
    }

    pub(super) fn insert(
        &mut self,
        slot: Slot,
        article: &Article,
        (topics, regions): (&Tree<TopicId>, &Tree<RegionId>),
    ) {
        for (key, at) in places(article) {
            self.orderings.entry(key).or_default().insert(at, slot);
        }
        self.postings.insert(slot, headings(article, topics, regions));
    }

    /// Takes an article out; it must be the very value that was put in.
    pub(super) fn remove(
        &mut self,
        slot: Slot,
        article: &Article,
        (topics, regions): (&Tree<TopicId>, &Tree<RegionId>),
    ) {
        for (key, at) in places(article) {
            if let Some(ordering) = self.orderings.get_mut(&key) {
                ordering.remove(&at);
                if ordering.len() == 0 {
                    self.orderings.remove(&key);
                }
            }
        }
        self.postings.remove(slot, headings(article, topics, regions));
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
) -> impl Iterator<Item = (Scope, Option<Language>)> {
    let mut scopes = vec![Scope::All];
    scopes.extend(headings(article, topics, regions).into_iter().filter_map(Scope::of));
    let languages = article.texts.iter().map(|text| Some(text.language.clone())).chain([None]);
    languages.flat_map(move |language| scopes.clone().into_iter().map(move |scope| (scope, language.clone())))
}

/// Every order that an article has a place in, with the place.
pub(super) fn places(article: &Article) -> impl Iterator<Item = ((Option<Language>, OrderField), Position)> {
    let languages = article.texts.iter().map(|text| Some(&text.language)).chain([None]);
    languages.flat_map(move |language| {
        let place = move |order| Some(((language.cloned(), order), position(article, language, order)?));
        OrderField::ALL.iter().copied().filter_map(place)
    })
}
