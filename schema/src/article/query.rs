//! The root fields on articles.

use async_graphql::{Context, ID, Object};
use domain::article::{self as model, ArticleQuery, OrderField};
use domain::id::ArticleId;
use domain::page::PageRequest;

use super::facets::ArticleFacets;
use super::filter::{ArticleFilter, ArticleOrder};
use super::list::{Scope, list, question};
use super::object::Article;
use crate::connection::{Connection, page};
use crate::context::{loaders, session, wish};
use crate::error::{Result, Told};
use crate::id::Key;
use crate::scalar::LanguageTag;

/// Root fields on articles.
#[derive(Default)]
pub(crate) struct ArticleQueries;

#[Object]
impl ArticleQueries {
    /// One article, by its id or by a slug: `article(slug: "the-strait-and-the-price-of-oil")`. Null when there is
    /// none.
    async fn article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id: `art_01jb…`. Either this or `slug`.")] id: Option<ID>,
        #[graphql(desc = "A slug of any language, present or former. It chooses the language if `language` doesn't.")]
        slug: Option<String>,
        #[graphql(desc = "The language to serve it in.")] language: Option<LanguageTag>,
        #[graphql(
            desc = "Serve another language when there is none in the one asked for; otherwise null.",
            default = true
        )]
        fallback: bool,
    ) -> Option<Result<Article>> {
        one(ctx, id, slug, language, fallback).await.transpose()
    }

    /// Articles, the latest first unless `orderBy` says otherwise.
    #[allow(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which articles.")] filter: Option<ArticleFilter>,
        #[graphql(desc = "In which order; the latest published first by default.")] order_by: Option<ArticleOrder>,
        #[graphql(desc = "The language to serve them in.")] language: Option<LanguageTag>,
        #[graphql(
            desc = "Show articles that lack the language in another one; otherwise list and count leave them out.",
            default = true
        )]
        fallback: bool,
        #[graphql(desc = "How many from the start, or behind `after`: 1 to 100, 20 by default.")] first: Option<i32>,
        #[graphql(desc = "The cursor that the page begins behind.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor that the page ends before.")] before: Option<String>,
    ) -> Result<Connection<Article>> {
        let asked = language.as_ref().or(filter.as_ref().and_then(ArticleFilter::language));
        let wish = wish(ctx, asked, fallback)?;
        list(ctx, Scope::All, filter, order_by, &wish, page(first, after, last, before)).await
    }

    /// How many articles there are under each topic, region, expert, kind and language: what a list can be narrowed down
    /// to. Give it the filter of the list.
    async fn article_facets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which articles are counted.")] filter: Option<ArticleFilter>,
        #[graphql(desc = "The language to name topics, regions and experts in.")] language: Option<LanguageTag>,
        #[graphql(
            desc = "Count articles that lack the language as well; otherwise they are left out, as they are by the list.",
            default = true
        )]
        fallback: bool,
    ) -> Result<ArticleFacets> {
        let asked = language.as_ref().or(filter.as_ref().and_then(ArticleFilter::language));
        let (session, wish) = (session(ctx), wish(ctx, asked, fallback)?);
        let (query, wish) = question(session, Scope::All, filter.unwrap_or_default(), None, &wish).told(session)?;
        Ok(ArticleFacets::new(query, wish))
    }

    /// The latest updates: what was published or changed last comes first.
    async fn latest(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language to serve them in.")] language: Option<LanguageTag>,
        #[graphql(
            desc = "Show articles that lack the language in another one; otherwise they are left out.",
            default = true
        )]
        fallback: bool,
        #[graphql(desc = "How many: 1 to 100.", default = 20)] first: i32,
    ) -> Result<Vec<Article>> {
        let session = session(ctx);
        let wish = wish(ctx, language.as_ref(), fallback)?;
        let only = wish.chain().first().filter(|_| !fallback).cloned();
        let order = model::ArticleOrder { field: OrderField::UpdatedAt, descending: true };
        let query = ArticleQuery { language: only, order, ..ArticleQuery::default() };
        let request = PageRequest { first: Some(i64::from(first)), ..PageRequest::default() };
        let found = session.articles().page(&query, &request).await.told(session)?;
        Ok(found.items.into_iter().filter_map(|(_, article)| Article::served(article, &wish)).collect())
    }
}

async fn one(
    ctx: &Context<'_>,
    id: Option<ID>,
    slug: Option<String>,
    language: Option<LanguageTag>,
    fallback: bool,
) -> Result<Option<Article>> {
    let session = session(ctx);
    let wish = wish(ctx, language.as_ref(), fallback)?;
    match Key::read(id, slug, ArticleId::parse).told(session)? {
        None => Ok(None),
        Some(Key::Id(id)) => {
            let found = loaders(ctx).article(id).await?;
            Ok(found.and_then(|article| Article::served(article, &wish)))
        }
        Some(Key::Slug(slug)) => {
            let Some(found) = session.articles().by_slug(&slug, &wish).await.told(session)? else { return Ok(None) };
            let wish = if language.is_some() { wish } else { wish.starting_with(&found.language) };
            Ok(Article::served(found.article, &wish))
        }
    }
}
