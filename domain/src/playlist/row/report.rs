//! The stored shape of reports.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, Order};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use ulid::Ulid;

use crate::error::Result;
use crate::id::{AccountId, PlaylistId, PlaylistReportId};
use crate::instant;
use crate::page::{PageSpec, Position};
use crate::policy::Permit;

pub(in crate::playlist) use playlist_report::Model as StoredReport;

mod playlist_report {
    use crate::id::{AccountId, PlaylistId, PlaylistReportId};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "playlist_report")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PlaylistReportId,
        pub playlist_id: PlaylistId,
        pub account_id: AccountId,
        pub reason: String,
        pub open: Option<i64>,
        pub created_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The open report that an account made of a list.
pub(in crate::playlist) async fn open_of(
    database: &impl ConnectionTrait,
    list: PlaylistId,
    account: AccountId,
) -> Result<Option<StoredReport>> {
    let find = playlist_report::Entity::find()
        .filter(playlist_report::Column::PlaylistId.eq(list))
        .filter(playlist_report::Column::AccountId.eq(account))
        .filter(playlist_report::Column::Open.eq(1));
    Ok(find.one(database).await?)
}

/// How many reports an account has made since this instant.
pub(in crate::playlist) async fn count_since(
    database: &impl ConnectionTrait,
    account: AccountId,
    since: Timestamp,
) -> Result<u64> {
    let find = playlist_report::Entity::find()
        .filter(playlist_report::Column::AccountId.eq(account))
        .filter(playlist_report::Column::CreatedAt.gt(instant::stored(since)));
    Ok(find.count(database).await?)
}

pub(in crate::playlist) async fn insert(database: &impl ConnectionTrait, _: &Permit, new: StoredReport) -> Result<()> {
    playlist_report::Entity::insert(new.into_active_model()).exec_without_returning(database).await?;
    Ok(())
}

/// Closes the open reports of a list: staff has decided.
pub(in crate::playlist) async fn close(database: &impl ConnectionTrait, _: &Permit, list: PlaylistId) -> Result<()> {
    playlist_report::Entity::update_many()
        .col_expr(playlist_report::Column::Open, Expr::value(Option::<i64>::None))
        .filter(playlist_report::Column::PlaylistId.eq(list))
        .exec(database)
        .await?;
    Ok(())
}

/// The open reports of a page, the latest first, nearest to its anchor first, and one more if there is one.
pub(in crate::playlist) async fn page(
    database: &impl ConnectionTrait,
    spec: &PageSpec<Position>,
) -> Result<Vec<StoredReport>> {
    let order = if spec.backwards { Order::Asc } else { Order::Desc };
    let mut find = playlist_report::Entity::find()
        .filter(playlist_report::Column::Open.eq(1))
        .order_by(playlist_report::Column::CreatedAt, order.clone())
        .order_by(playlist_report::Column::Id, order)
        .limit(spec.size as u64 + 1);
    if let Some(at) = &spec.after {
        find = find.filter(beyond(at, false));
    }
    if let Some(at) = &spec.before {
        find = find.filter(beyond(at, true));
    }
    Ok(find.all(database).await?)
}

fn beyond(at: &Position, later: bool) -> Condition {
    let id = PlaylistReportId::new(Ulid::from_bytes(at.id));
    let (past, past_id) = if later {
        (playlist_report::Column::CreatedAt.gt(at.value), playlist_report::Column::Id.gt(id))
    } else {
        (playlist_report::Column::CreatedAt.lt(at.value), playlist_report::Column::Id.lt(id))
    };
    Condition::any().add(past).add(Condition::all().add(playlist_report::Column::CreatedAt.eq(at.value)).add(past_id))
}

/// How many reports are open.
pub(in crate::playlist) async fn count_open(database: &impl ConnectionTrait) -> Result<u64> {
    Ok(playlist_report::Entity::find().filter(playlist_report::Column::Open.eq(1)).count(database).await?)
}
