//! What is left of what was withdrawn.

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::id::ArticleId;
use domain::manuscript as model;

use crate::context::{session, wish};
use crate::error::{Result, Told};
use crate::id::Key;
use crate::scalar::{DateTime, LanguageTag};

/// A text that was withdrawn, for a legal reason or a grave error: that it was there, and why it is no more.
#[derive(SimpleObject)]
pub(crate) struct ArticleWithdrawal {
    /// The id of the article.
    article_id: ID,
    /// The language of the text.
    language: LanguageTag,
    /// When it was withdrawn.
    at: DateTime,
    /// Why.
    reason: String,
}

impl ArticleWithdrawal {
    fn new(withdrawal: model::Withdrawal) -> Self {
        Self {
            article_id: withdrawal.article.into(),
            language: LanguageTag(withdrawal.language),
            at: DateTime(withdrawal.at),
            reason: withdrawal.reason,
        }
    }
}

/// Root fields on what was withdrawn.
#[derive(Default)]
pub(crate) struct WithdrawalQueries;

#[Object]
impl WithdrawalQueries {
    /// What was withdrawn of an article, by its id or a slug that it had; empty when nothing was.
    async fn article_withdrawals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id: `art_01jb…`. Either this or `slug`.")] id: Option<ID>,
        #[graphql(desc = "A slug of any language.")] slug: Option<String>,
        #[graphql(desc = "The language whose slug is meant first.")] language: Option<LanguageTag>,
    ) -> Result<Vec<ArticleWithdrawal>> {
        let session = session(ctx);
        let wish = wish(ctx, language.as_ref(), true)?;
        let found = match Key::read(id, slug, ArticleId::parse).told(session)? {
            None => Vec::new(),
            Some(Key::Id(id)) => session.articles().withdrawals(id),
            Some(Key::Slug(slug)) => session.articles().withdrawal_by_slug(&slug, &wish).into_iter().collect(),
        };
        Ok(found.into_iter().map(ArticleWithdrawal::new).collect())
    }
}
