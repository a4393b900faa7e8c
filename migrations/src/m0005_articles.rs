//! Articles, their texts per language, and what they are filed under.
//!
//! The junction tables carry the sort key of the article (`sort_at`), so that a list by topic, region or
//! expert is one range of one index, however many articles there are.

use sea_orm_migration::prelude::*;

use crate::column::{belongs_to, integer, key, refers_to, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        articles(manager).await?;
        texts(manager).await?;
        bylines(manager).await?;
        filing(manager, "article_topic", "topic_id", "topic", "article_topic_list").await?;
        filing(manager, "article_region", "region_id", "region", "article_region_list").await
    }
}

async fn articles(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("article")
                .col(key(manager, "id").primary_key())
                .col(key(manager, "kind").not_null())
                .col(key(manager, "lead_image_id"))
                .col(text("corrections").not_null())
                .col(integer("sort_at").not_null())
                .col(integer("revision").not_null())
                .foreign_key(&mut refers_to(("article", "lead_image_id"), ("image", "id")))
                .to_owned(),
        )
        .await?;
    manager
        .create_index(Index::create().name("article_list").table("article").col("sort_at").col("id").to_owned())
        .await
}

async fn texts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("article_text")
                .col(key(manager, "article_id").not_null())
                .col(key(manager, "language").not_null())
                .col(key(manager, "slug").not_null())
                .col(text("title").not_null())
                .col(text("standfirst"))
                .col(key(manager, "status").not_null())
                .col(integer("published_at"))
                .col(integer("updated_at").not_null())
                .col(integer("word_count").not_null())
                .col(integer("reading_minutes").not_null())
                .primary_key(Index::create().col("article_id").col("language"))
                .foreign_key(&mut belongs_to(("article_text", "article_id"), ("article", "id")))
                .to_owned(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("article_text_slug")
                .table("article_text")
                .col("language")
                .col("slug")
                .unique()
                .to_owned(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("article_body")
                .col(key(manager, "article_id").not_null())
                .col(key(manager, "language").not_null())
                .col(text("blocks").not_null())
                .primary_key(Index::create().col("article_id").col("language"))
                .foreign_key(&mut belongs_to(("article_body", "article_id"), ("article", "id")))
                .to_owned(),
        )
        .await
}

async fn bylines(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("article_expert")
                .col(key(manager, "article_id").not_null())
                .col(integer("position").not_null())
                .col(key(manager, "expert_id").not_null())
                .col(key(manager, "role").not_null())
                .col(text("texts").not_null())
                .col(integer("sort_at").not_null())
                .primary_key(Index::create().col("article_id").col("position"))
                .foreign_key(&mut belongs_to(("article_expert", "article_id"), ("article", "id")))
                .foreign_key(&mut refers_to(("article_expert", "expert_id"), ("expert", "id")))
                .to_owned(),
        )
        .await?;
    list_index(manager, "article_expert_list", "article_expert", "expert_id").await
}

async fn filing(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: &'static str,
    target: &'static str,
    index: &'static str,
) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table(table)
                .col(key(manager, "article_id").not_null())
                .col(integer("position").not_null())
                .col(key(manager, column).not_null())
                .col(integer("sort_at").not_null())
                .primary_key(Index::create().col("article_id").col("position"))
                .foreign_key(&mut belongs_to((table, "article_id"), ("article", "id")))
                .foreign_key(&mut refers_to((table, column), (target, "id")))
                .to_owned(),
        )
        .await?;
    list_index(manager, index, table, column).await
}

async fn list_index(
    manager: &SchemaManager<'_>,
    name: &'static str,
    table: &'static str,
    column: &'static str,
) -> Result<(), DbErr> {
    manager
        .create_index(Index::create().name(name).table(table).col(column).col("sort_at").col("article_id").to_owned())
        .await
}
