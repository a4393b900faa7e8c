//! Images: what is known of them; the bytes lie in the media store under their content address.

use sea_orm_migration::prelude::*;

use crate::column::{belongs_to, integer, key, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("image")
                    .col(key(manager, "id").primary_key())
                    .col(key(manager, "file").not_null())
                    .col(integer("width").not_null())
                    .col(integer("height").not_null())
                    .col(key(manager, "media_type").not_null())
                    .col(text("placeholder"))
                    .col(text("credit"))
                    .col(text("agency"))
                    .col(text("photographer"))
                    .col(text("rights"))
                    .col(ColumnDef::new("focal_x").double().not_null())
                    .col(ColumnDef::new("focal_y").double().not_null())
                    .col(text("variants").not_null())
                    .col(integer("revision").not_null())
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("image_text")
                    .col(key(manager, "owner_id").not_null())
                    .col(key(manager, "language").not_null())
                    .col(text("caption"))
                    .col(text("alt"))
                    .primary_key(Index::create().col("owner_id").col("language"))
                    .foreign_key(&mut belongs_to(("image_text", "owner_id"), ("image", "id")))
                    .to_owned(),
            )
            .await
    }
}
