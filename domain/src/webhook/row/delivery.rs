//! The rows of deliveries, as they are made, read and made anew.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, PaginatorTrait};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect, Select};
use ulid::Ulid;

use super::AT_ONCE;
use crate::error::{Error, Result};
use crate::id::{ProductId, WebhookDeliveryId, WebhookEndpointId};
use crate::instant;
use crate::language::Language;
use crate::page::{PageSpec, Position};
use crate::policy::Permit;
use crate::sync::EntryKind;
use crate::webhook::{DeliveryFilter, DeliveryState, ToldEntry, WebhookDelivery, WebhookFailure};

pub(super) mod entity {
    use crate::id::{ArticleId, ProductId, WebhookDeliveryId, WebhookEndpointId};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "webhook_delivery")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: WebhookDeliveryId,
        pub endpoint_id: WebhookEndpointId,
        pub product_id: Option<ProductId>,
        pub number: Option<i64>,
        pub article_id: Option<ArticleId>,
        pub language: Option<String>,
        pub kind: Option<String>,
        pub at: i64,
        pub state: String,
        pub attempts: i64,
        pub next_attempt_at: i64,
        pub last_status: Option<i64>,
        pub last_failure: Option<String>,
        pub created_at: i64,
        pub finished_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Writes new deliveries, due at once. Those of entries that the endpoint has a delivery of already stay as they are.
pub(crate) async fn insert(database: &impl ConnectionTrait, _: &Permit, new: &[WebhookDelivery]) -> Result<()> {
    for new in new.chunks(AT_ONCE) {
        let rows = new.iter().map(|delivery| {
            let entry = delivery.entry.as_ref();
            entity::ActiveModel {
                id: Set(delivery.id),
                endpoint_id: Set(delivery.endpoint),
                product_id: Set(entry.map(|it| it.product)),
                number: Set(entry.map(|it| it.number)),
                article_id: Set(entry.map(|it| it.text.0)),
                language: Set(entry.map(|it| it.text.1.to_string())),
                kind: Set(entry.map(|it| it.kind.to_string())),
                at: Set(instant::stored(delivery.at)),
                state: Set(delivery.state.to_string()),
                attempts: Set(0),
                next_attempt_at: Set(instant::stored(delivery.created_at)),
                last_status: Set(None),
                last_failure: Set(None),
                created_at: Set(instant::stored(delivery.created_at)),
                finished_at: Set(None),
            }
        });
        let once = [entity::Column::EndpointId, entity::Column::ProductId, entity::Column::Number];
        let conflict = OnConflict::columns(once).do_nothing_on(once).to_owned();
        entity::Entity::insert_many(rows).on_conflict(conflict).exec_without_returning(database).await?;
    }
    Ok(())
}

pub(crate) async fn by_id(database: &impl ConnectionTrait, id: WebhookDeliveryId) -> Result<Option<WebhookDelivery>> {
    entity::Entity::find_by_id(id).one(database).await?.map(read).transpose()
}

/// The deliveries of a page, the latest first, nearest to its anchor first, and one more if there is one.
pub(crate) async fn page(
    database: &impl ConnectionTrait,
    filter: &DeliveryFilter,
    spec: &PageSpec<Position>,
) -> Result<Vec<WebhookDelivery>> {
    let id = |at: &Position| WebhookDeliveryId::new(Ulid::from_bytes(at.id));
    let order = if spec.backwards { Order::Asc } else { Order::Desc };
    let mut find = matching(filter).order_by(entity::Column::Id, order).limit(spec.size as u64 + 1);
    if let Some(at) = &spec.after {
        find = find.filter(entity::Column::Id.lt(id(at)));
    }
    if let Some(at) = &spec.before {
        find = find.filter(entity::Column::Id.gt(id(at)));
    }
    find.all(database).await?.into_iter().map(read).collect()
}

pub(crate) async fn count(database: &impl ConnectionTrait, filter: &DeliveryFilter) -> Result<u64> {
    Ok(matching(filter).count(database).await?)
}

