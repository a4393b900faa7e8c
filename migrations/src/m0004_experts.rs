//! Experts: who writes, with titles, affiliations and lives per language.

use sea_orm_migration::prelude::*;

use crate::column::{belongs_to, integer, key, refers_to, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("expert")
                    .col(key(manager, "id").primary_key())
                    .col(key(manager, "slug").not_null().unique_key())
                    .col(text("name").not_null())
                    .col(text("honorific"))
                    .col(key(manager, "portrait_id"))
                    .col(text("links").not_null())
                    .col(integer("revision").not_null())
                    .foreign_key(&mut refers_to(("expert", "portrait_id"), ("image", "id")))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("expert_text")
                    .col(key(manager, "owner_id").not_null())
                    .col(key(manager, "language").not_null())
                    .col(text("title"))
                    .col(text("affiliation"))
                    .col(text("bio"))
                    .primary_key(Index::create().col("owner_id").col("language"))
                    .foreign_key(&mut belongs_to(("expert_text", "owner_id"), ("expert", "id")))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("expert_topic")
                    .col(key(manager, "expert_id").not_null())
                    .col(integer("position").not_null())
                    .col(key(manager, "topic_id").not_null())
                    .primary_key(Index::create().col("expert_id").col("position"))
                    .foreign_key(&mut belongs_to(("expert_topic", "expert_id"), ("expert", "id")))
                    .foreign_key(&mut refers_to(("expert_topic", "topic_id"), ("topic", "id")))
                    .to_owned(),
            )
            .await
    }
}
