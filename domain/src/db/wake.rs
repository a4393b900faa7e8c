//! What tells this process that the change log has grown: a channel within the process, `LISTEN`/`NOTIFY` between
//! processes on PostgreSQL, and polling beneath both, so that a lost notice costs a moment and nothing else.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::postgres::PgListener;
use sea_orm::{ConnectionTrait, DatabaseConnection};
use tokio::sync::{Mutex, Notify};

use crate::error::Result;

/// The channel on PostgreSQL.
const CHANNEL: &str = "change_log";
/// How long a growth of the log made by another process may go unnoticed, at the most.
const POLL: Duration = Duration::from_millis(500);

/// A bell that a commit rings.
#[derive(Clone)]
pub(crate) struct Wake {
    bell: Arc<Notify>,
    listener: Option<Arc<Mutex<PgListener>>>,
    connection: DatabaseConnection,
}

impl std::fmt::Debug for Wake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wake").finish_non_exhaustive()
    }
}

impl Wake {
    pub(crate) async fn new(connection: DatabaseConnection, url: &str) -> Result<Self> {
        let listener = if super::is_postgres(&connection) {
            let connected = async {
                let mut listener = PgListener::connect(url).await?;
                listener.listen(CHANNEL).await?;
                Ok::<_, sea_orm::sqlx::Error>(listener)
            };
            let listener =
                connected.await.map_err(|e| sea_orm::DbErr::Conn(sea_orm::RuntimeErr::SqlxError(Arc::new(e))))?;
            Some(Arc::new(Mutex::new(listener)))
        } else {
            None
        };
        Ok(Self { bell: Arc::new(Notify::new()), listener, connection })
    }

    /// The connection that only followers use.
    pub(crate) fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    /// Rings the bell in this process, after a commit.
    pub(crate) fn ring(&self) {
        self.bell.notify_one();
    }

    /// Rings the bell in the other processes: part of the transaction, so that a rollback rings nothing.
    pub(crate) async fn ring_others(&self, transaction: &impl ConnectionTrait) -> Result<()> {
        if self.listener.is_some() {
            transaction.execute_unprepared(&format!("NOTIFY {CHANNEL}")).await?;
        }
        Ok(())
    }

    /// Waits for the bell, at most until the next poll is due.
    pub(crate) async fn wait(&self) {
        let elsewhere = async {
            match &self.listener {
                Some(listener) => {
                    // A broken connection is mended by the listener itself; until then polling goes on.
                    if let Err(error) = listener.lock().await.recv().await {
                        tracing::warn!(%error, "the database does not notify; polling");
                        std::future::pending::<()>().await;
                    }
                }
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = self.bell.notified() => {}
            () = elsewhere => {}
            () = tokio::time::sleep(POLL) => {}
        }
    }

    pub(crate) async fn close(&self) -> Result<()> {
        Ok(self.connection.clone().close().await?)
    }
}
