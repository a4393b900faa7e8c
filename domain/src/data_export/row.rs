//! The stored shape of exports.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::parts::PARTS;
use super::{DataExport, State};
use crate::error::{Error, Result};
use crate::id::{AccountId, DataExportId};
use crate::instant;
use crate::policy::Permit;

mod export {
    use crate::id::{AccountId, DataExportId};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "data_export")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: DataExportId,
        pub account_id: AccountId,
        pub state: String,
        pub parts_done: i64,
        pub attempts: i64,
        pub claimed_until: i64,
        pub requested_at: i64,
        pub settled_at: Option<i64>,
        pub expires_at: Option<i64>,
        pub content: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An export that this process is to make.
pub(super) struct Claimed {
    pub(super) id: DataExportId,
    pub(super) account: AccountId,
    pub(super) attempts: i64,
}

/// How an export ends.
pub(super) struct End {
    pub(super) state: State,
    pub(super) content: Option<String>,
    pub(super) at: Timestamp,
    pub(super) expires_at: Timestamp,
}

pub(super) async fn insert(
    database: &impl ConnectionTrait,
    _: &Permit,
    id: DataExportId,
    account: AccountId,
    now: Timestamp,
) -> Result<DataExport> {
    let row = export::Model {
        id,
        account_id: account,
        state: State::Queued.to_string(),
        parts_done: 0,
        attempts: 0,
        claimed_until: 0,
        requested_at: instant::stored(now),
        settled_at: None,
        expires_at: None,
        content: None,
    };
    let insert = export::ActiveModel {
        id: Set(row.id),
        account_id: Set(row.account_id),
        state: Set(row.state.clone()),
        parts_done: Set(0),
        attempts: Set(0),
        claimed_until: Set(0),
        requested_at: Set(row.requested_at),
        settled_at: Set(None),
        expires_at: Set(None),
        content: Set(None),
    };
    export::Entity::insert(insert).exec_without_returning(database).await?;
    read(row)
}

/// The exports of an account that aren't past their time, the latest first. There are few, and all but one are small.
pub(super) async fn of_account(
    database: &impl ConnectionTrait,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<DataExport>> {
    let of = export::Entity::find().filter(export::Column::AccountId.eq(account)).filter(is_kept(now));
    let rows = of.order_by_desc(export::Column::Id).all(database).await?;
    rows.into_iter().map(read).collect()
}

pub(super) async fn content(
    database: &impl ConnectionTrait,
    account: AccountId,
    id: DataExportId,
    now: Timestamp,
) -> Result<Option<String>> {
    let one = export::Entity::find_by_id(id).filter(export::Column::AccountId.eq(account)).filter(is_kept(now));
    Ok(one.one(database).await?.and_then(|row| row.content))
}

pub(super) async fn remove_of(database: &impl ConnectionTrait, _: &Permit, account: AccountId) -> Result<()> {
    export::Entity::delete_many().filter(export::Column::AccountId.eq(account)).exec(database).await?;
    Ok(())
}

/// Whether there is anything to claim: asked without a write lock.
pub(super) async fn is_any_due(database: &impl ConnectionTrait, now: Timestamp) -> Result<bool> {
    Ok(due(now).one(database).await?.is_some())
}

/// Claims one that is due: until the claim ends, nobody else takes it.
pub(super) async fn claim(
    database: &impl ConnectionTrait,
    _: &Permit,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Claimed>> {
    let Some(row) = due(now).order_by_asc(export::Column::Id).one(database).await? else { return Ok(None) };
    // The condition is asked again: of two that read the same row, one claims it.
    let taken = export::Entity::update_many()
        .col_expr(export::Column::State, Expr::value(State::Running.as_str()))
        .col_expr(export::Column::PartsDone, Expr::value(0i64))
        .col_expr(export::Column::Attempts, Expr::col(export::Column::Attempts).add(1))
        .col_expr(export::Column::ClaimedUntil, Expr::value(instant::stored(until)))
        .filter(export::Column::Id.eq(row.id))
        .filter(export::Column::ClaimedUntil.eq(row.claimed_until))
        .exec(database)
        .await?;
    let claimed = Claimed { id: row.id, account: row.account_id, attempts: row.attempts + 1 };
    Ok((taken.rows_affected == 1).then_some(claimed))
}

pub(super) async fn progress(
    database: &impl ConnectionTrait,
    _: &Permit,
    id: DataExportId,
    done: i64,
    until: Timestamp,
) -> Result<()> {
    export::Entity::update_many()
        .col_expr(export::Column::PartsDone, Expr::value(done))
        .col_expr(export::Column::ClaimedUntil, Expr::value(instant::stored(until)))
        .filter(export::Column::Id.eq(id))
        .exec(database)
        .await?;
    Ok(())
}

/// Ends one; false when it is no more.
pub(super) async fn settle(database: &impl ConnectionTrait, _: &Permit, id: DataExportId, end: End) -> Result<bool> {
    let settled = export::Entity::update_many()
        .col_expr(export::Column::State, Expr::value(end.state.as_str()))
        .col_expr(export::Column::Content, Expr::value(end.content))
        .col_expr(export::Column::SettledAt, Expr::value(instant::stored(end.at)))
        .col_expr(export::Column::ExpiresAt, Expr::value(instant::stored(end.expires_at)))
        .filter(export::Column::Id.eq(id))
        .exec(database)
        .await?;
    Ok(settled.rows_affected == 1)
}

/// Removes exports that were past their time before this instant.
pub(crate) async fn forget(database: &impl ConnectionTrait, _: &Permit, before: Timestamp) -> Result<u64> {
    let old = export::Entity::delete_many().filter(export::Column::ExpiresAt.lt(instant::stored(before)));
    Ok(old.exec(database).await?.rows_affected)
}

/// What is held on an account, for its owner: that it asked for exports, and when.
pub(crate) async fn held(database: &impl ConnectionTrait, account: AccountId) -> Result<serde_json::Value> {
    let of = export::Entity::find().filter(export::Column::AccountId.eq(account));
    let rows = of.order_by_asc(export::Column::Id).all(database).await?;
    let told = rows.into_iter().map(|row| {
        let requested_at = instant::read(row.requested_at)?;
        Ok(serde_json::json!({"id": row.id, "state": row.state, "requestedAt": requested_at}))
    });
    told.collect::<Result<Vec<_>>>().map(serde_json::Value::from)
}

fn due(now: Timestamp) -> sea_orm::Select<export::Entity> {
    export::Entity::find()
        .filter(export::Column::State.is_in([State::Queued.as_str(), State::Running.as_str()]))
        .filter(export::Column::ClaimedUntil.lte(instant::stored(now)))
}

fn is_kept(now: Timestamp) -> sea_orm::Condition {
    let kept = export::Column::ExpiresAt.gt(instant::stored(now));
    sea_orm::Condition::any().add(export::Column::ExpiresAt.is_null()).add(kept)
}

fn read(row: export::Model) -> Result<DataExport> {
    Ok(DataExport {
        id: row.id,
        state: State::stored(&row.state)?,
        parts_done: u32::try_from(row.parts_done).map_err(Error::internal)?,
        parts: u32::try_from(PARTS.len()).map_err(Error::internal)?,
        requested_at: instant::read(row.requested_at)?,
        settled_at: row.settled_at.map(instant::read).transpose()?,
        expires_at: row.expires_at.map(instant::read).transpose()?,
    })
}
