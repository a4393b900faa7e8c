//! Whose account is which expert's, and what experts propose to have said of themselves. Of an expert there is one open proposal
//! at the most.

use sea_orm_migration::prelude::*;

use crate::column::{belongs_to, index, integer, key, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let accounts = Table::create()
            .table("expert_account")
            .col(key(manager, "account_id").primary_key())
            .col(key(manager, "expert_id").not_null().unique_key())
            .col(integer("linked_at").not_null())
            .foreign_key(&mut belongs_to(("expert_account", "account_id"), ("account", "id")))
            .foreign_key(&mut belongs_to(("expert_account", "expert_id"), ("expert", "id")))
            .to_owned();
        manager.create_table(accounts).await?;
        let proposals = Table::create()
            .table("profile_proposal")
            .col(key(manager, "id").primary_key())
            .col(key(manager, "expert_id").not_null())
            .col(key(manager, "account_id").not_null())
            .col(integer("base_revision").not_null())
            .col(text("texts").not_null())
            .col(key(manager, "state").not_null())
            // 1 as long as it is open; null from then on, so that decided ones don't count as the same.
            .col(integer("open"))
            .col(integer("proposed_at").not_null())
            .col(integer("decided_at"))
            .col(text("reason"))
            .foreign_key(&mut belongs_to(("profile_proposal", "expert_id"), ("expert", "id")))
            .foreign_key(&mut belongs_to(("profile_proposal", "account_id"), ("account", "id")))
            .to_owned();
        manager.create_table(proposals).await?;
        let once = Index::create()
            .name("profile_proposal_once")
            .table("profile_proposal")
            .col("expert_id")
            .col("open")
            .unique()
            .to_owned();
        manager.create_index(once).await?;
        index(manager, "profile_proposal_at", "profile_proposal", &["proposed_at", "id"]).await?;
        index(manager, "profile_proposal_by", "profile_proposal", &["account_id", "proposed_at", "id"]).await
    }
}
