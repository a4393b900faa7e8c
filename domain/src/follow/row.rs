//! The stored shape of follows, and of how many there are of each target. The number is raised and lowered in the
//! transaction that adds or removes a row, and only when it did: so it is exact, however many write at once.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    TryInsertResult,
};

use super::{Follow, Target};
use crate::changes::{Change, ChangeKind};
use crate::db::{WriteTx, padded};
use crate::error::{Error, Result};
use crate::id::AccountId;
use crate::instant;
use crate::policy::Permit;

mod follow {
    use crate::id::AccountId;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "follow")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: AccountId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub target_id: String,
        pub created_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod follower_count {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "follower_count")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub target_id: String,
        pub followers: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Adds a follow; false when there is one already.
pub(super) async fn insert(
    database: &impl ConnectionTrait,
    _: &Permit,
    (account, target): (AccountId, Target),
    now: Timestamp,
) -> Result<bool> {
    let row = follow::ActiveModel {
        account_id: Set(account),
        target_id: Set(target.to_string()),
        created_at: Set(instant::stored(now)),
    };
    let insert =
        follow::Entity::insert(row).on_conflict_do_nothing_on([follow::Column::AccountId, follow::Column::TargetId]);
    Ok(matches!(insert.exec_without_returning(database).await?, TryInsertResult::Inserted(1)))
}

/// Removes a follow; false when there was none.
pub(super) async fn delete(
    database: &impl ConnectionTrait,
    _: &Permit,
    (account, target): (AccountId, Target),
) -> Result<bool> {
    let row = follow::Entity::delete_by_id((account, target.to_string()));
    Ok(row.exec(database).await?.rows_affected == 1)
}

/// One follower more. Answers how many there are then.
pub(super) async fn raise(database: &impl ConnectionTrait, _: &Permit, target: Target) -> Result<i64> {
    let row = follower_count::ActiveModel { target_id: Set(target.to_string()), followers: Set(1) };
    let more = Expr::col((follower_count::Entity, follower_count::Column::Followers)).add(1);
    let conflict =
        OnConflict::column(follower_count::Column::TargetId).value(follower_count::Column::Followers, more).to_owned();
    let row = follower_count::Entity::insert(row).on_conflict(conflict).exec_with_returning(database).await?;
    Ok(row.followers)
}

/// One follower less of each of these.
pub(super) async fn lower(database: &impl ConnectionTrait, _: &Permit, targets: &[Target]) -> Result<()> {
    let ids: Vec<String> = targets.iter().map(Target::to_string).collect();
    // The locks are taken in one order, so that two who lower several don't wait for each other.
    follower_count::Entity::find()
        .filter(follower_count::Column::TargetId.is_in(ids.iter().cloned()))
        .order_by_asc(follower_count::Column::TargetId)
        .lock_exclusive()
        .all(database)
        .await?;
    follower_count::Entity::update_many()
        .col_expr(follower_count::Column::Followers, Expr::col(follower_count::Column::Followers).sub(1))
        .filter(follower_count::Column::TargetId.is_in(ids))
        .exec(database)
        .await?;
    Ok(())
}

/// Whoever followed one thing follows another instead; whoever followed both follows the latter once.
pub(crate) async fn absorb(database: &impl ConnectionTrait, _: &Permit, from: Target, into: Target) -> Result<()> {
    hold_counts(database, &[from, into]).await?;
    let mut both = Query::select();
    both.column(follow::Column::AccountId)
        .from(follow::Entity)
        .and_where(follow::Column::TargetId.eq(into.to_string()));
    follow::Entity::delete_many()
        .filter(follow::Column::TargetId.eq(from.to_string()))
        .filter(follow::Column::AccountId.in_subquery(both))
        .exec(database)
        .await?;
    follow::Entity::update_many()
        .col_expr(follow::Column::TargetId, Expr::value(into.to_string()))
        .filter(follow::Column::TargetId.eq(from.to_string()))
        .exec(database)
        .await?;
    let followers =
        follow::Entity::find().filter(follow::Column::TargetId.eq(into.to_string())).count(database).await?;
    follower_count::Entity::update_many()
        .col_expr(follower_count::Column::Followers, Expr::value(i64::try_from(followers).map_err(Error::internal)?))
        .filter(follower_count::Column::TargetId.eq(into.to_string()))
        .exec(database)
        .await?;
    follower_count::Entity::delete_by_id(from.to_string()).exec(database).await?;
    Ok(())
}

