//! Remembering what was read, and erasing it.

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::Session;
use domain::id::ArticleId;

use super::Reading;
use crate::context::{own, session, wish};
use crate::error::{Result, Told};
use crate::mutation::{Hear, UserError, halves};

/// What came of remembering that something was read.
#[derive(SimpleObject)]
pub(crate) struct ReadingPayload {
    /// What is remembered; null when something is to be mended.
    reading: Option<Reading>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What came of erasing.
#[derive(SimpleObject)]
pub(crate) struct HistoryErasePayload {
    /// How many articles were in the history, and are no longer.
    erased: i32,
}

/// Mutations of the reading history.
#[derive(Default)]
pub(crate) struct ReadingMutations;

#[Object]
impl ReadingMutations {
    /// Remembers that the viewer reads an article now. An article is in the history once, with the time at which it was last
    /// read; the last 1,000 are remembered.
    ///
    /// Errors to mend: `history_disabled` unless `historyEnabled` was switched on by `profileUpdate`; `reference_missing` at
    /// `articleId`.
    async fn reading_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the article: `art_01jb…`.")] article_id: ID,
    ) -> Option<Result<ReadingPayload>> {
        let session = session(ctx);
        let recorded = async {
            let wish = wish(ctx, None, true)?;
            let heard = session.readings().record(&article_id).await.heard(session)?;
            let (reading, user_errors) = halves(heard);
            let reading = reading.and_then(|reading| Reading::served(reading, &wish));
            Ok(ReadingPayload { reading, user_errors })
        };
        Some(recorded.await)
    }

    /// Erases one article of the viewer's history. That it wasn't there is no error.
    async fn reading_erase(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the article: `art_01jb…`.")] article_id: ID,
    ) -> Option<Result<HistoryErasePayload>> {
        let session = session(ctx);
        let erased = async {
            // What is no id of an article was never there: the same answer.
            match ArticleId::parse(&article_id) {
                Ok(id) => session.readings().erase(Some(id)).await,
                Err(_) => own(ctx).map(|_| 0),
            }
        };
        Some(told(erased.await, session))
    }

    /// Erases the viewer's history, all of it.
    async fn history_erase(&self, ctx: &Context<'_>) -> Option<Result<HistoryErasePayload>> {
        let session = session(ctx);
        Some(told(session.readings().erase(None).await, session))
    }
}

fn told(erased: domain::Result<u64>, session: &Session) -> Result<HistoryErasePayload> {
    let erased = erased.told(session)?;
    Ok(HistoryErasePayload { erased: i32::try_from(erased).unwrap_or(i32::MAX) })
}
