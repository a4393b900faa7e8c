//! The personal feed: an article with the reasons why it is there, and the list of them.

use async_graphql::{Context, Object};
use domain::page::PageRequest;
use domain::{Preference, Session, feed as model};

use crate::article::Article;
use crate::connection::{Connection, Listed};
use crate::context::wish;
use crate::error::{Result, Told};
use crate::recommend::Reason;
use crate::scalar::LanguageTag;

/// An article of a feed.
pub(crate) struct FeedItem {
    article: Article,
    reasons: Vec<domain::recommend::Reason>,
    session: Session,
    wish: Preference,
}

/// An article of the viewer's feed, with all that they follow and that has published it.
#[Object]
impl FeedItem {
    /// The article.
    async fn article(&self) -> &Article {
        &self.article
    }

    /// Why it is there: all that the viewer follows and that has published it. Experts go first, then topics and regions.
    async fn reasons(&self, _ctx: &Context<'_>) -> Option<Result<Vec<Reason>>> {
        Some(Reason::all(&self.session, &self.reasons, &self.wish))
    }
}

impl Listed for FeedItem {
    const CONNECTION: (&'static str, &'static str) = ("FeedConnection", "A page of a reader's feed.");
    const EDGE: (&'static str, &'static str) = ("FeedEdge", "An article of a feed with its place there.");
    /// Whose.
    type Query = Session;

    async fn count(_: &Session, owner: &Session) -> domain::Result<usize> {
        owner.feed().count().await
    }
}

/// A page of the feed of the owner of this session.
///
/// # Errors
/// `page_size_invalid`, `cursor_invalid`, `language_invalid`; `unavailable` or `internal` when the database fails.
pub(crate) async fn feed(
    ctx: &Context<'_>,
    owner: &Session,
    language: Option<&LanguageTag>,
    page: PageRequest,
) -> Result<Connection<FeedItem>> {
    let wish = wish(ctx, language, true)?;
    let found = owner.feed().page(&page).await.told(owner)?;
    let say = |item: model::FeedItem| {
        let article = Article::served(item.article, &wish)?;
        Some(FeedItem { article, reasons: item.reasons, session: owner.clone(), wish: wish.clone() })
    };
    Ok(Connection::new(found, owner.clone(), say))
}
