//! A soak: ten thousand changes from another process, a server that is killed again and again, and three partners who come when
//! they like. In the end each one's copy is what the API shows it, byte for byte, and its chain has held all the way.

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use api::mirror::{Mirror, MirrorError};
use domain::Domain;
use domain::partner::{ProductChange, TextShare};
use domain::testing::{self, TestClock};
use serde_json::{Value, json};
use tests::publication::{self, id};
use tests::{Database, Served};

use super::{Partner, everything, files, opinions, shown};

/// Batches of changes, and the changes of each.
const BATCHES: usize = 40;
const CHANGES: usize = 250;
/// The articles that change.
const ARTICLES: usize = 300;

#[test]
fn copies_are_what_the_api_shows_on_sqlite() {
    run(Database::Sqlite);
}

#[test]
fn copies_are_what_the_api_shows_on_postgres() {
    run(Database::Postgres);
}

/// Numbers that look random and are the same in every run (a linear congruential generator, by Knuth's constants).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }
}

/// An article in whatever state: what was public may be so no longer, under another slug, in one language or two.
fn article(numbers: &mut Numbers, change: usize) -> Value {
    let number = u32::try_from(1_000 + change % ARTICLES).unwrap();
    let mut texts = json!({});
    for language in ["en", "de"] {
        let status =
            numbers.one_of(&["published", "published", "published", "corrected", "unpublished", "draft", "archived"]);
        let slug = format!("{language}-{number}-{}", numbers.below(3));
        let published = (status != "draft").then_some("2026-11-10T08:00:00Z");
        texts[language] = publication::text(&slug, &format!("Change {change}"), status, published);
    }
    let mut article = publication::article(number, numbers.one_of(&["opinion", "report", "analysis"]), texts);
    article["topics"] = json!([id("top", numbers.one_of(&[1, 2, 3, 4, 5]))]);
    article["experts"] = json!([{"expert": id("exp", numbers.one_of(&[1, 2, 3])), "role": "author", "texts": {}}]);
    article
}

/// Changes that are told at once; some of them rename what many articles are filed under.
fn batch(numbers: &mut Numbers, number: usize) -> Vec<Value> {
    let mut records: Vec<Value> = (0..CHANGES).map(|change| article(numbers, number * CHANGES + change)).collect();
    if number % 10 == 9 {
        records.push(
            json!({"type": "expert", "id": id("exp", 2), "slug": "boris-aalto", "name": format!("Boris Aalto {number}"),
            "topics": [], "texts": {}}),
        );
        records.push(json!({"type": "topic", "id": id("top", 5), "parent": Value::Null, "position": 2,
            "texts": {"en": {"slug": "energy", "name": format!("Energy {number}")}}}));
    }
    records
}

fn run(database: Database) {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let url = database.fresh(folder.path()).await;
        let domain = opened(&url).await;
        publication::import(&domain, publication::small()).await;
        let summaries = ProductChange { texts: Some(TextShare::Summary), ..everything() };
        let mut partners = Vec::new();
        for (name, terms) in [("all", everything()), ("opinions", opinions()), ("summaries", summaries)] {
            partners.push((folder.path().join(name), Partner::with(&domain, name, terms).await));
        }
        domain.close().await.unwrap();
        let variables = [("DATABASE_URL", url.as_str())];
        let start = || Served::start(folder.path(), &[], &variables);

        let (mut server, mut numbers) = (start(), Numbers(7));
        for number in 0..BATCHES {
            let file = folder.path().join("batch.jsonl");
            let lines: String = batch(&mut numbers, number).iter().map(|record| format!("{record}\n")).collect();
            std::fs::write(&file, lines).unwrap();
            let mut import = tests::command(folder.path());
            import.args(["import", "jsonl", "batch.jsonl"]).envs(variables).stdout(Stdio::null());
            let import = tokio::task::spawn_blocking(move || import.status().unwrap());
            // Meanwhile somebody comes, and the power may go.
            let (copy, partner) = &partners[number % partners.len()];
            tokio::time::sleep(Duration::from_millis(numbers.below(400))).await;
            come(&server.url, partner, copy).await;
            if numbers.below(3) == 0 {
                server.kill();
                server = start();
            }
            assert!(import.await.unwrap().success());
        }
        told_of_all(&url).await;
        for (copy, partner) in &partners {
            come(&server.url, partner, copy).await;
            let (kept, shown) = (files(copy), shown(&partner.rest(&server.url)).await);
            assert!(kept.len() > 50, "{}", kept.len());
            assert!(kept == shown, "the copy in {} is not what the API shows", copy.display());
        }
        let count = tests::sql(&url, "SELECT count(*) FROM change_log WHERE kind LIKE 'article.%'").await;
        assert!(count.parse::<usize>().unwrap() >= BATCHES * CHANGES, "{count}");
        assert!(server.stop());
    });
}

/// The database, as a member of staff's command would open it.
async fn opened(url: &str) -> Domain {
    let ports = testing::ports(Arc::new(TestClock::at(tests::NOW.parse().unwrap())));
    Domain::open(testing::options(url, 2), ports).await.unwrap()
}

/// A partner comes. That nobody answers is no failure here; that something doesn't verify is one.
async fn come(url: &str, partner: &Partner, copy: &Path) {
    match Mirror::new(url, &partner.key, None).unwrap().pull(copy).await {
        Ok(_) | Err(MirrorError::Http(_)) => {}
        Err(error) => panic!("{}: {error}", copy.display()),
    }
}

/// Waits until partners have been told of all that has happened.
async fn told_of_all(url: &str) {
    let behind = "SELECT (SELECT seq FROM change_counter) - (SELECT seq FROM follower WHERE name = 'products')";
    for _ in 0..1_200 {
        if tests::sql(url, behind).await == "0" {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("partners aren't told of all that has happened");
}
