//! Which lists may be featured: public ones with enough that can be read.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, Func, Order, Query, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{playlist, playlist_item as item};
use crate::article::Status;
use crate::error::{Error, Result};
use crate::id::PlaylistId;
use crate::instant;
use crate::playlist::slot::Candidate;

/// How many lists are looked at: those that are pinned, then the last made public.
const CANDIDATES_MAX: u64 = 500;
/// The fewest articles that can be read of a featured list.
const ARTICLES_MIN: i64 = 3;

/// The lists that were made public after this instant or are pinned now, and have enough to read.
pub(in crate::playlist) async fn candidates(
    database: &impl ConnectionTrait,
    since: Timestamp,
    now: Timestamp,
) -> Result<Vec<Candidate>> {
    let pinned = playlist::Column::PinnedUntil.gt(instant::stored(now));
    let due = Condition::any().add(playlist::Column::PublicSince.gt(instant::stored(since))).add(pinned.clone());
    let find = playlist::Entity::find()
        .select_only()
        .columns([playlist::Column::Id, playlist::Column::PublicSince, playlist::Column::PinnedUntil])
        .filter(playlist::Column::PublicSince.is_not_null())
        .filter(playlist::Column::ItemCount.gte(ARTICLES_MIN))
        .filter(due)
        .filter(readable().gte(ARTICLES_MIN))
        .order_by(SimpleExpr::Case(Box::new(Expr::case(pinned, 0).finally(1))), Order::Asc)
        .order_by(playlist::Column::PublicSince, Order::Desc)
        .order_by(playlist::Column::Id, Order::Desc)
        .limit(CANDIDATES_MAX);
    let rows: Vec<(PlaylistId, Option<i64>, Option<i64>)> = find.into_tuple().all(database).await?;
    let read = |(id, public_since, pinned_until): (PlaylistId, Option<i64>, Option<i64>)| {
        let public_since = public_since.ok_or_else(|| Error::internal("a list is public since never"))?;
        let pinned_until = pinned_until.map(instant::read).transpose()?;
        Ok(Candidate { id, public_since: instant::read(public_since)?, pinned_until })
    };
    rows.into_iter().map(read).collect()
}

/// How many articles of the list are public now, each counted once.
fn readable() -> SimpleExpr {
    let mut public = Query::select();
    public
        .expr(Expr::val(1))
        .from("article_text")
        .and_where(Expr::col(("article_text", "article_id")).equals((item::Entity, item::Column::ArticleId)))
        .and_where(Expr::col(("article_text", "status")).is_in(Status::PUBLIC.map(Status::as_str)));
    let mut count = Query::select();
    count
        .expr(Func::count_distinct(Expr::col((item::Entity, item::Column::ArticleId))))
        .from(item::Entity)
        .and_where(Expr::col((item::Entity, item::Column::PlaylistId)).equals((playlist::Entity, playlist::Column::Id)))
        .and_where(Expr::exists(public));
    SimpleExpr::SubQuery(None, Box::new(count.into()))
}
