//! How a list of articles is answered: the same for all articles and for those of a topic, a region or an expert.

use async_graphql::Context;
use domain::article::ArticleQuery;
use domain::id::{ExpertId, RegionId, TopicId};
use domain::page::PageRequest;
use domain::{Code, Error, Preference, Session};

use super::filter::{ArticleFilter, ArticleOrder};
use super::object::Article;
use crate::connection::{Connection, Listed};
use crate::context::session;
use crate::error::{Result, Told};

/// Whose articles are listed.
#[derive(Clone, Copy)]
pub(crate) enum Scope {
    /// All of them.
    All,
    /// A topic's and those of what lies below it.
    Topic(TopicId),
    /// A region's and those of what lies below it.
    Region(RegionId),
    /// An expert's.
    Expert(ExpertId),
}

impl Listed for Article {
    const CONNECTION: (&'static str, &'static str) = ("ArticleConnection", "A page of a list of articles.");
    const EDGE: (&'static str, &'static str) = ("ArticleEdge", "An article with its place in a list.");
    type Query = ArticleQuery;

    async fn count(session: &Session, query: &ArticleQuery) -> domain::Result<usize> {
        session.articles().count(query).await
    }
}

/// A page of articles, served by the wish of what they are listed under.
///
/// # Errors
/// `page_size_invalid`, `cursor_invalid`, `id_invalid`, `language_invalid`; `parameter_invalid` for a filter that
/// contradicts the scope or the wish; `unavailable` or `internal` when the database is needed and fails.
pub(crate) async fn list(
    ctx: &Context<'_>,
    scope: Scope,
    filter: Option<ArticleFilter>,
    order: Option<ArticleOrder>,
    wish: &Preference,
    page: PageRequest,
) -> Result<Connection<Article>> {
    let session = session(ctx);
    let (query, wish) = question(session, scope, filter.unwrap_or_default(), order, wish).told(session)?;
    let found = session.articles().page(&query, &page).await.told(session)?;
    Ok(Connection::new(found, query, |article| Article::served(article, &wish)))
}

/// What a list is asked for, and the wish that its articles are served by.
///
/// # Errors
/// As [`list`], apart from those of pages.
pub(super) fn question(
    session: &Session,
    scope: Scope,
    filter: ArticleFilter,
    order: Option<ArticleOrder>,
    wish: &Preference,
) -> domain::Result<(ArticleQuery, Preference)> {
    let mut query = narrowed(filter.query(order, session.languages())?, scope)?;
    let wish = match (&query.language, scope) {
        // At the root the argument goes before the filter, and has been looked at there.
        (None, _) | (Some(_), Scope::All) => wish.clone(),
        (Some(language), _) => wish.starting_with(language),
    };
    if let Some(only) = wish.chain().first().filter(|_| !wish.allows_fallback()) {
        if query.language.as_ref().is_some_and(|language| language != only) {
            let message = format!("With `fallback: false` in `{only}` nothing can be shown in another language.");
            return Err(Error::new(Code::ParameterInvalid, message).at("filter.language"));
        }
        query.language = Some(only.clone());
    }
    Ok((query, wish))
}

/// The question within its scope, whose own condition can't be given a second time.
fn narrowed(query: ArticleQuery, scope: Scope) -> domain::Result<ArticleQuery> {
    let twice = |given: bool, field: &str| {
        let message = "These are the articles of one already; ask the root field `articles` for those of another.";
        if given { Err(Error::new(Code::ParameterInvalid, message).at(field)) } else { Ok(()) }
    };
    match scope {
        Scope::All => Ok(query),
        Scope::Topic(id) => {
            twice(query.topic.is_some(), "filter.topic").map(|()| ArticleQuery { topic: Some(id), ..query })
        }
        Scope::Region(id) => {
            twice(query.region.is_some(), "filter.region").map(|()| ArticleQuery { region: Some(id), ..query })
        }
        Scope::Expert(id) => {
            twice(query.expert.is_some(), "filter.expert").map(|()| ArticleQuery { expert: Some(id), ..query })
        }
    }
}
