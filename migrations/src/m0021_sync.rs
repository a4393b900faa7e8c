//! What became of the texts of each product, in order: its entries, numbered without a gap and chained by hash; where the chain
//! has come to; and what the product holds now. And how far those who follow the change log have come.

use sea_orm_migration::prelude::*;

use crate::column::{belongs_to, index, integer, key};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let followers = Table::create()
            .table("follower")
            .col(key(manager, "name").primary_key())
            .col(integer("seq").not_null())
            .col(integer("clock").not_null())
            .to_owned();
        manager.create_table(followers).await?;
        let heads = Table::create()
            .table("product_head")
            .col(key(manager, "product_id").primary_key())
            .col(integer("number").not_null())
            .col(key(manager, "hash").not_null())
            // The entries up to this one have been cleared away.
            .col(integer("cleared").not_null())
            .foreign_key(&mut belongs_to(("product_head", "product_id"), ("product", "id")))
            .to_owned();
        manager.create_table(heads).await?;
        let entries = Table::create()
            .table("product_entry")
            .col(key(manager, "product_id").not_null())
            .col(integer("number").not_null())
            .col(integer("at").not_null())
            .col(key(manager, "article_id").not_null())
            .col(key(manager, "language").not_null())
            .col(key(manager, "kind").not_null())
            .col(key(manager, "hash").not_null())
            .primary_key(Index::create().col("product_id").col("number"))
            .foreign_key(&mut belongs_to(("product_entry", "product_id"), ("product", "id")))
            .to_owned();
        manager.create_table(entries).await?;
        index(manager, "product_entry_at", "product_entry", &["at"]).await?;
        let items = Table::create()
            .table("product_item")
            .col(key(manager, "product_id").not_null())
            .col(key(manager, "article_id").not_null())
            .col(key(manager, "language").not_null())
            // Of its last entry.
            .col(integer("number").not_null())
            .col(integer("present").not_null())
            .col(key(manager, "fingerprint").not_null())
            .col(key(manager, "slug").not_null())
            .primary_key(Index::create().col("product_id").col("article_id").col("language"))
            .foreign_key(&mut belongs_to(("product_item", "product_id"), ("product", "id")))
            .to_owned();
        manager.create_table(items).await
    }
}
