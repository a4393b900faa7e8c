//! What a reader costs: a token verified, their page, their writes; in process, on both databases, each beside what the
//! database's fastest driver needs for one prepared `SELECT` of the ready JSON, or for one committed `INSERT`. Prints a
//! table in Markdown; only the ratios say something. See `tests/benches/README.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench that can't run has nothing to report")]

use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::testing::{self, TestClock};
use domain::{Client, Domain};
use futures::FutureExt;
use futures::future::LocalBoxFuture;
use schema::document::Limits;
use schema::executor::Executor;
use schema::{Call, PublicUrl, RequestLanguage};
use serde_json::{Map, Value, json};
use tests::Database;
use tokio_postgres::NoTls;

/// Articles in the catalogue.
const ARTICLES: u64 = 10_000;
/// Lists of the reader, and items of each.
const LISTS: usize = 5;
const ITEMS: usize = 20;
/// How long each measure takes, and of how many the median is told.
const SECONDS: f64 = 1.0;
const ROUNDS: usize = 3;

/// 'My World Review' in one round trip.
const PAGE: &str = include_str!("page.graphql");

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    #[allow(clippy::disallowed_methods, reason = "the benches have this one setting, as the tests do")]
    let cluster = std::env::var("TEST_POSTGRES_URL").is_ok();
    // What cargo gives every bench is no word.
    let word = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    println!("One client at a time, medians of {ROUNDS} × {SECONDS} s, {ARTICLES} articles.\n");
    println!("| | per second | ratio | reference |\n| --- | ---: | ---: | --- |");
    runtime.block_on(async {
        measure(Database::Sqlite, word.as_deref()).await;
        if cluster {
            measure(Database::Postgres, word.as_deref()).await;
        }
    });
    if !cluster {
        println!("\nPostgreSQL was left out: TEST_POSTGRES_URL is not set.");
    }
}

async fn measure(database: Database, word: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let url = database.fresh(folder.path()).await;
    let house = House::built(&url).await;
    let page = house.page().await;
    let driver = Driver::open(database, folder.path(), &page).await;
    let name = if database == Database::Sqlite { "SQLite" } else { "PostgreSQL" };
    let select = rate(|_| driver.select()).await;
    let insert = rate(|number| driver.insert(number)).await;
    println!("| **{name}**: one prepared SELECT of the page's JSON | {select:.0} | 1 | |");
    println!("| **{name}**: one committed INSERT | {insert:.0} | 1 | |");
    let (read, write) = ((select, "SELECT"), (insert, "INSERT"));
    let tell = async |what: &str, (reference, of): (f64, &str), rate: LocalBoxFuture<'_, f64>| {
        if word.is_none_or(|word| what.contains(word)) {
            let rate = rate.await;
            println!("| {name}: {what} | {rate:.0} | **{:.3}** | {of} |", rate / reference);
        }
    };
    tell("a token verified for the first time", read, async { house.fresh_tokens() }.boxed_local()).await;
    tell("a token verified again", read, rate(async |_| house.known_token()).boxed_local()).await;
    tell("the viewer's page", read, rate(|_| house.answer(PAGE, Map::new())).boxed_local()).await;
    tell("an item described", write, rate(|number| house.describe(number)).boxed_local()).await;
    tell("an item moved", write, rate(|number| house.move_item(number)).boxed_local()).await;
    let both = async { 2.0 * rate(|_| house.add_and_remove()).await };
    tell("an article added and removed (both counted)", write, both.boxed_local()).await;
    let both = async { 2.0 * rate(|_| house.follow_and_leave()).await };
    tell("an expert followed and left (both counted)", write, both.boxed_local()).await;
    house.domain.close().await.unwrap();
}

/// How often a second something can be done, one after the other: the median of some rounds.
async fn rate<F: Future>(mut work: impl FnMut(usize) -> F) -> f64 {
    let mut number = 0;
    let mut rates = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let (began, before) = (Instant::now(), number);
        while began.elapsed() < Duration::from_secs_f64(SECONDS) {
            work(number).await;
            number += 1;
        }
        rates.push((number - before) as f64 / began.elapsed().as_secs_f64());
    }
    rates.sort_by(f64::total_cmp);
    rates[ROUNDS / 2]
}

/// A publication, and a reader who follows and collects.
struct House {
    domain: Domain,
    executor: Executor<Call>,
    authorization: String,
    strangers: Vec<String>,
    list: String,
    items: Vec<String>,
    other_expert: String,
    other_article: String,
}

