//! The stored shape of identities, and of logins at providers that are under way.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, TryInsertResult,
};

use super::{AuthorizationPurpose, Identity, IdentityKind};
use crate::account::Email;
use crate::error::Result;
use crate::id::{AccountId, IdentityId};
use crate::instant;
use crate::policy::Permit;

/// How many identities that nobody has claimed one address can have at one provider.
const WAITING_MAX: u64 = 5;

mod identity {
    use crate::id::{AccountId, IdentityId};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "identity")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: IdentityId,
        pub account_id: Option<AccountId>,
        pub provider: String,
        pub subject: String,
        pub kind: String,
        pub email: Option<String>,
        pub display_name: Option<String>,
        pub created_at: i64,
        pub last_used_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod authorization {
    use crate::id::AccountId;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "authorization_request")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub state_hash: String,
        pub binding_hash: String,
        pub nonce: String,
        pub verifier: String,
        pub provider: String,
        pub redirect_uri: String,
        pub purpose: String,
        pub account_id: Option<AccountId>,
        pub created_at: i64,
        pub expires_at: i64,
        pub used_at: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An identity with what only the domain knows of it.
pub(super) struct Found {
    pub(super) identity: Identity,
    pub(super) account: Option<AccountId>,
    pub(super) subject: String,
    pub(super) display_name: Option<String>,
}

/// The identity of a provider's subject.
pub(super) async fn by_subject(
    database: &impl ConnectionTrait,
    provider: &str,
    subject: &str,
) -> Result<Option<Found>> {
    let of = identity::Entity::find()
        .filter(identity::Column::Provider.eq(provider))
        .filter(identity::Column::Subject.eq(subject));
    of.one(database).await?.map(found).transpose()
}

/// The identities of an account, the first linked first.
pub(super) async fn of_account(database: &impl ConnectionTrait, account: AccountId) -> Result<Vec<Found>> {
    owned(database, account).await?.into_iter().map(found).collect()
}

async fn owned(database: &impl ConnectionTrait, account: AccountId) -> Result<Vec<identity::Model>> {
    let of = identity::Entity::find().filter(identity::Column::AccountId.eq(account));
    let first = of.order_by_asc(identity::Column::CreatedAt).order_by_asc(identity::Column::Id);
    Ok(first.all(database).await?)
}

/// What was taken over from a provider for an address, and that nobody has claimed.
pub(super) async fn waiting(database: &impl ConnectionTrait, provider: &str, email: &Email) -> Result<Vec<Found>> {
    let of = identity::Entity::find()
        .filter(identity::Column::Provider.eq(provider))
        .filter(identity::Column::Email.eq(email.as_str()))
        .filter(identity::Column::Kind.eq(IdentityKind::Legacy.as_str()))
        .filter(identity::Column::AccountId.is_null());
    let rows = of.order_by_asc(identity::Column::Id).limit(WAITING_MAX).all(database).await?;
    rows.into_iter().map(found).collect()
}

/// All that is held of an account's identities, for its owner's copy.
pub(crate) async fn held(database: &impl ConnectionTrait, account: AccountId) -> Result<serde_json::Value> {
    let said = |row: identity::Model| {
        Ok(serde_json::json!({
            "id": row.id.to_string(),
            "provider": row.provider,
            "subject": row.subject,
            "kind": row.kind,
            "email": row.email,
            "displayName": row.display_name,
            "createdAt": instant::read(row.created_at)?,
            "lastUsedAt": row.last_used_at.map(instant::read).transpose()?,
        }))
    };
    owned(database, account).await?.into_iter().map(said).collect::<Result<Vec<_>>>().map(Into::into)
}

