//! The stored shape of attempts.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{Door, Tally};
use crate::error::{Error, Result};
use crate::instant;
use crate::policy::Permit;

mod attempt {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "attempt")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub door: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject_hash: String,
        pub failures: i64,
        pub free_at: i64,
        pub updated_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What is known of a subject, held until the transaction ends: no other counts meanwhile.
pub(super) async fn lock(
    database: &impl ConnectionTrait,
    _: &Permit,
    door: Door,
    subject: &str,
    now: Timestamp,
) -> Result<Tally> {
    let row = attempt::ActiveModel {
        door: Set(door.to_string()),
        subject_hash: Set(subject.to_owned()),
        failures: Set(0),
        free_at: Set(0),
        updated_at: Set(instant::stored(now)),
    };
    // What is there is written as it is, which takes the lock on it.
    let conflict = OnConflict::columns([attempt::Column::Door, attempt::Column::SubjectHash])
        .value(attempt::Column::FreeAt, Expr::col((attempt::Entity, attempt::Column::FreeAt)))
        .to_owned();
    let row = attempt::Entity::insert(row).on_conflict(conflict).exec_with_returning(database).await?;
    Ok(Tally {
        attempts: u32::try_from(row.failures).map_err(Error::internal)?,
        free_at: instant::read(row.free_at)?,
        updated_at: instant::read(row.updated_at)?,
    })
}

pub(super) async fn set(
    database: &impl ConnectionTrait,
    _: &Permit,
    door: Door,
    subject: &str,
    tally: Tally,
) -> Result<()> {
    attempt::Entity::update_many()
        .col_expr(attempt::Column::Failures, Expr::value(i64::from(tally.attempts)))
        .col_expr(attempt::Column::FreeAt, Expr::value(instant::stored(tally.free_at)))
        .col_expr(attempt::Column::UpdatedAt, Expr::value(instant::stored(tally.updated_at)))
        .filter(of(door, subject))
        .exec(database)
        .await?;
    Ok(())
}

pub(super) async fn clear(database: &impl ConnectionTrait, _: &Permit, door: Door, subject: &str) -> Result<()> {
    attempt::Entity::delete_many().filter(of(door, subject)).exec(database).await?;
    Ok(())
}

/// One attempt less. A wait that has begun goes on.
pub(super) async fn take_back(database: &impl ConnectionTrait, _: &Permit, door: Door, subject: &str) -> Result<()> {
    attempt::Entity::update_many()
        .col_expr(attempt::Column::Failures, Expr::col(attempt::Column::Failures).sub(1))
        .filter(of(door, subject))
        .filter(attempt::Column::Failures.gt(0))
        .exec(database)
        .await?;
    Ok(())
}

/// Removes what was last counted before this instant.
pub(crate) async fn forget(database: &impl ConnectionTrait, _: &Permit, before: Timestamp) -> Result<u64> {
    let old = attempt::Entity::delete_many().filter(attempt::Column::UpdatedAt.lt(instant::stored(before)));
    Ok(old.exec(database).await?.rows_affected)
}

fn of(door: Door, subject: &str) -> sea_orm::Condition {
    sea_orm::Condition::all().add(attempt::Column::Door.eq(door.as_str())).add(attempt::Column::SubjectHash.eq(subject))
}
