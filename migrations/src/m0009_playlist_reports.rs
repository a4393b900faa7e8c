//! Reports of public playlists. Of one reader and one list there is one open report at the most.

use sea_orm_migration::prelude::*;

use crate::column::{belongs_to, index, integer, key, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("playlist_report")
                    .col(key(manager, "id").primary_key())
                    .col(key(manager, "playlist_id").not_null())
                    .col(key(manager, "account_id").not_null())
                    .col(text("reason").not_null())
                    // 1 as long as staff has not decided; null from then on, so that closed ones don't count as the same.
                    .col(integer("open"))
                    .col(integer("created_at").not_null())
                    .foreign_key(&mut belongs_to(("playlist_report", "playlist_id"), ("playlist", "id")))
                    .foreign_key(&mut belongs_to(("playlist_report", "account_id"), ("account", "id")))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("playlist_report_once")
                    .table("playlist_report")
                    .col("playlist_id")
                    .col("account_id")
                    .col("open")
                    .unique()
                    .to_owned(),
            )
            .await?;
        index(manager, "playlist_report_open", "playlist_report", &["open", "created_at", "id"]).await?;
        index(manager, "playlist_report_by", "playlist_report", &["account_id", "created_at"]).await
    }
}
