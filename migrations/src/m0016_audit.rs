//! What staff does, for good: an entry can be added, and neither changed nor taken away.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

use crate::column::{index, integer, key, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("audit_entry")
            .col(integer("number").primary_key())
            .col(integer("at").not_null())
            .col(key(manager, "actor").not_null())
            .col(key(manager, "request_id").not_null())
            .col(key(manager, "action").not_null())
            .col(key(manager, "event").not_null())
            .col(key(manager, "subject"))
            .col(key(manager, "language"))
            .col(integer("from_revision"))
            .col(integer("to_revision"))
            .col(key(manager, "from_state"))
            .col(key(manager, "to_state"))
            .col(text("reason"))
            .to_owned();
        manager.create_table(table).await?;
        index(manager, "audit_entry_subject", "audit_entry", &["subject", "number"]).await?;
        index(manager, "audit_entry_actor", "audit_entry", &["actor", "number"]).await?;
        let locks: &[&str] = match manager.get_database_backend() {
            DatabaseBackend::Postgres => &[
                "CREATE FUNCTION audit_entry_stays() RETURNS trigger LANGUAGE plpgsql AS \
                 'BEGIN RAISE EXCEPTION ''entries of the audit stay as they are''; END'",
                "CREATE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry \
                 FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_stays()",
            ],
            _ => &[
                "CREATE TRIGGER audit_entry_unchanged BEFORE UPDATE ON audit_entry \
                 BEGIN SELECT RAISE(ABORT, 'entries of the audit stay as they are'); END",
                "CREATE TRIGGER audit_entry_kept BEFORE DELETE ON audit_entry \
                 BEGIN SELECT RAISE(ABORT, 'entries of the audit stay as they are'); END",
            ],
        };
        for lock in locks {
            manager.get_connection().execute_unprepared(lock).await?;
        }
        Ok(())
    }
}
