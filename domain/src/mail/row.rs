//! The stored shape of mail that is yet to be sent.

#![allow(clippy::disallowed_methods, reason = "row files are where queries live")]

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::text::Said;
use super::{Letter, NewMail};
use crate::account::Email;
use crate::error::Result;
use crate::id::AccountId;
use crate::instant;
use crate::policy::Permit;
use crate::ports::Message;

mod mail {
    use crate::id::AccountId;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "mail")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub kind: String,
        pub account_id: Option<AccountId>,
        pub recipient: String,
        pub subject: String,
        pub body: String,
        pub created_at: i64,
        pub due_at: i64,
        pub attempts: i64,
        pub last_error: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A letter that this process is to send.
pub(super) struct Claimed {
    pub(super) message: Message,
    pub(super) letter: Letter,
    pub(super) attempts: i64,
}

pub(super) async fn insert(
    database: &impl ConnectionTrait,
    _: &Permit,
    id: String,
    new: &NewMail<'_>,
    said: Said,
    now: Timestamp,
) -> Result<()> {
    let row = mail::ActiveModel {
        id: Set(id),
        kind: Set(new.letter.to_string()),
        account_id: Set(new.account),
        recipient: Set(new.recipient.as_str().to_owned()),
        subject: Set(said.subject),
        body: Set(said.body),
        created_at: Set(instant::stored(now)),
        due_at: Set(instant::stored(now)),
        attempts: Set(0),
        last_error: Set(None),
    };
    mail::Entity::insert(row).exec_without_returning(database).await?;
    Ok(())
}

/// Whether there is anything to claim: asked without a write lock.
pub(super) async fn is_any_due(database: &impl ConnectionTrait, now: Timestamp) -> Result<bool> {
    let due = mail::Entity::find().filter(mail::Column::DueAt.lte(instant::stored(now))).limit(1);
    Ok(due.one(database).await?.is_some())
}

/// Claims what is due: until the claim ends, nobody else takes it.
pub(super) async fn claim(
    database: &impl ConnectionTrait,
    _: &Permit,
    limit: u64,
    now: Timestamp,
    until: Timestamp,
) -> Result<Vec<Claimed>> {
    let due = mail::Entity::find()
        .filter(mail::Column::DueAt.lte(instant::stored(now)))
        .order_by_asc(mail::Column::DueAt)
        .order_by_asc(mail::Column::Id)
        .limit(limit)
        .all(database)
        .await?;
    let mut claimed = Vec::new();
    for row in due {
        // The condition is asked again: of two that read the same row, one claims it.
        let taken = mail::Entity::update_many()
            .col_expr(mail::Column::DueAt, Expr::value(instant::stored(until)))
            .col_expr(mail::Column::Attempts, Expr::col(mail::Column::Attempts).add(1))
            .filter(mail::Column::Id.eq(row.id.as_str()))
            .filter(mail::Column::DueAt.eq(row.due_at))
            .exec(database)
            .await?;
        if taken.rows_affected == 1 {
            let letter = Letter::stored(&row.kind)?;
            let message = Message { id: row.id, recipient: row.recipient, subject: row.subject, body: row.body };
            claimed.push(Claimed { message, letter, attempts: row.attempts + 1 });
        }
    }
    Ok(claimed)
}

pub(super) async fn remove(database: &impl ConnectionTrait, _: &Permit, id: &str) -> Result<()> {
    mail::Entity::delete_by_id(id).exec(database).await?;
    Ok(())
}

/// What is held on an account, for its owner: letters that wait, without their text, which may hold a code.
pub(crate) async fn held(database: &impl ConnectionTrait, account: AccountId) -> Result<serde_json::Value> {
    let of = mail::Entity::find().filter(mail::Column::AccountId.eq(account));
    let rows = of.order_by_asc(mail::Column::Id).all(database).await?;
    let told = rows.into_iter().map(|row| {
        let created_at = instant::read(row.created_at)?;
        Ok(serde_json::json!({
            "letter": row.kind, "recipient": row.recipient, "subject": row.subject, "createdAt": created_at,
        }))
    });
    told.collect::<Result<Vec<_>>>().map(serde_json::Value::from)
}

/// Erases the letters to an account, and to its address.
pub(crate) async fn forget_account(
    database: &impl ConnectionTrait,
    _: &Permit,
    account: AccountId,
    email: &Email,
) -> Result<()> {
    let theirs = mail::Column::AccountId.eq(account).or(mail::Column::Recipient.eq(email.as_str()));
    mail::Entity::delete_many().filter(theirs).exec(database).await?;
    Ok(())
}

pub(super) async fn put_off(
    database: &impl ConnectionTrait,
    _: &Permit,
    id: &str,
    until: Timestamp,
    reason: &str,
) -> Result<()> {
    mail::Entity::update_many()
        .col_expr(mail::Column::DueAt, Expr::value(instant::stored(until)))
        .col_expr(mail::Column::LastError, Expr::value(reason))
        .filter(mail::Column::Id.eq(id))
        .exec(database)
        .await?;
    Ok(())
}
