//! The rows of how far each endpoint has come in the log of each product that it listens to.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use sea_orm::sea_query::{Condition, Expr, ExprTrait, JoinType, OnConflict, Order, Query, SelectStatement};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryResult};

use super::AT_ONCE;
use crate::error::Result;
use crate::id::{ProductId, WebhookEndpointId};
use crate::policy::Permit;
use crate::webhook::EndpointState;

mod entity {
    use crate::id::{ProductId, WebhookEndpointId};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "webhook_position")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub endpoint_id: WebhookEndpointId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub product_id: ProductId,
        pub number: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The place of an endpoint in the log of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) endpoint: WebhookEndpointId,
    pub(crate) product: ProductId,
    pub(crate) number: i64,
}

/// Puts positions in place; those that are there already stay where they are.
pub(crate) async fn begin(database: &impl ConnectionTrait, _: &Permit, positions: &[Position]) -> Result<()> {
    for positions in positions.chunks(AT_ONCE) {
        let rows = positions.iter().map(|at| entity::ActiveModel {
            endpoint_id: Set(at.endpoint),
            product_id: Set(at.product),
            number: Set(at.number),
        });
        let conflict = OnConflict::columns([entity::Column::EndpointId, entity::Column::ProductId])
            .do_nothing_on([entity::Column::EndpointId, entity::Column::ProductId])
            .to_owned();
        entity::Entity::insert_many(rows).on_conflict(conflict).exec_without_returning(database).await?;
    }
    Ok(())
}

/// These endpoints have come to a number in the log of a product.
pub(crate) async fn advance(
    database: &impl ConnectionTrait,
    _: &Permit,
    product: ProductId,
    endpoints: &[WebhookEndpointId],
    number: i64,
) -> Result<()> {
    entity::Entity::update_many()
        .col_expr(entity::Column::Number, Expr::value(number))
        .filter(entity::Column::ProductId.eq(product))
        .filter(entity::Column::EndpointId.is_in(endpoints.iter().copied()))
        .exec(database)
        .await?;
    Ok(())
}

/// Takes away the positions of an endpoint but for those in these products.
pub(crate) async fn keep(
    database: &impl ConnectionTrait,
    _: &Permit,
    endpoint: WebhookEndpointId,
    products: &[ProductId],
) -> Result<()> {
    entity::Entity::delete_many()
        .filter(entity::Column::EndpointId.eq(endpoint))
        .filter(entity::Column::ProductId.is_not_in(products.iter().copied()))
        .exec(database)
        .await?;
    Ok(())
}

/// The positions of endpoints that are told, in logs that go on behind them: by product and number, at most `limit`.
pub(crate) async fn behind(database: &impl ConnectionTrait, limit: u64) -> Result<Vec<Position>> {
    let mut select = listening();
    select
        .column(("webhook_position", "number"))
        .join(
            JoinType::InnerJoin,
            "webhook_position",
            Condition::all()
                .add(Expr::col(("webhook_position", "endpoint_id")).equals(("webhook_endpoint", "id")))
                .add(Expr::col(("webhook_position", "product_id")).equals(("product", "id"))),
        )
        .join(JoinType::InnerJoin, "product_head", Expr::col(("product_head", "product_id")).equals(("product", "id")))
        .and_where(Expr::col(("webhook_position", "number")).lt(Expr::col(("product_head", "number"))))
        .order_by(("webhook_position", "product_id"), Order::Asc)
        .order_by(("webhook_position", "number"), Order::Asc)
        .order_by(("webhook_position", "endpoint_id"), Order::Asc)
        .limit(limit);
    let rows = database.query_all(&select).await?;
    rows.iter().map(|row| Ok(Position { number: row.try_get_by_index(2)?, ..place(row)? })).collect()
}

/// The endpoints that listen to all products, with those in whose log they have no position yet.
pub(crate) async fn missing(database: &impl ConnectionTrait) -> Result<Vec<Position>> {
    let mut select = listening();
    select
        .join(
            JoinType::LeftJoin,
            "webhook_position",
            Condition::all()
                .add(Expr::col(("webhook_position", "endpoint_id")).equals(("webhook_endpoint", "id")))
                .add(Expr::col(("webhook_position", "product_id")).equals(("product", "id"))),
        )
        .and_where(Expr::col(("webhook_position", "number")).is_null())
        .and_where(Expr::col(("webhook_endpoint", "products")).eq("[]"));
    database.query_all(&select).await?.iter().map(place).collect()
}

/// Endpoints that are told, with the products of their organisations.
fn listening() -> SelectStatement {
    let mut select = Query::select();
    select
        .column(("webhook_endpoint", "id"))
        .column(("product", "id"))
        .from("webhook_endpoint")
        .join(
            JoinType::InnerJoin,
            "product",
            Expr::col(("product", "organisation_id")).equals(("webhook_endpoint", "organisation_id")),
        )
        .and_where(Expr::col(("webhook_endpoint", "state")).eq(EndpointState::Active.as_str()));
    select
}

fn place(row: &QueryResult) -> Result<Position> {
    Ok(Position { endpoint: row.try_get_by_index(0)?, product: row.try_get_by_index(1)?, number: 0 })
}
