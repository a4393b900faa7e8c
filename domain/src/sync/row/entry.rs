//! The rows of products' logs, and of how far they have come.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use std::collections::HashMap;

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::error::Result;
use crate::id::ProductId;
use crate::instant;
use crate::language::Language;
use crate::policy::Permit;
use crate::sync::{EntryKind, Hash, Head, SyncEntry};

/// Entries that are written with one statement.
const AT_ONCE: usize = 1_000;

mod entity {
    use crate::id::{ArticleId, ProductId};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "product_entry")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub product_id: ProductId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        pub at: i64,
        pub article_id: ArticleId,
        pub language: String,
        pub kind: String,
        pub hash: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod head {
    use crate::id::ProductId;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "product_head")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub product_id: ProductId,
        pub number: i64,
        pub hash: String,
        pub cleared: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// How far the log of a product has come.
pub(crate) async fn head(database: &impl ConnectionTrait, product: ProductId) -> Result<Head> {
    let row = head::Entity::find_by_id(product).one(database).await?;
    Ok(row.map_or_else(|| Head::begin(product), read_head))
}

/// How far the logs of all products have come that have begun.
pub(crate) async fn heads(database: &impl ConnectionTrait) -> Result<HashMap<ProductId, Head>> {
    let rows = head::Entity::find().all(database).await?;
    Ok(rows.into_iter().map(|row| (row.product_id, read_head(row))).collect())
}

/// Writes entries behind the last one of a product, and how far it has come thereby.
pub(crate) async fn append(
    database: &impl ConnectionTrait,
    _: &Permit,
    product: ProductId,
    entries: &[SyncEntry],
    to: &Head,
) -> Result<()> {
    for entries in entries.chunks(AT_ONCE) {
        let rows = entries.iter().map(|entry| entity::ActiveModel {
            product_id: Set(entry.product),
            number: Set(entry.number),
            at: Set(instant::stored(entry.at)),
            article_id: Set(entry.text.0),
            language: Set(entry.text.1.to_string()),
            kind: Set(entry.kind.to_string()),
            hash: Set(entry.hash.to_string()),
        });
        entity::Entity::insert_many(rows).exec_without_returning(database).await?;
    }
    let row = head::ActiveModel {
        product_id: Set(product),
        number: Set(to.number),
        hash: Set(to.hash.to_string()),
        cleared: Set(to.cleared),
    };
    let conflict = OnConflict::column(head::Column::ProductId)
        .update_columns([head::Column::Number, head::Column::Hash])
        .to_owned();
    head::Entity::insert(row).on_conflict(conflict).exec_without_returning(database).await?;
    Ok(())
}

/// The entries of a product behind a number, in their order, at most `limit`.
pub(crate) async fn after(
    database: &impl ConnectionTrait,
    product: ProductId,
    number: i64,
    limit: u64,
) -> Result<Vec<SyncEntry>> {
    let find = entity::Entity::find()
        .filter(entity::Column::ProductId.eq(product))
        .filter(entity::Column::Number.gt(number))
        .order_by_asc(entity::Column::Number)
        .limit(limit);
    find.all(database).await?.into_iter().map(read).collect()
}

/// The hash of an entry; `None` for one that isn't there.
pub(crate) async fn hash_of(database: &impl ConnectionTrait, product: ProductId, number: i64) -> Result<Option<Hash>> {
    let row = entity::Entity::find_by_id((product, number)).one(database).await?;
    Ok(row.map(|row| Hash::read(&row.hash)))
}

/// Clears away the entries that were written before an instant, but for the last one of them and the last one of the product, to
/// which those behind them are chained.
pub(crate) async fn clear(database: &impl ConnectionTrait, _: &Permit, before: Timestamp) -> Result<u64> {
    let mut cleared = 0;
    for (product, head) in heads(database).await? {
        let mut last = Query::select();
        last.expr(sea_orm::sea_query::Func::max(Expr::col(entity::Column::Number)))
            .from(entity::Entity)
            .and_where(entity::Column::ProductId.eq(product))
            .and_where(entity::Column::At.lt(instant::stored(before)));
        let row = database.query_one(&last).await?;
        let last: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?.flatten();
        let Some(up_to) = last.map(|last| last.min(head.number - 1)).filter(|up_to| *up_to > head.cleared) else {
            continue;
        };
        let gone = entity::Entity::delete_many()
            .filter(entity::Column::ProductId.eq(product))
            .filter(entity::Column::Number.lt(up_to));
        cleared += gone.exec(database).await?.rows_affected;
        head::Entity::update_many()
            .col_expr(head::Column::Cleared, Expr::value(up_to))
            .filter(head::Column::ProductId.eq(product))
            .exec(database)
            .await?;
    }
    Ok(cleared)
}

fn read_head(row: head::Model) -> Head {
    Head { number: row.number, hash: Hash::read(&row.hash), cleared: row.cleared }
}

fn read(row: entity::Model) -> Result<SyncEntry> {
    Ok(SyncEntry {
        product: row.product_id,
        number: row.number,
        at: instant::read(row.at)?,
        text: (row.article_id, Language::stored(&row.language)?),
        kind: EntryKind::stored(&row.kind)?,
        hash: Hash::read(&row.hash),
    })
}