impl House {
    async fn built(url: &str) -> Self {
        let ports = testing::ports(Arc::new(TestClock::at("2026-11-24T12:00:00Z".parse().unwrap())));
        let domain = Domain::open(testing::options(url, 4), ports).await.unwrap();
        let session = domain.system("bench");
        let mut import = session.import(&api::demo::Media, false).await.unwrap();
        import.run(api::demo::content(), |_| {}).await.unwrap();
        import.run(api::demo::generate(ARTICLES), |_| {}).await.unwrap();
        domain.start_catalogue().await.unwrap();
        domain.system("bench").signing_keys().ensure().await.unwrap();
        let bearer = async |name: &str| {
            let login = testing::log_in(&domain, name, &[]).await.unwrap();
            format!("Bearer {}", login.tokens.access_token)
        };
        let mut strangers = Vec::new();
        for number in 0..500 {
            strangers.push(bearer(&format!("stranger-{number}")).await);
        }
        let authorization = bearer("ada").await;
        let executor = schema::executor(PublicUrl::default(), Limits::default()).unwrap();
        let (list, other_expert, other_article) = (String::new(), String::new(), String::new());
        let mut house =
            Self { domain, executor, authorization, strangers, list, items: Vec::new(), other_expert, other_article };
        house.furnish().await;
        house
    }

    /// The reader follows experts and topics, and keeps lists.
    async fn furnish(&mut self) {
        let all = "{ experts(first: 20) { nodes { id } } topics(first: 5) { nodes { id } } articles(first: 100) { nodes { id } } }";
        let found = self.run(all, json!({})).await;
        let [experts, topics, articles] = ["experts", "topics", "articles"].map(|noun| ids(&found[noun]["nodes"]));
        for target in experts.iter().take(5).chain(&topics) {
            self.write(FOLLOW, json!({"target": target})).await;
        }
        for number in 0..LISTS {
            (self.list, self.items) = self.list(number, &articles[number * 10..number * 10 + ITEMS]).await;
        }
        (self.other_expert, self.other_article) = (experts[7].clone(), articles[99].clone());
    }

    async fn run(&self, document: &str, variables: Value) -> Value {
        let bytes = self.answer(document, variables.as_object().unwrap().clone()).await;
        let answer: Value = serde_json::from_slice(&bytes).unwrap();
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"].clone()
    }

    /// All that a request passes behind HTTP: the token verified, the document admitted, judged, run, written.
    async fn answer(&self, document: &str, variables: Map<String, Value>) -> Vec<u8> {
        let session = self.domain.authenticate(&self.authorization, Client::default(), "bench").unwrap();
        let document = self.executor.admit(document).unwrap();
        let prepared = self.executor.prepare(&document, None, variables).unwrap();
        let call = Call { session, languages: RequestLanguage::default() };
        self.executor.execute(prepared, call, false).await.bytes.to_vec()
    }

    async fn page(&self) -> String {
        let page = self.run(PAGE, json!({})).await;
        assert_eq!(page["viewer"]["playlists"]["nodes"].as_array().unwrap().len(), LISTS);
        page.to_string()
    }

    fn fresh_tokens(&self) -> f64 {
        let began = Instant::now();
        for token in &self.strangers {
            self.domain.authenticate(token, Client::default(), "bench").unwrap();
        }
        self.strangers.len() as f64 / began.elapsed().as_secs_f64()
    }

    fn known_token(&self) {
        self.domain.authenticate(&self.authorization, Client::default(), "bench").unwrap();
    }

    /// A new list with these articles. Answers its id and those of its items.
    async fn list(&self, number: usize, articles: &[String]) -> (String, Vec<String>) {
        let made = self.write(CREATE, json!({"title": format!("List {number}")})).await;
        let list = made["playlist"]["id"].as_str().unwrap().to_owned();
        let items: Vec<Value> = articles.iter().map(|id| json!({"articleId": id})).collect();
        let added = self.write(ADD, json!({"id": list, "items": items})).await;
        (list, ids(&added["items"]))
    }

    /// The payload of a mutation, which must have worked.
    async fn write(&self, document: &str, variables: Value) -> Value {
        let data = self.run(document, variables).await;
        let payload = data.as_object().unwrap().values().next().unwrap().clone();
        assert_eq!(payload["userErrors"], json!([]), "{payload}");
        payload
    }

    async fn describe(&self, number: usize) {
        let item = &self.items[number % ITEMS];
        self.write(DESCRIBE, json!({"id": self.list, "item": item, "text": format!("Note {number}")})).await;
    }