/// Nobody follows this any more: it was deleted.
pub(crate) async fn forget_target(database: &impl ConnectionTrait, _: &Permit, target: Target) -> Result<()> {
    hold_counts(database, &[target]).await?;
    follow::Entity::delete_many().filter(follow::Column::TargetId.eq(target.to_string())).exec(database).await?;
    follower_count::Entity::delete_by_id(target.to_string()).exec(database).await?;
    Ok(())
}

/// Makes everybody who begins to follow one of these wait until the transaction ends, also when nobody ever did before. The
/// locks are taken in one order.
async fn hold_counts(database: &impl ConnectionTrait, targets: &[Target]) -> Result<()> {
    let mut ids: Vec<String> = targets.iter().map(Target::to_string).collect();
    ids.sort();
    for id in ids {
        let row = follower_count::ActiveModel { target_id: Set(id), followers: Set(0) };
        let as_it_is = Expr::col((follower_count::Entity, follower_count::Column::Followers));
        let conflict = OnConflict::column(follower_count::Column::TargetId)
            .value(follower_count::Column::Followers, as_it_is)
            .to_owned();
        follower_count::Entity::insert(row).on_conflict(conflict).exec_without_returning(database).await?;
    }
    Ok(())
}

/// How many follow each of these; those that nobody ever followed are left out.
pub(super) async fn followers(database: &impl ConnectionTrait, targets: &[Target]) -> Result<HashMap<Target, i64>> {
    let ids = padded(targets).into_iter().map(|target| target.to_string());
    let rows = follower_count::Entity::find().filter(follower_count::Column::TargetId.is_in(ids)).all(database).await?;
    rows.into_iter().map(|row| Ok((stored(&row.target_id)?, row.followers))).collect()
}

/// Which of these an account follows.
pub(super) async fn among(
    database: &impl ConnectionTrait,
    account: AccountId,
    targets: &[Target],
) -> Result<HashSet<Target>> {
    let rows = follow::Entity::find()
        .filter(follow::Column::AccountId.eq(account))
        .filter(follow::Column::TargetId.is_in(padded(targets).into_iter().map(|target| target.to_string())))
        .all(database)
        .await?;
    rows.into_iter().map(|row| stored(&row.target_id)).collect()
}

/// How much an account follows.
pub(super) async fn count(database: &impl ConnectionTrait, account: AccountId) -> Result<usize> {
    let count: Option<i64> = follow::Entity::find()
        .select_only()
        .column_as(follow::Column::TargetId.count(), "follows")
        .filter(follow::Column::AccountId.eq(account))
        .into_tuple()
        .one(database)
        .await?;
    usize::try_from(count.unwrap_or(0)).map_err(Error::internal)
}

/// All that an account follows, the latest first.
pub(super) async fn all(database: &impl ConnectionTrait, account: AccountId) -> Result<Vec<Follow>> {
    let rows = follow::Entity::find()
        .filter(follow::Column::AccountId.eq(account))
        .order_by_desc(follow::Column::CreatedAt)
        .order_by_desc(follow::Column::TargetId)
        .all(database)
        .await?;
    rows.into_iter()
        .map(|row| Ok(Follow { target: stored(&row.target_id)?, since: instant::read(row.created_at)? }))
        .collect()
}

/// What is held on an account here, for its owner's copy of it.
pub(crate) async fn held(database: &impl ConnectionTrait, account: AccountId) -> Result<serde_json::Value> {
    let follows = all(database, account).await?;
    let said = |follow: Follow| serde_json::json!({"target": follow.target, "since": follow.since});
    Ok(follows.into_iter().map(said).collect())
}

/// Removes all that an account follows, and lowers the numbers.
pub(crate) async fn forget_account(tx: &WriteTx<'_>, permit: &Permit, account: AccountId) -> Result<Vec<Change>> {
    let targets: Vec<Target> = all(tx.connection(), account).await?.into_iter().map(|follow| follow.target).collect();
    let mut gone = Vec::with_capacity(targets.len());
    for target in targets {
        // Only what this transaction removes is counted: its owner may be removing the same meanwhile.
        if delete(tx.connection(), permit, (account, target)).await? {
            gone.push(target);
        }
    }
    if gone.is_empty() {
        return Ok(Vec::new());
    }
    lower(tx.connection(), permit, &gone).await?;
    Ok(vec![Change::private(ChangeKind::FollowDeleted, account, 1, account)])
}

fn stored(id: &str) -> Result<Target> {
    Target::parse(id).map_err(|_| Error::internal(format!("`{id}` is stored as followed")))
}
