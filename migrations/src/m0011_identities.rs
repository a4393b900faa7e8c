//! Identities at other providers, linked to accounts or waiting for their owner, and logins there that are under way.

use sea_orm_migration::prelude::*;

use crate::column::{belongs_to, index, integer, key, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        identities(manager).await?;
        authorizations(manager).await
    }
}

async fn identities(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("identity")
                .col(key(manager, "id").primary_key())
                .col(key(manager, "account_id"))
                .col(key(manager, "provider").not_null())
                .col(key(manager, "subject").not_null())
                .col(key(manager, "kind").not_null())
                .col(key(manager, "email"))
                .col(text("display_name"))
                .col(integer("created_at").not_null())
                .col(integer("last_used_at"))
                .foreign_key(&mut belongs_to(("identity", "account_id"), ("account", "id")))
                .to_owned(),
        )
        .await?;
    let mut subject = Index::create();
    subject.name("identity_subject").table("identity").col("provider").col("subject").unique();
    manager.create_index(subject).await?;
    index(manager, "identity_account", "identity", &["account_id", "created_at"]).await?;
    index(manager, "identity_email", "identity", &["provider", "email"]).await
}

async fn authorizations(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("authorization_request")
                .col(key(manager, "state_hash").primary_key())
                .col(key(manager, "binding_hash").not_null())
                .col(key(manager, "nonce").not_null())
                .col(key(manager, "verifier").not_null())
                .col(key(manager, "provider").not_null())
                .col(text("redirect_uri").not_null())
                .col(key(manager, "purpose").not_null())
                .col(key(manager, "account_id"))
                .col(integer("created_at").not_null())
                .col(integer("expires_at").not_null())
                .col(integer("used_at"))
                .foreign_key(&mut belongs_to(("authorization_request", "account_id"), ("account", "id")))
                .to_owned(),
        )
        .await?;
    index(manager, "authorization_request_account", "authorization_request", &["account_id"]).await?;
    index(manager, "authorization_request_expiry", "authorization_request", &["expires_at"]).await
}