/// Stores a new identity; false when the provider's subject has one already.
pub(super) async fn insert(
    database: &impl ConnectionTrait,
    _: &Permit,
    account: Option<AccountId>,
    new: &Identity,
    subject: &str,
    display_name: Option<&str>,
) -> Result<bool> {
    let row = identity::ActiveModel {
        id: Set(new.id),
        account_id: Set(account),
        provider: Set(new.provider.clone()),
        subject: Set(subject.to_owned()),
        kind: Set(new.kind.to_string()),
        email: Set(new.email.clone()),
        display_name: Set(display_name.map(str::to_owned)),
        created_at: Set(instant::stored(new.created_at)),
        last_used_at: Set(new.last_used_at.map(instant::stored)),
    };
    let subject = [identity::Column::Provider, identity::Column::Subject];
    let insert = identity::Entity::insert(row).on_conflict_do_nothing_on(subject);
    Ok(matches!(insert.exec_without_returning(database).await?, TryInsertResult::Inserted(1)))
}

/// Writes what a provider vouches for over what there was, as the account's; false when it is another account's.
pub(super) async fn relink(
    database: &impl ConnectionTrait,
    _: &Permit,
    account: AccountId,
    identity: &Identity,
) -> Result<bool> {
    let written = identity::Entity::update_many()
        .col_expr(identity::Column::AccountId, Expr::value(account))
        .col_expr(identity::Column::Kind, Expr::value(identity.kind.as_str()))
        .col_expr(identity::Column::Email, Expr::value(identity.email.clone()))
        .col_expr(identity::Column::CreatedAt, Expr::value(instant::stored(identity.created_at)))
        .col_expr(identity::Column::LastUsedAt, Expr::value(identity.last_used_at.map(instant::stored)))
        .filter(identity::Column::Id.eq(identity.id))
        .filter(free_for(account))
        .exec(database)
        .await?;
    Ok(written.rows_affected == 1)
}

/// Gives an identity that nobody has to an account; false when somebody has it.
pub(super) async fn adopt(
    database: &impl ConnectionTrait,
    _: &Permit,
    account: AccountId,
    id: IdentityId,
) -> Result<bool> {
    let written = identity::Entity::update_many()
        .col_expr(identity::Column::AccountId, Expr::value(account))
        .filter(identity::Column::Id.eq(id))
        .filter(identity::Column::AccountId.is_null())
        .exec(database)
        .await?;
    Ok(written.rows_affected == 1)
}

fn free_for(account: AccountId) -> sea_orm::Condition {
    sea_orm::Condition::any().add(identity::Column::AccountId.is_null()).add(identity::Column::AccountId.eq(account))
}

/// Writes what an import says anew of an identity that nobody has claimed.
pub(super) async fn correct(
    database: &impl ConnectionTrait,
    _: &Permit,
    id: IdentityId,
    email: Option<&str>,
    display_name: Option<&str>,
) -> Result<()> {
    identity::Entity::update_many()
        .col_expr(identity::Column::Email, Expr::value(email.map(str::to_owned)))
        .col_expr(identity::Column::DisplayName, Expr::value(display_name.map(str::to_owned)))
        .filter(identity::Column::Id.eq(id))
        .filter(identity::Column::AccountId.is_null())
        .exec(database)
        .await?;
    Ok(())
}

/// Somebody has just logged in with it.
pub(super) async fn touch(database: &impl ConnectionTrait, _: &Permit, id: IdentityId, now: Timestamp) -> Result<()> {
    identity::Entity::update_many()
        .col_expr(identity::Column::LastUsedAt, Expr::value(instant::stored(now)))
        .filter(identity::Column::Id.eq(id))
        .exec(database)
        .await?;
    Ok(())
}

pub(super) async fn remove(database: &impl ConnectionTrait, _: &Permit, id: IdentityId) -> Result<()> {
    identity::Entity::delete_many().filter(identity::Column::Id.eq(id)).exec(database).await?;
    Ok(())
}

/// A login at a provider that is to be kept until the reader comes back.
pub(super) struct NewAuthorization<'n> {
    pub(super) state_hash: String,
    pub(super) binding_hash: String,
    pub(super) nonce: &'n str,
    pub(super) verifier: &'n str,
    pub(super) provider: &'n str,
    pub(super) redirect_uri: &'n str,
    pub(super) purpose: AuthorizationPurpose,
    pub(super) account: Option<AccountId>,
    pub(super) now: Timestamp,
    pub(super) expires_at: Timestamp,
}

