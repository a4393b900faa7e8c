//! The newsroom: what is worked on apart from what is shown, every revision of it, who writes it, what was withdrawn, and
//! links to look at it before others do.

use sea_orm_migration::prelude::*;

use crate::column::{belongs_to, index, integer, key, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Whether partners who are entitled to it see a scheduled text before everybody does.
        let mut embargoed = integer("embargoed").not_null().default(0).to_owned();
        manager.alter_table(Table::alter().table("article_text").add_column(&mut embargoed).to_owned()).await?;
        index(manager, "article_text_due", "article_text", &["status", "published_at"]).await?;
        texts(manager).await?;
        revisions(manager).await?;
        authors(manager).await?;
        withdrawals(manager).await?;
        previews(manager).await
    }
}

/// A row a text that was worked on here; a text that was only imported has none.
async fn texts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("manuscript_text")
        .col(key(manager, "article_id").not_null())
        .col(key(manager, "language").not_null())
        // The latest revision, and the one that `article_text` and `article_body` hold.
        .col(integer("revision").not_null())
        .col(integer("shown_revision").not_null())
        // The zone that the time of publication was said in.
        .col(text("zone"))
        .col(integer("first_public_at"))
        .primary_key(Index::create().col("article_id").col("language"))
        .foreign_key(&mut belongs_to(("manuscript_text", "article_id"), ("article", "id")))
        .to_owned();
    manager.create_table(table).await
}

async fn revisions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("manuscript_revision")
        .col(key(manager, "article_id").not_null())
        .col(key(manager, "language").not_null())
        .col(integer("number").not_null())
        .col(text("title").not_null())
        .col(text("standfirst"))
        .col(key(manager, "slug").not_null())
        .col(text("blocks").not_null())
        // Which text it was translated from, and at which revision.
        .col(key(manager, "source_language"))
        .col(integer("source_revision"))
        .col(integer("restored_from"))
        .col(text("note"))
        .col(key(manager, "saved_by"))
        .col(integer("saved_at").not_null())
        .primary_key(Index::create().col("article_id").col("language").col("number"))
        .foreign_key(&mut belongs_to(("manuscript_revision", "article_id"), ("article", "id")))
        .to_owned();
    manager.create_table(table).await?;
    index(manager, "manuscript_revision_saved_by", "manuscript_revision", &["saved_by"]).await
}

async fn authors(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("manuscript_author")
        .col(key(manager, "account_id").not_null())
        .col(key(manager, "article_id").not_null())
        .primary_key(Index::create().col("account_id").col("article_id"))
        .foreign_key(&mut belongs_to(("manuscript_author", "account_id"), ("account", "id")))
        .foreign_key(&mut belongs_to(("manuscript_author", "article_id"), ("article", "id")))
        .to_owned();
    manager.create_table(table).await?;
    index(manager, "manuscript_author_article", "manuscript_author", &["article_id"]).await
}

async fn withdrawals(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("article_withdrawal")
        .col(key(manager, "article_id").not_null())
        .col(key(manager, "language").not_null())
        .col(key(manager, "slug").not_null())
        .col(text("reason").not_null())
        .col(integer("at").not_null())
        .primary_key(Index::create().col("article_id").col("language"))
        .foreign_key(&mut belongs_to(("article_withdrawal", "article_id"), ("article", "id")))
        .to_owned();
    manager.create_table(table).await
}

async fn previews(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("preview")
        .col(key(manager, "id").primary_key())
        .col(key(manager, "article_id").not_null())
        .col(key(manager, "language").not_null())
        // One revision, or none for whichever is the latest.
        .col(integer("revision"))
        .col(key(manager, "token_digest").not_null().unique_key())
        .col(key(manager, "created_by"))
        .col(integer("created_at").not_null())
        .col(integer("expires_at").not_null())
        .col(integer("revoked_at"))
        .foreign_key(&mut belongs_to(("preview", "article_id"), ("article", "id")))
        .to_owned();
    manager.create_table(table).await?;
    index(manager, "preview_article", "preview", &["article_id"]).await?;
    index(manager, "preview_expiry", "preview", &["expires_at"]).await
}
