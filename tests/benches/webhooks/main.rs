//! Webhooks: how many deliveries a second reach a hundred endpoints, beside a loop that sends the same bytes and does nothing else; and
//! how late a thousand endpoints are told when fifty of them are dead. See `tests/benches/README.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench that can't run has nothing to report")]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use api::ports::{SystemClock, SystemRandom, WebhookPost};
use domain::id::OrganisationId;
use domain::partner::ProductChange;
use domain::testing;
use domain::webhook::{ENDPOINTS_MAX, NewEndpoint};
use domain::{Domain, Ports};
use futures::{StreamExt, stream};
use serde_json::json;
use tests::{Database, publication};
use tokio::sync::watch;

mod receivers;

use receivers::Receivers;

const HELP: &str = "\
cargo bench -p tests --bench webhooks -- [OPTIONS]

  --articles N  how many articles are told to a hundred endpoints a round [default: 20]
  --answer N    after how many milliseconds the thousand endpoints answer [default: 20]";
/// Rounds, of which the medians are told.
const ROUNDS: usize = 3;
/// Messages that the bare loop has under way at once.
const BESIDE: usize = 64;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if arguments.iter().any(|argument| argument == "--help") {
        println!("{HELP}");
        return;
    }
    let option = |name: &str, default: u32| {
        let place = arguments.iter().position(|argument| argument == name);
        place.map_or(default, |place| arguments[place + 1].parse().unwrap())
    };
    let (articles, answer) = (option("--articles", 20), u64::from(option("--answer", 20)));
    api::ports::choose_tls();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    println!("| database | handed out, /s | sent by a bare loop, /s | delivered, /s | ratio |");
    println!("| --- | ---: | ---: | ---: | ---: |");
    for (name, database) in [("SQLite", Database::Sqlite), ("PostgreSQL", Database::Postgres)] {
        runtime.block_on(compare(name, database, articles));
    }
    println!(
        "\n| database | dead of 1000 | told after, median ms | 95th percentile | last of the living | ratio of the last |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: |");
    for (name, database) in [("SQLite", Database::Sqlite), ("PostgreSQL", Database::Postgres)] {
        let none = runtime.block_on(lateness(name, database, 0, answer, None));
        runtime.block_on(lateness(name, database, 50, answer, Some(none)));
    }
}

/// A hundred endpoints, all well: the product, and a loop that sends the same bytes to the same places, in turn.
async fn compare(name: &str, database: Database, articles: u32) {
    let folder = tempfile::tempdir().unwrap();
    let domain = opened(&database.fresh(folder.path()).await).await;
    let receivers = Receivers::start(Duration::ZERO).await;
    endpoints(&domain, 100, |number| receivers.url(number)).await;
    let (mut handed, mut bare, mut product) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        publish(&domain, articles).await;
        let start = Instant::now();
        while api::jobs::fan_out(domain.clone()).await.unwrap() {}
        handed.push(rate(100 * articles as usize, start.elapsed()));
        receivers.clear();
        let start = Instant::now();
        deliver(&domain).await;
        let took = start.elapsed();
        let messages = receivers.taken();
        assert_eq!(messages.len(), 100 * articles as usize);
        product.push(rate(messages.len(), took));
        receivers.clear();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let start = Instant::now();
        let sending = messages.iter().map(|message| {
            let request = client.post(receivers.url(message.number)).headers(message.headers.clone());
            let request = request.body(message.body.clone());
            async move { assert!(request.send().await.unwrap().bytes().await.unwrap().is_empty()) }
        });
        stream::iter(sending).buffer_unordered(BESIDE).for_each(|()| async {}).await;
        bare.push(rate(messages.len(), start.elapsed()));
        assert_eq!(receivers.taken().len(), messages.len());
    }
    let (handed, bare, product) = (median(handed), median(bare), median(product));
    println!("| {name} | {handed:.0} | {bare:.0} | {product:.0} | {:.2} |", product / bare);
    domain.close().await.unwrap();
}

