//! The stored shape of sessions, refresh tokens and signing keys.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::key::SigningKey;
use super::{SessionMethod, SigningAlgorithm, token};
use crate::account::{State, stored_roles};
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, AccountSessionId, SigningKeyId};
use crate::instant;
use crate::policy::Permit;
use crate::viewer::{Holder, Role};

pub(super) mod session {
    use crate::id::{AccountId, AccountSessionId};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "account_session")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: AccountSessionId,
        pub account_id: AccountId,
        pub device: String,
        pub method: String,
        pub created_at: i64,
        pub last_used_at: i64,
        pub expires_at: i64,
        pub revoked_at: Option<i64>,
        pub revoked_because: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod refresh {
    use crate::id::AccountSessionId;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "refresh_token")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub hash: String,
        pub session_id: AccountSessionId,
        pub created_at: i64,
        pub expires_at: i64,
        pub used_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod key {
    use crate::id::SigningKeyId;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "signing_key")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: SigningKeyId,
        pub kid: String,
        pub algorithm: String,
        pub private_key: String,
        pub created_at: i64,
        pub signs_from: i64,
        pub verifies_until: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Whoever writes by an account must be logged in still: with a session that wasn't ended, an account in good standing,
/// and the roles that the token speaks of.
///
/// # Errors
/// `credential_invalid`, `account_suspended`.
pub(crate) async fn check_live(
    database: &impl ConnectionTrait,
    holder: Holder,
    roles: &[Role],
    now: Timestamp,
) -> Result<()> {
    let mut select = Query::select();
    select
        .column(("account_session", "revoked_at"))
        .column(("account_session", "expires_at"))
        .column(("account", "state"))
        .column(("account", "roles"))
        .from("account_session")
        .inner_join("account", Expr::col(("account", "id")).equals(("account_session", "account_id")))
        .and_where(Expr::col(("account_session", "id")).eq(holder.session))
        .and_where(Expr::col(("account", "id")).eq(holder.account));
    let row = database.query_one(&select).await?.ok_or_else(token::refused)?;
    let (revoked_at, expires_at): (Option<i64>, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    if revoked_at.is_some() || expires_at <= instant::stored(now) {
        return Err(token::refused());
    }
    if State::stored(&row.try_get_by_index::<String>(2)?)? == State::Suspended {
        return Err(Error::new(Code::AccountSuspended, "This account is suspended."));
    }
    let held = stored_roles(&row.try_get_by_index::<String>(3)?)?;
    if roles.iter().all(|role| held.contains(role)) { Ok(()) } else { Err(token::refused()) }
}

/// A session that begins.
pub(super) struct NewSession<'n> {
    pub(super) holder: Holder,
    pub(super) device: &'n str,
    pub(super) method: SessionMethod,
    pub(super) now: Timestamp,
    pub(super) expires_at: Timestamp,
}

pub(super) async fn insert_session(database: &impl ConnectionTrait, _: &Permit, new: NewSession<'_>) -> Result<()> {
    let row = session::ActiveModel {
        id: Set(new.holder.session),
        account_id: Set(new.holder.account),
        device: Set(new.device.to_owned()),
        method: Set(new.method.to_string()),
        created_at: Set(instant::stored(new.now)),
        last_used_at: Set(instant::stored(new.now)),
        expires_at: Set(instant::stored(new.expires_at)),
        revoked_at: Set(None),
        revoked_because: Set(None),
    };
    session::Entity::insert(row).exec_without_returning(database).await?;
    Ok(())
}

