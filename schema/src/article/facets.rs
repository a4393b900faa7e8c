//! How many articles there are of each topic, region, expert, kind and language.

use async_graphql::{Context, Object, SimpleObject};
use domain::article::{ArticleQuery, Facet, Heading};
use domain::{Preference, Session};

use super::word::ArticleKind;
use crate::context::session;
use crate::error::{Result, Told};
use crate::expert::Expert;
use crate::scalar::LanguageTag;
use crate::taxonomy::{Region, Topic};

/// What the articles that match a question can be narrowed down to.
pub(crate) struct ArticleFacets {
    query: ArticleQuery,
    wish: Preference,
}

/// A topic with a number of articles.
#[derive(SimpleObject)]
pub(crate) struct TopicCount {
    /// The topic.
    topic: Topic,
    /// How many articles are filed under it or one below it.
    count: i32,
}

/// A region with a number of articles.
#[derive(SimpleObject)]
pub(crate) struct RegionCount {
    /// The region.
    region: Region,
    /// How many articles are filed under it or one below it.
    count: i32,
}

/// An expert with a number of articles.
#[derive(SimpleObject)]
pub(crate) struct ExpertCount {
    /// The expert.
    expert: Expert,
    /// To how many articles they contributed.
    count: i32,
}

/// A kind of article with a number of articles.
#[derive(SimpleObject)]
pub(crate) struct ArticleKindCount {
    /// The kind.
    kind: ArticleKind,
    /// How many articles are of it.
    count: i32,
}

/// A language with a number of articles.
#[derive(SimpleObject)]
pub(crate) struct LanguageCount {
    /// The language.
    language: LanguageTag,
    /// How many articles can be read in it.
    count: i32,
}

impl ArticleFacets {
    pub(super) fn new(query: ArticleQuery, wish: Preference) -> Self {
        Self { query, wish }
    }

    /// The counts of a facet; `say` says what a heading of it is, and leaves out what can't be said.
    async fn counted<T>(
        &self,
        session: &Session,
        facet: Facet,
        first: i32,
        say: impl Fn(Heading, i32) -> Option<T>,
    ) -> Result<Vec<T>> {
        let tallies = session.articles().tallies(&self.query, facet, i64::from(first)).await.told(session)?;
        let said = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        Ok(tallies.into_iter().filter_map(|tally| say(tally.heading, said(tally.count))).collect())
    }
}

/// What the articles that match a filter can be narrowed down to. Each list leaves the filter's own condition of its kind
/// aside: with `filter: {topic: …}`, `topics` says how many articles there would be with another topic in its place, and all other
/// lists count those of the topic. The largest count comes first; what has no article isn't there. Counts are exact.
#[Object]
impl ArticleFacets {
    /// How many articles match the whole filter.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i32> {
        let session = session(ctx);
        let count = session.articles().count(&self.query).await.told(session)?;
        Ok(i32::try_from(count).unwrap_or(i32::MAX))
    }

    /// By topic. An article counts for each that it is filed under, and for those above them.
    async fn topics(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many at most: 1 to 100.", default = 10)] first: i32,
    ) -> Result<Vec<TopicCount>> {
        let (session, topics) = (session(ctx), session(ctx).topics());
        let say = |heading, count| {
            let Heading::Topic(id) = heading else { return None };
            Some(TopicCount { topic: Topic::named(topics.by_id(id)?, &self.wish)?, count })
        };
        self.counted(session, Facet::Topics, first, say).await
    }

    /// By region. An article counts for each that it is filed under, and for those above them.
    async fn regions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many at most: 1 to 100.", default = 10)] first: i32,
    ) -> Result<Vec<RegionCount>> {
        let (session, regions) = (session(ctx), session(ctx).regions());
        let say = |heading, count| {
            let Heading::Region(id) = heading else { return None };
            Some(RegionCount { region: Region::named(regions.by_id(id)?, &self.wish)?, count })
        };
        self.counted(session, Facet::Regions, first, say).await
    }

    /// By expert, whatever they did for the article.
    async fn experts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many at most: 1 to 100.", default = 10)] first: i32,
    ) -> Result<Vec<ExpertCount>> {
        let (session, experts) = (session(ctx), session(ctx).experts());
        let say = |heading, count| {
            let Heading::Expert(id) = heading else { return None };
            Some(ExpertCount { expert: Expert::new(experts.by_id(id)?, &self.wish), count })
        };
        self.counted(session, Facet::Experts, first, say).await
    }

    /// By kind.
    async fn kinds(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many at most: 1 to 100.", default = 10)] first: i32,
    ) -> Result<Vec<ArticleKindCount>> {
        let say = |heading, count| {
            let Heading::Kind(kind) = heading else { return None };
            Some(ArticleKindCount { kind: kind.into(), count })
        };
        self.counted(session(ctx), Facet::Kinds, first, say).await
    }

    /// By the languages that they can be read in.
    async fn languages(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many at most: 1 to 100.", default = 10)] first: i32,
    ) -> Result<Vec<LanguageCount>> {
        let say = |heading, count| {
            let Heading::Language(language) = heading else { return None };
            Some(LanguageCount { language: LanguageTag(language), count })
        };
        self.counted(session(ctx), Facet::Languages, first, say).await
    }
}
