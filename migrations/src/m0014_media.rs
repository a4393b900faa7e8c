//! Images that staff uploads: where their variants stand, what their rights allow, and what their files said of themselves.

use sea_orm_migration::prelude::*;

use crate::column::{index, integer, key, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            // What was there before was imported with its variants, and for every use.
            key(manager, "state").not_null().default("ready").to_owned(),
            key(manager, "uses").not_null().default("web newsletter syndication social").to_owned(),
            integer("rights_until"),
            text("proposals"),
            // From when on its variants are to be made; none when there is nothing to make.
            integer("due_at"),
            integer("attempts").not_null().default(0).to_owned(),
        ];
        for mut column in columns {
            manager.alter_table(Table::alter().table("image").add_column(&mut column).to_owned()).await?;
        }
        index(manager, "image_due", "image", &["due_at"]).await
    }
}
