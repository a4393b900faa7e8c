//! Links to look at a text before others do.

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::id::PreviewId;
use domain::manuscript as model;
use domain::{Code, Error};

use super::input::article_id;
use super::object::number;
use super::payload::writing;
use crate::article::{Body, PublicationStatus};
use crate::context::session;
use crate::error::{Result, Told};
use crate::mutation::{Hear, UserError, halves};
use crate::scalar::{DateTime, LanguageTag};

/// A link to look at one text of an article before others do, as staff sees it.
#[derive(SimpleObject)]
pub(crate) struct ArticlePreviewLink {
    /// The id: `prv_01jb…`.
    id: ID,
    /// The language of the text.
    language: LanguageTag,
    /// The number of the one revision that it shows; null for whichever is the latest.
    revision: Option<i32>,
    /// The id of the account that made it; null for an account that is no more.
    created_by: Option<ID>,
    /// When it was made.
    created_at: DateTime,
    /// When it ends.
    expires_at: DateTime,
    /// When it was revoked.
    revoked_at: Option<DateTime>,
}

impl ArticlePreviewLink {
    pub(super) fn new(preview: model::Preview) -> Self {
        Self {
            id: preview.id.into(),
            language: LanguageTag(preview.language),
            revision: preview.revision.map(number),
            created_by: preview.created_by.map(ID::from),
            created_at: DateTime(preview.created_at),
            expires_at: DateTime(preview.expires_at),
            revoked_at: preview.revoked_at.map(DateTime),
        }
    }
}

/// What came of making a link.
#[derive(SimpleObject)]
pub(crate) struct ArticlePreviewPayload {
    /// The link; null when something is to be mended.
    preview: Option<ArticlePreviewLink>,
    /// What opens it, told this once: `articlePreview(token:)`, or `GET /v1/previews/{token}`.
    token: Option<String>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What came of revoking a link.
#[derive(SimpleObject)]
pub(crate) struct ArticlePreviewRevokePayload {
    /// The link; null when something is to be mended.
    preview: Option<ArticlePreviewLink>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What a link shows: one text, and nothing else of its article.
pub(crate) struct ArticlePreview(model::Previewed);

/// A text that isn't published, or not so, as a link shows it. It is for those who were given the link: never cache it, and
/// never index it.
#[Object]
impl ArticlePreview {
    /// The id of the article.
    async fn article_id(&self) -> ID {
        self.0.preview.article.into()
    }

    /// The language of the text.
    async fn language(&self) -> LanguageTag {
        LanguageTag(self.0.preview.language.clone())
    }

    /// Where the text stands.
    async fn status(&self) -> PublicationStatus {
        self.0.status.into()
    }

    /// The number of the revision.
    async fn revision(&self) -> i32 {
        number(self.0.whole.revision.number)
    }

    /// The headline.
    async fn title(&self) -> &str {
        &self.0.whole.revision.title
    }

    /// What it says, in a sentence or two.
    async fn standfirst(&self) -> Option<&str> {
        self.0.whole.revision.standfirst.as_deref()
    }

    /// The text itself.
    async fn body(&self) -> Body {
        let language = self.0.preview.language.clone();
        Body::new(self.0.whole.body.clone(), domain::Preference::exactly(language))
    }

    /// When the link ends.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.preview.expires_at)
    }
}

/// Root fields on previews.
#[derive(Default)]
pub(crate) struct PreviewQueries;

#[Object]
impl PreviewQueries {
    /// What a link shows, without an account. Null for a link that was never made, has ended or was revoked.
    async fn article_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What opens the link.")] token: String,
    ) -> Option<Result<ArticlePreview>> {
        let session = session(ctx);
        match session.previewed(&token).await {
            Err(error) if error.code == Code::NotFound => None,
            found => Some(found.told(session).map(ArticlePreview)),
        }
    }
}

/// Mutations of previews.
#[derive(Default)]
pub(crate) struct PreviewMutations;

#[Object]
impl PreviewMutations {
    /// Makes a link to look at a text before others do, without an account. For authors, of what is theirs, and editors.
    ///
    /// Errors to mend: `value_invalid`, `limit_reached`, `id_invalid`.
    async fn article_preview_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the article.")] id: ID,
        #[graphql(desc = "The language of the text.")] language: LanguageTag,
        #[graphql(desc = "The number of one revision; whichever is the latest without it.")] revision: Option<i32>,
        #[graphql(desc = "When it shall end: within 30 days; in a week when that isn't said.")] expires_at: Option<
            DateTime,
        >,
    ) -> Option<Result<ArticlePreviewPayload>> {
        let outcome = async {
            let session = writing(ctx)?;
            let new = model::NewPreview {
                language: language.0,
                revision: revision.map(i64::from),
                expires_at: expires_at.map(|at| at.0),
            };
            session.manuscripts().make_preview(article_id(&id)?, new).await
        };
        let heard = outcome.await.heard(session(ctx)).map(halves);
        Some(heard.map(|(made, user_errors)| {
            let (preview, token) = made.map(|made| (made.preview, made.token)).unzip();
            ArticlePreviewPayload { preview: preview.map(ArticlePreviewLink::new), token, user_errors }
        }))
    }

    /// Ends a link at once. For authors, of what is theirs, and editors.
    ///
    /// Errors to mend: `id_invalid`.
    async fn article_preview_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the article.")] id: ID,
        #[graphql(desc = "The id of the link.")] preview_id: ID,
    ) -> Option<Result<ArticlePreviewRevokePayload>> {
        let outcome = async {
            let session = writing(ctx)?;
            let link = PreviewId::parse(&preview_id).map_err(|error: Error| error.at("previewId"))?;
            session.manuscripts().revoke_preview(article_id(&id)?, link).await
        };
        let heard = outcome.await.heard(session(ctx)).map(halves);
        Some(heard.map(|(preview, user_errors)| ArticlePreviewRevokePayload {
            preview: preview.map(ArticlePreviewLink::new),
            user_errors,
        }))
    }
}