fn matching(filter: &DeliveryFilter) -> Select<entity::Entity> {
    let mut find = entity::Entity::find().filter(entity::Column::EndpointId.eq(filter.endpoint));
    if let Some(state) = filter.state {
        find = find.filter(entity::Column::State.eq(state.as_str()));
    }
    if let Some(product) = filter.product {
        find = find.filter(entity::Column::ProductId.eq(product));
    }
    find
}

/// Makes one delivery due anew, as if it had never been sent. One that is yet to be sent is due at once.
pub(crate) async fn renew(
    database: &impl ConnectionTrait,
    _: &Permit,
    id: WebhookDeliveryId,
    now: Timestamp,
) -> Result<()> {
    renew_matching(database, Condition::all().add(entity::Column::Id.eq(id)), now).await
}

/// The same of all that tell an endpoint of entries from one number to another.
pub(crate) async fn renew_range(
    database: &impl ConnectionTrait,
    _: &Permit,
    (endpoint, product): (WebhookEndpointId, ProductId),
    (from, until): (i64, i64),
    now: Timestamp,
) -> Result<()> {
    let matching = Condition::all()
        .add(entity::Column::EndpointId.eq(endpoint))
        .add(entity::Column::ProductId.eq(product))
        .add(entity::Column::Number.between(from, until));
    renew_matching(database, matching, now).await
}

async fn renew_matching(database: &impl ConnectionTrait, matching: Condition, now: Timestamp) -> Result<()> {
    use entity::Column;
    entity::Entity::update_many()
        .col_expr(Column::State, Expr::value(DeliveryState::Pending.as_str()))
        .col_expr(Column::Attempts, Expr::value(0))
        .col_expr(Column::NextAttemptAt, Expr::value(instant::stored(now)))
        .col_expr(Column::FinishedAt, Expr::value(None::<i64>))
        .filter(matching)
        .exec(database)
        .await?;
    Ok(())
}

/// Nothing that waits for an endpoint is sent to it any more.
pub(crate) async fn skip(
    database: &impl ConnectionTrait,
    _: &Permit,
    endpoint: WebhookEndpointId,
    now: Timestamp,
) -> Result<()> {
    use entity::Column;
    entity::Entity::update_many()
        .col_expr(Column::State, Expr::value(DeliveryState::Skipped.as_str()))
        .col_expr(Column::FinishedAt, Expr::value(instant::stored(now)))
        .filter(Column::EndpointId.eq(endpoint))
        .filter(Column::State.eq(DeliveryState::Pending.as_str()))
        .exec(database)
        .await?;
    Ok(())
}

/// Clears away those that came to their end before an instant.
pub(crate) async fn clear(database: &impl ConnectionTrait, _: &Permit, before: Timestamp) -> Result<u64> {
    let finished = entity::Column::FinishedAt.lt(instant::stored(before));
    Ok(entity::Entity::delete_many().filter(finished).exec(database).await?.rows_affected)
}

pub(super) fn read(row: entity::Model) -> Result<WebhookDelivery> {
    let state = DeliveryState::stored(&row.state)?;
    let entry = match (row.product_id, row.number, row.article_id, row.language, row.kind) {
        (Some(product), Some(number), Some(article), Some(language), Some(kind)) => {
            let text = (article, Language::stored(&language)?);
            Some(ToldEntry { product, number, text, kind: EntryKind::stored(&kind)? })
        }
        _ => None,
    };
    let next_attempt_at = instant::read(row.next_attempt_at)?;
    Ok(WebhookDelivery {
        id: row.id,
        endpoint: row.endpoint_id,
        entry,
        at: instant::read(row.at)?,
        state,
        attempts: row.attempts,
        next_attempt_at: (state == DeliveryState::Pending).then_some(next_attempt_at),
        last_status: row.last_status.map(u16::try_from).transpose().map_err(Error::internal)?,
        last_failure: row.last_failure.as_deref().map(WebhookFailure::stored).transpose()?,
        created_at: instant::read(row.created_at)?,
        finished_at: row.finished_at.map(instant::read).transpose()?,
    })
}
