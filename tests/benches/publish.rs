//! Publishing: how many texts a second go from approved to public, beside one committed transaction of the same database that
//! writes one row. See `tests/benches/README.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench that can't run has nothing to report")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::article::Kind;
use domain::id::ArticleId;
use domain::manuscript::{Expected, Filing, NewManuscript, Step, TextSave};
use domain::testing::{self, TestClock};
use domain::text::BodyInput;
use domain::{Domain, Language, Role, Session};
use tests::Database;

const HELP: &str = "\
cargo bench -p tests --bench publish -- [OPTIONS]

  --texts N   how many texts are published a round [default: 200]
  --beside N  how many articles are public before [default: 2000]";
/// Rounds, of which the medians are told.
const ROUNDS: usize = 3;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if arguments.iter().any(|argument| argument == "--help") {
        println!("{HELP}");
        return;
    }
    let option = |name: &str, default: usize| {
        let place = arguments.iter().position(|argument| argument == name);
        place.map_or(default, |place| arguments[place + 1].parse().unwrap())
    };
    let (texts, beside) = (option("--texts", 200), option("--beside", 2_000));
    println!("| database | public before | one committed transaction, /s | published, /s | ratio |");
    println!("| --- | --- | --- | --- | --- |");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for (name, database) in [("SQLite", Database::Sqlite), ("PostgreSQL", Database::Postgres)] {
        runtime.block_on(compare(name, database, texts, beside));
    }
}

async fn compare(name: &str, database: Database, texts: usize, beside: usize) {
    let folder = tempfile::tempdir().unwrap();
    let url = database.fresh(folder.path()).await;
    let domain = opened(&url).await;
    let records: Vec<_> = (0..beside)
        .map(|number| {
            let number = u32::try_from(number).unwrap() + 1_000;
            let text =
                tests::publication::text(&format!("a-{number}"), "Before", "published", Some("2026-10-01T00:00:00Z"));
            tests::publication::article(number, "report", serde_json::json!({"en": text}))
        })
        .collect();
    tests::publication::import(&domain, tests::publication::small()).await;
    tests::publication::import(&domain, records).await;
    let session = testing::log_in(&domain, "Edith", &[Role::Editor]).await.unwrap().session;
    let mut alone = Alone::on(&url).await;
    let (mut bare, mut product) = (Vec::new(), Vec::new());
    // In turn, so that both have the same machine.
    for _ in 0..ROUNDS {
        let articles = approved(&session, texts).await;
        bare.push(rate(texts, alone.commits(texts).await));
        let start = Instant::now();
        for id in articles {
            step(&session, id, Step::Publish).await;
        }
        product.push(rate(texts, start.elapsed()));
    }
    let (bare, product) = (median(bare), median(product));
    println!("| {name} | {beside} | {bare:.0} | {product:.0} | {:.3} |", product / bare);
    domain.close().await.unwrap();
}

/// The database alone, by its fastest driver.
struct Alone {
    driver: Driver,
    count: i64,
}

enum Driver {
    Sqlite(rusqlite::Connection),
    Postgres(tokio_postgres::Client),
}

const INSERT: &str = "INSERT INTO bench_row VALUES ($1, $2)";

impl Alone {
    async fn on(url: &str) -> Self {
        let table = "CREATE TABLE bench_row (id BIGINT PRIMARY KEY, text TEXT NOT NULL)";
        let driver = match url.strip_prefix("sqlite://") {
            Some(file) => {
                let connection = rusqlite::Connection::open(file).unwrap();
                connection.busy_timeout(Duration::from_secs(10)).unwrap();
                connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;").unwrap();
                connection.execute_batch(table).unwrap();
                Driver::Sqlite(connection)
            }
            None => {
                let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
                tokio::spawn(connection);
                client.batch_execute(table).await.unwrap();
                Driver::Postgres(client)
            }
        };
        Self { driver, count: 0 }
    }

    /// How long so many transactions take, one after another, that each write one row and commit.
    async fn commits(&mut self, count: usize) -> Duration {
        let text = "x".repeat(200);
        let start = Instant::now();
        for _ in 0..count {
            self.count += 1;
            match &mut self.driver {
                Driver::Sqlite(connection) => {
                    let transaction = connection.transaction().unwrap();
                    transaction.prepare_cached(INSERT).unwrap().execute(rusqlite::params![self.count, text]).unwrap();
                    transaction.commit().unwrap();
                }
                Driver::Postgres(client) => {
                    let transaction = client.transaction().await.unwrap();
                    transaction.execute(INSERT, &[&self.count, &text]).await.unwrap();
                    transaction.commit().await.unwrap();
                }
            }
        }
        start.elapsed()
    }
}

fn rate(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

async fn approved(session: &Session, count: usize) -> Vec<ArticleId> {
    let mut articles = Vec::with_capacity(count);
    let body = "A paragraph of some length, as articles have them. ".repeat(12);
    for number in 0..count {
        let text = TextSave {
            title: Some(format!("To be published {number}")),
            body: Some(BodyInput::Markdown(format!("{body}\n\n{body}\n\n{body}"))),
            ..TextSave::default()
        };
        let language = Language::parse("en").unwrap();
        let new = NewManuscript { kind: Kind::Report, language, text, filing: Filing::default() };
        let id = session.manuscripts().create(new).await.unwrap().manuscript.article.id;
        step(session, id, Step::Submit).await;
        step(session, id, Step::Approve).await;
        articles.push(id);
    }
    articles
}

async fn step(session: &Session, id: ArticleId, step: Step) {
    let text = Expected { language: Language::parse("en").unwrap(), revision: 1 };
    session.manuscripts().step(id, &[text], step).await.unwrap();
}

async fn opened(url: &str) -> Domain {
    let ports = testing::ports(Arc::new(TestClock::at("2026-11-24T12:00:00Z".parse().unwrap())));
    let domain = Domain::open(testing::options(url, 2), ports).await.unwrap();
    domain.system("bench").signing_keys().ensure().await.unwrap();
    // Whoever writes waits for the catalogue; it is followed as long as the domain is open.
    domain.start_catalogue().await.unwrap();
    domain
}