    async fn move_item(&self, number: usize) {
        let (item, before) = (&self.items[number % ITEMS], &self.items[(number * 7 + 1) % ITEMS]);
        if item != before {
            self.write(MOVE, json!({"id": self.list, "item": item, "before": before})).await;
        }
    }

    async fn add_and_remove(&self) {
        let added = self.write(ADD, json!({"id": self.list, "items": [{"articleId": self.other_article}]})).await;
        self.write(REMOVE, json!({"id": self.list, "item": added["items"][0]["id"]})).await;
    }

    async fn follow_and_leave(&self) {
        self.write(FOLLOW, json!({"target": self.other_expert})).await;
        self.write(LEAVE, json!({"target": self.other_expert})).await;
    }
}

fn ids(nodes: &Value) -> Vec<String> {
    nodes.as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap().to_owned()).collect()
}

const CREATE: &str = "mutation($title: String!) { playlistCreate(input: {title: $title}) { playlist { id } userErrors { code message } } }";
const ADD: &str = "mutation($id: ID!, $items: [PlaylistItemInput!]!) { playlistItemsAdd(id: $id, items: $items) { items { id } userErrors { code message } } }";
const REMOVE: &str =
    "mutation($id: ID!, $item: ID!) { playlistItemRemove(id: $id, itemId: $item) { userErrors { code message } } }";
const DESCRIBE: &str = "mutation($id: ID!, $item: ID!, $text: String!) { playlistItemDescribe(id: $id, itemId: $item, description: $text) { userErrors { code message } } }";
const MOVE: &str = "mutation($id: ID!, $item: ID!, $before: ID!) { playlistItemMove(id: $id, itemId: $item, before: $before) { userErrors { code message } } }";
const FOLLOW: &str = "mutation($target: ID!) { followCreate(target: $target) { userErrors { code message } } }";
const LEAVE: &str = "mutation($target: ID!) { followDelete(target: $target) { userErrors { code message } } }";

/// The fastest drivers, on one connection: a ready row read, and a row committed.
enum Driver {
    Sqlite(rusqlite::Connection),
    Postgres(tokio_postgres::Client, tokio_postgres::Statement, tokio_postgres::Statement),
}

impl Driver {
    async fn open(database: Database, folder: &Path, page: &str) -> Self {
        let tables = "CREATE TABLE ready (key TEXT PRIMARY KEY, json TEXT NOT NULL); CREATE TABLE log (id BIGINT PRIMARY KEY, json TEXT NOT NULL);";
        match database {
            Database::Sqlite => {
                let connection = rusqlite::Connection::open(folder.join("ready.sqlite")).unwrap();
                // As the product has it.
                connection.pragma_update(None, "journal_mode", "WAL").unwrap();
                connection.pragma_update(None, "synchronous", "NORMAL").unwrap();
                connection.execute_batch(tables).unwrap();
                connection.execute("INSERT INTO ready VALUES ('page', ?1)", [page]).unwrap();
                Self::Sqlite(connection)
            }
            Database::Postgres => {
                let (client, connection) = tokio_postgres::connect(&database.empty().await, NoTls).await.unwrap();
                tokio::spawn(connection);
                client.batch_execute(tables).await.unwrap();
                client.execute("INSERT INTO ready VALUES ('page', $1)", &[&page]).await.unwrap();
                let select = client.prepare("SELECT json FROM ready WHERE key = $1").await.unwrap();
                let insert = client.prepare("INSERT INTO log VALUES ($1, $2)").await.unwrap();
                Self::Postgres(client, select, insert)
            }
        }
    }

    async fn select(&self) {
        let json: String = match self {
            Self::Sqlite(connection) => {
                let mut statement = connection.prepare_cached("SELECT json FROM ready WHERE key = ?1").unwrap();
                statement.query_row(["page"], |row| row.get(0)).unwrap()
            }
            Self::Postgres(client, select, _) => client.query_one(select, &[&"page"]).await.unwrap().get(0),
        };
        assert!(!json.is_empty());
    }

    async fn insert(&self, number: usize) {
        let (id, json) = (i64::try_from(number).unwrap(), "{\"kind\": \"playlist.item_changed\", \"revision\": 7}");
        match self {
            Self::Sqlite(connection) => {
                let mut statement = connection.prepare_cached("INSERT INTO log VALUES (?1, ?2)").unwrap();
                statement.execute((id, json)).unwrap();
            }
            Self::Postgres(client, _, insert) => {
                client.execute(insert, &[&id, &json]).await.unwrap();
            }
        }
    }
}
