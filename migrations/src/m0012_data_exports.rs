//! Copies of all that is held on a reader, made by a job, and kept for a while. The log is found by account as well, for the
//! account's end.

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
                    .table("data_export")
                    .col(key(manager, "id").primary_key())
                    .col(key(manager, "account_id").not_null())
                    .col(key(manager, "state").not_null())
                    .col(integer("parts_done").not_null())
                    .col(integer("attempts").not_null())
                    // Until when whoever makes it is waited for; due from then on.
                    .col(integer("claimed_until").not_null())
                    .col(integer("requested_at").not_null())
                    .col(integer("settled_at"))
                    .col(integer("expires_at"))
                    .col(text("content"))
                    .foreign_key(&mut belongs_to(("data_export", "account_id"), ("account", "id")))
                    .to_owned(),
            )
            .await?;
        index(manager, "data_export_account", "data_export", &["account_id", "id"]).await?;
        index(manager, "data_export_due", "data_export", &["state", "claimed_until"]).await?;
        index(manager, "change_log_account", "change_log", &["account_id"]).await
    }
}
