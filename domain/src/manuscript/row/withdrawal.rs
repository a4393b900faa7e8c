//! What was withdrawn: of which text, when, and what the public is told.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::error::{Error, Result};
use crate::id::ArticleId;
use crate::instant;
use crate::language::Language;
use crate::manuscript::Withdrawal;
use crate::policy::Permit;
use crate::text::Slug;

mod tombstone {
    use crate::id::ArticleId;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "article_withdrawal")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub article_id: ArticleId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub language: String,
        pub slug: String,
        pub reason: String,
        pub at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Adds them; they stay. What an import brings a second time takes the place of what it brought.
pub(in crate::manuscript) async fn insert(
    database: &impl ConnectionTrait,
    _: &Permit,
    new: Vec<Withdrawal>,
) -> Result<()> {
    if new.is_empty() {
        return Ok(());
    }
    let rows = new.into_iter().map(|it| tombstone::ActiveModel {
        article_id: Set(it.article),
        language: Set(it.language.to_string()),
        slug: Set(it.slug.to_string()),
        reason: Set(it.reason),
        at: Set(instant::stored(it.at)),
    });
    let columns = [tombstone::Column::Slug, tombstone::Column::Reason, tombstone::Column::At];
    let replace = OnConflict::columns([tombstone::Column::ArticleId, tombstone::Column::Language])
        .update_columns(columns)
        .to_owned();
    tombstone::Entity::insert_many(rows).on_conflict(replace).exec_without_returning(database).await?;
    Ok(())
}

/// Those of these articles, or all.
pub(crate) async fn all(database: &impl ConnectionTrait, ids: Option<&[ArticleId]>) -> Result<Vec<Withdrawal>> {
    let mut find = tombstone::Entity::find();
    if let Some(ids) = ids {
        find = find.filter(tombstone::Column::ArticleId.is_in(ids.iter().copied()));
    }
    let read = |row: tombstone::Model| {
        Ok(Withdrawal {
            article: row.article_id,
            language: Language::stored(&row.language)?,
            slug: Slug::parse(&row.slug).map_err(Error::internal)?,
            reason: row.reason,
            at: instant::read(row.at)?,
        })
    };
    find.all(database).await?.into_iter().map(read).collect()
}
