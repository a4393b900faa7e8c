//! A real server on a free port of 127.0.0.1, with a clock that the test moves.

use std::path::PathBuf;
use std::sync::Arc;

use api::settings::{self, Settings};
use domain::testing::{TestClock, TestIdentityProvider, TestMailer, TestMediaStore, TestRandom};
use domain::{DatabaseOptions, Domain, Options, Ports, Role};
use jiff::Timestamp;

use crate::actor::Actor;
use crate::client::{Graphql, Rest};
use crate::database::{Database, sql, try_sql};
use crate::{provider, publication};

/// The instant at which the clock of every test stands at first.
pub const NOW: &str = "2026-11-24T12:00:00Z";

/// How long an endpoint may take over a webhook in tests.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(1);

/// A server and its database, for one test.
pub struct TestApp {
    /// The domain that the server answers from.
    pub domain: Domain,
    /// The clock.
    pub clock: Arc<TestClock>,
    /// What mail was sent.
    pub mailer: Arc<TestMailer>,
    /// The media store.
    pub media: Arc<TestMediaStore>,
    /// Other providers to log in with: none, until a test puts some in place.
    pub identity_provider: Arc<TestIdentityProvider>,
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
        api::ports::choose_tls();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let database_url = database.fresh(folder.path()).await;
            let mut settings = test_settings();
            settings.database = DatabaseOptions { url: database_url.clone(), max_connections: 4 };
            let clock = Arc::new(TestClock::at(NOW.parse::<Timestamp>().unwrap()));
            let mailer = Arc::new(TestMailer::default());
            let identity_provider = Arc::new(TestIdentityProvider::default());
            let media = Arc::new(TestMediaStore::default());
            let ports = Ports {
                clock: Arc::clone(&clock) as Arc<dyn domain::ports::Clock>,
                random: Arc::new(TestRandom::default()),
                media: Arc::clone(&media) as Arc<dyn domain::ports::MediaStore>,
                mailer: Arc::clone(&mailer) as Arc<dyn domain::ports::Mailer>,
                identity_provider: Arc::clone(&identity_provider) as Arc<dyn domain::ports::IdentityProvider>,
                webhooks: webhooks(&settings),
                purger: None,
            };
            let domain = Domain::open(options(&settings), ports.clone()).await.unwrap();
            publication::import(&domain, publication::small()).await;
            let follower = domain.start_catalogue().await.unwrap();
            domain.system("test").signing_keys().ensure().await.unwrap();
            let (server, address) = api::server::bind(&domain, &ports, &settings).unwrap();
            let handle = server.handle();
            let serving = tokio::spawn(server);
            let app = TestApp {
                domain: domain.clone(),
                clock,
                mailer,
                media,
                identity_provider,
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

    /// Runs a test on another instance of the server, on the same database and by the same clock, as it runs on another
    /// machine; its settings may differ.
    pub async fn beside(&self, change: impl FnOnce(&mut Settings), test: impl AsyncFnOnce(&TestApp)) {
        let mut settings = self.settings.clone();
        change(&mut settings);
        let ports = Ports {
            clock: Arc::clone(&self.clock) as Arc<dyn domain::ports::Clock>,
            // The double gives every instance the same ids.
            random: Arc::new(api::ports::SystemRandom),
            media: Arc::clone(&self.media) as Arc<dyn domain::ports::MediaStore>,
            mailer: Arc::clone(&self.mailer) as Arc<dyn domain::ports::Mailer>,
            identity_provider: Arc::clone(&self.identity_provider) as Arc<dyn domain::ports::IdentityProvider>,
            webhooks: webhooks(&settings),
            purger: purger(&settings),
        };
        let domain = Domain::open(options(&settings), ports.clone()).await.unwrap();
        let follower = domain.start_catalogue().await.unwrap();
        let (server, address) = api::server::bind(&domain, &ports, &settings).unwrap();
        let (handle, serving) = (server.handle(), tokio::spawn(server));
        let other = TestApp {
            domain: domain.clone(),
            clock: Arc::clone(&self.clock),
            mailer: Arc::clone(&self.mailer),
            media: Arc::clone(&self.media),
            identity_provider: Arc::clone(&self.identity_provider),
            url: format!("http://{address}"),
            database_url: self.database_url.clone(),
            folder: self.folder.clone(),
            settings,
        };
        test(&other).await;
        handle.stop(false).await;
        serving.await.unwrap().unwrap();
        follower.stop();
        domain.close().await.unwrap();
    }

    /// Waits until this instance has heard of all that another one has written.
    pub async fn until_followed(&self, other: &TestApp) {
        let behind = async || self.domain.catalogue_health().await.unwrap();
        let head = other.domain.catalogue_health().await.unwrap();
        assert_eq!(head.behind, 0);
        for _ in 0..500 {
            if behind().await.behind == 0 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("the other instance's changes are not heard of");
    }

    /// What a statement finds in the database, as text.
    pub async fn found(&self, statement: &str) -> String {
        sql(&self.database_url, statement).await
    }

    /// The names of all tables of the database.
    pub async fn tables(&self) -> Vec<String> {
        let statement = if self.database_url.starts_with("sqlite") {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        } else {
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY table_name"
        };
        self.found(statement).await.lines().map(str::to_owned).collect()
    }

    /// Changes the database behind the program's back, by the databases' own clients.
    pub async fn sql(&self, statement: &str) {
        sql(&self.database_url, statement).await;
    }

    /// Runs a statement that the database may refuse.
    ///
    /// # Errors
    /// What the database says.
    pub async fn try_sql(&self, statement: &str) -> Result<String, String> {
        try_sql(&self.database_url, statement).await
    }

    /// Makes the account of a reader, who is logged in.
    pub async fn reader(&self, name: &str) -> Actor {
        self.staff(name, &[]).await
    }

    /// Makes the account of a member of staff with these roles, who is logged in.
    pub async fn staff(&self, name: &str, roles: &[Role]) -> Actor {
        let login = domain::testing::log_in(&self.domain, name, roles).await.unwrap();
        Actor::new(&self.url, name, &login)
    }

    /// Does what is put off: sends mail, publishes what is due, runs jobs.
    pub async fn run_jobs(&self) {
        api::jobs::run_due(&self.domain).await.unwrap();
        api::jobs::publish_due(&self.domain).await.unwrap();
        api::jobs::count(&self.domain).await.unwrap();
        self.run_webhooks().await;
        while api::jobs::run_slow(self.domain.clone()).await.unwrap() {}
    }

    /// Tells partners what has happened, and sends what is due by webhooks.
    pub async fn run_webhooks(&self) {
        while api::jobs::follow_products(self.domain.clone()).await.unwrap() {}
        while api::jobs::fan_out(self.domain.clone()).await.unwrap() {}
        let (_goes_on, stopped) = tokio::sync::watch::channel(false);
        api::jobs::deliver_webhooks(&self.domain, &stopped).await.unwrap();
    }

    /// Tells caches in front what to purge.
    pub async fn run_purges(&self) {
        while api::jobs::purge(self.domain.clone()).await.unwrap() {}
    }

    /// Sends what mail there is, and answers the last code that was sent to an address.
    pub async fn mailed_code(&self, email: &str) -> String {
        self.run_jobs().await;
        let sent = self.mailer.sent();
        let message = sent.iter().rev().find(|message| message.recipient == email);
        let message = message.unwrap_or_else(|| panic!("there is no mail to {email}"));
        let code = message.body.lines().map(str::trim).find(|line| line.len() == 9 && line.as_bytes()[4] == b'-');
        code.unwrap_or_else(|| panic!("there is no code in {}", message.body)).to_owned()
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
    let given = [
        ("listen", "127.0.0.1:0"),
        ("workers", "1"),
        ("shutdown_seconds", "1"),
        // Hashing is dear on purpose; tests have many passwords and none that is worth anything.
        ("password_memory_kib", "64"),
        ("password_iterations", "1"),
        ("login_redirects", provider::REDIRECT),
        // Receivers of webhooks are here, and `localhost` is where they may not be.
        ("webhook_allowed_hosts", "127.0.0.1"),
    ];
    settings::read(None, &given.map(|(name, value)| (name, value.to_owned())).into_iter().collect()).unwrap()
}

/// The real sender of webhooks, with little patience.
fn webhooks(settings: &Settings) -> Arc<dyn domain::ports::WebhookSender> {
    let sender = api::ports::WebhookPost::new(&settings.webhook_allowed_hosts).unwrap();
    Arc::new(sender.with_patience(PATIENCE))
}

/// Who tells caches in front what to purge, where the settings say so.
fn purger(settings: &Settings) -> Option<Arc<dyn domain::ports::Purger>> {
    let purger = api::ports::PurgePost::new(settings.caches.purge.as_ref()?).unwrap();
    Some(Arc::new(purger))
}

/// What the domain is told of the settings.
#[must_use]
pub fn options(settings: &Settings) -> Options {
    Options {
        database: settings.database.clone(),
        languages: settings.languages.clone(),
        access: settings.access.clone(),
        playlists: settings.playlists,
    }
}

/// The top level of the repository.
#[must_use]
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}
