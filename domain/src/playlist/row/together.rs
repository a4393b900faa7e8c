//! What playlists tell of articles that go together: for recommendations. Of other readers' lists only those count that
//! everybody may see; every answer is bounded.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use std::collections::HashSet;

use jiff::Timestamp;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, QueryResult};

use super::{playlist, playlist_item as item};
use crate::db::padded;
use crate::error::{Error, Result};
use crate::id::{AccountId, ArticleId};
use crate::instant;

/// The most pairs of a seed and a list that are looked at, the lists that became public last first.
const PAIRS_MAX: u64 = 500;
/// The most items that are looked at for what is collected of late.
const LATE_ITEMS_MAX: u64 = 5_000;

/// Two articles that readers keep together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Together {
    /// The one that was not asked about.
    pub(crate) article: ArticleId,
    /// The one that was.
    pub(crate) seed: ArticleId,
    /// How many lists have both.
    pub(crate) lists: i64,
}

/// What an account keeps in its lists, whatever their visibility, as a part of another statement: articles and the instants at which
/// they were added, the last added first.
pub(crate) fn kept_by(account: AccountId, limit: u64) -> SelectStatement {
    let mut select = Query::select();
    select
        .column((item::Entity, item::Column::ArticleId))
        .expr_as(Expr::col((item::Entity, item::Column::AddedAt)), "at")
        .and_where(Expr::col((playlist::Entity, playlist::Column::AccountId)).eq(account))
        .order_by((item::Entity, item::Column::AddedAt), Order::Desc)
        .order_by((item::Entity, item::Column::Id), Order::Desc)
        .limit(limit);
    items_of_lists(&mut select).to_owned()
}

/// Which of these an account keeps in any of its lists.
pub(crate) async fn kept_among(
    database: &impl ConnectionTrait,
    account: AccountId,
    among: &[ArticleId],
) -> Result<HashSet<ArticleId>> {
    let mut select = Query::select();
    select
        .distinct()
        .column((item::Entity, item::Column::ArticleId))
        .and_where(Expr::col((playlist::Entity, playlist::Column::AccountId)).eq(account))
        .and_where(Expr::col((item::Entity, item::Column::ArticleId)).is_in(padded(among)));
    let rows = database.query_all(items_of_lists(&mut select)).await?;
    rows.iter().map(|row| article(row, 0)).collect()
}

/// What others keep together with these articles in lists that everybody may see: what is in most lists first.
pub(crate) async fn kept_together(
    database: &impl ConnectionTrait,
    account: AccountId,
    seeds: &[ArticleId],
    limit: u64,
) -> Result<Vec<Together>> {
    let mut near = Query::select();
    near.expr_as(Expr::col((item::Entity, item::Column::ArticleId)), "seed")
        .expr_as(Expr::col((item::Entity, item::Column::PlaylistId)), "list")
        .and_where(Expr::col((item::Entity, item::Column::ArticleId)).is_in(padded(seeds)))
        .and_where(Expr::col((playlist::Entity, playlist::Column::AccountId)).ne(account))
        .cond_where(for_everybody())
        .order_by((playlist::Entity, playlist::Column::PublicSince), Order::Desc)
        .order_by((playlist::Entity, playlist::Column::Id), Order::Desc)
        .order_by((item::Entity, item::Column::ArticleId), Order::Desc)
        .limit(PAIRS_MAX);
    let near = items_of_lists(&mut near).to_owned();
    let mut select = Query::select();
    select
        .column((item::Entity, item::Column::ArticleId))
        .column(("near", "seed"))
        .expr_as(Expr::col(("near", "list")).count_distinct(), "lists")
        .from_subquery(near, "near")
        .inner_join(item::Entity, Expr::col((item::Entity, item::Column::PlaylistId)).equals(("near", "list")))
        .and_where(Expr::col((item::Entity, item::Column::ArticleId)).not_equals(("near", "seed")))
        .group_by_col((item::Entity, item::Column::ArticleId))
        .group_by_col(("near", "seed"))
        .order_by("lists", Order::Desc)
        .order_by((item::Entity, item::Column::ArticleId), Order::Desc)
        .order_by(("near", "seed"), Order::Desc)
        .limit(limit);
    let rows = database.query_all(&select).await?;
    rows.iter()
        .map(|row| Ok(Together { article: article(row, 0)?, seed: article(row, 1)?, lists: number(row, 2)? }))
        .collect()
}

/// What was collected since then by most readers in lists that everybody may see, with how many readers. That is readers,
/// not lists: nobody makes an article popular alone.
pub(crate) async fn most_collected(
    database: &impl ConnectionTrait,
    since: Timestamp,
    limit: u64,
) -> Result<Vec<(ArticleId, i64)>> {
    let late = Query::select()
        .column(item::Column::ArticleId)
        .column(item::Column::PlaylistId)
        .from(item::Entity)
        .and_where(Expr::col(item::Column::AddedAt).gte(instant::stored(since)))
        .order_by(item::Column::AddedAt, Order::Desc)
        .order_by(item::Column::Id, Order::Desc)
        .limit(LATE_ITEMS_MAX)
        .to_owned();
    let mut select = Query::select();
    select
        .column(("late", "article_id"))
        .expr_as(Expr::col((playlist::Entity, playlist::Column::AccountId)).count_distinct(), "readers")
        .from_subquery(late, "late")
        .inner_join(
            playlist::Entity,
            Expr::col((playlist::Entity, playlist::Column::Id)).equals(("late", "playlist_id")),
        )
        .cond_where(for_everybody())
        .group_by_col(("late", "article_id"))
        .order_by("readers", Order::Desc)
        .order_by(("late", "article_id"), Order::Desc)
        .limit(limit);
    let rows = database.query_all(&select).await?;
    rows.iter().map(|row| Ok((article(row, 0)?, number(row, 1)?))).collect()
}

fn items_of_lists(select: &mut SelectStatement) -> &SelectStatement {
    let of_list = Expr::col((playlist::Entity, playlist::Column::Id)).equals((item::Entity, item::Column::PlaylistId));
    select.from(item::Entity).inner_join(playlist::Entity, of_list)
}

/// The list is public, and no one has hidden it.
fn for_everybody() -> Condition {
    Condition::all()
        .add(Expr::col((playlist::Entity, playlist::Column::Visibility)).eq("public"))
        .add(Expr::col((playlist::Entity, playlist::Column::PublicSince)).is_not_null())
        .add(Expr::col((playlist::Entity, playlist::Column::HiddenAt)).is_null())
}

fn article(row: &QueryResult, index: usize) -> Result<ArticleId> {
    row.try_get_by_index(index).map_err(Error::from)
}

fn number(row: &QueryResult, index: usize) -> Result<i64> {
    row.try_get_by_index(index).map_err(Error::from)
}
