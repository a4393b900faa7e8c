//! What was answered to writes that carry a key of the client's, so that one that is sent again is answered alike.

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
                    .table("idempotency")
                    .col(key(manager, "account_id").not_null())
                    .col(key(manager, "idempotency_key").not_null())
                    .col(key(manager, "fingerprint").not_null())
                    .col(text("answer"))
                    .col(integer("created_at").not_null())
                    .primary_key(Index::create().col("account_id").col("idempotency_key"))
                    .foreign_key(&mut belongs_to(("idempotency", "account_id"), ("account", "id")))
                    .to_owned(),
            )
            .await?;
        index(manager, "idempotency_age", "idempotency", &["created_at"]).await
    }
}
