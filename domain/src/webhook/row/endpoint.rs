//! The rows of endpoints, as those who look after them change them.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use std::collections::HashMap;

use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use sea_orm::{QueryOrder, QuerySelect};

use super::secret;
use crate::error::{Error, Result};
use crate::id::{OrganisationId, WebhookEndpointId};
use crate::instant;
use crate::policy::Permit;
use crate::webhook::rules::Health;
use crate::webhook::{DisabledReason, EndpointState, WebhookEndpoint};

pub(super) mod entity {
    use crate::id::{OrganisationId, WebhookEndpointId};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "webhook_endpoint")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: WebhookEndpointId,
        pub organisation_id: OrganisationId,
        pub url: String,
        pub products: String,
        pub state: String,
        pub disabled_reason: Option<String>,
        pub revision: i64,
        pub created_at: i64,
        pub failures: i64,
        pub failing_since: Option<i64>,
        pub due_at: Option<i64>,
        pub paused_until: i64,
        pub leased_until: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) async fn insert(database: &impl ConnectionTrait, _: &Permit, new: &WebhookEndpoint) -> Result<()> {
    let row = entity::ActiveModel {
        id: Set(new.id),
        organisation_id: Set(new.organisation),
        url: Set(new.url.clone()),
        products: Set(serde_json::to_string(&new.products).map_err(Error::internal)?),
        state: Set(new.state.to_string()),
        disabled_reason: Set(None),
        revision: Set(new.revision),
        created_at: Set(instant::stored(new.created_at)),
        failures: Set(0),
        failing_since: Set(None),
        due_at: Set(None),
        paused_until: Set(0),
        leased_until: Set(0),
    };
    entity::Entity::insert(row).exec_without_returning(database).await?;
    Ok(())
}

/// Writes what those who look after it have changed, and its revision.
pub(crate) async fn update(database: &impl ConnectionTrait, _: &Permit, changed: &WebhookEndpoint) -> Result<()> {
    use entity::Column;
    entity::Entity::update_many()
        .col_expr(Column::Url, Expr::value(changed.url.as_str()))
        .col_expr(Column::Products, Expr::value(serde_json::to_string(&changed.products).map_err(Error::internal)?))
        .col_expr(Column::State, Expr::value(changed.state.as_str()))
        .col_expr(Column::DisabledReason, Expr::value(changed.disabled_reason.map(DisabledReason::as_str)))
        .col_expr(Column::Revision, Expr::value(changed.revision))
        .filter(Column::Id.eq(changed.id))
        .exec(database)
        .await?;
    Ok(())
}

/// Writes how an endpoint is doing.
pub(crate) async fn set_health(
    database: &impl ConnectionTrait,
    _: &Permit,
    id: WebhookEndpointId,
    health: Health,
) -> Result<()> {
    use entity::Column;
    entity::Entity::update_many()
        .col_expr(Column::Failures, Expr::value(health.failures))
        .col_expr(Column::FailingSince, Expr::value(health.failing_since.map(instant::stored)))
        .col_expr(Column::PausedUntil, Expr::value(health.paused_until.map_or(0, instant::stored)))
        .filter(Column::Id.eq(id))
        .exec(database)
        .await?;
    Ok(())
}

pub(crate) async fn delete(database: &impl ConnectionTrait, _: &Permit, id: WebhookEndpointId) -> Result<()> {
    entity::Entity::delete_by_id(id).exec(database).await?;
    Ok(())
}

pub(crate) async fn by_id(
    database: &impl ConnectionTrait,
    id: WebhookEndpointId,
    now: jiff::Timestamp,
) -> Result<Option<WebhookEndpoint>> {
    let row = entity::Entity::find_by_id(id).one(database).await?;
    Ok(whole(database, row.into_iter().collect(), now).await?.pop())
}

/// One endpoint, held until the transaction ends.
pub(crate) async fn lock(
    database: &impl ConnectionTrait,
    _: &Permit,
    id: WebhookEndpointId,
    now: jiff::Timestamp,
) -> Result<Option<WebhookEndpoint>> {
    let row = entity::Entity::find_by_id(id).lock_exclusive().one(database).await?;
    Ok(whole(database, row.into_iter().collect(), now).await?.pop())
}

/// The endpoints of an organisation, the oldest first.
pub(crate) async fn of(
    database: &impl ConnectionTrait,
    organisation: OrganisationId,
    now: jiff::Timestamp,
) -> Result<Vec<WebhookEndpoint>> {
    let find = entity::Entity::find().filter(entity::Column::OrganisationId.eq(organisation));
    let rows = find.order_by_asc(entity::Column::Id).all(database).await?;
    whole(database, rows, now).await
}

/// How many endpoints an organisation has.
pub(crate) async fn count(database: &impl ConnectionTrait, organisation: OrganisationId) -> Result<u64> {
    Ok(entity::Entity::find().filter(entity::Column::OrganisationId.eq(organisation)).count(database).await?)
}

/// Endpoints with what is known of what signs at an instant.
async fn whole(
    database: &impl ConnectionTrait,
    rows: Vec<entity::Model>,
    now: jiff::Timestamp,
) -> Result<Vec<WebhookEndpoint>> {
    let ids: Vec<WebhookEndpointId> = rows.iter().map(|row| row.id).collect();
    let mut secrets: HashMap<WebhookEndpointId, Vec<secret::Kept>> = HashMap::new();
    for kept in secret::live(database, &ids, now).await? {
        secrets.entry(kept.endpoint).or_default().push(kept);
    }
    let with_secrets = |row: entity::Model| {
        let kept = secrets.remove(&row.id).unwrap_or_default();
        let mut endpoint = read(row)?;
        endpoint.secrets = kept.iter().map(secret::Kept::told).collect();
        Ok(endpoint)
    };
    rows.into_iter().map(with_secrets).collect()
}

/// An endpoint without what signs.
pub(super) fn read(row: entity::Model) -> Result<WebhookEndpoint> {
    Ok(WebhookEndpoint {
        id: row.id,
        organisation: row.organisation_id,
        url: row.url,
        products: serde_json::from_str(&row.products).map_err(Error::internal)?,
        state: EndpointState::stored(&row.state)?,
        disabled_reason: row.disabled_reason.as_deref().map(DisabledReason::stored).transpose()?,
        failing_since: row.failing_since.map(instant::read).transpose()?,
        secrets: Vec::new(),
        revision: row.revision,
        created_at: instant::read(row.created_at)?,
    })
}

/// How an endpoint is doing, as its row says.
pub(super) fn health(row: &entity::Model) -> Result<Health> {
    Ok(Health {
        failures: row.failures,
        failing_since: row.failing_since.map(instant::read).transpose()?,
        paused_until: (row.paused_until > 0).then(|| instant::read(row.paused_until)).transpose()?,
    })
}
