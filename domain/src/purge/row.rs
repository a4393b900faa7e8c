//! The one row: how far the caches have been told, and who tells them.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::Position;
use crate::error::Result;
use crate::instant;
use crate::policy::Permit;

/// What the row is called.
const NAME: &str = "caches";

mod entity {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "purge_position")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub seq: i64,
        pub clock: i64,
        pub leased_until: i64,
        pub failures: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The row, as it is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    pub(super) position: Position,
    pub(super) leased_until: Timestamp,
    pub(super) failures: i64,
}

/// The row, if there is one.
pub(super) async fn get(database: &impl ConnectionTrait) -> Result<Option<Held>> {
    entity::Entity::find_by_id(NAME).one(database).await?.map(read).transpose()
}

/// Takes the lease, unless somebody has it. The first one to come begins at 0, and now.
pub(super) async fn lease(
    database: &impl ConnectionTrait,
    _: &Permit,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Held>> {
    use entity::Column;
    let row = entity::ActiveModel {
        name: Set(NAME.to_owned()),
        seq: Set(0),
        clock: Set(instant::stored(now)),
        leased_until: Set(0),
        failures: Set(0),
    };
    // That there is one already is what is expected.
    entity::Entity::insert(row).on_conflict_do_nothing_on([Column::Name]).exec_without_returning(database).await?;
    let rows = entity::Entity::update_many()
        .col_expr(Column::LeasedUntil, Expr::value(instant::stored(until)))
        .filter(Column::LeasedUntil.lte(instant::stored(now)))
        .exec_with_returning(database)
        .await?;
    rows.into_iter().next().map(read).transpose()
}

/// They have been told this far, and whoever comes next may go on. Somebody whose lease has ended meanwhile puts nothing back.
pub(super) async fn advance(database: &impl ConnectionTrait, _: &Permit, to: Position) -> Result<()> {
    use entity::Column;
    entity::Entity::update_many()
        .col_expr(Column::Seq, Expr::value(to.seq))
        .col_expr(Column::Clock, Expr::value(instant::stored(to.clock)))
        .col_expr(Column::LeasedUntil, Expr::value(0))
        .col_expr(Column::Failures, Expr::value(0))
        .filter(Column::Seq.lte(to.seq))
        .exec(database)
        .await?;
    Ok(())
}

/// An attempt failed: nobody makes another one before that.
pub(super) async fn put_off(database: &impl ConnectionTrait, _: &Permit, until: Timestamp) -> Result<()> {
    use entity::Column;
    entity::Entity::update_many()
        .col_expr(Column::LeasedUntil, Expr::value(instant::stored(until)))
        .col_expr(Column::Failures, Expr::col(Column::Failures).add(1))
        .exec(database)
        .await?;
    Ok(())
}

fn read(row: entity::Model) -> Result<Held> {
    let position = Position { seq: row.seq, clock: instant::read(row.clock)? };
    Ok(Held { position, leased_until: instant::read(row.leased_until)?, failures: row.failures })
}
