//! The stored shape of answers that are kept for writes which may come again.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, TryInsertResult};

use crate::error::Result;
use crate::id::AccountId;
use crate::instant;
use crate::policy::Permit;

mod idempotency {
    use crate::id::AccountId;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "idempotency")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: AccountId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub idempotency_key: String,
        pub fingerprint: String,
        pub answer: Option<String>,
        pub created_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Claims a key for a write. False when it was claimed before; whoever claims it at the same time is waited for.
pub(super) async fn claim(
    database: &impl ConnectionTrait,
    _: &Permit,
    account: AccountId,
    key: &str,
    fingerprint: &str,
    now: Timestamp,
) -> Result<bool> {
    let row = idempotency::ActiveModel {
        account_id: Set(account),
        idempotency_key: Set(key.to_owned()),
        fingerprint: Set(fingerprint.to_owned()),
        answer: Set(None),
        created_at: Set(instant::stored(now)),
    };
    let conflict = OnConflict::columns([idempotency::Column::AccountId, idempotency::Column::IdempotencyKey])
        .do_nothing()
        .to_owned();
    let outcome = idempotency::Entity::insert(row).on_conflict(conflict).try_insert().exec_without_returning(database);
    Ok(matches!(outcome.await?, TryInsertResult::Inserted(1)))
}

pub(super) async fn kept(
    database: &impl ConnectionTrait,
    account: AccountId,
    key: &str,
) -> Result<Option<idempotency::Model>> {
    Ok(idempotency::Entity::find_by_id((account, key.to_owned())).one(database).await?)
}

pub(super) async fn answer(
    database: &impl ConnectionTrait,
    _: &Permit,
    account: AccountId,
    key: &str,
    answer: String,
) -> Result<()> {
    idempotency::Entity::update_many()
        .col_expr(idempotency::Column::Answer, Expr::value(answer))
        .filter(idempotency::Column::AccountId.eq(account))
        .filter(idempotency::Column::IdempotencyKey.eq(key))
        .exec(database)
        .await?;
    Ok(())
}

/// Removes answers that were given before this instant.
pub(crate) async fn forget(database: &impl ConnectionTrait, _: &Permit, before: Timestamp) -> Result<u64> {
    let old = idempotency::Entity::delete_many().filter(idempotency::Column::CreatedAt.lt(instant::stored(before)));
    Ok(old.exec(database).await?.rows_affected)
}

/// What is held on an account, for its owner: the keys of its writes. The answers say what is told elsewhere.
pub(crate) async fn held(database: &impl ConnectionTrait, account: AccountId) -> Result<serde_json::Value> {
    let rows = idempotency::Entity::find().filter(idempotency::Column::AccountId.eq(account)).all(database).await?;
    let told = rows.into_iter().map(|row| {
        let created_at = instant::read(row.created_at)?;
        Ok(serde_json::json!({"key": row.idempotency_key, "createdAt": created_at}))
    });
    told.collect::<Result<Vec<_>>>().map(serde_json::Value::from)
}
