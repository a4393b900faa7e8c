//! The stored shape of challenges.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use ulid::Ulid;

use super::{NewChallenge, Purpose};
use crate::account::Email;
use crate::error::Result;
use crate::id::AccountId;
use crate::instant;
use crate::policy::Permit;

/// How many challenges of one address and purpose a code is compared with, the latest first.
const COMPARED: u64 = 5;

mod challenge {
    use crate::id::AccountId;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "challenge")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub purpose: String,
        pub account_id: Option<AccountId>,
        pub email: String,
        pub code_hash: String,
        pub payload: String,
        pub attempts: i64,
        pub created_at: i64,
        pub expires_at: i64,
        pub used_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) async fn insert(
    database: &impl ConnectionTrait,
    _: &Permit,
    id: Ulid,
    code_hash: &str,
    new: &NewChallenge<'_>,
    (now, expires_at): (Timestamp, Timestamp),
) -> Result<()> {
    let row = challenge::ActiveModel {
        id: Set(super::name(id)),
        purpose: Set(new.purpose.to_string()),
        account_id: Set(new.account),
        email: Set(new.email.as_str().to_owned()),
        code_hash: Set(code_hash.to_owned()),
        payload: Set(new.payload.to_string()),
        attempts: Set(0),
        created_at: Set(instant::stored(now)),
        expires_at: Set(instant::stored(expires_at)),
        used_at: Set(None),
    };
    challenge::Entity::insert(row).exec_without_returning(database).await?;
    Ok(())
}

pub(super) async fn open_by_id(
    database: &impl ConnectionTrait,
    purpose: Purpose,
    id: &str,
    now: Timestamp,
) -> Result<Vec<challenge::Model>> {
    Ok(open(purpose, now).filter(challenge::Column::Id.eq(id)).all(database).await?)
}

pub(super) async fn open_by_email(
    database: &impl ConnectionTrait,
    purpose: Purpose,
    email: &Email,
    now: Timestamp,
) -> Result<Vec<challenge::Model>> {
    let of = open(purpose, now).filter(challenge::Column::Email.eq(email.as_str()));
    Ok(of.order_by_desc(challenge::Column::Id).limit(COMPARED).all(database).await?)
}

fn open(purpose: Purpose, now: Timestamp) -> sea_orm::Select<challenge::Entity> {
    challenge::Entity::find()
        .filter(challenge::Column::Purpose.eq(purpose.as_str()))
        .filter(challenge::Column::UsedAt.is_null())
        .filter(challenge::Column::ExpiresAt.gt(instant::stored(now)))
}

/// Uses a challenge up; false when somebody else was faster.
pub(super) async fn use_up(database: &impl ConnectionTrait, _: &Permit, id: &str, now: Timestamp) -> Result<bool> {
    let used = challenge::Entity::update_many()
        .col_expr(challenge::Column::UsedAt, Expr::value(instant::stored(now)))
        .filter(challenge::Column::Id.eq(id))
        .filter(challenge::Column::UsedAt.is_null())
        .exec(database)
        .await?;
    Ok(used.rows_affected == 1)
}

/// Counts an attempt at each of these, and answers them as they are then, the latest first.
pub(super) async fn count_attempt(
    database: &impl ConnectionTrait,
    _: &Permit,
    ids: &[&str],
) -> Result<Vec<challenge::Model>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    challenge::Entity::update_many()
        .col_expr(challenge::Column::Attempts, Expr::col(challenge::Column::Attempts).add(1))
        .filter(challenge::Column::Id.is_in(ids.iter().copied()))
        .exec(database)
        .await?;
    let counted = challenge::Entity::find().filter(challenge::Column::Id.is_in(ids.iter().copied()));
    Ok(counted.order_by_desc(challenge::Column::Id).all(database).await?)
}

/// Withdraws the open challenges of an account for one of these purposes.
pub(crate) async fn withdraw(
    database: &impl ConnectionTrait,
    _: &Permit,
    account: AccountId,
    purposes: &[Purpose],
) -> Result<()> {
    challenge::Entity::delete_many()
        .filter(challenge::Column::AccountId.eq(account))
        .filter(challenge::Column::Purpose.is_in(purposes.iter().map(|purpose| purpose.as_str())))
        .exec(database)
        .await?;
    Ok(())
}

/// Whether the other half of a pair was redeemed: the challenge of this purpose whose payload names the pair.
pub(crate) async fn is_used(
    database: &impl ConnectionTrait,
    account: AccountId,
    purpose: Purpose,
    payload: &serde_json::Value,
) -> Result<bool> {
    let found = challenge::Entity::find()
        .filter(challenge::Column::AccountId.eq(account))
        .filter(challenge::Column::Purpose.eq(purpose.as_str()))
        .filter(challenge::Column::Payload.eq(payload.to_string()))
        .filter(challenge::Column::UsedAt.is_not_null())
        .one(database)
        .await?;
    Ok(found.is_some())
}

/// Removes challenges that ended before this instant.
pub(crate) async fn forget(database: &impl ConnectionTrait, _: &Permit, before: Timestamp) -> Result<u64> {
    let old = challenge::Entity::delete_many().filter(challenge::Column::ExpiresAt.lt(instant::stored(before)));
    Ok(old.exec(database).await?.rows_affected)
}

/// What is held on an account, for its owner: which codes are open, and not the codes.
pub(crate) async fn held(database: &impl ConnectionTrait, account: AccountId) -> Result<serde_json::Value> {
    let of = challenge::Entity::find().filter(challenge::Column::AccountId.eq(account));
    let rows = of.order_by_asc(challenge::Column::Id).all(database).await?;
    let told = rows.into_iter().map(|row| {
        Ok(serde_json::json!({
            "purpose": row.purpose,
            "email": row.email,
            "createdAt": instant::read(row.created_at)?,
            "expiresAt": instant::read(row.expires_at)?,
            "usedAt": row.used_at.map(instant::read).transpose()?,
        }))
    });
    told.collect::<Result<Vec<_>>>().map(serde_json::Value::from)
}

/// Erases the challenges of an account, and those of its address that were made before it had an account.
pub(crate) async fn forget_account(
    database: &impl ConnectionTrait,
    _: &Permit,
    account: AccountId,
    email: &Email,
) -> Result<()> {
    let theirs = challenge::Column::AccountId.eq(account).or(challenge::Column::Email.eq(email.as_str()));
    challenge::Entity::delete_many().filter(theirs).exec(database).await?;
    Ok(())
}
