//! A real server on a free port of 127.0.0.1, with a clock that the test moves.

use std::path::PathBuf;
use std::sync::Arc;

use api::settings::{self, Settings};
use domain::testing::{TestClock, TestMediaStore, TestRandom};
use domain::{DatabaseOptions, Domain, Ports};
use jiff::Timestamp;

use crate::client::{Graphql, Rest};
use crate::database::Database;
use crate::publication;

/// The instant at which the clock of every test stands at first.
pub const NOW: &str = "2026-11-24T12:00:00Z";

/// A server and its database, for one test.
pub struct TestApp {
    /// The domain that the server answers from.
    pub domain: Domain,
    /// The clock.
    pub clock: Arc<TestClock>,
    /// `http://127.0.0.1:…`, without a slash at the end.
    pub url: String,
    /// The address of the database.
    pub database_url: String,
    /// A folder that vanishes after the test.
    pub folder: PathBuf,
    /// The settings that the server runs with.
    pub settings: Settings,
}

impl TestApp {
    /// Runs a test on a server with the small publication in it, and ends the server.
    pub fn with(database: Database, test: impl AsyncFnOnce(&TestApp)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let database_url = database.fresh(folder.path()).await;
            let mut settings = test_settings();
            settings.database = DatabaseOptions { url: database_url.clone(), max_connections: 4 };
            let clock = Arc::new(TestClock::at(NOW.parse::<Timestamp>().unwrap()));
            let ports = Ports {
                clock: Arc::clone(&clock) as Arc<dyn domain::ports::Clock>,
                random: Arc::new(TestRandom::default()),
                media: Arc::new(TestMediaStore::default()),
            };
            let domain = Domain::open(&settings.database, settings.languages.clone(), ports.clone()).await.unwrap();
            publication::import(&domain, publication::small()).await;
            let follower = domain.start_catalogue().await.unwrap();
            let (server, address) = api::server::bind(&domain, &ports, &settings).unwrap();
            let handle = server.handle();
            let serving = tokio::spawn(server);
            let app = TestApp {
                domain: domain.clone(),
                clock,
                url: format!("http://{address}"),
                database_url,
                folder: folder.path().to_owned(),
                settings,
            };
            test(&app).await;
            handle.stop(false).await;
            serving.await.unwrap().unwrap();
            follower.stop();
            domain.close().await.unwrap();
        });
    }

    /// Changes the database behind the program's back, by the databases' own clients.
    pub async fn sql(&self, statement: &str) {
        let (program, target) = match self.database_url.strip_prefix("sqlite://") {
            Some(file) => ("sqlite3", file),
            None => ("psql", self.database_url.as_str()),
        };
        let mut command = tokio::process::Command::new(program);
        if program == "psql" {
            command.args([target, "-q", "-c", statement]);
        } else {
            command.args([target, statement]);
        }
        assert!(command.status().await.unwrap().success(), "{program}: {statement}");
    }

    /// The REST voice, as nobody in particular.
    #[must_use]
    pub fn rest(&self) -> Rest {
        Rest::new(&self.url)
    }

    /// The GraphQL voice, as nobody in particular.
    #[must_use]
    pub fn graphql(&self) -> Graphql {
        Graphql::new(&self.url)
    }
}

fn test_settings() -> Settings {
    let given =
        [("listen", "127.0.0.1:0".to_owned()), ("workers", "1".to_owned()), ("shutdown_seconds", "1".to_owned())];
    settings::read(None, &given.into_iter().collect()).unwrap()
}

/// The top level of the repository.
#[must_use]
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}
