//! The counter that makes `seq` gapless and in commit order, and the log that everything downstream reads.

use sea_orm_migration::prelude::*;

use crate::column::{integer, key, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("change_counter")
                    .col(integer("id").primary_key())
                    .col(integer("seq").not_null())
                    .to_owned(),
            )
            .await?;
        let mut first = Query::insert();
        first.into_table("change_counter").columns(["id", "seq"]).values_panic([1i64.into(), 0i64.into()]);
        manager.execute(first).await?;
        manager
            .create_table(
                Table::create()
                    .table("change_log")
                    .col(integer("seq").primary_key())
                    .col(integer("at").not_null())
                    .col(text("actor").not_null())
                    .col(text("request_id").not_null())
                    .col(key(manager, "kind").not_null())
                    .col(key(manager, "subject").not_null())
                    .col(integer("revision").not_null())
                    .col(key(manager, "audience").not_null())
                    .col(text("tags").not_null())
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("change_log_subject").table("change_log").col("subject").col("seq").to_owned(),
            )
            .await
    }
}
