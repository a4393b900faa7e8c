//! What a list of articles may be asked for, as typed input.

use async_graphql::{Enum, ID, InputObject};
use domain::article::{self as model, ArticleQuery};
use domain::id::{ExpertId, RegionId, TopicId};
use domain::{Code, Error, Language, Languages, Result};

use super::word::ArticleKind;
use crate::id::filter_id;
use crate::scalar::{DateTime, LanguageTag};

/// Which articles a list holds. All conditions must hold; one that isn't given holds for all. An id of something that
/// doesn't exist gives an empty list; what is not an id of that kind is the error `id_invalid`.
#[derive(InputObject, Default)]
pub(crate) struct ArticleFilter {
    /// Filed under this topic or one below it.
    topic: Option<ID>,
    /// Filed under this region or one below it.
    region: Option<ID>,
    /// With a contribution of this expert.
    expert: Option<ID>,
    /// Of one of these kinds. An empty list means any kind.
    kind: Option<Vec<ArticleKind>>,
    /// That can be read in this language. They are then served in it, unless the field has another `language`, and
    /// ordered by its dates.
    language: Option<LanguageTag>,
    /// Published in this period.
    published: Option<DateTimeRange>,
}

/// A period of time. An open end is left out.
#[derive(InputObject)]
pub(crate) struct DateTimeRange {
    /// From this instant on, itself included.
    from: Option<DateTime>,
    /// Until this instant, itself not included.
    until: Option<DateTime>,
}

/// What a list of articles can be ordered by.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "model::OrderField")]
pub(crate) enum ArticleOrderField {
    /// When the article was published: in the language of the filter or, without one, first in any language.
    PublishedAt,
    /// When it last changed: in the language of the filter or, without one, in any language.
    UpdatedAt,
}

/// Which end of an order comes first.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OrderDirection {
    /// The earliest first.
    Asc,
    /// The latest first.
    Desc,
}

/// The order of a list of articles. Articles of one instant are ordered by their ids.
#[derive(InputObject)]
pub(crate) struct ArticleOrder {
    /// By what.
    #[graphql(default_with = "ArticleOrderField::PublishedAt")]
    field: ArticleOrderField,
    /// Which end comes first.
    #[graphql(default_with = "OrderDirection::Desc")]
    direction: OrderDirection,
}

impl From<ArticleOrder> for model::ArticleOrder {
    fn from(order: ArticleOrder) -> Self {
        Self { field: order.field.into(), descending: order.direction == OrderDirection::Desc }
    }
}

impl ArticleFilter {
    /// The language of the filter, as the client wrote it.
    pub(crate) fn language(&self) -> Option<&LanguageTag> {
        self.language.as_ref()
    }

    /// The question that this filter and order ask.
    ///
    /// # Errors
    /// `id_invalid`, `language_invalid`.
    pub(super) fn query(self, order: Option<ArticleOrder>, languages: &Languages) -> Result<ArticleQuery> {
        let published = self.published.unwrap_or(DateTimeRange { from: None, until: None });
        Ok(ArticleQuery {
            topic: filter_id(self.topic.as_ref(), TopicId::parse, "filter.topic")?,
            region: filter_id(self.region.as_ref(), RegionId::parse, "filter.region")?,
            expert: filter_id(self.expert.as_ref(), ExpertId::parse, "filter.expert")?,
            kinds: self.kind.into_iter().flatten().map(model::Kind::from).collect(),
            language: self.language.map(|tag| published_in(&tag.0, languages)).transpose()?,
            published_from: published.from.map(|at| at.0),
            published_until: published.until.map(|at| at.0),
            order: order.map(Into::into).unwrap_or_default(),
        })
    }
}

/// The language of the publication that a filter means.
fn published_in(wanted: &Language, languages: &Languages) -> Result<Language> {
    let unknown = || {
        let message = format!("This publication does not appear in `{wanted}`.");
        Error::new(Code::LanguageInvalid, message).at("filter.language")
    };
    languages.lookup(wanted).cloned().ok_or_else(unknown)
}
