//! The root fields on experts.

use async_graphql::{Context, ID, InputObject, Object};
use domain::expert::ExpertQuery;
use domain::id::{ExpertId, TopicId};

use super::object::Expert;
use crate::connection::{Connection, page};
use crate::context::{session, wish};
use crate::error::{Result, Told};
use crate::id::{Key, filter_id};
use crate::scalar::LanguageTag;

/// Which experts a list holds. All conditions must hold. An id of something that doesn't exist gives an empty list.
#[derive(InputObject, Default)]
pub(crate) struct ExpertFilter {
    /// Who work on this topic or one below it.
    topic: Option<ID>,
}

/// Root fields on experts.
#[derive(Default)]
pub(crate) struct ExpertQueries;

#[Object]
impl ExpertQueries {
    /// One expert, by their id or slug: `expert(slug: "maria-lindqvist")`. Null when there is none.
    async fn expert(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id: `exp_01jb…`. Either this or `slug`.")] id: Option<ID>,
        #[graphql(desc = "The slug, present or former.")] slug: Option<String>,
        #[graphql(desc = "The language to serve title, affiliation and life in, and the expert's articles.")]
        language: Option<LanguageTag>,
        #[graphql(
            desc = "Serve another language when there is none in the one asked for; otherwise those fields are null.",
            default = true
        )]
        fallback: bool,
    ) -> Option<Result<Expert>> {
        one(ctx, id, slug, language, fallback).transpose()
    }

    /// Experts in the order of their names.
    #[allow(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn experts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which experts.")] filter: Option<ExpertFilter>,
        #[graphql(desc = "The language to serve title, affiliation and life in, and the experts' articles.")]
        language: Option<LanguageTag>,
        #[graphql(
            desc = "Serve another language when there is none in the one asked for; otherwise those fields are null.",
            default = true
        )]
        fallback: bool,
        #[graphql(desc = "How many from the start, or behind `after`: 1 to 100, 20 by default.")] first: Option<i32>,
        #[graphql(desc = "The cursor that the page begins behind.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor that the page ends before.")] before: Option<String>,
    ) -> Result<Connection<Expert>> {
        let session = session(ctx);
        let wish = wish(ctx, language.as_ref(), fallback)?;
        let filter = filter.unwrap_or_default();
        let query =
            ExpertQuery { topic: filter_id(filter.topic.as_ref(), TopicId::parse, "filter.topic").told(session)? };
        let found = session.experts().page(&query, &page(first, after, last, before)).told(session)?;
        Ok(Connection::new(found, query, |expert| Some(Expert::new(expert, &wish))))
    }
}

fn one(
    ctx: &Context<'_>,
    id: Option<ID>,
    slug: Option<String>,
    language: Option<LanguageTag>,
    fallback: bool,
) -> Result<Option<Expert>> {
    let session = session(ctx);
    let wish = wish(ctx, language.as_ref(), fallback)?;
    let found = match Key::read(id, slug, ExpertId::parse).told(session)? {
        None => None,
        Some(Key::Id(id)) => session.experts().by_id(id),
        Some(Key::Slug(slug)) => session.experts().by_slug(&slug).map(|found| found.expert),
    };
    Ok(found.map(|expert| Expert::new(expert, &wish)))
}
