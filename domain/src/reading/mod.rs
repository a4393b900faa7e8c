//! What a reader has read: remembered only at their wish (`historyEnabled` of the account), seen by nobody else, and
//! erasable, as a whole or article by article. Switching the wish off erases it: `account/profile.rs` does that.

use std::sync::Arc;

use jiff::Timestamp;

use crate::account;
use crate::article::Article;
use crate::changes::{Change, ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::{Code, Error, Result};
use crate::id::ArticleId;
use crate::instant;
use crate::page::{Fingerprint, Page, PageRequest, Position};
use crate::policy;
use crate::session::Session;

pub(crate) mod row;

/// The most articles that are remembered of one account; the oldest go.
pub const READINGS_MAX: usize = 1_000;

/// That an article was read.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Which.
    pub article: Arc<Article>,
    /// When last.
    pub read_at: Timestamp,
}

/// The reading history of the viewer.
pub struct Readings<'s>(&'s Session);

impl Session {
    /// The viewer's reading history.
    #[must_use]
    pub fn readings(&self) -> Readings<'_> {
        Readings(self)
    }
}

impl Readings<'_> {
    /// A page of what the viewer has read, the latest first. What is no longer public is left out.
    ///
    /// # Errors
    /// `authentication_required`; `page_size_invalid`, `cursor_invalid`.
    pub async fn page(&self, request: &PageRequest) -> Result<Page<Reading>> {
        let owner = policy::owner(self.0.viewer())?;
        let list = Fingerprint::of(&format!("history:{}", owner.account));
        let spec = request.check(list)?;
        let place = |reading: Reading| {
            let id = reading.article.id.ulid().to_bytes();
            (Position { value: instant::stored(reading.read_at), id }, reading)
        };
        Ok(Page::of_descending(list, &spec, self.own().await?.into_iter().map(place).collect()))
    }

    /// How much the whole history has.
    ///
    /// # Errors
    /// `authentication_required`.
    pub async fn count(&self) -> Result<usize> {
        Ok(self.own().await?.len())
    }

    /// Remembers that the viewer reads this article now.
    ///
    /// # Errors
    /// `authentication_required`; `reference_missing` at `articleId`; `history_disabled`.
    pub async fn record(&self, article: &str) -> Result<Reading> {
        let session = self.0;
        let owner = policy::owner(session.viewer())?;
        let article = find(session, article).await?;
        let (tx, now) = (WriteTx::begin(session, &owner.permit).await?, session.now());
        let account = account::row::lock(tx.connection(), &owner.permit, owner.account).await?;
        if !account.is_some_and(|account| account.history_enabled) {
            return Err(Error::new(Code::HistoryDisabled, "Nothing is remembered: the reading history is off."));
        }
        row::put(tx.connection(), &owner.permit, (owner.account, article.id), now).await?;
        row::trim(tx.connection(), &owner.permit, owner.account).await?;
        // The log keeps no history: the account is the subject, not the article.
        let told = Change::private(ChangeKind::ReadingRecorded, owner.account, 1, owner.account);
        tx.commit(Changes::Of(vec![told])).await?;
        Ok(Reading { article, read_at: now })
    }

    /// Erases the viewer's history, or one article of it. Answers how many articles were erased; that there was nothing to
    /// erase is no error.
    ///
    /// # Errors
    /// `authentication_required`.
    pub async fn erase(&self, article: Option<ArticleId>) -> Result<u64> {
        let session = self.0;
        let owner = policy::owner(session.viewer())?;
        let tx = WriteTx::begin(session, &owner.permit).await?;
        let erased = row::erase(tx.connection(), &owner.permit, owner.account, article).await?;
        let changes = if erased > 0 {
            Changes::Of(vec![Change::private(ChangeKind::ReadingErased, owner.account, 1, owner.account)])
        } else {
            Changes::Nothing("there was nothing to erase")
        };
        tx.commit(changes).await?;
        Ok(erased)
    }

    async fn own(&self) -> Result<Vec<Reading>> {
        let owner = policy::owner(self.0.viewer())?;
        let rows = row::all(self.0.db().reader(), owner.account).await?;
        let ids: Vec<ArticleId> = rows.iter().map(|(id, _)| *id).collect();
        let articles = self.0.articles().by_ids(&ids).await?;
        let read = rows.into_iter().zip(articles);
        Ok(read.filter_map(|((_, read_at), article)| Some(Reading { article: article?, read_at })).collect())
    }
}

/// The article that an id of a client's means, if the viewer may see it.
///
/// # Errors
/// `reference_missing` at `articleId`, whatever it is that is missing.
pub(crate) async fn find(session: &Session, article: &str) -> Result<Arc<Article>> {
    let missing = || Error::new(Code::ReferenceMissing, "There is no such article.").at("articleId");
    let id = ArticleId::parse(article).map_err(|_| missing())?;
    session.articles().by_id(id).await?.ok_or_else(missing)
}
