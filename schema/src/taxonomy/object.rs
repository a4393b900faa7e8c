//! The topic and the region: two types, since a client must not mix them up, of one shape.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::follow::Target;
use domain::taxonomy::{self as model, TermText};
use domain::{Preference, Session};

use crate::article::{Article, ArticleFilter, ArticleOrder, Scope, list};
use crate::connection::{Connection, Listed, page};
use crate::context::session;
use crate::error::Result;
use crate::follow;
use crate::language::{Chosen, choose, choose_any};
use crate::scalar::LanguageTag;

/// The name of a topic or region in one language.
#[derive(SimpleObject)]
#[graphql(name = "TermText")]
pub(crate) struct TermName {
    /// The language.
    language: LanguageTag,
    /// Its name in addresses.
    slug: String,
    /// Its name.
    name: String,
    /// What it covers.
    description: Option<String>,
}

impl From<TermText> for TermName {
    fn from(text: TermText) -> Self {
        let TermText { language, slug, name, description } = text;
        Self { language: LanguageTag(language), slug: slug.into(), name, description }
    }
}

/// Declares the object for one of the trees. `$tree` is the session's door to it, `$scope` its articles.
macro_rules! term {
    (
        $(#[$doc:meta])*
        $name:ident, $tree:ident, connection $connection:literal: $page:literal, edge $edge:literal: $place:literal
    ) => {
        #[doc = concat!("A term of the tree of ", stringify!($tree), ", in the language that it is named in.")]
        pub(crate) struct $name {
            term: Arc<model::$name>,
            text: Chosen,
            wish: Preference,
        }

        impl $name {
            /// As it is served by a wish; `None` when it has no name in a language that will do.
            pub(crate) fn found(term: Arc<model::$name>, wish: &Preference) -> Option<Self> {
                let text = choose(&term.texts, wish)?;
                Some(Self { term, text, wish: wish.clone() })
            }

            /// As it is shown with something else: in another language rather than not at all.
            pub(crate) fn named(term: Arc<model::$name>, wish: &Preference) -> Option<Self> {
                let text = choose_any(&term.texts, wish)?;
                Some(Self { term, text, wish: wish.clone() })
            }

            fn text(&self) -> &TermText {
                &self.term.texts[self.text.index]
            }

            fn named_all(&self, terms: Vec<Arc<model::$name>>) -> Vec<Self> {
                terms.into_iter().filter_map(|term| Self::named(term, &self.wish)).collect()
            }
        }

        impl Listed for $name {
            const CONNECTION: (&'static str, &'static str) = ($connection, $page);
            const EDGE: (&'static str, &'static str) = ($edge, $place);
            /// Roots only.
            type Query = bool;

            async fn count(session: &Session, roots_only: &bool) -> domain::Result<usize> {
                Ok(session.$tree().count(*roots_only))
            }
        }

        $(#[$doc])*
        #[Object]
        impl $name {
            /// The id, the same in all languages.
            pub(crate) async fn id(&self) -> ID {
                self.term.id.into()
            }

            /// The language of its name.
            async fn language(&self) -> LanguageTag {
                LanguageTag(self.text().language.clone())
            }

            /// It is not named in the language that was asked for first, because it has no name in it.
            async fn is_fallback(&self) -> bool {
                self.text.is_fallback
            }

            /// Its name in addresses, unique in its tree and language. When it changes, the former one still leads
            /// here.
            async fn slug(&self) -> &str {
                self.text().slug.as_str()
            }

            /// Its name.
            async fn name(&self) -> &str {
                &self.text().name
            }

            /// What it covers, in a sentence or two.
            async fn description(&self) -> Option<&str> {
                self.text().description.as_deref()
            }

            /// Raised by every change: what a mutation takes as `expectedRevision`.
            async fn revision(&self) -> i32 {
                i32::try_from(self.term.revision).unwrap_or(i32::MAX)
            }

            /// All its names, for those who translate it.
            async fn texts(&self) -> Vec<TermName> {
                self.term.texts.iter().cloned().map(TermName::from).collect()
            }

            /// What it lies right under; null for a root of the tree.
            async fn parent(&self, ctx: &Context<'_>) -> Option<$name> {
                Self::named(session(ctx).$tree().by_id(self.term.parent?)?, &self.wish)
            }

            /// What lies right under it, in order.
            async fn children(&self, ctx: &Context<'_>) -> Vec<$name> {
                self.named_all(session(ctx).$tree().children(self.term.id))
            }

            /// What it lies under, from the root down to its parent: the breadcrumbs of its page.
            async fn ancestors(&self, ctx: &Context<'_>) -> Vec<$name> {
                self.named_all(session(ctx).$tree().ancestors(self.term.id))
            }

            /// How many readers follow it.
            async fn follower_count(&self, ctx: &Context<'_>) -> Option<Result<i32>> {
                Some(follow::follower_count(ctx, Target::$name(self.term.id)).await)
            }

            /// Whether the viewer follows it; null for whoever isn't logged in.
            async fn viewer_follows(&self, ctx: &Context<'_>) -> Option<Result<bool>> {
                follow::viewer_follows(ctx, Target::$name(self.term.id)).await
            }

            /// The articles that are filed under it or anything below it, the latest first unless `orderBy` says
            /// otherwise. They are served in the language that it was asked for in.
            #[allow(clippy::too_many_arguments, reason = "they are the arguments of the field")]
            async fn articles(
                &self,
                ctx: &Context<'_>,
                #[graphql(desc = "Which of them. What they are listed under can't be given again.")]
                filter: Option<ArticleFilter>,
                #[graphql(desc = "In which order; the latest published first by default.")]
                order_by: Option<ArticleOrder>,
                #[graphql(desc = "How many from the start, or behind `after`: 1 to 100, 20 by default.")]
                first: Option<i32>,
                #[graphql(desc = "The cursor that the page begins behind.")] after: Option<String>,
                #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
                #[graphql(desc = "The cursor that the page ends before.")] before: Option<String>,
            ) -> Option<Result<Connection<Article>>> {
                let page = page(first, after, last, before);
                Some(list(ctx, Scope::$name(self.term.id), filter, order_by, &self.wish, page).await)
            }
        }
    };
}

term! {
    /// A subject that articles are filed under: economics, sanctions, arms control. Topics form a tree.
    Topic, topics,
    connection "TopicConnection": "A page of a list of topics.",
    edge "TopicEdge": "A topic with its place in a list."
}

term! {
    /// A part of the world that articles are filed under: Europe, the Baltic states. Regions form a tree.
    Region, regions,
    connection "RegionConnection": "A page of a list of regions.",
    edge "RegionEdge": "A region with its place in a list."
}
