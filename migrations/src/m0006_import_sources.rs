//! What came in from where: the key that a thing has in its source, its id here, and a digest of what was
//! last taken over, so that the same file imported twice changes nothing.

use sea_orm_migration::prelude::*;

use crate::column::{key, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("import_source")
                    .col(key(manager, "source").primary_key())
                    .col(key(manager, "id").not_null())
                    .col(text("digest"))
                    .to_owned(),
            )
            .await
    }
}
