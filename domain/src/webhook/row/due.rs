//! What is due, and who sends it: endpoints are leased to one process at a time, which sends what is due there in order for each
//! text, and says what came of it.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use std::collections::HashMap;

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::delivery::{self, entity as deliveries};
use super::endpoint::{self, entity as endpoints};
use crate::error::Result;
use crate::id::{WebhookDeliveryId, WebhookEndpointId};
use crate::instant;
use crate::partner::OrganisationState;
use crate::policy::Permit;
use crate::webhook::rules::Health;
use crate::webhook::{DeliveryState, EndpointState, WebhookDelivery, WebhookEndpoint, WebhookFailure};

/// An endpoint that is leased, or held.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub(crate) endpoint: WebhookEndpoint,
    pub(crate) health: Health,
    /// Until when, which tells one lease from another.
    pub(crate) leased_until: Timestamp,
}

/// Whether anything is due: asked without a write lock.
pub(crate) async fn is_any_due(database: &impl ConnectionTrait, now: Timestamp) -> Result<bool> {
    Ok(endpoints::Entity::find().filter(is_due(now)).limit(1).one(database).await?.is_some())
}

/// Leases endpoints where something is due, those first that were served least recently. Until the lease ends, nobody else
/// serves them.
pub(crate) async fn lease(
    database: &impl ConnectionTrait,
    _: &Permit,
    limit: u64,
    now: Timestamp,
    until: Timestamp,
) -> Result<Vec<Held>> {
    let rows = endpoints::Entity::find()
        .filter(is_due(now))
        .order_by_asc(endpoints::Column::LeasedUntil)
        .order_by_asc(endpoints::Column::Id)
        .limit(limit)
        // What somebody else is about to lease isn't waited for.
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(database)
        .await?;
    endpoints::Entity::update_many()
        .col_expr(endpoints::Column::LeasedUntil, Expr::value(instant::stored(until)))
        .filter(endpoints::Column::Id.is_in(rows.iter().map(|row| row.id)))
        .exec(database)
        .await?;
    rows.into_iter().map(|row| held(endpoints::Model { leased_until: instant::stored(until), ..row })).collect()
}

