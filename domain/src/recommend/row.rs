//! The stored shape of what a reader does not want recommended.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, OnConflict, Query, SelectStatement, UnionType};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::DISMISSALS_MAX;
use crate::changes::{Change, ChangeKind};
use crate::db::WriteTx;
use crate::error::{Error, Result};
use crate::id::{AccountId, ArticleId};
use crate::instant;
use crate::playlist::together;
use crate::policy::Permit;
use crate::reading;

/// The kinds of marks, in the statement that reads them all.
const DISMISSED: i32 = 0;
const READ: i32 = 1;
const KEPT: i32 = 2;

mod dismissal {
    use crate::id::{AccountId, ArticleId};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "dismissal")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: AccountId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub article_id: ArticleId,
        pub dismissed_at: i64,
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
    let row = dismissal::ActiveModel {
        account_id: Set(account),
        article_id: Set(article),
        dismissed_at: Set(instant::stored(now)),
    };
    let conflict = OnConflict::columns([dismissal::Column::AccountId, dismissal::Column::ArticleId])
        .update_column(dismissal::Column::DismissedAt)
        .to_owned();
    dismissal::Entity::insert(row).on_conflict(conflict).exec_without_returning(database).await?;
    Ok(())
}

/// Removes the oldest past the limit.
pub(super) async fn trim(database: &impl ConnectionTrait, permit: &Permit, account: AccountId) -> Result<()> {
    let count: Option<i64> = dismissal::Entity::find()
        .select_only()
        .column_as(dismissal::Column::ArticleId.count(), "kept")
        .filter(dismissal::Column::AccountId.eq(account))
        .into_tuple()
        .one(database)
        .await?;
    let count = usize::try_from(count.unwrap_or(0)).map_err(Error::internal)?;
    if count <= DISMISSALS_MAX {
        return Ok(());
    }
    let oldest = dismissal::Entity::find()
        .filter(dismissal::Column::AccountId.eq(account))
        .order_by_asc(dismissal::Column::DismissedAt)
        .order_by_asc(dismissal::Column::ArticleId)
        .limit((count - DISMISSALS_MAX) as u64)
        .all(database)
        .await?;
    for row in oldest {
        remove(database, permit, account, Some(row.article_id)).await?;
    }
    Ok(())
}

/// Removes one article of an account, or all. Answers how many there were.
pub(crate) async fn remove(
    database: &impl ConnectionTrait,
    _: &Permit,
    account: AccountId,
    article: Option<ArticleId>,
) -> Result<u64> {
    let mut rows = dismissal::Entity::delete_many().filter(dismissal::Column::AccountId.eq(account));
    if let Some(article) = article {
        rows = rows.filter(dismissal::Column::ArticleId.eq(article));
    }
    Ok(rows.exec(database).await?.rows_affected)
}

/// What an account has marked as known to it, one way or another.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Not to be recommended.
    pub(super) dismissed: Vec<ArticleId>,
    /// Read, with the instant of it.
    pub(super) read: Vec<(ArticleId, Timestamp)>,
    /// Kept in a list, with the instant at which it was added.
    pub(super) kept: Vec<(ArticleId, Timestamp)>,
}

/// All marks of an account in no order, with one statement; of what it keeps those that were added last, so many.
pub(super) async fn marks(database: &impl ConnectionTrait, account: AccountId, kept: u64) -> Result<Marks> {
    let mut dismissed = Query::select();
    dismissed
        .column(dismissal::Column::ArticleId)
        .expr_as(Expr::col(dismissal::Column::DismissedAt), "at")
        .from(dismissal::Entity)
        .and_where(dismissal::Column::AccountId.eq(account));
    let mut select = part(DISMISSED, dismissed);
    select.union(UnionType::All, part(READ, reading::row::read_by(account)));
    select.union(UnionType::All, part(KEPT, together::kept_by(account, kept)));
    let mut marks = Marks::default();
    for row in database.query_all(&select).await? {
        let (article, at) = (row.try_get_by_index(1)?, instant::read(row.try_get_by_index(2)?)?);
        match row.try_get_by_index::<i32>(0)? {
            DISMISSED => marks.dismissed.push(article),
            READ => marks.read.push((article, at)),
            _ => marks.kept.push((article, at)),
        }
    }
    Ok(marks)
}

/// The rows of one kind of mark.
fn part(mark: i32, rows: SelectStatement) -> SelectStatement {
    let mut select = Query::select();
    select
        .expr_as(Expr::cust(mark.to_string()), "mark")
        .columns([("part", "article_id"), ("part", "at")])
        .from_subquery(rows, "part");
    select
}

/// All of an account, the latest first. There is a limit to it, so that one statement reads it.
pub(crate) async fn all(database: &impl ConnectionTrait, account: AccountId) -> Result<Vec<(ArticleId, Timestamp)>> {
    let rows = dismissal::Entity::find()
        .filter(dismissal::Column::AccountId.eq(account))
        .order_by_desc(dismissal::Column::DismissedAt)
        .order_by_desc(dismissal::Column::ArticleId)
        .all(database)
        .await?;
    rows.into_iter().map(|row| Ok((row.article_id, instant::read(row.dismissed_at)?))).collect()
}

/// What is held on an account here, for its owner's copy of it.
pub(crate) async fn held(database: &impl ConnectionTrait, account: AccountId) -> Result<serde_json::Value> {
    let all = all(database, account).await?;
    let said = |(article, at)| serde_json::json!({"article": article, "dismissedAt": at});
    Ok(all.into_iter().map(said).collect())
}

/// Removes all of an account.
pub(crate) async fn forget_account(tx: &WriteTx<'_>, permit: &Permit, account: AccountId) -> Result<Vec<Change>> {
    let gone = remove(tx.connection(), permit, account, None).await?;
    let told = Change::private(ChangeKind::DismissalDeleted, account, 1, account);
    Ok(if gone > 0 { vec![told] } else { Vec::new() })
}
