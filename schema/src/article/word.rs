//! The closed lists of words of articles, each with its meaning for people outside.

use async_graphql::Enum;
use domain::article as model;

/// What kind of piece an article is.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "model::Kind")]
pub(crate) enum ArticleKind {
    /// A reasoned assessment of a question.
    Analysis,
    /// An account of what happened or was found.
    Report,
    /// A position, argued by its author.
    Opinion,
    /// Questions and answers.
    Interview,
    /// The state of a matter, in short.
    Briefing,
}

/// What an expert did for an article.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "model::ContributorRole")]
pub(crate) enum ContributorRole {
    /// Wrote it.
    Author,
    /// Wrote it together with its authors.
    CoAuthor,
    /// Asked the questions.
    Interviewer,
    /// Answered the questions.
    Interviewee,
    /// Edited it.
    Editor,
    /// Translated it.
    Translator,
    /// Took its pictures.
    Photographer,
}

/// How grave a correction is.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "model::CorrectionKind")]
pub(crate) enum CorrectionKind {
    /// A slip of spelling that changes no meaning.
    Typo,
    /// Something was put more clearly.
    Clarification,
    /// Something was wrong and was put right.
    Correction,
    /// The article, or a claim of it, no longer stands.
    Retraction,
}

/// Where an article stands, in one language, between its first draft and its archive. Readers only ever see
/// `PUBLISHED` and `CORRECTED`.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "model::Status")]
pub(crate) enum PublicationStatus {
    /// Being written.
    Draft,
    /// Submitted for review.
    InReview,
    /// Reviewed and approved.
    Approved,
    /// Approved, to be published at a set time.
    Scheduled,
    /// Public.
    Published,
    /// Public, and corrected since.
    Corrected,
    /// Public once, taken back without a verdict on it.
    Unpublished,
    /// Kept for the record, not shown.
    Archived,
    /// Withdrawn for a legal reason or a grave error.
    Withdrawn,
}
