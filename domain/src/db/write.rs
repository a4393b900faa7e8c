//! Write transactions. One ends in `commit(changes)` or not at all: dropped, it is rolled back.
//! Inside it: no network, no sleeping, no ports; reads go through it, not through the pool.

use sea_orm::{DatabaseTransaction, IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait};

use crate::access;
use crate::changes::{self, Changes, Stamp};
use crate::error::Result;
use crate::policy::Permit;
use crate::session::Session;

/// A write transaction, held by somebody with a permit.
pub(crate) struct WriteTx<'s> {
    session: &'s Session,
    transaction: DatabaseTransaction,
}

impl<'s> WriteTx<'s> {
    /// Begins a write. On SQLite it takes the write lock at once (`BEGIN IMMEDIATE`), so that a transaction that has
    /// read never finds out at its first write that it is too late; on PostgreSQL it is `READ COMMITTED`.
    ///
    /// Whoever writes by an account must still be logged in: the token may be older than the end of its session.
    ///
    /// # Errors
    /// `credential_invalid` when the session was ended, `account_suspended`; `unavailable`.
    pub(crate) async fn begin(session: &'s Session, _: &Permit) -> Result<Self> {
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
        Ok(Self { session, transaction })
    }

    /// Whose transaction it is.
    pub(crate) fn session(&self) -> &'s Session {
        self.session
    }

    /// For the statements of this transaction.
    pub(crate) fn connection(&self) -> &DatabaseTransaction {
        &self.transaction
    }

    /// Writes the log, commits, and waits until this process has applied the change, so that everyone who was
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
