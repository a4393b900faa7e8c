//! What a list of articles may be asked for: a closed set of filters and orders. Topic and region match their
//! whole subtree. How it is answered is the catalogue's business, or `row`'s.

use jiff::Timestamp;

use super::Kind;
use crate::id::{ExpertId, RegionId, TopicId};
use crate::language::Language;
use crate::page::Fingerprint;
use crate::word::words;

words! {
    /// What a list of articles is ordered by.
    OrderField {
        /// When the article was published: in the language of the filter, or first in any.
        PublishedAt = "published_at",
        /// When it was last changed.
        UpdatedAt = "updated_at",
    }
}

/// The order of a list of articles. Ties are broken by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ArticleOrder {
    /// By what.
    pub field: OrderField,
    /// Latest first.
    pub descending: bool,
}

impl Default for ArticleOrder {
    fn default() -> Self {
        Self { field: OrderField::PublishedAt, descending: true }
    }
}

/// Which articles, in which order. All conditions must hold; one that isn't set holds for all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArticleQuery {
    /// Filed under this topic or one below it.
    pub topic: Option<TopicId>,
    /// Filed under this region or one below it.
    pub region: Option<RegionId>,
    /// With a contribution of this expert.
    pub expert: Option<ExpertId>,
    /// Of one of these kinds; empty for any.
    pub kinds: Vec<Kind>,
    /// That can be read in this language. The order is then that of this language's dates.
    pub language: Option<Language>,
    /// Published at this instant or later.
    pub published_from: Option<Timestamp>,
    /// Published before this instant.
    pub published_until: Option<Timestamp>,
    /// The order.
    pub order: ArticleOrder,
}

impl ArticleQuery {
    /// The list's fingerprint, for its cursors.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        let mut kinds = self.kinds.clone();
        kinds.sort_unstable();
        kinds.dedup();
        Fingerprint::of(&format!("articles:{:?}", Self { kinds, ..self.clone() }))
    }
}
