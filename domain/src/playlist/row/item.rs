//! Items of lists: the first ones of many lists with one statement, a page of one list, and what changes them.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use sea_orm::sea_query::{
    CaseStatement, Expr, ExprTrait, Func, Order, Query, SelectStatement, SimpleExpr, WindowStatement,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use ulid::Ulid;

use super::read::visible_to;
use super::{StoredItem, playlist, playlist_item as item};
use crate::db::padded;
use crate::error::Result;
use crate::id::{ArticleId, PlaylistId, PlaylistItemId};
use crate::page::{PageSpec, Position};
use crate::policy::{ListSight, Permit};

/// The alias of an item's place in its list, in the statement.
const PLACE: &str = "place";

/// The first items of each of these lists that are in sight, at most so many of one, each list's in their order.
pub(in crate::playlist) async fn first_of(
    database: &impl ConnectionTrait,
    lists: &[PlaylistId],
    count: usize,
    sight: ListSight,
) -> Result<Vec<StoredItem>> {
    let mut window = WindowStatement::partition_by(item::Column::PlaylistId);
    window.order_by(item::Column::Position, Order::Asc);
    let mut ranked = Query::select();
    ranked
        .columns(COLUMNS)
        .expr_window_as(Func::cust("ROW_NUMBER"), window, PLACE)
        .from(item::Entity)
        .and_where(item::Column::PlaylistId.is_in(padded(lists)))
        .and_where(item::Column::PlaylistId.in_subquery(in_sight(sight)));
    let mut select = Query::select();
    select
        .columns(COLUMNS)
        .from_subquery(ranked, "ranked")
        .and_where(Expr::col(PLACE).lte(i64::try_from(count).unwrap_or(i64::MAX)))
        .order_by(item::Column::PlaylistId, Order::Asc)
        .order_by(item::Column::Position, Order::Asc);
    let rows = database.query_all(&select).await?;
    rows.iter().map(|row| Ok(StoredItem::from_query_result(row, "")?)).collect()
}

const COLUMNS: [item::Column; 7] = [
    item::Column::Id,
    item::Column::PlaylistId,
    item::Column::ArticleId,
    item::Column::Description,
    item::Column::Position,
    item::Column::AddedAt,
    item::Column::ChangedIn,
];

fn in_sight(sight: ListSight) -> SelectStatement {
    let mut lists = Query::select();
    lists.column((playlist::Entity, playlist::Column::Id)).from(playlist::Entity).cond_where(visible_to(sight));
    lists
}

/// The items of a page of one list that is in sight, nearest to its anchor first, and one more if there is one.
pub(in crate::playlist) async fn page(
    database: &impl ConnectionTrait,
    list: PlaylistId,
    spec: &PageSpec<Position>,
    sight: ListSight,
) -> Result<Vec<StoredItem>> {
    let mut find = item::Entity::find()
        .filter(item::Column::PlaylistId.eq(list))
        .filter(item::Column::PlaylistId.in_subquery(in_sight(sight)))
        .order_by(item::Column::Position, if spec.backwards { Order::Desc } else { Order::Asc })
        .limit(spec.size as u64 + 1);
    if let Some(at) = &spec.after {
        find = find.filter(Expr::col((item::Entity, item::Column::Position)).gt(place_of(list, at)));
    }
    if let Some(at) = &spec.before {
        find = find.filter(Expr::col((item::Entity, item::Column::Position)).lt(place_of(list, at)));
    }
    Ok(find.all(database).await?)
}

/// Where a cursor points now: at its item, wherever that was moved to, or at the place where it stood before it went.
fn place_of(list: PlaylistId, at: &Position) -> SimpleExpr {
    let mut present = Query::select();
    present
        .expr(Expr::col(("anchor", item::Column::Position)))
        .from_as(item::Entity, "anchor")
        .and_where(Expr::col(("anchor", item::Column::Id)).eq(PlaylistItemId::new(Ulid::from_bytes(at.id))))
        .and_where(Expr::col(("anchor", item::Column::PlaylistId)).eq(list));
    Func::coalesce([SimpleExpr::SubQuery(None, Box::new(present.into())), Expr::val(at.value)]).into()
}

