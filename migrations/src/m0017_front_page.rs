//! The front page of each language: which articles editors have put there, in which order, and from when until when.

use sea_orm_migration::prelude::*;

use crate::column::{belongs_to, integer, key};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let pages = Table::create()
            .table("front_page")
            .col(key(manager, "id").primary_key())
            .col(key(manager, "language").not_null().unique_key())
            .col(integer("revision").not_null())
            .to_owned();
        manager.create_table(pages).await?;
        let slots = Table::create()
            .table("front_page_slot")
            .col(key(manager, "page_id").not_null())
            .col(integer("position").not_null())
            .col(key(manager, "article_id").not_null())
            .col(integer("starts_at"))
            .col(integer("ends_at"))
            .primary_key(Index::create().col("page_id").col("position"))
            .foreign_key(&mut belongs_to(("front_page_slot", "page_id"), ("front_page", "id")))
            .foreign_key(&mut belongs_to(("front_page_slot", "article_id"), ("article", "id")))
            .to_owned();
        manager.create_table(slots).await
    }
}
