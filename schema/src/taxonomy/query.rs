//! The root fields on topics and regions.

use async_graphql::{Context, ID, Object};
use domain::id::{RegionId, TopicId};

use super::object::{Region, Topic};
use crate::connection::{Connection, page};
use crate::context::{session, wish};
use crate::error::{Result, Told};
use crate::id::Key;
use crate::scalar::LanguageTag;

/// Declares the root fields of one of the trees: `$one` by id or slug, `$many` in pages.
macro_rules! term_queries {
    ($queries:ident, $name:ident, $id:ident, $(#[$one_doc:meta])* $one:ident, $(#[$many_doc:meta])* $many:ident) => {
        #[doc = concat!("Root fields on ", stringify!($many), ".")]
        #[derive(Default)]
        pub(crate) struct $queries;

        #[Object]
        impl $queries {
            $(#[$one_doc])*
            async fn $one(
                &self,
                ctx: &Context<'_>,
                #[graphql(desc = "The id. Either this or `slug`.")] id: Option<ID>,
                #[graphql(desc = "A slug of any language, present or former. It chooses the language if `language` doesn't.")]
                slug: Option<String>,
                #[graphql(desc = "The language to name it in, and to serve its articles in.")]
                language: Option<LanguageTag>,
                #[graphql(
                    desc = "Serve another language when there is none in the one asked for; otherwise null.",
                    default = true
                )]
                fallback: bool,
            ) -> Option<Result<$name>> {
                self.find(ctx, id, slug, language, fallback).transpose()
            }

            $(#[$many_doc])*
            #[allow(clippy::too_many_arguments, reason = "they are the arguments of the field")]
            async fn $many(
                &self,
                ctx: &Context<'_>,
                #[graphql(desc = "Only the roots of the tree.", default = false)] root: bool,
                #[graphql(desc = "The language to name them in, and to serve their articles in.")]
                language: Option<LanguageTag>,
                #[graphql(
                    desc = "Show articles that lack the language in another one. Names fall back either way, and say so.",
                    default = true
                )]
                fallback: bool,
                #[graphql(desc = "How many from the start, or behind `after`: 1 to 100, 20 by default.")]
                first: Option<i32>,
                #[graphql(desc = "The cursor that the page begins behind.")] after: Option<String>,
                #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
                #[graphql(desc = "The cursor that the page ends before.")] before: Option<String>,
            ) -> Result<Connection<$name>> {
                let session = session(ctx);
                let wish = wish(ctx, language.as_ref(), fallback)?;
                let found = session.$many().page(root, &page(first, after, last, before)).told(session)?;
                Ok(Connection::new(found, root, |term| $name::named(term, &wish)))
            }
        }

        impl $queries {
            fn find(
                &self,
                ctx: &Context<'_>,
                id: Option<ID>,
                slug: Option<String>,
                language: Option<LanguageTag>,
                fallback: bool,
            ) -> Result<Option<$name>> {
                let session = session(ctx);
                let wish = wish(ctx, language.as_ref(), fallback)?;
                match Key::read(id, slug, $id::parse).told(session)? {
                    None => Ok(None),
                    Some(Key::Id(id)) => Ok(session.$many().by_id(id).and_then(|term| $name::found(term, &wish))),
                    Some(Key::Slug(slug)) => {
                        let Some(found) = session.$many().by_slug(&slug, &wish) else { return Ok(None) };
                        let wish = if language.is_some() { wish } else { wish.starting_with(&found.language) };
                        Ok($name::found(found.term, &wish))
                    }
                }
            }
        }
    };
}

term_queries! {
    TopicQueries, Topic, TopicId,
    /// One topic, by its id or by a slug: `topic(slug: "energy")`. Null when there is none.
    topic,
    /// Topics in the order of their tree: each is followed by what lies under it.
    topics
}

term_queries! {
    RegionQueries, Region, RegionId,
    /// One region, by its id or by a slug: `region(slug: "europe")`. Null when there is none.
    region,
    /// Regions in the order of their tree: each is followed by what lies under it.
    regions
}
