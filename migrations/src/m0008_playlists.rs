//! Playlists and their items. The order of a list is that of `position`, which is unique within it; an item outlives
//! what becomes of its article.

use sea_orm_migration::prelude::*;

use crate::column::{belongs_to, index, integer, key, refers_to, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        playlists(manager).await?;
        items(manager).await
    }
}

async fn playlists(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("playlist")
                .col(key(manager, "id").primary_key())
                .col(key(manager, "account_id").not_null())
                .col(text("title").not_null())
                .col(text("description").not_null())
                .col(key(manager, "visibility").not_null())
                .col(integer("version").not_null())
                .col(integer("item_count").not_null())
                .col(key(manager, "copied_from"))
                // Since when it has been public without a break; null while it isn't.
                .col(integer("public_since"))
                .col(integer("hidden_at"))
                .col(text("hidden_because"))
                .col(integer("pinned_until"))
                .col(integer("created_at").not_null())
                .col(integer("updated_at").not_null())
                .foreign_key(&mut belongs_to(("playlist", "account_id"), ("account", "id")))
                .to_owned(),
        )
        .await?;
    index(manager, "playlist_own", "playlist", &["account_id", "updated_at", "id"]).await?;
    index(manager, "playlist_public", "playlist", &["public_since", "id"]).await
}

async fn items(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("playlist_item")
                .col(key(manager, "id").primary_key())
                .col(key(manager, "playlist_id").not_null())
                .col(key(manager, "article_id").not_null())
                .col(text("description").not_null())
                .col(integer("position").not_null())
                .col(integer("added_at").not_null())
                // The version of the list that last changed it.
                .col(integer("changed_in").not_null())
                .foreign_key(&mut belongs_to(("playlist_item", "playlist_id"), ("playlist", "id")))
                .foreign_key(&mut refers_to(("playlist_item", "article_id"), ("article", "id")))
                .to_owned(),
        )
        .await?;
    manager
        .create_index(
            Index::create()
                .name("playlist_item_order")
                .table("playlist_item")
                .col("playlist_id")
                .col("position")
                .unique()
                .to_owned(),
        )
        .await?;
    index(manager, "playlist_item_article", "playlist_item", &["article_id", "playlist_id"]).await
}
