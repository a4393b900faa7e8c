//! Staying in step: how many texts a second a partner is given, with bodies, beside a bare server that sends the same bytes. See
//! `tests/benches/README.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench that can't run has nothing to report")]

use std::time::{Duration, Instant};

use actix_web::{App, HttpResponse, HttpServer, web};
use bytes::Bytes;
use domain::partner::{NewKey, OrganisationChange, ProductChange, Scope};
use serde_json::Value;
use tests::{Database, TestApp};

const HELP: &str = "\
cargo bench -p tests --bench sync -- [OPTIONS]

  --texts N  how many texts the product has [default: 2000]";
/// Rounds, of which the medians are told.
const ROUNDS: usize = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if arguments.iter().any(|argument| argument == "--help") {
        println!("{HELP}");
        return;
    }
    let place = arguments.iter().position(|argument| argument == "--texts");
    let texts: u32 = place.map_or(2_000, |place| arguments[place + 1].parse().unwrap());
    println!("| database | bare, texts/s | copy, texts/s | ratio | log, texts/s | ratio |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for (name, database) in [("SQLite", Database::Sqlite), ("PostgreSQL", Database::Postgres)] {
        TestApp::with(database, async |app| compare(name, app, texts).await);
    }
}

async fn compare(name: &str, app: &TestApp, texts: u32) {
    let key = partner(app).await;
    let client = reqwest::Client::builder().build().unwrap();
    app.run_jobs().await;
    // From the place where nothing had come yet, the log tells of each text; without a cursor, it is a copy of all.
    let from = end(&serde_json::from_slice(&page(&client, &app.url, &key, None).await).unwrap());
    tests::publication::import(&app.domain, (0..texts).map(article).collect()).await;
    app.run_jobs().await;
    let pages = all(&client, &app.url, &key, None).await.0;
    let count = f64::from(texts);
    let bare = Bare::serve(pages);
    let (mut alone, mut copy, mut log) = (Vec::new(), Vec::new(), Vec::new());
    // In turn, so that all have the same machine.
    for _ in 0..ROUNDS {
        alone.push(count / bare.fetch(&client).await.as_secs_f64());
        copy.push(count / all(&client, &app.url, &key, None).await.1.as_secs_f64());
        log.push(count / all(&client, &app.url, &key, Some(from.clone())).await.1.as_secs_f64());
    }
    let (alone, copy, log) = (median(alone), median(copy), median(log));
    println!("| {name} | {alone:.0} | {copy:.0} | {:.3} | {log:.0} | {:.3} |", copy / alone, log / alone);
}

async fn partner(app: &TestApp) -> String {
    let system = app.domain.system("bench");
    let partners = system.partners();
    let fast = OrganisationChange { requests_per_minute: Some(60_000), ..OrganisationChange::default() };
    let organisation = partners.create("Daily".to_owned(), fast).await.unwrap().id;
    partners.create_product(organisation, "All of it".to_owned(), ProductChange::default()).await.unwrap();
    let key = NewKey { name: "A".to_owned(), scopes: vec![Scope::Sync], expires_at: None };
    partners.issue_key(organisation, key).await.unwrap().secret
}

fn article(number: u32) -> Value {
    let slug = format!("text-{number}");
    let mut text = tests::publication::text(&slug, "A text of some length", "published", Some("2026-10-01T00:00:00Z"));
    let words = "The straits are narrow, and whoever holds them holds the price of grain. ".repeat(12);
    let block = |key: usize| {
        serde_json::json!({"_type": "block", "_key": format!("b{key}"), "style": "normal", "markDefs": [],
            "children": [{"_type": "span", "_key": "s", "text": words, "marks": []}]})
    };
    text["body"] = (0..8).map(block).collect();
    tests::publication::article(10_000 + number, "report", serde_json::json!({"en": text}))
}

async fn page(client: &reqwest::Client, url: &str, key: &str, after: Option<&str>) -> Bytes {
    let after = after.map(|after| format!("&after={after}")).unwrap_or_default();
    let asked = client.get(format!("{url}/v1/sync?first=100{after}")).header("x-api-key", key);
    let answer = asked.header("accept-encoding", "identity").send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.bytes().await.unwrap()
}

/// All pages behind a cursor, and how long that took.
async fn all(client: &reqwest::Client, url: &str, key: &str, from: Option<String>) -> (Vec<Bytes>, Duration) {
    let (start, mut pages, mut after) = (Instant::now(), Vec::new(), from);
    loop {
        let bytes = page(client, url, key, after.as_deref()).await;
        let place = place(&bytes);
        pages.push(bytes);
        if !place.0 {
            return (pages, start.elapsed());
        }
        after = Some(place.1);
    }
}

/// Where a page ends, without reading the whole of it: what a client does with it is no part of this.
fn place(page: &Bytes) -> (bool, String) {
    let start = page.len().saturating_sub(400);
    let tail = String::from_utf8_lossy(&page[start..]).into_owned();
    let place = &tail[tail.rfind("\"page\":").unwrap() + 7..tail.len() - 1];
    let place: Value = serde_json::from_str(place).unwrap();
    (place["hasNext"] == true, place["endCursor"].as_str().unwrap().to_owned())
}

fn end(page: &Value) -> String {
    page["page"]["endCursor"].as_str().unwrap().to_owned()
}

/// A server that sends what it was given.
struct Bare {
    url: String,
    pages: usize,
}

impl Bare {
    fn serve(pages: Vec<Bytes>) -> Self {
        let count = pages.len();
        let pages = web::Data::new(pages);
        let server =
            HttpServer::new(move || App::new().app_data(pages.clone()).route("/{page}", web::get().to(Self::page)));
        let server = server.workers(1).disable_signals().bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", server.addrs()[0]);
        tokio::spawn(server.run());
        Self { url, pages: count }
    }

    async fn page(pages: web::Data<Vec<Bytes>>, number: web::Path<usize>) -> HttpResponse {
        HttpResponse::Ok().content_type("application/json").body(pages[*number].clone())
    }

    async fn fetch(&self, client: &reqwest::Client) -> Duration {
        let start = Instant::now();
        for number in 0..self.pages {
            let answer = client.get(format!("{}/{number}", self.url)).send().await.unwrap();
            place(&answer.bytes().await.unwrap());
        }
        start.elapsed()
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
