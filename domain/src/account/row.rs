//! The stored shape of accounts.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, TryInsertResult};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect};

use super::{Account, Email, State, stored_roles};
use crate::error::Result;
use crate::id::AccountId;
use crate::instant;
use crate::language::Language;
use crate::policy::Permit;
use crate::viewer::Role;

mod account {
    use crate::id::AccountId;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "account")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: AccountId,
        pub email: String,
        pub display_name: String,
        pub language: String,
        pub password_hash: Option<String>,
        pub roles: String,
        pub state: String,
        pub history_enabled: i64,
        pub created_at: i64,
        pub updated_at: i64,
        pub revision: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An account with what proves its owner.
pub(crate) struct Found {
    pub(crate) account: Account,
    pub(crate) password_hash: Option<String>,
}

/// The account of an address.
pub(crate) async fn by_email(database: &impl ConnectionTrait, email: &Email) -> Result<Option<Found>> {
    let row = account::Entity::find().filter(account::Column::Email.eq(email.as_str())).one(database).await?;
    row.map(found).transpose()
}

/// An account.
pub(crate) async fn by_id(database: &impl ConnectionTrait, id: AccountId) -> Result<Option<Account>> {
    let row = account::Entity::find_by_id(id).one(database).await?;
    row.map(|row| found(row).map(|found| found.account)).transpose()
}

/// An account with what proves its owner.
pub(crate) async fn with_password(database: &impl ConnectionTrait, id: AccountId) -> Result<Option<Found>> {
    account::Entity::find_by_id(id).one(database).await?.map(found).transpose()
}

/// Makes an account; false when its address has one already.
pub(crate) async fn insert(
    database: &impl ConnectionTrait,
    _: &Permit,
    new: &Account,
    password_hash: Option<&str>,
) -> Result<bool> {
    let row = account::ActiveModel {
        id: Set(new.id),
        email: Set(new.email.as_str().to_owned()),
        display_name: Set(new.display_name.clone()),
        language: Set(new.language.as_str().to_owned()),
        password_hash: Set(password_hash.map(str::to_owned)),
        roles: Set(written(&new.roles)),
        state: Set(new.state.to_string()),
        history_enabled: Set(i64::from(new.history_enabled)),
        created_at: Set(instant::stored(new.created_at)),
        updated_at: Set(instant::stored(new.created_at)),
        revision: Set(new.revision),
    };
    let insert = account::Entity::insert(row).on_conflict_do_nothing_on([account::Column::Email]);
    let outcome = insert.exec_without_returning(database).await?;
    Ok(matches!(outcome, TryInsertResult::Inserted(1)))
}

/// Writes what may change of an account, and raises its revision.
pub(crate) async fn update(
    database: &impl ConnectionTrait,
    _: &Permit,
    changed: &Account,
    now: Timestamp,
) -> Result<()> {
    account::Entity::update_many()
        .col_expr(account::Column::Email, Expr::value(changed.email.as_str()))
        .col_expr(account::Column::DisplayName, Expr::value(changed.display_name.as_str()))
        .col_expr(account::Column::Language, Expr::value(changed.language.as_str()))
        .col_expr(account::Column::Roles, Expr::value(written(&changed.roles)))
        .col_expr(account::Column::State, Expr::value(changed.state.as_str()))
        .col_expr(account::Column::HistoryEnabled, Expr::value(i64::from(changed.history_enabled)))
        .col_expr(account::Column::UpdatedAt, Expr::value(instant::stored(now)))
        .col_expr(account::Column::Revision, Expr::col(account::Column::Revision).add(1))
        .filter(account::Column::Id.eq(changed.id))
        .exec(database)
        .await?;
    Ok(())
}

/// Writes what proves the owner.
pub(crate) async fn set_password(
    database: &impl ConnectionTrait,
    _: &Permit,
    id: AccountId,
    password_hash: Option<&str>,
) -> Result<()> {
    account::Entity::update_many()
        .col_expr(account::Column::PasswordHash, Expr::value(password_hash.map(str::to_owned)))
        .filter(account::Column::Id.eq(id))
        .exec(database)
        .await?;
    Ok(())
}

/// Takes the lock on an account's row and reads it: of two who change it, one waits.
pub(crate) async fn lock(database: &impl ConnectionTrait, _: &Permit, id: AccountId) -> Result<Option<Account>> {
    account::Entity::update_many()
        .col_expr(account::Column::Revision, Expr::col(account::Column::Revision))
        .filter(account::Column::Id.eq(id))
        .exec(database)
        .await?;
    by_id(database, id).await
}

/// The accounts of admins in good standing, held until the transaction ends.
pub(crate) async fn lock_admins(database: &impl ConnectionTrait, _: &Permit) -> Result<Vec<AccountId>> {
    let rows = admins().order_by_asc(account::Column::Id).lock_exclusive().all(database).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Whether anybody is an admin.
pub(crate) async fn has_admin(database: &impl ConnectionTrait) -> Result<bool> {
    Ok(admins().one(database).await?.is_some())
}

fn admins() -> sea_orm::Select<account::Entity> {
    account::Entity::find()
        .filter(account::Column::State.eq(State::Active.as_str()))
        .filter(account::Column::Roles.contains(format!("\"{}\"", Role::Admin)))
}

/// Erases an account. What belongs to it goes with it, by the rules of its tables.
pub(crate) async fn erase(database: &impl ConnectionTrait, _: &Permit, id: AccountId) -> Result<()> {
    account::Entity::delete_by_id(id).exec(database).await?;
    Ok(())
}

/// What is held on an account, for its owner.
pub(crate) async fn held(database: &impl ConnectionTrait, id: AccountId) -> Result<serde_json::Value> {
    let row = account::Entity::find_by_id(id).one(database).await?;
    let Some(row) = row else { return Ok(serde_json::Value::Null) };
    let updated_at = instant::read(row.updated_at)?;
    let Found { account, password_hash } = found(row)?;
    Ok(serde_json::json!({
        "id": account.id,
        "email": account.email.as_str(),
        "displayName": account.display_name,
        "language": account.language,
        "roles": account.roles,
        "state": account.state,
        "historyEnabled": account.history_enabled,
        "hasPassword": password_hash.is_some(),
        "createdAt": account.created_at,
        "updatedAt": updated_at,
    }))
}

fn written(roles: &[Role]) -> String {
    let words: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
    serde_json::Value::from(words).to_string()
}

fn found(row: account::Model) -> Result<Found> {
    Ok(Found {
        password_hash: row.password_hash,
        account: Account {
            id: row.id,
            email: Email::stored(&row.email),
            display_name: row.display_name,
            language: Language::stored(&row.language)?,
            roles: stored_roles(&row.roles)?,
            state: State::stored(&row.state)?,
            history_enabled: row.history_enabled != 0,
            created_at: instant::read(row.created_at)?,
            revision: row.revision,
        },
    })
}
