//! What a session reads of experts. All of it is public: everybody reads the catalogue.

use std::sync::Arc;

use imbl::OrdMap;

use super::{Expert, FoundExpert};
use crate::catalogue::{Tag, page_of};
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
}

impl Session {
    /// Experts.
    #[must_use]
    pub fn experts(&self) -> Experts<'_> {
        Experts { session: self }
    }
}

impl Experts<'_> {
    /// One expert. The id of one who was merged into another leads to the latter.
    #[must_use]
    pub fn by_id(&self, id: ExpertId) -> Option<Arc<Expert>> {
        // An id that leads to another one was merged, which touches everything.
        let snapshot = self.session.snapshot_by(|snapshot| [Tag::Expert(snapshot.present(id))]);
        snapshot.experts.get(&snapshot.present(id)).cloned()
    }

    /// The expert that a slug leads to, a present one before a former one.
    #[must_use]
    pub fn by_slug(&self, slug: &Slug) -> Option<FoundExpert> {
        let snapshot = self.session.snapshot_of([Tag::Slug(Noun::Expert, slug.clone())]);
        let found = snapshot.slugs.find_without_language(Noun::Expert, slug)?;
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
        let found = page_of(&self.matching(query), &spec);
        let experts = found.into_iter().filter_map(|(at, id)| self.by_id(id).map(|expert| (at, expert)));
        Ok(Page::of(list, &spec, experts.collect()))
    }

    /// How many experts match, exactly.
    #[must_use]
    pub fn count(&self, query: &ExpertQuery) -> usize {
        self.matching(query).len()
    }

    fn matching(&self, query: &ExpertQuery) -> OrdMap<NamePosition, ExpertId> {
        let Some(topic) = query.topic else {
            return self.session.snapshot_of([Tag::Experts]).experts_by_name.clone();
        };
        let snapshot = self.session.snapshot_of([Tag::Experts, Tag::Topics]);
        let wanted = snapshot.topics.subtree(snapshot.present(topic));
        let works_on = |id: &ExpertId| {
            snapshot.experts.get(id).is_some_and(|expert| expert.topics.iter().any(|topic| wanted.contains(topic)))
        };
        let all = snapshot.experts_by_name.iter();
        all.filter(|(_, id)| works_on(id)).map(|(at, id)| (at.clone(), *id)).collect()
    }
}
