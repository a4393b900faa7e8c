//! Webhooks: the addresses that partners want to be told at, the secrets that sign what they are told, how far each has come in
//! each product's log, and what was, or is to be, sent to it.

use sea_orm_migration::prelude::*;

use crate::column::{belongs_to, index, integer, key, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        endpoints(manager).await?;
        deliveries(manager).await
    }
}

async fn endpoints(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let endpoints = Table::create()
        .table("webhook_endpoint")
        .col(key(manager, "id").primary_key())
        .col(key(manager, "organisation_id").not_null())
        .col(text("url").not_null())
        .col(text("products").not_null())
        .col(key(manager, "state").not_null())
        .col(key(manager, "disabled_reason"))
        .col(integer("revision").not_null())
        .col(integer("created_at").not_null())
        // How it is doing: failures since the last success, and when the first of them was.
        .col(integer("failures").not_null())
        .col(integer("failing_since"))
        // When there is something to be sent, if there is; until when it is left alone, and by whom it is served.
        .col(integer("due_at"))
        .col(integer("paused_until").not_null())
        .col(integer("leased_until").not_null())
        .foreign_key(&mut belongs_to(("webhook_endpoint", "organisation_id"), ("organisation", "id")))
        .to_owned();
    manager.create_table(endpoints).await?;
    index(manager, "webhook_endpoint_of", "webhook_endpoint", &["organisation_id", "id"]).await?;
    index(manager, "webhook_endpoint_due", "webhook_endpoint", &["due_at"]).await?;
    let secrets = Table::create()
        .table("webhook_secret")
        .col(key(manager, "endpoint_id").not_null())
        .col(integer("number").not_null())
        .col(key(manager, "scheme").not_null())
        .col(key(manager, "secret").not_null())
        .col(integer("created_at").not_null())
        .col(integer("ends_at"))
        .primary_key(Index::create().col("endpoint_id").col("number"))
        .foreign_key(&mut belongs_to(("webhook_secret", "endpoint_id"), ("webhook_endpoint", "id")))
        .to_owned();
    manager.create_table(secrets).await?;
    let positions = Table::create()
        .table("webhook_position")
        .col(key(manager, "endpoint_id").not_null())
        .col(key(manager, "product_id").not_null())
        .col(integer("number").not_null())
        .primary_key(Index::create().col("endpoint_id").col("product_id"))
        .foreign_key(&mut belongs_to(("webhook_position", "endpoint_id"), ("webhook_endpoint", "id")))
        .foreign_key(&mut belongs_to(("webhook_position", "product_id"), ("product", "id")))
        .to_owned();
    manager.create_table(positions).await?;
    index(manager, "webhook_position_in", "webhook_position", &["product_id", "number"]).await
}

async fn deliveries(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let deliveries = Table::create()
        .table("webhook_delivery")
        .col(key(manager, "id").primary_key())
        .col(key(manager, "endpoint_id").not_null())
        // Of what is told; a test tells of nothing.
        .col(key(manager, "product_id"))
        .col(integer("number"))
        .col(key(manager, "article_id"))
        .col(key(manager, "language"))
        .col(key(manager, "kind"))
        .col(integer("at").not_null())
        .col(key(manager, "state").not_null())
        .col(integer("attempts").not_null())
        .col(integer("next_attempt_at").not_null())
        .col(integer("last_status"))
        .col(key(manager, "last_failure"))
        .col(integer("created_at").not_null())
        .col(integer("finished_at"))
        .foreign_key(&mut belongs_to(("webhook_delivery", "endpoint_id"), ("webhook_endpoint", "id")))
        .foreign_key(&mut belongs_to(("webhook_delivery", "product_id"), ("product", "id")))
        .to_owned();
    manager.create_table(deliveries).await?;
    // An entry of a product's log is told to an endpoint once, whatever happens.
    let mut once = Index::create();
    once.name("webhook_delivery_once").table("webhook_delivery").unique();
    manager.create_index(once.col("endpoint_id").col("product_id").col("number").to_owned()).await?;
    let text = ["endpoint_id", "product_id", "article_id", "language", "number"];
    index(manager, "webhook_delivery_text", "webhook_delivery", &text).await?;
    let due = ["endpoint_id", "state", "next_attempt_at"];
    index(manager, "webhook_delivery_due", "webhook_delivery", &due).await?;
    index(manager, "webhook_delivery_of", "webhook_delivery", &["endpoint_id", "id"]).await?;
    index(manager, "webhook_delivery_finished", "webhook_delivery", &["finished_at"]).await
}
