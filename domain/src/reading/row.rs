//! The stored shape of what was read: an article once an account, with the instant at which it was read last.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, OnConflict, Query, SelectStatement};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::READINGS_MAX;
use crate::changes::{Change, ChangeKind};
use crate::db::WriteTx;
use crate::error::{Error, Result};
use crate::id::{AccountId, ArticleId};
use crate::instant;
use crate::policy::Permit;

mod reading {
    use crate::id::{AccountId, ArticleId};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "reading")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: AccountId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub article_id: ArticleId,
        pub read_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Puts an article there as of now; one that is there already is there anew.
pub(super) async fn put(
    database: &impl ConnectionTrait,
    _: &Permit,
    (account, article): (AccountId, ArticleId),
    now: Timestamp,
) -> Result<()> {
    let row =
        reading::ActiveModel { account_id: Set(account), article_id: Set(article), read_at: Set(instant::stored(now)) };
    let conflict = OnConflict::columns([reading::Column::AccountId, reading::Column::ArticleId])
        .update_column(reading::Column::ReadAt)
        .to_owned();
    reading::Entity::insert(row).on_conflict(conflict).exec_without_returning(database).await?;
    Ok(())
}

/// Removes the oldest past the limit.
pub(super) async fn trim(database: &impl ConnectionTrait, permit: &Permit, account: AccountId) -> Result<()> {
    let count: Option<i64> = reading::Entity::find()
        .select_only()
        .column_as(reading::Column::ArticleId.count(), "kept")
        .filter(reading::Column::AccountId.eq(account))
        .into_tuple()
        .one(database)
        .await?;
    let count = usize::try_from(count.unwrap_or(0)).map_err(Error::internal)?;
    if count <= READINGS_MAX {
        return Ok(());
    }
    let oldest = reading::Entity::find()
        .filter(reading::Column::AccountId.eq(account))
        .order_by_asc(reading::Column::ReadAt)
        .order_by_asc(reading::Column::ArticleId)
        .limit((count - READINGS_MAX) as u64)
        .all(database)
        .await?;
    for row in oldest {
        erase(database, permit, account, Some(row.article_id)).await?;
    }
    Ok(())
}

/// Removes one article of an account, or all. Answers how many there were.
pub(crate) async fn erase(
    database: &impl ConnectionTrait,
    _: &Permit,
    account: AccountId,
    article: Option<ArticleId>,
) -> Result<u64> {
    let mut rows = reading::Entity::delete_many().filter(reading::Column::AccountId.eq(account));
    if let Some(article) = article {
        rows = rows.filter(reading::Column::ArticleId.eq(article));
    }
    Ok(rows.exec(database).await?.rows_affected)
}

/// All of an account, the latest first. There is a limit to it, so that one statement reads it.
pub(crate) async fn all(database: &impl ConnectionTrait, account: AccountId) -> Result<Vec<(ArticleId, Timestamp)>> {
    let rows = reading::Entity::find()
        .filter(reading::Column::AccountId.eq(account))
        .order_by_desc(reading::Column::ReadAt)
        .order_by_desc(reading::Column::ArticleId)
        .all(database)
        .await?;
    rows.into_iter().map(|row| Ok((row.article_id, instant::read(row.read_at)?))).collect()
}

/// The same as a part of another statement: articles and the instants at which they were read, in no order.
pub(crate) fn read_by(account: AccountId) -> SelectStatement {
    let mut select = Query::select();
    select
        .column(reading::Column::ArticleId)
        .expr_as(Expr::col(reading::Column::ReadAt), "at")
        .from(reading::Entity)
        .and_where(reading::Column::AccountId.eq(account));
    select
}

/// What is held on an account here, for its owner's copy of it.
pub(crate) async fn held(database: &impl ConnectionTrait, account: AccountId) -> Result<serde_json::Value> {
    let all = all(database, account).await?;
    let said = |(article, at)| serde_json::json!({"article": article, "readAt": at});
    Ok(all.into_iter().map(said).collect())
}

/// Removes all of an account.
pub(crate) async fn forget_account(tx: &WriteTx<'_>, permit: &Permit, account: AccountId) -> Result<Vec<Change>> {
    let gone = erase(tx.connection(), permit, account, None).await?;
    let told = Change::private(ChangeKind::ReadingErased, account, 1, account);
    Ok(if gone > 0 { vec![told] } else { Vec::new() })
}
