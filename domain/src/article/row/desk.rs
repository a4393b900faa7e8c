//! An article as a whole, bodies and drafts included, held for a change.

use std::collections::HashMap;

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::article;
use super::load::{bodies, by_ids};
use crate::article::{ArticlePut, TextPut};
use crate::error::{Error, Result};
use crate::id::ArticleId;
use crate::language::Language;
use crate::policy::{Permit, Sight};
use crate::text::Body;

/// Holds an article until the transaction ends: whoever wants to change it as well waits. False when there is none.
pub(crate) async fn lock(database: &impl ConnectionTrait, _: &Permit, id: ArticleId) -> Result<bool> {
    let column = article::Column::Revision;
    let held = article::Entity::update_many()
        .col_expr(column, Expr::col(column))
        .filter(article::Column::Id.eq(id))
        .exec(database)
        .await?;
    Ok(held.rows_affected == 1)
}

/// The article as it is, with its revision, whatever the states of its texts.
pub(crate) async fn present(database: &impl ConnectionTrait, id: ArticleId) -> Result<Option<(ArticlePut, i64)>> {
    let Some(article) = by_ids(database, &[id], &Sight::Everything).await?.pop() else { return Ok(None) };
    let wanted: Vec<(ArticleId, Language)> =
        article.texts.iter().map(|text| (article.id, text.language.clone())).collect();
    let mut stored: HashMap<(ArticleId, Language), String> = bodies(database, &wanted).await?.into_iter().collect();
    let mut texts = Vec::with_capacity(article.texts.len());
    for text in article.texts {
        let json = stored.remove(&(article.id, text.language.clone()));
        let json = json.ok_or_else(|| Error::internal("a text has no body"))?;
        texts.push(TextPut {
            language: text.language,
            slug: text.slug,
            title: text.title.into(),
            standfirst: text.standfirst.map(Into::into),
            status: text.status,
            published_at: text.published_at,
            embargoed: text.embargoed,
            updated_at: text.updated_at,
            word_count: text.word_count,
            reading_minutes: text.reading_minutes,
            body: Body::from_json(&serde_json::from_str(&json).map_err(Error::internal)?).map_err(Error::internal)?,
        });
    }
    let put = ArticlePut {
        id: article.id,
        kind: article.kind,
        byline: article.byline,
        topics: article.topics,
        regions: article.regions,
        lead_image: article.lead_image,
        texts,
        corrections: article.corrections,
        former_slugs: Vec::new(),
        withdrawals: Vec::new(),
    };
    Ok(Some((put, article.revision)))
}
