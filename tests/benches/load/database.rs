//! Databases for one comparison: a file in a folder that vanishes, or two databases of a PostgreSQL cluster that are
//! dropped at the end.

use tempfile::TempDir;
use tokio_postgres::NoTls;

use crate::Outcome;

/// A kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

impl Kind {
    /// As the tables say it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }

    /// As the command line says it.
    ///
    /// # Errors
    /// For any other word.
    pub fn read(word: &str) -> Outcome<Self> {
        match word {
            "sqlite" => Ok(Self::Sqlite),
            "postgres" => Ok(Self::Postgres),
            _ => Err("the databases are sqlite and postgres".into()),
        }
    }
}

/// Where one comparison keeps its data.
pub struct Place {
    /// Of which kind the databases are.
    pub kind: Kind,
    /// For images, scripts and SQLite's files.
    pub folder: TempDir,
    /// The product's database.
    pub content: String,
    /// The SQLite file of the ready answers: A reads it at its start, and B on SQLite for each answer.
    pub ready_file: String,
    /// The database of the ready answers on PostgreSQL.
    pub ready_database: Option<String>,
    cluster: Option<String>,
}

impl Place {
    /// Makes it. `cluster` is the address of the PostgreSQL cluster.
    ///
    /// # Errors
    /// When a folder or a database can't be made.
    pub async fn make(kind: Kind, cluster: Option<&str>) -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let ready_file = folder.path().join("ready.sqlite").display().to_string();
        let cluster = cluster.filter(|_| kind == Kind::Postgres).map(str::to_owned);
        let (content, ready_database) = match &cluster {
            None => (format!("sqlite://{}", folder.path().join("content.sqlite").display()), None),
            Some(cluster) => {
                for name in names() {
                    statement(cluster, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
                    statement(cluster, &format!("CREATE DATABASE {name}")).await?;
                }
                let [content, ready] = names().map(|name| format!("{cluster}/{name}"));
                (content, Some(ready))
            }
        };
        Ok(Self { kind, folder, content, ready_file, ready_database, cluster })
    }

    /// Removes the databases; the folder goes by itself.
    ///
    /// # Errors
    /// When a database can't be dropped.
    pub async fn remove(self) -> Outcome<()> {
        if let Some(cluster) = &self.cluster {
            for name in names() {
                statement(cluster, &format!("DROP DATABASE {name} WITH (FORCE)")).await?;
            }
        }
        Ok(self.folder.close()?)
    }
}

/// The databases of this process, for the product and for the ready answers.
fn names() -> [String; 2] {
    ["content", "ready"].map(|what| format!("world_review_load_{}_{what}", std::process::id()))
}

async fn statement(cluster: &str, statement: &str) -> Outcome<()> {
    let (client, connection) = tokio_postgres::connect(&format!("{cluster}/postgres"), NoTls).await?;
    let driver = tokio::spawn(connection);
    client.batch_execute(statement).await?;
    drop(client);
    Ok(driver.await??)
}
