//! A database for each test: a file in a folder that vanishes, or a database of the throw-away PostgreSQL cluster that
//! `tests/run` started.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    /// A file.
    Sqlite,
    /// The cluster whose address is in `TEST_POSTGRES_URL`.
    Postgres,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

impl Database {
    /// A new, migrated database, as an address.
    pub async fn fresh(self, folder: &Path) -> String {
        let url = match self {
            Database::Sqlite => format!("sqlite://{}", folder.join("test.sqlite").display()),
            Database::Postgres => self.empty().await,
        };
        migrations::up(&url).await.expect("the database is migrated");
        url
    }

    /// A new database of the cluster, with nothing in it.
    pub async fn empty(self) -> String {
        #[allow(clippy::disallowed_methods, reason = "the tests have this one setting")]
        let cluster = std::env::var("TEST_POSTGRES_URL")
            .expect("TEST_POSTGRES_URL is not set: `tests/run` starts a cluster and sets it");
        let name = format!("wr_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let cluster = cluster.trim_end_matches('/');
        create(&format!("{cluster}/postgres"), &name).await;
        format!("{cluster}/{name}")
    }
}

async fn create(cluster: &str, name: &str) {
    use std::process::Stdio;
    let status = tokio::process::Command::new("psql")
        .args([cluster, "-q", "-c", &format!("CREATE DATABASE {name}")])
        .stdin(Stdio::null())
        .status()
        .await
        .expect("psql runs");
    assert!(status.success(), "psql could not create {name}");
}

/// Runs a statement on a database behind the program's back, by the databases' own clients. Answers what they print.
pub async fn sql(url: &str, statement: &str) -> String {
    try_sql(url, statement).await.unwrap_or_else(|refused| panic!("{statement}: {refused}"))
}

/// As [`sql`], for a statement that the database may refuse.
///
/// # Errors
/// What the database says.
pub async fn try_sql(url: &str, statement: &str) -> Result<String, String> {
    let mut command = match url.strip_prefix("sqlite://") {
        Some(file) => {
            let mut command = tokio::process::Command::new("sqlite3");
            command.args(["-cmd", ".timeout 10000", file, statement]);
            command
        }
        None => {
            let mut command = tokio::process::Command::new("psql");
            command.args([url, "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", statement]);
            command
        }
    };
    let ran = command.output().await.unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if ran.status.success() { Ok(said(&ran.stdout)) } else { Err(said(&ran.stderr)) }
}
