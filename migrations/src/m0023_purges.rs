//! How far the caches in front of the server have been told what to purge: one row, and who tells them for the moment.

use sea_orm_migration::prelude::*;

use crate::column::{integer, key};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let positions = Table::create()
            .table("purge_position")
            .col(key(manager, "name").primary_key())
            // In the change log, and by the clock.
            .col(integer("seq").not_null())
            .col(integer("clock").not_null())
            // Until when it is left alone: somebody is at it, or the last attempt failed.
            .col(integer("leased_until").not_null())
            // Attempts that failed since the last success.
            .col(integer("failures").not_null())
            .to_owned();
        manager.create_table(positions).await
    }
}
