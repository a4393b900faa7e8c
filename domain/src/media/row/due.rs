//! What is to be made of images, claimed in the database for a while, so that several processes share the work.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::super::{ImageState, Variant};
use super::image;
use crate::error::{Error, Result};
use crate::id::ImageId;
use crate::instant;
use crate::policy::Permit;

/// An image whose variants this process is to make.
#[derive(Debug, Clone, Copy)]
pub(in crate::media) struct Claimed {
    pub(in crate::media) id: ImageId,
    pub(in crate::media) attempts: i64,
    until: i64,
}

/// Whether there is anything to claim: asked without a write lock.
pub(in crate::media) async fn is_any_due(database: &impl ConnectionTrait, now: Timestamp) -> Result<bool> {
    Ok(due(now).one(database).await?.is_some())
}

/// Claims one that is due: until the claim ends, nobody else takes it.
pub(in crate::media) async fn claim(
    database: &impl ConnectionTrait,
    _: &Permit,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Claimed>> {
    let oldest = due(now).order_by_asc(image::Column::DueAt).order_by_asc(image::Column::Id);
    let Some(row) = oldest.one(database).await? else { return Ok(None) };
    let until = instant::stored(until);
    // The condition is asked again: of two that read the same row, one claims it.
    let taken = image::Entity::update_many()
        .col_expr(image::Column::Attempts, Expr::col(image::Column::Attempts).add(1))
        .col_expr(image::Column::DueAt, Expr::value(until))
        .filter(image::Column::Id.eq(row.id))
        .filter(image::Column::DueAt.eq(row.due_at))
        .exec(database)
        .await?;
    Ok((taken.rows_affected == 1).then_some(Claimed { id: row.id, attempts: row.attempts + 1, until }))
}

/// Puts the variants in place; false when the claim is lost: the image is no more, or its focal point has moved.
pub(in crate::media) async fn settle(
    database: &impl ConnectionTrait,
    _: &Permit,
    claimed: Claimed,
    variants: &[Variant],
) -> Result<bool> {
    let variants = serde_json::to_string(variants).map_err(Error::internal)?;
    let settled = image::Entity::update_many()
        .col_expr(image::Column::Variants, Expr::value(variants))
        .col_expr(image::Column::State, Expr::value(ImageState::Ready.as_str()))
        .col_expr(image::Column::DueAt, Expr::value(Option::<i64>::None))
        .filter(is_held(claimed))
        .exec(database)
        .await?;
    Ok(settled.rows_affected == 1)
}

/// Gives up: an image that has been shown stays as it is, one that hasn't is said to have failed.
pub(in crate::media) async fn fail(
    database: &impl ConnectionTrait,
    _: &Permit,
    claimed: Claimed,
    state: ImageState,
) -> Result<bool> {
    let failed = image::Entity::update_many()
        .col_expr(image::Column::State, Expr::value(state.as_str()))
        .col_expr(image::Column::DueAt, Expr::value(Option::<i64>::None))
        .filter(is_held(claimed))
        .exec(database)
        .await?;
    Ok(failed.rows_affected == 1)
}

fn is_held(claimed: Claimed) -> sea_orm::Condition {
    let held = sea_orm::Condition::all().add(image::Column::Id.eq(claimed.id));
    held.add(image::Column::DueAt.eq(claimed.until)).add(image::Column::Attempts.eq(claimed.attempts))
}

fn due(now: Timestamp) -> sea_orm::Select<image::Entity> {
    image::Entity::find().filter(image::Column::DueAt.lte(instant::stored(now)))
}
