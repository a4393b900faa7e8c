//! What the catalogue takes: bytes of heap for each public article, without bodies, counted by the allocator. Prints a table in
//! Markdown. See `tests/benches/README.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench that can't run has nothing to report")]

use std::sync::Arc;

use domain::Domain;
use domain::testing::{self, TestClock};

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

/// How many articles there are, one after the other.
const ARTICLES: [u64; 2] = [2_000, 12_000];

fn main() {
    let _counting = dhat::Profiler::builder().testing().build();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    println!("| articles | heap of the catalogue, bytes | blocks | bytes an article |\n| ---: | ---: | ---: | ---: |");
    let mut before = None;
    for articles in ARTICLES {
        let (bytes, blocks) = runtime.block_on(catalogue(articles));
        // The terms, experts and images are there whatever the number of articles.
        let each = before.map_or(String::new(), |(fewer, less)| format!("{}", (bytes - less) / (articles - fewer)));
        println!("| {articles} | {bytes} | {blocks} | {each} |");
        before = Some((articles, bytes));
    }
}

/// What a program that has just started holds more than before it built its catalogue.
async fn catalogue(articles: u64) -> (u64, u64) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("memory.sqlite").display());
    migrations::up(&url).await.unwrap();
    let domain = open(&url).await;
    let session = domain.system("bench");
    let mut import = session.import(&api::demo::Media, false).await.unwrap();
    import.run(api::demo::content(), |_| {}).await.unwrap();
    import.run(api::demo::generate(articles), |_| {}).await.unwrap();
    drop(import);
    domain.close().await.unwrap();
    let domain = open(&url).await;
    let before = dhat::HeapStats::get();
    domain.start_catalogue().await.unwrap().stop();
    let after = dhat::HeapStats::get();
    domain.close().await.unwrap();
    ((after.curr_bytes - before.curr_bytes) as u64, (after.curr_blocks - before.curr_blocks) as u64)
}

async fn open(url: &str) -> Domain {
    let ports = testing::ports(Arc::new(TestClock::at("2026-11-24T12:00:00Z".parse().unwrap())));
    Domain::open(testing::options(url, 1), ports).await.unwrap()
}
