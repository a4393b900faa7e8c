//! How far those who follow the change log have come.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::error::Result;
use crate::instant;
use crate::policy::Permit;

mod entity {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "follower")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub seq: i64,
        pub clock: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// How far somebody has come: in the log, and by the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) seq: i64,
    pub(crate) clock: Timestamp,
}

/// How far a follower has come, as far as is known without waiting for it.
pub(crate) async fn position(database: &impl ConnectionTrait, name: &str) -> Result<Option<Position>> {
    let row = entity::Entity::find_by_id(name).one(database).await?;
    row.map(|row| Ok(Position { seq: row.seq, clock: instant::read(row.clock)? })).transpose()
}

/// Holds the position of a follower until the transaction ends: of several processes one goes on. One that there isn't yet
/// begins here.
pub(crate) async fn lock(database: &impl ConnectionTrait, _: &Permit, name: &str, begin: Position) -> Result<Position> {
    let row = entity::ActiveModel {
        name: Set(name.to_owned()),
        seq: Set(begin.seq),
        clock: Set(instant::stored(begin.clock)),
    };
    // What is there is written as it is, which takes the lock on it.
    let conflict = OnConflict::column(entity::Column::Name)
        .value(entity::Column::Seq, Expr::col((entity::Entity, entity::Column::Seq)))
        .to_owned();
    let row = entity::Entity::insert(row).on_conflict(conflict).exec_with_returning(database).await?;
    Ok(Position { seq: row.seq, clock: instant::read(row.clock)? })
}

/// It has come this far.
pub(crate) async fn advance(database: &impl ConnectionTrait, _: &Permit, name: &str, to: Position) -> Result<()> {
    entity::Entity::update_many()
        .col_expr(entity::Column::Seq, Expr::value(to.seq))
        .col_expr(entity::Column::Clock, Expr::value(instant::stored(to.clock)))
        .filter(entity::Column::Name.eq(name))
        .exec(database)
        .await?;
    Ok(())
}
