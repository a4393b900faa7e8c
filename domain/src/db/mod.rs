//! The private pool: the one way to the database, and all that differs between SQLite and PostgreSQL.
//! Queries live in the `row` files of their nouns; write transactions in `write.rs`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, DbErr, RuntimeErr};

use crate::error::Result;
use crate::vitals::Connections;

mod wake;
mod write;

pub(crate) use wake::Wake;
pub(crate) use write::WriteTx;

/// How long a statement waits for SQLite's write lock before the answer is `unavailable`.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a request waits for a free connection before the answer is `unavailable`.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// How many statements each connection keeps prepared: some 370 places send one, of which a server uses many seldom. One that has made
/// room for others is prepared anew, which is a round trip more; the driver keeps 100 unless it is told.
const STATEMENTS_PREPARED: usize = 256;
/// What is looked for among others is padded to a multiple of this.
const PAD: usize = 25;

/// Where the database is, and how many connections are held.
#[derive(Debug, Clone)]
pub struct DatabaseOptions {
    /// `sqlite://path` or `postgres://…`.
    pub url: String,
    /// The most connections of the pool. Bodies and writes need them, public lists don't.
    pub max_connections: u32,
}

/// The pool and what goes with it. Private to this crate: the door outside is a `Session`.
#[derive(Debug, Clone)]
pub(crate) struct Db {
    pool: DatabaseConnection,
    statements: Arc<AtomicU64>,
    wake: Wake,
}

impl Db {
    /// Opens the pool; the schema must be there already.
    pub(crate) async fn open(options: &DatabaseOptions) -> Result<Self> {
        let mut pool = connect(&options.url, options.max_connections).await?;
        let statements = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&statements);
        pool.set_metric_callback(move |_| {
            counter.fetch_add(1, Ordering::Relaxed);
        });
        // The follower has a connection of its own: its polling neither waits for nor counts as anyone's statement.
        let follower = connect(&options.url, 1).await?;
        let wake = Wake::new(follower, &options.url).await?;
        Ok(Self { pool, statements, wake })
    }

    /// For reads outside of a transaction.
    pub(crate) fn reader(&self) -> &DatabaseConnection {
        &self.pool
    }

    /// What tells that the log has grown.
    pub(crate) fn wake(&self) -> &Wake {
        &self.wake
    }

    /// How many statements were sent by sessions since the start.
    pub(crate) fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// The connections of the pool.
    pub(crate) fn connections(&self) -> Connections {
        let (open, idle, most) = if is_postgres(&self.pool) {
            let pool = self.pool.get_postgres_connection_pool();
            (pool.size(), pool.num_idle(), pool.options().get_max_connections())
        } else {
            let pool = self.pool.get_sqlite_connection_pool();
            (pool.size(), pool.num_idle(), pool.options().get_max_connections())
        };
        Connections { open, idle: u32::try_from(idle).unwrap_or(u32::MAX), most }
    }

    /// The database answers.
    pub(crate) async fn ping(&self) -> Result<()> {
        Ok(self.pool.execute_unprepared("SELECT 1").await.map(|_| ())?)
    }

    /// Closes all connections, after the statements under way.
    pub(crate) async fn close(&self) -> Result<()> {
        self.wake.close().await?;
        Ok(self.pool.clone().close().await?)
    }
}

async fn connect(url: &str, max_connections: u32) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(max_connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // A round trip before each use would double the statements; a broken connection shows at its next one.
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_postgres_opts(|postgres| postgres.statement_cache_capacity(STATEMENTS_PREPARED))
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .statement_cache_capacity(STATEMENTS_PREPARED)
                .create_if_missing(false)
                .foreign_keys(true)
                // Readers don't wait for the writer, nor the writer for them.
                .journal_mode(SqliteJournalMode::Wal)
                // Safe against a crash of the program; a power cut may lose the last commits, never consistency.
                .synchronous(SqliteSynchronous::Normal)
                .busy_timeout(BUSY_TIMEOUT)
                .pragma("mmap_size", "268435456")
                .pragma("cache_size", "-16384")
        });
    Ok(Database::connect(options).await?)
}

/// Whether the database may answer again in a moment: locked, unreachable, out of space or of connections.
pub(crate) fn is_passing(error: &DbErr) -> bool {
    let (DbErr::Conn(cause) | DbErr::Exec(cause) | DbErr::Query(cause)) = error else {
        return matches!(error, DbErr::ConnectionAcquire(_));
    };
    let RuntimeErr::SqlxError(cause) = cause else { return true };
    let sea_orm::sqlx::Error::Database(refused) = &**cause else {
        return !matches!(**cause, sea_orm::sqlx::Error::ColumnDecode { .. } | sea_orm::sqlx::Error::Decode(_));
    };
    match refused.code().as_deref() {
        // SQLite's result codes (https://sqlite.org/rescode.html): busy, locked, I/O error, full, can't open, read only;
        // the low byte is the code, the rest says more.
        Some(code) if refused.kind() == sea_orm::sqlx::error::ErrorKind::Other && code.len() <= 4 => {
            code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 8 | 10 | 13 | 14))
        }
        // PostgreSQL's classes (appendix A of its manual): connection, resources, operator intervention, system,
        // serialization failure and deadlock.
        Some(code) => ["08", "53", "57", "58", "40"].iter().any(|class| code.starts_with(class)),
        None => false,
    }
}

/// What a statement looks for among others, padded with the last of it: so there are few texts of statements to prepare, and those that
/// are prepared stay so.
pub(crate) fn padded<T: Clone>(sought: &[T]) -> Vec<T> {
    let mut padded = sought.to_vec();
    if let Some(last) = sought.last() {
        padded.resize(sought.len().next_multiple_of(PAD), last.clone());
    }
    padded
}

/// PostgreSQL, as opposed to SQLite.
pub(crate) fn is_postgres(database: &impl ConnectionTrait) -> bool {
    database.get_database_backend() == DatabaseBackend::Postgres
}