/// Those of these items that a list in sight has, in no order.
pub(in crate::playlist) async fn by_ids(
    database: &impl ConnectionTrait,
    ids: &[PlaylistItemId],
    sight: ListSight,
) -> Result<Vec<StoredItem>> {
    let find = item::Entity::find()
        .filter(item::Column::Id.is_in(padded(ids)))
        .filter(item::Column::PlaylistId.in_subquery(in_sight(sight)));
    Ok(find.all(database).await?)
}

/// An item of a list.
pub(in crate::playlist) async fn one(
    database: &impl ConnectionTrait,
    list: PlaylistId,
    id: PlaylistItemId,
) -> Result<Option<StoredItem>> {
    Ok(item::Entity::find_by_id(id).filter(item::Column::PlaylistId.eq(list)).one(database).await?)
}

/// All items of a list in their order.
pub(in crate::playlist) async fn all(database: &impl ConnectionTrait, list: PlaylistId) -> Result<Vec<StoredItem>> {
    let find = item::Entity::find().filter(item::Column::PlaylistId.eq(list));
    Ok(find.order_by_asc(item::Column::Position).all(database).await?)
}

/// Those of these articles that a list has.
pub(in crate::playlist) async fn listed(
    database: &impl ConnectionTrait,
    list: PlaylistId,
    articles: &[ArticleId],
) -> Result<Vec<ArticleId>> {
    let find = item::Entity::find()
        .select_only()
        .column(item::Column::ArticleId)
        .filter(item::Column::PlaylistId.eq(list))
        .filter(item::Column::ArticleId.is_in(articles.iter().copied()));
    Ok(find.into_tuple().all(database).await?)
}

/// The position of a list's last item.
pub(in crate::playlist) async fn last_position(
    database: &impl ConnectionTrait,
    list: PlaylistId,
) -> Result<Option<i64>> {
    let find = item::Entity::find()
        .select_only()
        .column(item::Column::Position)
        .filter(item::Column::PlaylistId.eq(list))
        .order_by_desc(item::Column::Position);
    Ok(find.into_tuple().one(database).await?)
}

pub(in crate::playlist) async fn insert(
    database: &impl ConnectionTrait,
    _: &Permit,
    items: Vec<StoredItem>,
) -> Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    let rows = items.into_iter().map(IntoActiveModel::into_active_model);
    item::Entity::insert_many(rows).exec_without_returning(database).await?;
    Ok(())
}

/// Writes what may change of an item.
pub(in crate::playlist) async fn update(
    database: &impl ConnectionTrait,
    _: &Permit,
    changed: &StoredItem,
) -> Result<()> {
    item::Entity::update_many()
        .col_expr(item::Column::Description, Expr::value(changed.description.as_str()))
        .col_expr(item::Column::Position, Expr::value(changed.position))
        .col_expr(item::Column::ChangedIn, Expr::value(changed.changed_in))
        .filter(item::Column::Id.eq(changed.id))
        .exec(database)
        .await?;
    Ok(())
}

/// Gives all items of a list new positions, none of which is taken now.
pub(in crate::playlist) async fn place(
    database: &impl ConnectionTrait,
    _: &Permit,
    list: PlaylistId,
    positions: &[(PlaylistItemId, i64)],
) -> Result<()> {
    let case = positions.iter().fold(CaseStatement::new(), |case, (id, position)| {
        case.case(Expr::col(item::Column::Id).eq(*id), Expr::val(*position))
    });
    item::Entity::update_many()
        .col_expr(item::Column::Position, case.finally(Expr::col(item::Column::Position)).into())
        .filter(item::Column::PlaylistId.eq(list))
        .exec(database)
        .await?;
    Ok(())
}

pub(in crate::playlist) async fn delete(database: &impl ConnectionTrait, _: &Permit, id: PlaylistItemId) -> Result<()> {
    item::Entity::delete_by_id(id).exec(database).await?;
    Ok(())
}