pub(super) async fn insert_authorization(
    database: &impl ConnectionTrait,
    _: &Permit,
    new: NewAuthorization<'_>,
) -> Result<()> {
    let row = authorization::ActiveModel {
        state_hash: Set(new.state_hash),
        binding_hash: Set(new.binding_hash),
        nonce: Set(new.nonce.to_owned()),
        verifier: Set(new.verifier.to_owned()),
        provider: Set(new.provider.to_owned()),
        redirect_uri: Set(new.redirect_uri.to_owned()),
        purpose: Set(new.purpose.to_string()),
        account_id: Set(new.account),
        created_at: Set(instant::stored(new.now)),
        expires_at: Set(instant::stored(new.expires_at)),
        used_at: Set(None),
    };
    authorization::Entity::insert(row).exec_without_returning(database).await?;
    Ok(())
}

/// What a login that comes back must have been begun as.
pub(super) struct Wanted<'w> {
    pub(super) state_hash: String,
    pub(super) binding_hash: String,
    pub(super) provider: Option<&'w str>,
    pub(super) purpose: AuthorizationPurpose,
    pub(super) account: Option<AccountId>,
}

/// A login that was begun.
pub(super) struct Authorization {
    pub(super) provider: String,
    pub(super) redirect_uri: String,
    pub(super) nonce: String,
    pub(super) verifier: String,
}

/// Uses a state up; `None` when it is none, was used, is past its time, or was begun by another client, for another
/// purpose, provider or account.
pub(super) async fn use_authorization(
    database: &impl ConnectionTrait,
    _: &Permit,
    wanted: Wanted<'_>,
    now: Timestamp,
) -> Result<Option<Authorization>> {
    let of = sea_orm::Condition::all()
        .add(authorization::Column::StateHash.eq(wanted.state_hash.as_str()))
        .add(authorization::Column::BindingHash.eq(wanted.binding_hash.as_str()))
        .add(authorization::Column::Purpose.eq(wanted.purpose.as_str()))
        .add(match wanted.account {
            Some(account) => authorization::Column::AccountId.eq(account),
            None => authorization::Column::AccountId.is_null(),
        })
        .add(authorization::Column::ExpiresAt.gt(instant::stored(now)))
        .add_option(wanted.provider.map(|provider| authorization::Column::Provider.eq(provider)));
    let used = authorization::Entity::update_many()
        .col_expr(authorization::Column::UsedAt, Expr::value(instant::stored(now)))
        .filter(of)
        .filter(authorization::Column::UsedAt.is_null())
        .exec(database)
        .await?;
    if used.rows_affected != 1 {
        return Ok(None);
    }
    let row = authorization::Entity::find_by_id(wanted.state_hash).one(database).await?;
    Ok(row.map(|row| Authorization {
        provider: row.provider,
        redirect_uri: row.redirect_uri,
        nonce: row.nonce,
        verifier: row.verifier,
    }))
}

/// Removes logins at providers that nobody can come back from any more.
pub(crate) async fn forget(database: &impl ConnectionTrait, _: &Permit, before: Timestamp) -> Result<u64> {
    let old = authorization::Entity::delete_many();
    let old = old.filter(authorization::Column::ExpiresAt.lt(instant::stored(before)));
    Ok(old.exec(database).await?.rows_affected)
}

fn found(row: identity::Model) -> Result<Found> {
    Ok(Found {
        account: row.account_id,
        subject: row.subject,
        display_name: row.display_name,
        identity: Identity {
            id: row.id,
            provider: row.provider,
            kind: IdentityKind::stored(&row.kind)?,
            email: row.email,
            created_at: instant::read(row.created_at)?,
            last_used_at: row.last_used_at.map(instant::read).transpose()?,
        },
    })
}
