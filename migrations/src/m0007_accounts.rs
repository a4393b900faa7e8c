//! Accounts and how one gets into them: sessions with their refresh tokens, signing keys, one-time codes, mail that is
//! yet to be sent, attempts that are counted. The log learns whom a change of an account is for.

use sea_orm_migration::prelude::*;

use crate::column::{belongs_to, index, integer, key, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut account_id = key(manager, "account_id");
        manager.alter_table(Table::alter().table("change_log").add_column(&mut account_id).to_owned()).await?;
        index(manager, "change_log_time", "change_log", &["at"]).await?;
        accounts(manager).await?;
        sessions(manager).await?;
        keys(manager).await?;
        challenges(manager).await?;
        mail(manager).await?;
        attempts(manager).await
    }
}

async fn accounts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("account")
                .col(key(manager, "id").primary_key())
                .col(key(manager, "email").not_null().unique_key())
                .col(text("display_name").not_null())
                .col(key(manager, "language").not_null())
                .col(text("password_hash"))
                .col(text("roles").not_null())
                .col(key(manager, "state").not_null())
                .col(integer("history_enabled").not_null())
                .col(integer("created_at").not_null())
                .col(integer("updated_at").not_null())
                .col(integer("revision").not_null())
                .to_owned(),
        )
        .await
}

async fn sessions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("account_session")
                .col(key(manager, "id").primary_key())
                .col(key(manager, "account_id").not_null())
                .col(text("device").not_null())
                .col(key(manager, "method").not_null())
                .col(integer("created_at").not_null())
                .col(integer("last_used_at").not_null())
                .col(integer("expires_at").not_null())
                .col(integer("revoked_at"))
                .col(key(manager, "revoked_because"))
                .foreign_key(&mut belongs_to(("account_session", "account_id"), ("account", "id")))
                .to_owned(),
        )
        .await?;
    index(manager, "account_session_list", "account_session", &["account_id", "created_at"]).await?;
    manager
        .create_table(
            Table::create()
                .table("refresh_token")
                .col(key(manager, "hash").primary_key())
                .col(key(manager, "session_id").not_null())
                .col(integer("created_at").not_null())
                .col(integer("expires_at").not_null())
                .col(integer("used_at"))
                .foreign_key(&mut belongs_to(("refresh_token", "session_id"), ("account_session", "id")))
                .to_owned(),
        )
        .await?;
    index(manager, "refresh_token_session", "refresh_token", &["session_id"]).await
}

async fn keys(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("signing_key")
                .col(key(manager, "id").primary_key())
                .col(key(manager, "kid").not_null().unique_key())
                .col(key(manager, "algorithm").not_null())
                .col(text("private_key").not_null())
                .col(integer("created_at").not_null())
                .col(integer("signs_from").not_null())
                .col(integer("verifies_until"))
                .to_owned(),
        )
        .await
}

async fn challenges(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("challenge")
                .col(key(manager, "id").primary_key())
                .col(key(manager, "purpose").not_null())
                .col(key(manager, "account_id"))
                .col(key(manager, "email").not_null())
                .col(key(manager, "code_hash").not_null())
                .col(text("payload").not_null())
                .col(integer("attempts").not_null())
                .col(integer("created_at").not_null())
                .col(integer("expires_at").not_null())
                .col(integer("used_at"))
                .foreign_key(&mut belongs_to(("challenge", "account_id"), ("account", "id")))
                .to_owned(),
        )
        .await?;
    index(manager, "challenge_email", "challenge", &["email", "purpose"]).await?;
    index(manager, "challenge_account", "challenge", &["account_id"]).await?;
    index(manager, "challenge_expiry", "challenge", &["expires_at"]).await
}

async fn mail(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("mail")
                .col(key(manager, "id").primary_key())
                .col(key(manager, "kind").not_null())
                .col(key(manager, "account_id"))
                .col(text("recipient").not_null())
                .col(text("subject").not_null())
                .col(text("body").not_null())
                .col(integer("created_at").not_null())
                .col(integer("due_at").not_null())
                .col(integer("attempts").not_null())
                .col(text("last_error"))
                .foreign_key(&mut belongs_to(("mail", "account_id"), ("account", "id")))
                .to_owned(),
        )
        .await?;
    index(manager, "mail_due", "mail", &["due_at"]).await
}

async fn attempts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("attempt")
                .col(key(manager, "door").not_null())
                .col(key(manager, "subject_hash").not_null())
                .col(integer("failures").not_null())
                .col(integer("free_at").not_null())
                .col(integer("updated_at").not_null())
                .primary_key(Index::create().col("door").col("subject_hash"))
                .to_owned(),
        )
        .await?;
    index(manager, "attempt_age", "attempt", &["updated_at"]).await
}
