//! What readers follow and how many follow it, what they have read, and what they don't want recommended. The number of
//! followers is kept beside the follows, by whoever writes them.

use sea_orm_migration::prelude::*;

use crate::column::{belongs_to, index, integer, key};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        follows(manager).await?;
        marks(manager, "reading", "read_at").await?;
        index(manager, "reading_list", "reading", &["account_id", "read_at", "article_id"]).await?;
        marks(manager, "dismissal", "dismissed_at").await?;
        index(manager, "dismissal_list", "dismissal", &["account_id", "dismissed_at", "article_id"]).await?;
        // What was collected of late is looked for from the end.
        index(manager, "playlist_item_age", "playlist_item", &["added_at", "id"]).await
    }
}

async fn follows(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("follow")
                .col(key(manager, "account_id").not_null())
                // An expert, a topic or a region: the prefix of the id tells.
                .col(key(manager, "target_id").not_null())
                .col(integer("created_at").not_null())
                .primary_key(Index::create().col("account_id").col("target_id"))
                .foreign_key(&mut belongs_to(("follow", "account_id"), ("account", "id")))
                .to_owned(),
        )
        .await?;
    index(manager, "follow_list", "follow", &["account_id", "created_at", "target_id"]).await?;
    manager
        .create_table(
            Table::create()
                .table("follower_count")
                .col(key(manager, "target_id").primary_key())
                .col(integer("followers").not_null())
                .to_owned(),
        )
        .await
}

/// A table of articles that an account has marked, once each, with the instant of it.
async fn marks(manager: &SchemaManager<'_>, table: &'static str, at: &'static str) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table(table)
                .col(key(manager, "account_id").not_null())
                .col(key(manager, "article_id").not_null())
                .col(integer(at).not_null())
                .primary_key(Index::create().col("account_id").col("article_id"))
                .foreign_key(&mut belongs_to((table, "account_id"), ("account", "id")))
                .foreign_key(&mut belongs_to((table, "article_id"), ("article", "id")))
                .to_owned(),
        )
        .await
}