/// A thousand endpoints, some of which take a message and never answer: how long after an article was handed out the others have it.
async fn lateness(name: &str, database: Database, dead: usize, answer: u64, none: Option<f64>) -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let domain = opened(&database.fresh(folder.path()).await).await;
    let (receivers, silent) = (Receivers::start(Duration::from_millis(answer)).await, Receivers::silent().await);
    let is_dead = |number: usize| dead > 0 && number.is_multiple_of(1_000 / dead);
    endpoints(&domain, 1_000, |number| if is_dead(number) { silent.url(number) } else { receivers.url(number) }).await;
    let mut lasts = Vec::new();
    // The second article comes while it is known already who is dead.
    for (round, known) in ["", ", known as such"].into_iter().enumerate() {
        publish(&domain, 1).await;
        receivers.clear();
        while api::jobs::fan_out(domain.clone()).await.unwrap() {}
        let start = Instant::now();
        let (stop, stopped) = watch::channel(false);
        let running = tokio::spawn({
            let domain = domain.clone();
            async move {
                while !*stopped.borrow() {
                    api::jobs::deliver_webhooks(&domain, &stopped).await.unwrap();
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        });
        while receivers.taken().len() < 1_000 - dead {
            tokio::time::sleep(Duration::from_millis(5)).await;
            assert!(start.elapsed() < Duration::from_secs(120), "{} came", receivers.taken().len());
        }
        // The dead are waited for until it is known that they don't answer.
        if dead > 0 && round == 0 {
            tokio::time::sleep(Duration::from_secs(11)).await;
        }
        stop.send_replace(true);
        running.await.unwrap();
        let mut late: Vec<f64> =
            receivers.taken().iter().map(|message| message.at.duration_since(start).as_secs_f64() * 1e3).collect();
        late.sort_by(f64::total_cmp);
        let (half, most, last) = (late[late.len() / 2], late[late.len() * 95 / 100], *late.last().unwrap());
        let ratio = none.map_or(String::new(), |none| format!("{:.2}", last / none));
        if dead > 0 || round == 0 {
            println!("| {name} | {dead}{known} | {half:.0} | {most:.0} | {last:.0} | {ratio} |");
        }
        lasts.push(last);
    }
    domain.close().await.unwrap();
    lasts[0]
}

/// So many endpoints, as many as one may have for each of some partners.
async fn endpoints(domain: &Domain, count: usize, url: impl Fn(usize) -> String) {
    let session = domain.system("bench");
    let mut organisations: BTreeMap<usize, OrganisationId> = BTreeMap::new();
    for partner in 0..count.div_ceil(ENDPOINTS_MAX) {
        let organisation =
            session.partners().create(format!("Partner {partner}"), Default::default()).await.unwrap().id;
        session.partners().create_product(organisation, "All".to_owned(), ProductChange::default()).await.unwrap();
        organisations.insert(partner, organisation);
    }
    while api::jobs::follow_products(domain.clone()).await.unwrap() {}
    for number in 0..count {
        let new = NewEndpoint { url: url(number), products: Vec::new(), asymmetric: false };
        session.webhooks().create(Some(organisations[&(number / ENDPOINTS_MAX)]), new).await.unwrap();
    }
}

/// Publishes so many articles, and has them in the logs of all products.
async fn publish(domain: &Domain, count: u32) {
    static NUMBER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(1_000);
    let records = (0..count).map(|_| {
        let number = NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let text = publication::text(&format!("told-{number}"), "Told", "published", Some("2026-10-01T00:00:00Z"));
        publication::article(number, "report", json!({"en": text}))
    });
    publication::import(domain, records.collect()).await;
    while api::jobs::follow_products(domain.clone()).await.unwrap() {}
}

async fn deliver(domain: &Domain) {
    let (_goes_on, stopped) = watch::channel(false);
    api::jobs::deliver_webhooks(domain, &stopped).await.unwrap();
}

fn rate(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

async fn opened(url: &str) -> Domain {
    let given = BTreeMap::from([("webhook_allowed_hosts", "127.0.0.1".to_owned())]);
    let settings = api::settings::read(None, &given).unwrap();
    let webhooks = Arc::new(WebhookPost::new(&settings.webhook_allowed_hosts).unwrap());
    let ports = Ports { random: Arc::new(SystemRandom), webhooks, ..testing::ports(Arc::new(SystemClock)) };
    let domain = Domain::open(testing::options(url, 8), ports).await.unwrap();
    publication::import(&domain, publication::small()).await;
    // Whoever writes waits for the catalogue; it is followed as long as the domain is open.
    domain.start_catalogue().await.unwrap();
    domain
}