/// The sessions of an account that are still good, the last used first.
pub(super) async fn live_sessions(
    database: &impl ConnectionTrait,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<session::Model>> {
    let live = session::Entity::find()
        .filter(session::Column::AccountId.eq(account))
        .filter(session::Column::RevokedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(instant::stored(now)))
        .order_by_desc(session::Column::LastUsedAt)
        .order_by_desc(session::Column::Id);
    Ok(live.all(database).await?)
}

/// Ends sessions: these, or all but one. Answers those that were still good.
pub(super) async fn end_sessions(
    database: &impl ConnectionTrait,
    _: &Permit,
    account: AccountId,
    which: impl Fn(AccountSessionId) -> bool,
    because: &str,
    now: Timestamp,
) -> Result<Vec<AccountSessionId>> {
    let live = live_sessions(database, account, now).await?;
    let ended: Vec<AccountSessionId> = live.into_iter().map(|row| row.id).filter(|id| which(*id)).collect();
    if ended.is_empty() {
        return Ok(ended);
    }
    session::Entity::update_many()
        .col_expr(session::Column::RevokedAt, Expr::value(instant::stored(now)))
        .col_expr(session::Column::RevokedBecause, Expr::value(because))
        .filter(session::Column::Id.is_in(ended.iter().copied()))
        .exec(database)
        .await?;
    refresh::Entity::delete_many()
        .filter(refresh::Column::SessionId.is_in(ended.iter().copied()))
        .exec(database)
        .await?;
    Ok(ended)
}

pub(super) async fn insert_refresh(
    database: &impl ConnectionTrait,
    _: &Permit,
    hash: String,
    session: AccountSessionId,
    (now, expires_at): (Timestamp, Timestamp),
) -> Result<()> {
    let row = refresh::ActiveModel {
        hash: Set(hash),
        session_id: Set(session),
        created_at: Set(instant::stored(now)),
        expires_at: Set(instant::stored(expires_at)),
        used_at: Set(None),
    };
    refresh::Entity::insert(row).exec_without_returning(database).await?;
    Ok(())
}

/// What a refresh token turned out to be.
pub(super) enum Used {
    /// It was good, and is used up now; its session goes on.
    Good(Box<session::Model>),
    /// It had been used before: somebody has a copy.
    Again(Box<session::Model>),
    /// There is none, or it is past its time.
    Unknown,
}

/// Uses a refresh token up. Of two who come with it at once, one is told that it was used. The session is locked before its
/// token, in the order in which [`end_sessions`] takes them: else two who come too late could wait for each other.
pub(super) async fn use_refresh(
    database: &impl ConnectionTrait,
    _: &Permit,
    hash: &str,
    now: Timestamp,
) -> Result<Used> {
    let Some(token) = refresh::Entity::find_by_id(hash).one(database).await? else { return Ok(Used::Unknown) };
    let column = session::Column::LastUsedAt;
    let locked = session::Entity::update_many().col_expr(column, Expr::col(column));
    locked.filter(session::Column::Id.eq(token.session_id)).exec(database).await?;
    let used = refresh::Entity::update_many()
        .col_expr(refresh::Column::UsedAt, Expr::value(instant::stored(now)))
        .filter(refresh::Column::Hash.eq(hash))
        .filter(refresh::Column::UsedAt.is_null())
        .exec(database)
        .await?;
    let Some(of) = session::Entity::find_by_id(token.session_id).one(database).await? else {
        return Ok(Used::Unknown);
    };
    let over = |at: i64| at <= instant::stored(now);
    Ok(if of.revoked_at.is_some() || over(token.expires_at) || over(of.expires_at) {
        Used::Unknown
    } else if used.rows_affected == 1 {
        Used::Good(Box::new(of))
    } else {
        Used::Again(Box::new(of))
    })
}

pub(super) async fn touch_session(
    database: &impl ConnectionTrait,
    _: &Permit,
    id: AccountSessionId,
    (now, expires_at): (Timestamp, Timestamp),
) -> Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::LastUsedAt, Expr::value(instant::stored(now)))
        .col_expr(session::Column::ExpiresAt, Expr::value(instant::stored(expires_at)))
        .filter(session::Column::Id.eq(id))
        .exec(database)
        .await?;
    Ok(())
}

/// Removes sessions that ended, or weren't used any more, before this instant; their tokens go with them.
pub(crate) async fn forget_sessions(database: &impl ConnectionTrait, _: &Permit, before: Timestamp) -> Result<u64> {
    let before = instant::stored(before);
    let over = session::Column::ExpiresAt.lt(before).or(session::Column::RevokedAt.lt(before));
    Ok(session::Entity::delete_many().filter(over).exec(database).await?.rows_affected)
}

/// A key as it is stored.
pub(super) struct NewSigningKey {
    pub(super) id: SigningKeyId,
    pub(super) kid: String,
    pub(super) algorithm: SigningAlgorithm,
    pub(super) private_key: String,
    pub(super) created_at: Timestamp,
    pub(super) signs_from: Timestamp,
}

pub(super) async fn insert_signing_key(database: &impl ConnectionTrait, _: &Permit, new: NewSigningKey) -> Result<()> {
    let row = key::ActiveModel {
        id: Set(new.id),
        kid: Set(new.kid),
        algorithm: Set(new.algorithm.to_string()),
        private_key: Set(new.private_key),
        created_at: Set(instant::stored(new.created_at)),
        signs_from: Set(instant::stored(new.signs_from)),
        verifies_until: Set(None),
    };
    key::Entity::insert(row).exec_without_returning(database).await?;
    Ok(())
}

pub(super) async fn end_signing_key(
    database: &impl ConnectionTrait,
    _: &Permit,
    id: SigningKeyId,
    at: Timestamp,
) -> Result<()> {
    key::Entity::update_many()
        .col_expr(key::Column::VerifiesUntil, Expr::value(instant::stored(at)))
        .filter(key::Column::Id.eq(id))
        .exec(database)
        .await?;
    Ok(())
}

pub(super) async fn signing_keys(database: &impl ConnectionTrait) -> Result<Vec<SigningKey>> {
    let rows = key::Entity::find().all(database).await?;
    let read = |row: key::Model| {
        let until = row.verifies_until.map(instant::read).transpose()?;
        let times = (instant::read(row.created_at)?, instant::read(row.signs_from)?, until);
        SigningKey::read(row.id, SigningAlgorithm::stored(&row.algorithm)?, &row.private_key, times)
    };
    rows.into_iter().map(read).collect()
}

/// What is held on an account, for its owner: where it was logged in.
pub(crate) async fn held(database: &impl ConnectionTrait, account: AccountId) -> Result<serde_json::Value> {
    let of = session::Entity::find().filter(session::Column::AccountId.eq(account));
    let rows = of.order_by_asc(session::Column::Id).all(database).await?;
    let told = rows.into_iter().map(|row| {
        Ok(serde_json::json!({
            "id": row.id,
            "device": row.device,
            "method": row.method,
            "createdAt": instant::read(row.created_at)?,
            "lastUsedAt": instant::read(row.last_used_at)?,
            "expiresAt": instant::read(row.expires_at)?,
            "endedAt": row.revoked_at.map(instant::read).transpose()?,
            "endedBecause": row.revoked_because,
        }))
    });
    told.collect::<Result<Vec<_>>>().map(serde_json::Value::from)
}
