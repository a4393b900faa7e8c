//! The rows of what products hold: one for each text that a product has, or has had.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, SimpleExpr};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::error::Result;
use crate::id::{ArticleId, ProductId};
use crate::language::Language;
use crate::policy::Permit;
use crate::sync::TextKey;
use crate::sync::rules::Held;

/// Rows that are written with one statement.
const AT_ONCE: usize = 1_000;

mod entity {
    use crate::id::{ArticleId, ProductId};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "product_item")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub product_id: ProductId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub article_id: ArticleId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub language: String,
        pub number: i64,
        pub present: i64,
        pub fingerprint: String,
        pub slug: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a product holds, or has held, of these articles.
pub(crate) async fn held(
    database: &impl ConnectionTrait,
    product: ProductId,
    articles: &[ArticleId],
) -> Result<HashMap<TextKey, Held>> {
    let find = entity::Entity::find()
        .filter(entity::Column::ProductId.eq(product))
        .filter(entity::Column::ArticleId.is_in(articles.iter().copied()));
    let read = |row: entity::Model| {
        let key = (row.article_id, Language::stored(&row.language)?);
        Ok((key, Held { present: row.present != 0, fingerprint: row.fingerprint, slug: row.slug }))
    };
    find.all(database).await?.into_iter().map(read).collect()
}

/// Writes what a product holds now, with the number of the entry that says so.
pub(crate) async fn put(
    database: &impl ConnectionTrait,
    _: &Permit,
    product: ProductId,
    items: &[(TextKey, i64, Held)],
) -> Result<()> {
    use entity::Column;
    for items in items.chunks(AT_ONCE) {
        let rows = items.iter().map(|((article, language), number, held)| entity::ActiveModel {
            product_id: Set(product),
            article_id: Set(*article),
            language: Set(language.to_string()),
            number: Set(*number),
            present: Set(i64::from(held.present)),
            fingerprint: Set(held.fingerprint.clone()),
            slug: Set(held.slug.clone()),
        });
        let conflict = OnConflict::columns([Column::ProductId, Column::ArticleId, Column::Language])
            .update_columns([Column::Number, Column::Present, Column::Fingerprint, Column::Slug])
            .to_owned();
        entity::Entity::insert_many(rows).on_conflict(conflict).exec_without_returning(database).await?;
    }
    Ok(())
}

/// What a product holds now, behind a text, in the order of the texts, at most `limit`: each with the number of its last entry.
pub(crate) async fn present(
    database: &impl ConnectionTrait,
    product: ProductId,
    after: Option<&TextKey>,
    limit: u64,
) -> Result<Vec<(TextKey, i64)>> {
    let mut find = entity::Entity::find()
        .filter(entity::Column::ProductId.eq(product))
        .filter(entity::Column::Present.eq(1))
        .order_by_asc(entity::Column::ArticleId)
        .order_by_asc(entity::Column::Language)
        .limit(limit);
    if let Some((article, language)) = after {
        let place = Expr::tuple([of(entity::Column::ArticleId), of(entity::Column::Language)]);
        find = find.filter(place.gt(Expr::tuple([Expr::val(*article), Expr::val(language.as_str())])));
    }
    let read = |row: entity::Model| Ok(((row.article_id, Language::stored(&row.language)?), row.number));
    find.all(database).await?.into_iter().map(read).collect()
}

/// The numbers of the last entries on texts of these articles.
pub(crate) async fn numbers(
    database: &impl ConnectionTrait,
    product: ProductId,
    articles: &[ArticleId],
) -> Result<HashMap<TextKey, i64>> {
    let find = entity::Entity::find()
        .filter(entity::Column::ProductId.eq(product))
        .filter(entity::Column::ArticleId.is_in(articles.iter().copied()));
    let read = |row: entity::Model| Ok(((row.article_id, Language::stored(&row.language)?), row.number));
    find.all(database).await?.into_iter().map(read).collect()
}

fn of(column: entity::Column) -> SimpleExpr {
    Expr::col((entity::Entity, column))
}