/// Endpoints that are held until the transaction ends, always in the same order.
pub(crate) async fn lock(
    database: &impl ConnectionTrait,
    _: &Permit,
    ids: &[WebhookEndpointId],
) -> Result<HashMap<WebhookEndpointId, Held>> {
    let rows = endpoints::Entity::find()
        .filter(endpoints::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(endpoints::Column::Id)
        .lock_exclusive()
        .all(database)
        .await?;
    rows.into_iter().map(|row| Ok((row.id, held(row)?))).collect()
}

/// There is something to be sent to endpoints that are held. Whoever asks for it doesn't wait for the end of a pause.
pub(crate) async fn touch(
    database: &impl ConnectionTrait,
    _: &Permit,
    ids: &[WebhookEndpointId],
    now: Timestamp,
    ends_pause: bool,
) -> Result<()> {
    use endpoints::Column;
    let later = Condition::any().add(Column::DueAt.is_null()).add(Column::DueAt.gt(instant::stored(now)));
    let mut update = endpoints::Entity::update_many().col_expr(Column::DueAt, Expr::value(instant::stored(now)));
    if ends_pause {
        update = update.col_expr(Column::PausedUntil, Expr::value(0));
    } else {
        update = update.filter(later);
    }
    update.filter(Column::Id.is_in(ids.iter().copied())).exec(database).await?;
    Ok(())
}

/// What is due at an endpoint and waits for nothing before it, at most `limit`.
pub(crate) async fn sendable(
    database: &impl ConnectionTrait,
    id: WebhookEndpointId,
    now: Timestamp,
    limit: u64,
) -> Result<Vec<WebhookDelivery>> {
    let rows = deliveries::Entity::find()
        .filter(deliveries::Column::EndpointId.eq(id))
        .filter(deliveries::Column::State.eq(DeliveryState::Pending.as_str()))
        .filter(deliveries::Column::NextAttemptAt.lte(instant::stored(now)))
        .filter(Expr::not_exists(earlier()))
        .order_by_asc(deliveries::Column::NextAttemptAt)
        .order_by_asc(deliveries::Column::Number)
        .limit(limit)
        .all(database)
        .await?;
    rows.into_iter().map(delivery::read).collect()
}

/// These have arrived, with this status.
pub(crate) async fn succeed(
    database: &impl ConnectionTrait,
    _: &Permit,
    ids: &[WebhookDeliveryId],
    status: u16,
    now: Timestamp,
) -> Result<()> {
    use deliveries::Column;
    deliveries::Entity::update_many()
        .col_expr(Column::State, Expr::value(DeliveryState::Succeeded.as_str()))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .col_expr(Column::LastStatus, Expr::value(i64::from(status)))
        .col_expr(Column::LastFailure, Expr::value(None::<String>))
        .col_expr(Column::FinishedAt, Expr::value(instant::stored(now)))
        .filter(Column::Id.is_in(ids.iter().copied()))
        .exec(database)
        .await?;
    Ok(())
}

/// One that did not arrive.
pub(crate) struct Missed {
    pub(crate) id: WebhookDeliveryId,
    pub(crate) status: Option<u16>,
    pub(crate) failure: WebhookFailure,
    /// When it is sent again, if it is.
    pub(crate) next: Option<Timestamp>,
}

/// This one hasn't arrived.
pub(crate) async fn miss(database: &impl ConnectionTrait, _: &Permit, missed: Missed, now: Timestamp) -> Result<()> {
    use deliveries::Column;
    let (state, finished_at) = match missed.next {
        Some(_) => (DeliveryState::Pending, None),
        None => (DeliveryState::Failed, Some(instant::stored(now))),
    };
    let next = missed.next.unwrap_or(now);
    deliveries::Entity::update_many()
        .col_expr(Column::State, Expr::value(state.as_str()))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .col_expr(Column::NextAttemptAt, Expr::value(instant::stored(next)))
        .col_expr(Column::LastStatus, Expr::value(missed.status.map(i64::from)))
        .col_expr(Column::LastFailure, Expr::value(missed.failure.as_str()))
        .col_expr(Column::FinishedAt, Expr::value(finished_at))
        .filter(Column::Id.eq(missed.id))
        .filter(Column::State.eq(DeliveryState::Pending.as_str()))
        .exec(database)
        .await?;
    Ok(())
}

/// All that waits for another attempt at an endpoint is due.
pub(crate) async fn hasten(
    database: &impl ConnectionTrait,
    _: &Permit,
    id: WebhookEndpointId,
    now: Timestamp,
) -> Result<()> {
    use deliveries::Column;
    deliveries::Entity::update_many()
        .col_expr(Column::NextAttemptAt, Expr::value(instant::stored(now)))
        .filter(Column::EndpointId.eq(id))
        .filter(Column::State.eq(DeliveryState::Pending.as_str()))
        .filter(Column::NextAttemptAt.gt(instant::stored(now)))
        .exec(database)
        .await?;
    Ok(())
}

/// Ends the leases of endpoints that are held, and says when something is due there again.
pub(crate) async fn release(
    database: &impl ConnectionTrait,
    _: &Permit,
    ids: &[WebhookEndpointId],
    now: Timestamp,
) -> Result<()> {
    let mut next = Query::select();
    next.expr(Expr::col(("webhook_delivery", "next_attempt_at")).min())
        .from("webhook_delivery")
        .and_where(Expr::col(("webhook_delivery", "endpoint_id")).equals(("webhook_endpoint", "id")))
        .and_where(Expr::col(("webhook_delivery", "state")).eq(DeliveryState::Pending.as_str()))
        .and_where(Expr::not_exists(earlier()));
    endpoints::Entity::update_many()
        .col_expr(endpoints::Column::DueAt, SimpleExpr::SubQuery(None, Box::new(next.into())))
        .col_expr(endpoints::Column::LeasedUntil, Expr::value(instant::stored(now)))
        .filter(endpoints::Column::Id.is_in(ids.iter().copied()))
        .exec(database)
        .await?;
    Ok(())
}

/// What is yet to be sent before a row of `webhook_delivery`: what is told of the same text by a lower number.
fn earlier() -> SelectStatement {
    let mut earlier = Query::select();
    earlier
        .expr(Expr::val(1))
        .from_as("webhook_delivery", "earlier")
        .and_where(Expr::col(("earlier", "state")).eq(DeliveryState::Pending.as_str()))
        .and_where(Expr::col(("earlier", "number")).lt(Expr::col(("webhook_delivery", "number"))));
    for column in ["endpoint_id", "product_id", "article_id", "language"] {
        earlier.and_where(Expr::col(("earlier", column)).equals(("webhook_delivery", column)));
    }
    earlier
}

/// Something is to be sent there now, nobody is at it, and it isn't left alone.
fn is_due(now: Timestamp) -> Condition {
    use endpoints::Column;
    let now = instant::stored(now);
    let mut active = Query::select();
    active.column("id").from("organisation").and_where(Expr::col("state").eq(OrganisationState::Active.as_str()));
    Condition::all()
        .add(Column::State.eq(EndpointState::Active.as_str()))
        .add(Column::DueAt.lte(now))
        .add(Column::PausedUntil.lte(now))
        .add(Column::LeasedUntil.lte(now))
        .add(Column::OrganisationId.in_subquery(active))
}

fn held(row: endpoints::Model) -> Result<Held> {
    let (health, leased_until) = (endpoint::health(&row)?, instant::read(row.leased_until)?);
    Ok(Held { endpoint: endpoint::read(row)?, health, leased_until })
}
