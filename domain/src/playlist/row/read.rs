//! Reading lists: one statement for any number of them, with the names of their owners and what they are copies of.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};
use sea_orm::{Condition, ConnectionTrait, FromQueryResult, JoinType};
use ulid::Ulid;

use super::playlist;
use crate::db::padded;
use crate::error::Result;
use crate::id::{AccountId, PlaylistId};
use crate::instant;
use crate::page::{PageSpec, Position};
use crate::playlist::{Credit, Hidden, Playlist, Visibility};
use crate::policy::ListSight;

/// The list as one row, with what stands beside it in others.
#[derive(Debug, FromQueryResult)]
struct Row {
    id: PlaylistId,
    account_id: AccountId,
    title: String,
    description: String,
    visibility: String,
    version: i64,
    item_count: i64,
    hidden_at: Option<i64>,
    hidden_because: Option<String>,
    pinned_until: Option<i64>,
    created_at: i64,
    updated_at: i64,
    owner_name: String,
    source_id: Option<PlaylistId>,
    source_title: Option<String>,
    source_owner_name: Option<String>,
}

/// The rule of `policy::lists` for many: which lists are in sight.
pub(in crate::playlist) fn visible_to(sight: ListSight) -> Condition {
    let shared = [Visibility::Unlisted, Visibility::Public].map(Visibility::as_str);
    let column = |column: playlist::Column| Expr::col((playlist::Entity, column));
    let mut shown = Condition::all().add(column(playlist::Column::Visibility).is_in(shared));
    if !sight.hidden {
        shown = shown.add(column(playlist::Column::HiddenAt).is_null());
    }
    match sight.own {
        Some(account) => Condition::any().add(column(playlist::Column::AccountId).eq(account)).add(shown),
        None => shown,
    }
}

/// A list with whose it is.
#[derive(Debug, Clone)]
pub(in crate::playlist) struct Owned {
    pub(in crate::playlist) account: AccountId,
    pub(in crate::playlist) list: Playlist,
}

/// Those of these lists that are in sight, in no order.
pub(in crate::playlist) async fn by_ids(
    database: &impl ConnectionTrait,
    ids: &[PlaylistId],
    sight: ListSight,
) -> Result<Vec<Playlist>> {
    Ok(owned(database, ids, sight).await?.into_iter().map(|owned| owned.list).collect())
}

/// The same, with whose they are.
pub(in crate::playlist) async fn owned(
    database: &impl ConnectionTrait,
    ids: &[PlaylistId],
    sight: ListSight,
) -> Result<Vec<Owned>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = select();
    select.and_where(Expr::col((playlist::Entity, playlist::Column::Id)).is_in(padded(ids)));
    select.cond_where(visible_to(sight));
    read(database, &select, sight).await
}

/// One list, if it is in sight.
pub(in crate::playlist) async fn one(
    database: &impl ConnectionTrait,
    id: PlaylistId,
    sight: ListSight,
) -> Result<Option<Playlist>> {
    Ok(by_ids(database, &[id], sight).await?.pop())
}

/// The lists of an account on a page, the last changed first, nearest to the page's anchor first, and one more if there
/// is one.
pub(in crate::playlist) async fn own_page(
    database: &impl ConnectionTrait,
    account: AccountId,
    spec: &PageSpec<Position>,
    sight: ListSight,
) -> Result<Vec<(Position, Playlist)>> {
    let order = if spec.backwards { Order::Asc } else { Order::Desc };
    let column = |column: playlist::Column| (playlist::Entity, column);
    let mut select = select();
    select
        .and_where(Expr::col(column(playlist::Column::AccountId)).eq(account))
        .order_by(column(playlist::Column::UpdatedAt), order.clone())
        .order_by(column(playlist::Column::Id), order)
        .limit(spec.size as u64 + 1);
    if let Some(at) = &spec.after {
        select.cond_where(beyond(at, false));
    }
    if let Some(at) = &spec.before {
        select.cond_where(beyond(at, true));
    }
    let lists = read(database, &select, sight).await?;
    let placed = lists.into_iter().map(|Owned { list, .. }| {
        let at = Position { value: instant::stored(list.updated_at), id: list.id.ulid().to_bytes() };
        (at, list)
    });
    Ok(placed.collect())
}

