//! 'Not interested': an article that isn't to be recommended any more, and taking that back.

use super::{Recommendations, row};
use crate::account;
use crate::changes::{Change, ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::Result;
use crate::id::ArticleId;
use crate::policy;
use crate::reading;

impl Recommendations<'_> {
    /// The viewer doesn't want this article recommended. To say so twice is no error.
    ///
    /// # Errors
    /// `authentication_required`; `reference_missing` at `articleId`.
    pub async fn dismiss(&self, article: &str) -> Result<ArticleId> {
        let session = self.0;
        let owner = policy::owner(session.viewer())?;
        let article = reading::find(session, article).await?.id;
        let tx = WriteTx::begin(session, &owner.permit).await?;
        account::row::lock(tx.connection(), &owner.permit, owner.account).await?;
        row::put(tx.connection(), &owner.permit, (owner.account, article), session.now()).await?;
        row::trim(tx.connection(), &owner.permit, owner.account).await?;
        let told = Change::private(ChangeKind::DismissalCreated, owner.account, 1, owner.account);
        tx.commit(Changes::Of(vec![told])).await?;
        Ok(article)
    }

    /// The viewer takes that back. What was not dismissed is no error.
    ///
    /// # Errors
    /// `authentication_required`.
    pub async fn restore(&self, article: ArticleId) -> Result<()> {
        let session = self.0;
        let owner = policy::owner(session.viewer())?;
        let tx = WriteTx::begin(session, &owner.permit).await?;
        let removed = row::remove(tx.connection(), &owner.permit, owner.account, Some(article)).await?;
        let changes = if removed > 0 {
            Changes::Of(vec![Change::private(ChangeKind::DismissalDeleted, owner.account, 1, owner.account)])
        } else {
            Changes::Nothing("it was not dismissed")
        };
        tx.commit(changes).await.map(|_| ())
    }
}
