//! What a session reads of experts. All of it is public: everybody reads the catalogue.

use std::sync::Arc;

use imbl::OrdMap;

use super::{Expert, FoundExpert};
use crate::catalogue::{Snapshot, page_of};
use crate::error::Result;
use crate::id::{ExpertId, Noun, TopicId};
use crate::page::{Fingerprint, NamePosition, Page, PageRequest};
use crate::session::Session;
use crate::text::Slug;

/// Which experts. All conditions must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExpertQuery {
    /// Who work on this topic or one below it.
    pub topic: Option<TopicId>,
}

/// Experts.
pub struct Experts<'s> {
    pub(super) session: &'s Session,
    snapshot: Arc<Snapshot>,
}

impl Session {
    /// Experts.
    #[must_use]
    pub fn experts(&self) -> Experts<'_> {
        Experts { session: self, snapshot: self.snapshot() }
    }
}

impl Experts<'_> {
    /// One expert. The id of one who was merged into another leads to the latter.
    #[must_use]
    pub fn by_id(&self, id: ExpertId) -> Option<Arc<Expert>> {
        self.snapshot.experts.get(&self.snapshot.present(id)).cloned()
    }

    /// The expert that a slug leads to, a present one before a former one.
    #[must_use]
    pub fn by_slug(&self, slug: &Slug) -> Option<FoundExpert> {
        let found = self.snapshot.slugs.find_without_language(Noun::Expert, slug)?;
        let expert = self.by_id(ExpertId::try_from(found.id).ok()?)?;
        Some(FoundExpert { expert, moved: found.moved })
    }

    /// A page of experts by name.
    ///
    /// # Errors
    /// `page_size_invalid`, `cursor_invalid`.
    pub fn page(&self, query: &ExpertQuery, request: &PageRequest) -> Result<Page<Arc<Expert>>> {
        let list = Fingerprint::of(&format!("experts:{query:?}"));
        let spec = request.check(list)?;
        let found = match self.of_topic(query) {
            Some(narrowed) => page_of(&narrowed, &spec),
            None => page_of(&self.snapshot.experts_by_name, &spec),
        };
        let experts = found.into_iter().filter_map(|(at, id)| self.by_id(id).map(|expert| (at, expert)));
        Ok(Page::of(list, &spec, experts.collect()))
    }

    /// How many experts match, exactly.
    #[must_use]
    pub fn count(&self, query: &ExpertQuery) -> usize {
        self.of_topic(query).map_or(self.snapshot.experts_by_name.len(), |narrowed| narrowed.len())
    }

    fn of_topic(&self, query: &ExpertQuery) -> Option<OrdMap<NamePosition, ExpertId>> {
        let wanted = self.snapshot.topics.subtree(self.snapshot.present(query.topic?));
        let works_on = |id: &ExpertId| {
            self.snapshot.experts.get(id).is_some_and(|expert| expert.topics.iter().any(|topic| wanted.contains(topic)))
        };
        let all = self.snapshot.experts_by_name.iter();
        Some(all.filter(|(_, id)| works_on(id)).map(|(at, id)| (at.clone(), *id)).collect())
    }
}
