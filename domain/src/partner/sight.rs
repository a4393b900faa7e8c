//! Which texts of articles a product has: the rule for one text. Its twin for many is `visible_to` in
//! `domain/src/article/row/load.rs`.

use std::collections::HashSet;

use jiff::Timestamp;

use super::{Product, TextShare};
use crate::article::{Article, ArticleText, Kind, Status};
use crate::catalogue::Snapshot;
use crate::id::{ProductId, RegionId, TopicId};
use crate::language::Language;

/// What a product shows at an instant, with the topics and regions below those that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProductSight {
    pub(crate) product: ProductId,
    pub(crate) topics: Option<HashSet<TopicId>>,
    pub(crate) regions: Option<HashSet<RegionId>>,
    pub(crate) kinds: Vec<Kind>,
    pub(crate) languages: Vec<Language>,
    /// Embargoed texts that are to be published at this instant or before are there as well.
    pub(crate) until: Option<Timestamp>,
    /// Bodies are there, too.
    pub(crate) is_full: bool,
}

impl ProductSight {
    /// What a product shows now. What it names and was merged into something else since stands for the latter.
    pub(crate) fn of(product: &Product, snapshot: &Snapshot, now: Timestamp) -> Self {
        let terms = &product.terms;
        let topics = terms.topics.iter().flat_map(|id| snapshot.topics.subtree(snapshot.present(*id)));
        let regions = terms.regions.iter().flat_map(|id| snapshot.regions.subtree(snapshot.present(*id)));
        Self {
            product: product.id,
            topics: (!terms.topics.is_empty()).then(|| topics.collect()),
            regions: (!terms.regions.is_empty()).then(|| regions.collect()),
            kinds: terms.kinds.clone(),
            languages: terms.languages.clone(),
            until: (terms.lead_minutes > 0).then(|| now.checked_add(terms.lead()).unwrap_or(Timestamp::MAX)),
            is_full: terms.texts == TextShare::Full,
        }
    }

    /// Whether the product has a text of an article.
    pub(crate) fn admits(&self, article: &Article, text: &ArticleText) -> bool {
        let selected = self.topics.as_ref().is_none_or(|topics| article.topics.iter().any(|id| topics.contains(id)))
            && self.regions.as_ref().is_none_or(|regions| article.regions.iter().any(|id| regions.contains(id)))
            && (self.kinds.is_empty() || self.kinds.contains(&article.kind))
            && (self.languages.is_empty() || self.languages.contains(&text.language));
        let is_ahead = || {
            let is_due = self.until.is_some_and(|until| text.published_at.is_some_and(|at| at <= until));
            text.status == Status::Scheduled && text.embargoed && is_due
        };
        selected && (text.status.is_public() || is_ahead())
    }
}
