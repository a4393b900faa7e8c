//! Partners: organisations, the keys of their programs, what they are given (products), and what they took of it.

use sea_orm_migration::prelude::*;

use crate::column::{belongs_to, index, integer, key, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let organisations = Table::create()
            .table("organisation")
            .col(key(manager, "id").primary_key())
            .col(text("name").not_null())
            .col(text("contacts").not_null())
            .col(key(manager, "state").not_null())
            .col(integer("requests_per_minute").not_null())
            .col(integer("revision").not_null())
            .col(integer("created_at").not_null())
            .to_owned();
        manager.create_table(organisations).await?;
        let keys = Table::create()
            .table("api_key")
            .col(key(manager, "id").primary_key())
            .col(key(manager, "organisation_id").not_null())
            .col(text("name").not_null())
            .col(key(manager, "prefix").not_null().unique_key())
            .col(key(manager, "digest").not_null())
            .col(text("scopes").not_null())
            .col(integer("created_at").not_null())
            .col(integer("expires_at"))
            .col(integer("last_used_at"))
            .col(integer("revoked_at"))
            .foreign_key(&mut belongs_to(("api_key", "organisation_id"), ("organisation", "id")))
            .to_owned();
        manager.create_table(keys).await?;
        index(manager, "api_key_of", "api_key", &["organisation_id", "id"]).await?;
        let products = Table::create()
            .table("product")
            .col(key(manager, "id").primary_key())
            .col(key(manager, "organisation_id").not_null())
            .col(text("name").not_null())
            .col(text("terms").not_null())
            .col(integer("revision").not_null())
            .col(integer("created_at").not_null())
            .foreign_key(&mut belongs_to(("product", "organisation_id"), ("organisation", "id")))
            .to_owned();
        manager.create_table(products).await?;
        index(manager, "product_of", "product", &["organisation_id", "id"]).await?;
        let usage = Table::create()
            .table("product_usage")
            .col(key(manager, "product_id").not_null())
            // Days since 1970 in UTC.
            .col(integer("day").not_null())
            .col(key(manager, "api_key_id").not_null())
            .col(key(manager, "article_id").not_null())
            .col(integer("deliveries").not_null())
            .primary_key(Index::create().col("product_id").col("day").col("api_key_id").col("article_id"))
            .foreign_key(&mut belongs_to(("product_usage", "product_id"), ("product", "id")))
            .foreign_key(&mut belongs_to(("product_usage", "api_key_id"), ("api_key", "id")))
            .to_owned();
        manager.create_table(usage).await
    }
}
