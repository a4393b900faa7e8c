//! A recommended article.

use async_graphql::{Context, SimpleObject};
use domain::Session;

use super::Reason;
use crate::article::Article;
use crate::context::wish;
use crate::error::{Result, Told};
use crate::scalar::LanguageTag;

/// An article that is recommended to the viewer, with the reasons why.
#[derive(SimpleObject)]
pub(crate) struct Recommendation {
    /// The article.
    article: Article,
    /// Why it is recommended, the weightiest reason first.
    reasons: Vec<Reason>,
}

/// What is recommended to the owner of this session.
///
/// # Errors
/// `page_size_invalid`, `language_invalid`; `unavailable` or `internal` when the database fails.
pub(crate) async fn recommendations(
    ctx: &Context<'_>,
    owner: &Session,
    language: Option<&LanguageTag>,
    first: i32,
) -> Result<Vec<Recommendation>> {
    let wish = wish(ctx, language, true)?;
    let found = owner.recommendations().list(i64::from(first)).await.told(owner)?;
    let mut said = Vec::with_capacity(found.len());
    for recommendation in found {
        let reasons = Reason::all(owner, &recommendation.reasons, &wish)?;
        said.extend(Article::served(recommendation.article, &wish).map(|article| Recommendation { article, reasons }));
    }
    Ok(said)
}
