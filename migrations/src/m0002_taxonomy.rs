//! Topics and regions: two trees of the same shape, with names and slugs per language.

use sea_orm_migration::prelude::*;

use crate::column::{belongs_to, integer, key, refers_to, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Table of the things, table of their texts, and the index names, for each tree.
const TREES: [(&str, &str, &str, &str); 2] = [
    ("topic", "topic_text", "topic_parent", "topic_text_slug"),
    ("region", "region_text", "region_parent", "region_text_slug"),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (thing, texts, parent_index, slug_index) in TREES {
            manager
                .create_table(
                    Table::create()
                        .table(thing)
                        .col(key(manager, "id").primary_key())
                        .col(key(manager, "parent_id"))
                        .col(integer("position").not_null())
                        .col(integer("revision").not_null())
                        .foreign_key(&mut refers_to((thing, "parent_id"), (thing, "id")))
                        .to_owned(),
                )
                .await?;
            manager
                .create_index(
                    Index::create().name(parent_index).table(thing).col("parent_id").col("position").to_owned(),
                )
                .await?;
            manager
                .create_table(
                    Table::create()
                        .table(texts)
                        .col(key(manager, "owner_id").not_null())
                        .col(key(manager, "language").not_null())
                        .col(key(manager, "slug").not_null())
                        .col(text("name").not_null())
                        .col(text("description"))
                        .primary_key(Index::create().col("owner_id").col("language"))
                        .foreign_key(&mut belongs_to((texts, "owner_id"), (thing, "id")))
                        .to_owned(),
                )
                .await?;
            manager
                .create_index(
                    Index::create().name(slug_index).table(texts).col("language").col("slug").unique().to_owned(),
                )
                .await?;
        }
        former_slugs(manager).await
    }
}

/// Slugs that once led to something, of every noun: `noun` is the prefix of the id.
async fn former_slugs(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("former_slug")
                .col(key(manager, "noun").not_null())
                .col(key(manager, "language").not_null())
                .col(key(manager, "slug").not_null())
                .col(key(manager, "owner_id").not_null())
                .primary_key(Index::create().col("noun").col("language").col("slug"))
                .to_owned(),
        )
        .await?;
    manager
        .create_index(Index::create().name("former_slug_owner").table("former_slug").col("owner_id").to_owned())
        .await
}
