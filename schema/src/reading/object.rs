//! That an article was read, and the list of what was.

use async_graphql::{Context, Object};
use domain::page::PageRequest;
use domain::{Preference, Session, reading as model};

use crate::article::Article;
use crate::connection::{Connection, Listed};
use crate::context::wish;
use crate::error::{Result, Told};
use crate::scalar::{DateTime, LanguageTag};

/// That an article was read.
pub(crate) struct Reading {
    article: Article,
    read_at: DateTime,
}

impl Reading {
    pub(crate) fn served(reading: model::Reading, wish: &Preference) -> Option<Self> {
        let article = Article::served(reading.article, wish)?;
        Some(Self { article, read_at: DateTime(reading.read_at) })
    }
}

/// That the viewer has read an article.
#[Object]
impl Reading {
    /// The article.
    async fn article(&self) -> &Article {
        &self.article
    }

    /// When it was last read.
    async fn read_at(&self) -> &DateTime {
        &self.read_at
    }
}

impl Listed for Reading {
    const CONNECTION: (&'static str, &'static str) = ("ReadingConnection", "A page of a reader's history.");
    const EDGE: (&'static str, &'static str) = ("ReadingEdge", "A read article with its place in the history.");
    /// Whose.
    type Query = Session;

    async fn count(_: &Session, owner: &Session) -> domain::Result<usize> {
        owner.readings().count().await
    }
}

/// A page of the history of the owner of this session.
///
/// # Errors
/// `page_size_invalid`, `cursor_invalid`, `language_invalid`; `unavailable` or `internal` when the database fails.
pub(crate) async fn history(
    ctx: &Context<'_>,
    owner: &Session,
    language: Option<&LanguageTag>,
    page: PageRequest,
) -> Result<Connection<Reading>> {
    let wish = wish(ctx, language, true)?;
    let found = owner.readings().page(&page).await.told(owner)?;
    Ok(Connection::new(found, owner.clone(), |reading| Reading::served(reading, &wish)))
}
