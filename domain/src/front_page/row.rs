//! The stored shape of front pages.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Arrangement, Slot};
use crate::error::{Error, Result};
use crate::id::FrontPageId;
use crate::instant;
use crate::language::Language;
use crate::policy::Permit;

mod page {
    use crate::id::FrontPageId;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "front_page")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: FrontPageId,
        pub language: String,
        pub revision: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod slot {
    use crate::id::{ArticleId, FrontPageId};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "front_page_slot")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub page_id: FrontPageId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
        pub article_id: ArticleId,
        pub starts_at: Option<i64>,
        pub ends_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The pages of all languages that have one.
pub(crate) async fn all(database: &impl ConnectionTrait) -> Result<Vec<Arrangement>> {
    let pages = page::Entity::find().all(database).await?;
    if pages.is_empty() {
        return Ok(Vec::new());
    }
    let mut slots: HashMap<FrontPageId, Vec<Slot>> = HashMap::new();
    for row in slot::Entity::find().order_by_asc(slot::Column::Position).all(database).await? {
        let slot = Slot {
            article: row.article_id,
            starts_at: row.starts_at.map(instant::read).transpose()?,
            ends_at: row.ends_at.map(instant::read).transpose()?,
        };
        slots.entry(row.page_id).or_default().push(slot);
    }
    let read = |row: page::Model| {
        Ok(Arrangement {
            id: Some(row.id),
            language: Language::stored(&row.language)?,
            revision: row.revision,
            slots: slots.remove(&row.id).unwrap_or_default(),
        })
    };
    pages.into_iter().map(read).collect()
}

/// Holds the page of a language until the transaction ends, and answers its revision. One that there isn't is made, with
/// this id and revision 0.
pub(super) async fn lock(
    database: &impl ConnectionTrait,
    _: &Permit,
    language: &Language,
    new: FrontPageId,
) -> Result<(FrontPageId, i64)> {
    let made = page::ActiveModel { id: Set(new), language: Set(language.to_string()), revision: Set(0) };
    let there = OnConflict::column(page::Column::Language)
        .value(page::Column::Revision, Expr::col((page::Entity, page::Column::Revision)))
        .to_owned();
    page::Entity::insert(made).on_conflict(there).exec_without_returning(database).await?;
    let row = page::Entity::find().filter(page::Column::Language.eq(language.as_str())).one(database).await?;
    let row = row.ok_or_else(|| Error::internal("a front page that was made isn't there"))?;
    Ok((row.id, row.revision))
}

/// Puts these slots in place of those of a page.
pub(super) async fn save(
    database: &impl ConnectionTrait,
    _: &Permit,
    (id, revision): (FrontPageId, i64),
    slots: &[Slot],
) -> Result<()> {
    page::Entity::update_many()
        .col_expr(page::Column::Revision, Expr::value(revision))
        .filter(page::Column::Id.eq(id))
        .exec(database)
        .await?;
    slot::Entity::delete_many().filter(slot::Column::PageId.eq(id)).exec(database).await?;
    if slots.is_empty() {
        return Ok(());
    }
    let rows = (0i64..).zip(slots).map(|(position, slot)| slot::ActiveModel {
        page_id: Set(id),
        position: Set(position),
        article_id: Set(slot.article),
        starts_at: Set(slot.starts_at.map(instant::stored)),
        ends_at: Set(slot.ends_at.map(instant::stored)),
    });
    slot::Entity::insert_many(rows).exec_without_returning(database).await?;
    Ok(())
}
