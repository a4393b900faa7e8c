//! From slugs to things: the present ones, and those that something had formerly.

use ulid::Ulid;

use super::Map;
use super::pieces::Pieces;
use crate::id::{AnyId, Noun};
use crate::language::Language;
use crate::text::Slug;

/// A slug in its realm: unique per noun and language; experts have one for all languages.
type Key = (Noun, Option<Language>, Slug);

/// All public slugs.
#[derive(Clone, Default)]
pub(crate) struct Slugs {
    /// Many, so that they are kept densely.
    present: Pieces<Key, Ulid>,
    former: Map<Key, AnyId>,
}

/// What a slug leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FoundBySlug {
    pub(crate) id: AnyId,
    /// The language of the text that has, or had, the slug.
    pub(crate) language: Option<Language>,
    /// It is a former slug.
    pub(crate) moved: bool,
}

impl Slugs {
    pub(crate) fn insert(&mut self, id: AnyId, language: Option<&Language>, slug: &Slug) {
        let key = (id.noun, language.cloned(), slug.clone());
        self.present.remove(&key);
        self.present.insert(key, id.ulid);
    }

    /// Forgets a present slug, if it still leads to this thing.
    pub(crate) fn remove(&mut self, id: AnyId, language: Option<&Language>, slug: &Slug) {
        let key = (id.noun, language.cloned(), slug.clone());
        if self.present.get(&key) == Some(id.ulid) {
            self.present.remove(&key);
        }
    }

    pub(crate) fn insert_former(&mut self, id: AnyId, language: Option<&Language>, slug: &Slug) {
        self.former.insert((id.noun, language.cloned(), slug.clone()), id);
    }

    /// Whether this is known to be a former slug of the thing.
    pub(crate) fn is_former(&self, id: AnyId, language: Option<&Language>, slug: &Slug) -> bool {
        self.former.get(&(id.noun, language.cloned(), slug.clone())) == Some(&id)
    }

    /// Forgets all former slugs of things that are gone.
    pub(crate) fn forget_former(&mut self, gone: &[AnyId]) {
        self.former.retain(|_, id| !gone.contains(id));
    }

    /// What a slug leads to: present slugs go before former ones, and among both the languages go in this order.
    pub(crate) fn find<'l>(
        &self,
        noun: Noun,
        slug: &Slug,
        languages: impl Iterator<Item = &'l Language> + Clone,
    ) -> Option<FoundBySlug> {
        let first = |found: &dyn Fn(&Key) -> Option<AnyId>, moved: bool| {
            languages.clone().find_map(|language| {
                let id = found(&(noun, Some(language.clone()), slug.clone()))?;
                Some(FoundBySlug { id, language: Some(language.clone()), moved })
            })
        };
        first(&|key| self.present(key), false).or_else(|| first(&|key| self.former.get(key).copied(), true))
    }

    /// What a slug leads to among things that have one slug for all languages.
    pub(crate) fn find_without_language(&self, noun: Noun, slug: &Slug) -> Option<FoundBySlug> {
        let key = (noun, None, slug.clone());
        let found = |id: AnyId, moved| FoundBySlug { id, language: None, moved };
        let present = self.present(&key).map(|id| found(id, false));
        present.or_else(|| self.former.get(&key).map(|id| found(*id, true)))
    }

    fn present(&self, key: &Key) -> Option<AnyId> {
        Some(AnyId { noun: key.0, ulid: self.present.get(key)? })
    }
}
