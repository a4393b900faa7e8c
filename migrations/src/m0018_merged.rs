//! What was merged into something else: an id that leads on, and where to.

use sea_orm_migration::prelude::*;

use crate::column::{index, key};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let merged = Table::create()
            .table("merged")
            .col(key(manager, "id").primary_key())
            .col(key(manager, "into_id").not_null())
            .to_owned();
        manager.create_table(merged).await?;
        index(manager, "merged_into", "merged", &["into_id"]).await
    }
}
