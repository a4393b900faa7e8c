//! The product: what a partner is given.

use async_graphql::{Context, ID, Object};
use domain::Preference;
use domain::partner as model;

use super::object::number;
use super::word::{ProductFormat, TextShare};
use crate::article::ArticleKind;
use crate::context::session;
use crate::scalar::{DateTime, LanguageTag};
use crate::taxonomy::{Region, Topic};

/// A product, with the languages to name topics and regions in.
pub(crate) struct Product {
    product: model::Product,
    wish: Preference,
}

impl Product {
    pub(crate) fn new(product: model::Product, wish: &Preference) -> Self {
        Self { product, wish: wish.clone() }
    }
}

/// What a partner is given: a selection of articles, and what goes with it. A list that names nothing means all.
#[Object]
impl Product {
    /// The id: `prd_01jb…`.
    pub(crate) async fn id(&self) -> ID {
        self.product.id.into()
    }

    /// The id of the organisation that it is for: `org_01jb…`.
    async fn organisation_id(&self) -> ID {
        self.product.organisation.into()
    }

    /// What it is called.
    async fn name(&self) -> &str {
        &self.product.name
    }

    /// Articles under any of these topics or below them.
    async fn topics(&self, ctx: &Context<'_>) -> Vec<Topic> {
        let topics = session(ctx).topics();
        let named = self.product.terms.topics.iter();
        named.filter_map(|id| Topic::named(topics.by_id(*id)?, &self.wish)).collect()
    }

    /// Articles on any of these regions or what lies in them.
    async fn regions(&self, ctx: &Context<'_>) -> Vec<Region> {
        let regions = session(ctx).regions();
        let named = self.product.terms.regions.iter();
        named.filter_map(|id| Region::named(regions.by_id(*id)?, &self.wish)).collect()
    }

    /// Texts in these languages.
    async fn languages(&self) -> Vec<LanguageTag> {
        self.product.terms.languages.iter().cloned().map(LanguageTag).collect()
    }

    /// Articles of these kinds.
    async fn kinds(&self) -> Vec<ArticleKind> {
        self.product.terms.kinds.iter().copied().map(Into::into).collect()
    }

    /// How much of each text.
    async fn texts(&self) -> TextShare {
        self.product.terms.texts.into()
    }

    /// In which formats.
    async fn formats(&self) -> Vec<ProductFormat> {
        self.product.terms.formats.iter().copied().map(Into::into).collect()
    }

    /// With the images whose rights allow `SYNDICATION`.
    async fn images(&self) -> bool {
        self.product.terms.images
    }

    /// Where the partner may publish it, as codes of ISO 3166-1: `DE`.
    async fn territories(&self) -> &[String] {
        &self.product.terms.territories
    }

    /// From when on there is something; null for always.
    async fn starts_at(&self) -> Option<DateTime> {
        self.product.terms.starts_at.map(DateTime)
    }

    /// When there is nothing any more; null for never.
    async fn ends_at(&self) -> Option<DateTime> {
        self.product.terms.ends_at.map(DateTime)
    }

    /// How many minutes before everybody else embargoed texts are there.
    async fn lead_minutes(&self) -> u32 {
        self.product.terms.lead_minutes
    }

    /// How many articles may be taken on a day (UTC); null for any number.
    async fn articles_per_day(&self) -> Option<u32> {
        self.product.terms.articles_per_day
    }

    /// Raised by every change: what `productUpdate` takes as `expectedRevision`.
    async fn revision(&self) -> i32 {
        number(self.product.revision)
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.product.created_at)
    }
}
