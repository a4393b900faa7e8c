//! Editors arrange front pages.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::Error;
use domain::front_page::Slot;
use domain::id::ArticleId;
use domain::policy::{self, Action};

use super::object::FrontPageArrangement;
use crate::context::{session, wish};
use crate::error::Result;
use crate::mutation::{Hear, UserError, halves, is_late};
use crate::scalar::{DateTime, LanguageTag};

/// A place on a front page.
#[derive(InputObject)]
pub(crate) struct FrontPageSlotInput {
    /// The id of the article. One that isn't public yet can be planned; it is shown from its publication on.
    article_id: ID,
    /// From when it counts; at once without it.
    starts_at: Option<DateTime>,
    /// Until when it counts; for good without it.
    ends_at: Option<DateTime>,
}

/// What came of arranging a front page.
#[derive(SimpleObject)]
pub(crate) struct FrontPagePayload {
    /// The arrangement as it is now. With the error `version_conflict` as somebody else has left it; null with any other.
    arrangement: Option<FrontPageArrangement>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// Mutations of front pages.
#[derive(Default)]
pub(crate) struct FrontPageMutations;

#[Object]
impl FrontPageMutations {
    /// Arranges the front page of a language: these slots, in this order, take the place of all that were there. Each slot that
    /// counts at an instant takes the next place; the latest articles fill the rest. For editors.
    ///
    /// Errors to mend: `value_invalid`, `reference_missing`, `language_invalid`, `id_invalid`, `version_conflict`.
    async fn front_page_save(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language.")] language: LanguageTag,
        #[graphql(desc = "The revision that was looked at; 0 for a page that was never arranged.")]
        expected_revision: i32,
        #[graphql(desc = "The slots in the order of the page: at most 100.")] slots: Vec<FrontPageSlotInput>,
    ) -> Option<Result<FrontPagePayload>> {
        let session = session(ctx);
        let outcome = async {
            policy::require(session.viewer(), Action::FrontPageEdit)?;
            let slots = slots.into_iter().enumerate().map(read).collect::<domain::Result<Vec<_>>>()?;
            session.front_pages().save(&language.0, i64::from(expected_revision), slots).await
        };
        let outcome = outcome.await;
        let is_late = is_late(&outcome);
        let said = || {
            let wish = wish(ctx, None, true)?;
            let (saved, user_errors) = halves(outcome.heard(session)?);
            let present = is_late.then(|| session.front_pages().arrangement(&language.0).ok()).flatten();
            let arrangement = saved.or(present).map(|arrangement| FrontPageArrangement::new(arrangement, &wish));
            Ok(FrontPagePayload { arrangement, user_errors })
        };
        Some(said())
    }
}

fn read((place, slot): (usize, FrontPageSlotInput)) -> domain::Result<Slot> {
    let field = |error: Error| error.at(format!("slots[{place}].articleId"));
    Ok(Slot {
        article: ArticleId::parse(&slot.article_id).map_err(field)?,
        starts_at: slot.starts_at.map(|at| at.0),
        ends_at: slot.ends_at.map(|at| at.0),
    })
}