/// Changed later, or earlier, than a place in the list.
fn beyond(at: &Position, later: bool) -> Condition {
    let id = PlaylistId::new(Ulid::from_bytes(at.id));
    let (updated_at, list_id) = (playlist::Column::UpdatedAt, playlist::Column::Id);
    let column = |column: playlist::Column| Expr::col((playlist::Entity, column));
    let (past, past_id) = if later {
        (column(updated_at).gt(at.value), column(list_id).gt(id))
    } else {
        (column(updated_at).lt(at.value), column(list_id).lt(id))
    };
    Condition::any().add(past).add(Condition::all().add(column(updated_at).eq(at.value)).add(past_id))
}

fn select() -> SelectStatement {
    use playlist::Column;
    let mut select = Query::select();
    select.columns(
        [
            Column::Id,
            Column::AccountId,
            Column::Title,
            Column::Description,
            Column::Visibility,
            Column::Version,
            Column::ItemCount,
            Column::HiddenAt,
            Column::HiddenBecause,
            Column::PinnedUntil,
            Column::CreatedAt,
            Column::UpdatedAt,
        ]
        .map(|column| (playlist::Entity, column)),
    );
    let is_shown = Expr::col(("source", Column::Visibility))
        .eq(Visibility::Public.as_str())
        .and(Expr::col(("source", Column::HiddenAt)).is_null());
    select
        .expr_as(Expr::col(("owner", "display_name")), "owner_name")
        .expr_as(Expr::col(("source", Column::Id)), "source_id")
        .expr_as(Expr::col(("source", Column::Title)), "source_title")
        .expr_as(Expr::col(("source_owner", "display_name")), "source_owner_name")
        .from(playlist::Entity)
        .join_as(
            JoinType::InnerJoin,
            "account",
            "owner",
            Expr::col(("owner", "id")).equals((playlist::Entity, Column::AccountId)),
        )
        .join_as(
            JoinType::LeftJoin,
            playlist::Entity,
            "source",
            Expr::col(("source", Column::Id)).equals((playlist::Entity, Column::CopiedFrom)).and(is_shown),
        )
        .join_as(
            JoinType::LeftJoin,
            "account",
            "source_owner",
            Expr::col(("source_owner", "id")).equals(("source", Column::AccountId)),
        );
    select
}

async fn read(database: &impl ConnectionTrait, select: &SelectStatement, sight: ListSight) -> Result<Vec<Owned>> {
    let rows = database.query_all(select).await?;
    let owned = |row: Row| Ok(Owned { account: row.account_id, list: said(row, sight)? });
    rows.iter().map(|row| owned(Row::from_query_result(row, "")?)).collect()
}

fn said(row: Row, sight: ListSight) -> Result<Playlist> {
    let is_own = sight.own == Some(row.account_id);
    let credit = (row.source_id, row.source_title, row.source_owner_name);
    let hidden = match (row.hidden_at, row.hidden_because) {
        (Some(at), Some(because)) if is_own || sight.hidden => Some(Hidden { at: instant::read(at)?, because }),
        _ => None,
    };
    Ok(Playlist {
        id: row.id,
        title: row.title,
        description: row.description,
        visibility: Visibility::stored(&row.visibility)?,
        version: row.version,
        item_count: row.item_count,
        owner_name: row.owner_name,
        is_own,
        copied_from: match credit {
            (Some(id), Some(title), Some(owner_name)) => Some(Credit { id, title, owner_name }),
            _ => None,
        },
        hidden,
        pinned_until: row.pinned_until.filter(|_| sight.hidden).map(instant::read).transpose()?,
        created_at: instant::read(row.created_at)?,
        updated_at: instant::read(row.updated_at)?,
    })
}
