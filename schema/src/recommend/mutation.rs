//! 'Not interested', and taking it back.

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::id::ArticleId;

use crate::context::{own, session};
use crate::error::{Result, Told};
use crate::mutation::{Hear, UserError, halves};

/// What came of 'not interested', or of taking it back.
#[derive(SimpleObject)]
pub(crate) struct DismissalPayload {
    /// The article that was meant; null when something is to be mended.
    article_id: Option<ID>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// Mutations of recommendations.
#[derive(Default)]
pub(crate) struct RecommendationMutations;

#[Object]
impl RecommendationMutations {
    /// 'Not interested': the article is recommended no more, at once. To say so twice changes nothing.
    ///
    /// Errors to mend: `reference_missing` at `articleId`.
    async fn recommendation_dismiss(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the article: `art_01jb…`.")] article_id: ID,
    ) -> Option<Result<DismissalPayload>> {
        let session = session(ctx);
        let heard = session.recommendations().dismiss(&article_id).await.heard(session);
        Some(heard.map(|heard| {
            let (article, user_errors) = halves(heard);
            DismissalPayload { article_id: article.map(ID::from), user_errors }
        }))
    }

    /// Takes 'not interested' back: the article may be recommended again. What was not dismissed is no error.
    async fn recommendation_restore(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the article: `art_01jb…`.")] article_id: ID,
    ) -> Option<Result<DismissalPayload>> {
        let session = session(ctx);
        let restored = async {
            // What is no id of an article was never dismissed: the same answer.
            match ArticleId::parse(&article_id) {
                Ok(id) => session.recommendations().restore(id).await,
                Err(_) => own(ctx).map(|_| ()),
            }
        };
        let restored = restored.await.told(session);
        Some(restored.map(|()| DismissalPayload { article_id: Some(article_id), user_errors: Vec::new() }))
    }
}
