//! Manuscripts are written: begun, saved, translated, restored, filed.

use async_graphql::{Context, ID, Object};
use domain::manuscript as model;

use super::input::{ArticleFilingInput, ArticleTextInput, TextRevisionInput, article_id, parsed};
use super::payload::{ArticleTextPayload, ManuscriptPayload, publishing, writing};
use crate::article::ArticleKind;
use crate::error::Result;
use crate::scalar::LanguageTag;

/// Mutations that write manuscripts.
#[derive(Default)]
pub(crate) struct ManuscriptMutations;

#[Object]
impl ManuscriptMutations {
    /// Begins an article with its first text, as a draft. For authors, whose own it is then, and editors.
    ///
    /// Errors to mend: `value_invalid`, `language_invalid`, `slug_invalid`, `slug_taken`, `body_invalid`,
    /// `reference_missing`, `id_invalid`.
    async fn article_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What kind of piece it is.")] kind: ArticleKind,
        #[graphql(desc = "The language of its first text.")] language: LanguageTag,
        #[graphql(desc = "Its first text; a title is needed.")] text: ArticleTextInput,
        #[graphql(desc = "What it is about and who contributed.", default)] filing: ArticleFilingInput,
    ) -> Option<Result<ArticleTextPayload>> {
        let outcome = async {
            let session = writing(ctx)?;
            let (text, filing) = (text.read()?, filing.read()?);
            let new = model::NewManuscript { kind: kind.into(), language: language.0, text, filing };
            session.manuscripts().create(new).await
        };
        Some(ArticleTextPayload::of(ctx, None, None, outcome.await).await)
    }

    /// Saves a text, as a new revision. While it is scheduled or public, what is saved waits until it is published; what was
    /// approved is a draft again. For authors, of what is theirs, and editors.
    ///
    /// Errors to mend: `version_conflict`, `transition_refused`, `value_invalid`, `slug_invalid`, `slug_taken`,
    /// `body_invalid`, `reference_missing`, `id_invalid`.
    async fn article_text_save(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the article.")] id: ID,
        #[graphql(desc = "The language of the text.")] language: LanguageTag,
        #[graphql(desc = "The number of the latest revision that was looked at.")] expected_revision: i32,
        #[graphql(desc = "What shall be saved.")] text: ArticleTextInput,
    ) -> Option<Result<ArticleTextPayload>> {
        let expected = i64::from(expected_revision);
        let outcome = async {
            let session = writing(ctx)?;
            let (id, text) = (article_id(&id)?, text.read()?);
            session.manuscripts().save(id, &language.0, expected, text).await
        };
        let outcome = outcome.await;
        let late = model::Expected { language: language.0.clone(), revision: expected };
        Some(ArticleTextPayload::of(ctx, Some(&id), Some(late), outcome).await)
    }

    /// Begins a translation from a revision of another text, or takes one up again: it remembers the revision that it was
    /// made from, so that `behind` tells what changed since. For authors, of what is theirs, and editors.
    ///
    /// Errors to mend: those of `articleTextSave`, and `language_invalid`.
    async fn article_text_translate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the article.")] id: ID,
        #[graphql(desc = "The text and the revision that it is made from.")] source: TextRevisionInput,
        #[graphql(desc = "The language that it is translated to.")] language: LanguageTag,
        #[graphql(desc = "The number of the latest revision of the text in that language, if there is one.")]
        expected_revision: Option<i32>,
        #[graphql(desc = "What is translated already; what isn't given begins as the source has it.", default)]
        text: ArticleTextInput,
    ) -> Option<Result<ArticleTextPayload>> {
        let expected = expected_revision.map(i64::from);
        let to = language.0.clone();
        let outcome = async {
            let session = writing(ctx)?;
            let (id, text) = (article_id(&id)?, text.read()?);
            let new = model::NewTranslation { source: source.source(), language: language.0, expected, text };
            session.manuscripts().translate(id, new).await
        };
        let outcome = outcome.await;
        let late = model::Expected { language: to, revision: expected.unwrap_or(0) };
        Some(ArticleTextPayload::of(ctx, Some(&id), Some(late), outcome).await)
    }

    /// Makes an earlier revision the latest again, as a new revision. For authors, of what is theirs, and editors.
    ///
    /// Errors to mend: `version_conflict`, `transition_refused`, `slug_taken`, `id_invalid`.
    async fn article_revision_restore(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the article.")] id: ID,
        #[graphql(desc = "The language of the text.")] language: LanguageTag,
        #[graphql(desc = "The number of the latest revision that was looked at.")] expected_revision: i32,
        #[graphql(desc = "The number of the revision that is restored.")] number: i32,
    ) -> Option<Result<ArticleTextPayload>> {
        let expected = i64::from(expected_revision);
        let outcome = async {
            let session = writing(ctx)?;
            let id = article_id(&id)?;
            session.manuscripts().restore(id, &language.0, expected, i64::from(number)).await
        };
        let outcome = outcome.await;
        let late = model::Expected { language: language.0.clone(), revision: expected };
        Some(ArticleTextPayload::of(ctx, Some(&id), Some(late), outcome).await)
    }

    /// Says what an article is about and who contributed. Of a public article that is public at once, and for editors alone;
    /// else for authors as well, of what is theirs.
    ///
    /// Errors to mend: `version_conflict`, `reference_missing`, `value_invalid`, `id_invalid`.
    async fn article_filing_save(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the article.")] id: ID,
        #[graphql(desc = "The revision of the article that was looked at.")] expected_revision: i32,
        #[graphql(desc = "What it is about.")] filing: ArticleFilingInput,
    ) -> Option<Result<ManuscriptPayload>> {
        let outcome = async {
            let session = writing(ctx)?;
            let (id, filing) = (article_id(&id)?, filing.read()?);
            session.manuscripts().file(id, i64::from(expected_revision), filing).await
        };
        Some(ManuscriptPayload::of(ctx, &id, &[], outcome.await).await)
    }

    /// Says whose drafts it is: they see and write it from then on, and nobody else who is an author alone. For editors.
    ///
    /// Errors to mend: `version_conflict`, `reference_missing`, `value_invalid`, `id_invalid`.
    async fn article_authors_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the article.")] id: ID,
        #[graphql(desc = "The revision of the article that was looked at.")] expected_revision: i32,
        #[graphql(desc = "The ids of accounts with the role of an author: at most 20.")] authors: Vec<ID>,
    ) -> Option<Result<ManuscriptPayload>> {
        let outcome = async {
            let session = publishing(ctx)?;
            let (id, authors) = (article_id(&id)?, parsed(&authors, "authors")?);
            session.manuscripts().set_authors(id, i64::from(expected_revision), authors).await
        };
        Some(ManuscriptPayload::of(ctx, &id, &[], outcome.await).await)
    }
}
