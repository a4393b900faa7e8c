//! Write transactions. One ends in `commit(changes)` or not at all: dropped, it is rolled back.
//! Inside it: no network, no sleeping, no ports; reads go through it, not through the pool.

use std::sync::{Mutex, PoisonError};

use sea_orm::{DatabaseTransaction, IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait};

use crate::changes::{self, Changes, Stamp};
use crate::error::Result;
use crate::policy::{Action, Permit};
use crate::session::Session;
use crate::{access, audit, partner};

/// A write transaction, held by somebody with a permit.
pub(crate) struct WriteTx<'s> {
    session: &'s Session,
    transaction: DatabaseTransaction,
    action: Action,
    notes: Mutex<Vec<audit::Note>>,
}

impl<'s> WriteTx<'s> {
    /// Begins a write. On SQLite it takes the write lock at once (`BEGIN IMMEDIATE`), so that a transaction that has
    /// read never finds out at its first write that it is too late; on PostgreSQL it is `READ COMMITTED`.
    ///
    /// Whoever writes by an account must still be logged in: the token may be older than the end of its session.
    ///
    /// # Errors
    /// `credential_invalid` when the session was ended, `account_suspended`; `unavailable`.
    pub(crate) async fn begin(session: &'s Session, permit: &Permit) -> Result<Self> {
        let pool = session.db().reader();
        let options = TransactionOptions {
            isolation_level: super::is_postgres(pool).then_some(IsolationLevel::ReadCommitted),
            access_mode: None,
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        };
        let transaction = pool.begin_with_options(options).await?;
        if let Some(holder) = session.viewer().holder() {
            access::check_live(&transaction, holder, session.viewer().roles(), session.now()).await?;
        }
        if let Some(partner) = session.viewer().partner() {
            partner::check_live(&transaction, partner, session.now()).await?;
        }
        Ok(Self { session, transaction, action: permit.action(), notes: Mutex::default() })
    }

    /// Whose transaction it is.
    pub(crate) fn session(&self) -> &'s Session {
        self.session
    }

    /// For the statements of this transaction.
    pub(crate) fn connection(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// Says more of what is done than its changes do, for the audit.
    pub(crate) fn note(&self, note: audit::Note) {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).push(note);
    }

    /// Writes the log and the audit, commits, and waits until this process has applied the change, so that everyone who was
    /// answered reads their own writes. Answers the position of the last change in the log.
    pub(crate) async fn commit(self, changes: Changes) -> Result<i64> {
        let actor = self.session.viewer().actor();
        self.commit_as(&actor, changes).await
    }

    /// The same, under another name: for whoever has a name no longer.
    pub(crate) async fn commit_as(self, actor: &str, changes: Changes) -> Result<i64> {
        let stamp =
            Stamp { at: self.session.now(), actor: actor.to_owned(), request_id: self.session.request_id().to_owned() };
        let seq = changes::append(&self.transaction, &stamp, &changes).await?;
        if seq.is_some() {
            if audit::is_noted(self.action) {
                let notes = self.notes.into_inner().unwrap_or_else(PoisonError::into_inner);
                audit::append(&self.transaction, &stamp, self.action, notes, &changes).await?;
            }
            self.session.db().wake().ring_others(&self.transaction).await?;
        }
        self.transaction.commit().await?;
        let Some(seq) = seq else { return Ok(0) };
        self.session.db().wake().ring();
        self.session.catalogue().applied(seq).await;
        self.session.refresh();
        Ok(seq)
    }
}
