//! Texts are led from state to state.

use async_graphql::{Context, ID, Object};
use domain::manuscript::{Correcting, Step};

use super::input::{CorrectionNoteInput, LocalTimeInput, TextRevisionInput, article_id};
use super::payload::{ManuscriptPayload, publishing, writing};
use crate::article::CorrectionKind;
use crate::error::Result;

/// Mutations that lead texts from state to state. Each takes one or several texts of an article with the latest revision
/// of each that was looked at, and does it with all of them or with none.
#[derive(Default)]
pub(crate) struct StepMutations;

#[Object]
impl StepMutations {
    /// Hands drafts in for review. For authors, of what is theirs, and editors.
    ///
    /// Errors to mend, as of all steps: `version_conflict`, `transition_refused`, `value_invalid`, `id_invalid`.
    async fn article_submit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the article.")] id: ID,
        #[graphql(desc = "The texts.")] texts: Vec<TextRevisionInput>,
    ) -> Option<Result<ManuscriptPayload>> {
        Some(take(ctx, id, texts, Step::Submit).await)
    }

    /// Gives texts that are in review or approved back to be worked on. For authors, of what is theirs, and editors.
    async fn article_return(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the article.")] id: ID,
        #[graphql(desc = "The texts.")] texts: Vec<TextRevisionInput>,
        #[graphql(desc = "What is to be done: at most 1000 characters.")] reason: Option<String>,
    ) -> Option<Result<ManuscriptPayload>> {
        Some(take(ctx, id, texts, Step::Return(reason)).await)
    }

    /// Finds texts in review good. For editors.
    async fn article_approve(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the article.")] id: ID,
        #[graphql(desc = "The texts.")] texts: Vec<TextRevisionInput>,
    ) -> Option<Result<ManuscriptPayload>> {
        Some(take(ctx, id, texts, Step::Approve).await)
    }

    /// Has approved texts published at a time: the revision that was approved, whatever is saved meanwhile. For editors.
    ///
    /// A time that is past, that the clocks of the place leave out, or that comes twice without an offset is
    /// `value_invalid`.
    async fn article_schedule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the article.")] id: ID,
        #[graphql(desc = "The texts.")] texts: Vec<TextRevisionInput>,
        #[graphql(desc = "When.")] time: LocalTimeInput,
        #[graphql(desc = "Partners who are entitled to it may see them before that.", default = false)]
        is_embargoed: bool,
    ) -> Option<Result<ManuscriptPayload>> {
        let step = Step::Schedule { time: time.into(), embargoed: is_embargoed };
        Some(take(ctx, id, texts, step).await)
    }

    /// Takes texts off the schedule. One that was saved since it was approved is a draft then, and one that was public before is
    /// unpublished again. For editors.
    async fn article_unschedule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the article.")] id: ID,
        #[graphql(desc = "The texts.")] texts: Vec<TextRevisionInput>,
    ) -> Option<Result<ManuscriptPayload>> {
        Some(take(ctx, id, texts, Step::Unschedule).await)
    }

    /// Makes the latest revisions public now: of texts that are approved, scheduled or were unpublished, and of public ones
    /// that were saved since. The date of a text that was public before stays the first one. For editors.
    async fn article_publish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the article.")] id: ID,
        #[graphql(desc = "The texts.")] texts: Vec<TextRevisionInput>,
    ) -> Option<Result<ManuscriptPayload>> {
        Some(take(ctx, id, texts, Step::Publish).await)
    }

    /// Tells readers that public texts were put right; what was saved since becomes public with it. For editors.
    async fn article_correct(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the article.")] id: ID,
        #[graphql(desc = "The texts.")] texts: Vec<TextRevisionInput>,
        #[graphql(desc = "How grave it is.")] kind: CorrectionKind,
        #[graphql(desc = "What readers are told, for each of the texts in its language.")] notes: Vec<
            CorrectionNoteInput,
        >,
    ) -> Option<Result<ManuscriptPayload>> {
        let notes = notes.into_iter().map(CorrectionNoteInput::parts).collect();
        let step = Step::Correct(Correcting { kind: kind.into(), notes });
        Some(take(ctx, id, texts, step).await)
    }

    /// Takes public texts back without a verdict on them. For editors.
    async fn article_unpublish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the article.")] id: ID,
        #[graphql(desc = "The texts.")] texts: Vec<TextRevisionInput>,
        #[graphql(desc = "Why, for the audit: at most 1000 characters.")] reason: Option<String>,
    ) -> Option<Result<ManuscriptPayload>> {
        Some(take(ctx, id, texts, Step::Unpublish(reason)).await)
    }

    /// Lays texts aside that aren't public. For editors.
    async fn article_archive(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the article.")] id: ID,
        #[graphql(desc = "The texts.")] texts: Vec<TextRevisionInput>,
    ) -> Option<Result<ManuscriptPayload>> {
        Some(take(ctx, id, texts, Step::Archive).await)
    }

    /// Takes archived texts up again, as drafts. For editors.
    async fn article_reopen(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the article.")] id: ID,
        #[graphql(desc = "The texts.")] texts: Vec<TextRevisionInput>,
    ) -> Option<Result<ManuscriptPayload>> {
        Some(take(ctx, id, texts, Step::Reopen).await)
    }

    /// Withdraws texts that are or were public, for good: for a legal reason or a grave error. A tombstone with the reason is
    /// all that the public sees from then on. For editors.
    async fn article_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the article.")] id: ID,
        #[graphql(desc = "The texts.")] texts: Vec<TextRevisionInput>,
        #[graphql(desc = "The reason that the public is told: 1 to 1000 characters.")] reason: String,
    ) -> Option<Result<ManuscriptPayload>> {
        Some(take(ctx, id, texts, Step::Withdraw(reason)).await)
    }
}

async fn take(ctx: &Context<'_>, id: ID, texts: Vec<TextRevisionInput>, step: Step) -> Result<ManuscriptPayload> {
    let texts = TextRevisionInput::read(texts);
    let outcome = async {
        let session = match &step {
            Step::Submit | Step::Return(_) => writing(ctx)?,
            _ => publishing(ctx)?,
        };
        session.manuscripts().step(article_id(&id)?, &texts, step.clone()).await
    };
    let outcome = outcome.await;
    ManuscriptPayload::of(ctx, &id, &texts, outcome).await
}
