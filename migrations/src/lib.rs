//! How the stored shape came to be: one small step a file, run in order and once, never edited after a release.
//!
//! Steps import no entities (those change; a step may not) and hold to *expand, backfill, contract*.
//! What differs between SQLite and PostgreSQL is said in `column.rs` alone.

use std::time::{Duration, Instant};

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::sqlx::sqlite::SqliteJournalMode;
use sea_orm_migration::sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, DatabaseTransaction, RuntimeErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

mod column;
mod m0001_change_log;
mod m0002_taxonomy;
mod m0003_images;
mod m0004_experts;
mod m0005_articles;
mod m0006_import_sources;
mod m0007_accounts;
mod m0008_playlists;
mod m0009_playlist_reports;
mod m0010_follows;
mod m0011_identities;
mod m0012_data_exports;
mod m0013_idempotency;
mod m0014_media;
mod m0015_newsroom;
mod m0016_audit;
mod m0017_front_page;
mod m0018_merged;
mod m0019_profiles;
mod m0020_partners;
mod m0021_sync;
mod m0022_webhooks;
mod m0023_purges;

/// How long others are waited for, who may be running the steps.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long it is until another attempt.
const PAUSE: Duration = Duration::from_millis(50);

/// All steps in their order.
struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_change_log::Migration),
            Box::new(m0002_taxonomy::Migration),
            Box::new(m0003_images::Migration),
            Box::new(m0004_experts::Migration),
            Box::new(m0005_articles::Migration),
            Box::new(m0006_import_sources::Migration),
            Box::new(m0007_accounts::Migration),
            Box::new(m0008_playlists::Migration),
            Box::new(m0009_playlist_reports::Migration),
            Box::new(m0010_follows::Migration),
            Box::new(m0011_identities::Migration),
            Box::new(m0012_data_exports::Migration),
            Box::new(m0013_idempotency::Migration),
            Box::new(m0014_media::Migration),
            Box::new(m0015_newsroom::Migration),
            Box::new(m0016_audit::Migration),
            Box::new(m0017_front_page::Migration),
            Box::new(m0018_merged::Migration),
            Box::new(m0019_profiles::Migration),
            Box::new(m0020_partners::Migration),
            Box::new(m0021_sync::Migration),
            Box::new(m0022_webhooks::Migration),
            Box::new(m0023_purges::Migration),
        ]
    }
}

/// The names of all steps that this build knows, in order.
#[must_use]
pub fn names() -> Vec<String> {
    Migrator::migrations().iter().map(|step| step.name().to_owned()).collect()
}

/// Why a database could not be brought up to this build.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database names steps that this build does not know.
    #[error("the database is newer than this program: it has had the steps {}; use a newer world-review", .0.join(", "))]
    Newer(Vec<String>),
    /// The database could not be reached, or refused a step; nothing of that run is left behind.
    #[error("the database could not be migrated: {0}")]
    Database(#[from] DbErr),
}

/// What a database has had, and what it still wants.
#[derive(Debug)]
pub struct Status {
    /// Steps that were run, in order.
    pub applied: Vec<String>,
    /// Steps of this build that were not run yet, in order.
    pub pending: Vec<String>,
}

/// Brings the database at `url` up to this build, and answers the steps that it ran.
///
/// All steps run in one transaction, and only one process at a time runs them: SQLite's write lock and, on
/// PostgreSQL, an advisory lock make the others wait.
///
/// # Errors
/// [`Error::Newer`] when the database has had steps unknown here; [`Error::Database`] when it does not answer
/// or a step fails, in which case nothing was changed.
pub async fn up(url: &str) -> Result<Vec<String>, Error> {
    let database = connect(url, true).await?;
    let run = async {
        let transaction = begin(&database).await?;
        let status = status_of(&transaction).await?;
        Migrator::up(&transaction, None).await?;
        transaction.commit().await?;
        Ok(status.pending)
    }
    .await;
    database.close().await?;
    run
}

/// What the database at `url` has had; it is not changed, apart from the table that keeps the list.
///
/// # Errors
/// As [`up`].
pub async fn status(url: &str) -> Result<Status, Error> {
    let database = connect(url, false).await?;
    let status = status_of(&database).await;
    database.close().await?;
    status
}

async fn connect(url: &str, create: bool) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    options.map_sqlx_sqlite_opts(move |sqlite| {
        sqlite.create_if_missing(create).journal_mode(SqliteJournalMode::Wal).busy_timeout(PATIENCE)
    });
    let began = Instant::now();
    loop {
        match Database::connect(options.clone()).await {
            // A new file becomes one with a write-ahead log while nobody else has it open, and SQLite doesn't wait for that.
            Err(error) if is_busy(&error) && began.elapsed() < PATIENCE => tokio::time::sleep(PAUSE).await,
            outcome => return outcome,
        }
    }
}

/// Whether SQLite says that somebody else has the file.
fn is_busy(error: &DbErr) -> bool {
    let DbErr::Conn(RuntimeErr::SqlxError(error)) = error else { return false };
    let code = error.as_database_error().and_then(|error| error.code()?.parse::<u32>().ok());
    // The low byte of an extended code is the primary one (https://sqlite.org/rescode.html#busy).
    code.is_some_and(|code| code & 0xff == 5)
}

async fn begin(database: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let transaction = database
        .begin_with_options(TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        })
        .await?;
    if database.get_database_backend() == DatabaseBackend::Postgres {
        transaction.execute_unprepared("SELECT pg_advisory_xact_lock(7017290447)").await?;
    }
    Ok(transaction)
}

async fn status_of<C: ConnectionTrait>(database: &C) -> Result<Status, Error>
where
    for<'a> &'a C: IntoSchemaManagerConnection<'a>,
{
    Migrator::install(database).await?;
    let applied: Vec<String> =
        Migrator::get_migration_models(database).await?.into_iter().map(|model| model.version).collect();
    let names = names();
    let unknown: Vec<String> = applied.iter().filter(|name| !names.contains(name)).cloned().collect();
    if !unknown.is_empty() {
        return Err(Error::Newer(unknown));
    }
    let pending = names.into_iter().filter(|name| !applied.contains(name)).collect();
    Ok(Status { applied, pending })
}
