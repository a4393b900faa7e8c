//! Recommendations against a baseline: generated readers with tastes keep articles; some of what each keeps is held out,
//! and it is counted how many readers find any of that among their first twenty. Beside it stands the same for the twenty
//! articles that most readers keep. See `tests/benches/README.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench that can't run has nothing to report")]

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::article::ArticleQuery;
use domain::id::{ArticleId, TopicId};
use domain::page::PageRequest;
use domain::testing::{self, TestClock};
use domain::{Domain, Follower, Session};
use jiff::Timestamp;
use rusqlite::{Connection, params};

const HELP: &str = "\
cargo bench -p tests --bench recommend -- [OPTIONS]

  --readers N    how many generated readers [default: 2000]
  --articles N   how many generated articles [default: 10000]
  --asked N      how many of the readers are asked about [default: 500]";

/// How many articles are recommended.
const AT: usize = 20;
/// How many articles a reader keeps, and how many of these are held out.
const KEPT: usize = 20;
const HELD_OUT: usize = 5;
/// Of how many of the latest articles of a topic, or of all, readers choose.
const CHOICE: usize = 100;

/// A small generator of numbers (SplitMix64): spread is all that is asked of it.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % sides.max(1) as u64).unwrap()
    }

    /// One of them, the earlier the likelier: the smaller of two rolls.
    fn favourite<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.roll(list.len()).min(self.roll(list.len()))]
    }
}

/// A generated reader: logged in, with what they keep and what was held out of it.
struct Reader {
    session: Session,
    account: String,
    topics: [TopicId; 2],
    kept: Vec<ArticleId>,
    held_out: HashSet<ArticleId>,
}

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
    let (readers, articles, asked) = (option("--readers", 2_000), option("--articles", 10_000), option("--asked", 500));
    tokio::runtime::Runtime::new().unwrap().block_on(compare(readers, articles, asked));
}

async fn compare(count: usize, articles: usize, asked: usize) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("recommend.sqlite");
    let now: Timestamp = "2026-11-02T12:00:00Z".parse().unwrap();
    let (domain, follower) = opened(&format!("sqlite://{}", file.display()), now, articles).await;
    let topics = topics(&domain).await;
    let mut readers = Vec::with_capacity(count);
    for number in 0..count {
        readers.push(reader(&domain, number, &topics).await);
    }
    stored(&file, &readers, now);
    let popular = most_popular(&readers);
    let (mut found, mut found_popular, mut took) = (0, 0, Duration::ZERO);
    let asked = asked.min(count);
    let before = domain.statements();
    for reader in &readers[..asked] {
        let start = Instant::now();
        let list = reader.session.recommendations().list(AT as i64).await.unwrap();
        took += start.elapsed();
        found += usize::from(list.iter().any(|item| reader.held_out.contains(&item.article.id)));
        let mut first = popular.iter().filter(|id| !reader.kept.contains(id)).take(AT);
        found_popular += usize::from(first.any(|id| reader.held_out.contains(id)));
    }
    let statements = (domain.statements() - before) / asked as u64;
    let rate = |found: usize| format!("{:.3}", found as f64 / asked as f64);
    println!("| readers | articles | hit rate at {AT} | most popular | a page of {AT}, ms | statements |");
    println!("| --- | --- | --- | --- | --- | --- |");
    let page = took.as_secs_f64() * 1_000.0 / asked as f64;
    println!("| {count} | {articles} | {} | {} | {page:.2} | {statements} |", rate(found), rate(found_popular));
    follower.stop();
    domain.close().await.unwrap();
}

async fn opened(url: &str, now: Timestamp, articles: usize) -> (Domain, Follower) {
    let ports = testing::ports(Arc::new(TestClock::at(now)));
    migrations::up(url).await.unwrap();
    let domain = Domain::open(testing::options(url, 2), ports).await.unwrap();
    let session = domain.system("bench");
    let mut import = session.import(&api::demo::Media, false).await.unwrap();
    import.run(api::demo::content(), |_| {}).await.unwrap();
    import.run(api::demo::generate(articles as u64), |_| {}).await.unwrap();
    session.signing_keys().ensure().await.unwrap();
    // A login is answered when the catalogue has seen it: it must be followed as long as readers are made.
    let follower = domain.start_catalogue().await.unwrap();
    (domain, follower)
}

/// All topics that articles are filed under, each with its latest articles.
async fn topics(domain: &Domain) -> Vec<(TopicId, Vec<ArticleId>)> {
    let session = domain.system("bench");
    let request = PageRequest { first: Some(CHOICE as i64), ..PageRequest::default() };
    let mut found = Vec::new();
    for (_, topic) in session.topics().page(false, &request).unwrap().items {
        let query = ArticleQuery { topic: Some(topic.id), ..ArticleQuery::default() };
        let page = session.articles().page(&query, &request).await.unwrap();
        if page.items.len() >= KEPT {
            found.push((topic.id, page.items.into_iter().map(|(_, article)| article.id).collect()));
        }
    }
    found
}

/// Four of five articles that a reader keeps are of their two topics, the others of any; the later ones are likelier.
async fn reader(domain: &Domain, number: usize, topics: &[(TopicId, Vec<ArticleId>)]) -> Reader {
    let login = testing::log_in(domain, &format!("Reader{number}"), &[]).await.unwrap();
    let mut dice = Dice(number as u64 + 1);
    let tastes = [dice.roll(topics.len()), dice.roll(topics.len())];
    let mut kept: Vec<ArticleId> = Vec::new();
    while kept.len() < KEPT {
        let topic = if dice.roll(5) < 4 { tastes[dice.roll(2)] } else { dice.roll(topics.len()) };
        let article = dice.favourite(&topics[topic].1);
        if !kept.contains(&article) {
            kept.push(article);
        }
    }
    let held_out = kept.split_off(KEPT - HELD_OUT).into_iter().collect();
    let account = login.account.id.to_string();
    Reader { session: login.session, account, topics: tastes.map(|place| topics[place].0), kept, held_out }
}

/// What readers keep, in a public list each; every other reader follows one of their topics.
fn stored(file: &std::path::Path, readers: &[Reader], now: Timestamp) {
    let mut connection = Connection::open(file).unwrap();
    let at = now.as_microsecond();
    let rows = connection.transaction().unwrap();
    for (number, reader) in readers.iter().enumerate() {
        let list = format!("pl_01jb{number:022}");
        rows.execute(
            "INSERT INTO playlist (id, account_id, title, description, visibility, version, item_count, public_since, created_at, updated_at) \
             VALUES (?1, ?2, 'Kept', '', 'public', 1, ?3, ?4, ?4, ?4)",
            params![list, reader.account, reader.kept.len() as i64, at],
        )
        .unwrap();
        for (place, article) in reader.kept.iter().enumerate() {
            let item = format!("pli_01jb{:022}", number * KEPT + place);
            rows.execute(
                "INSERT INTO playlist_item (id, playlist_id, article_id, description, position, added_at, changed_in) VALUES (?1, ?2, ?3, '', ?4, ?5, 1)",
                params![item, list, article.to_string(), place as i64, at],
            )
            .unwrap();
        }
        if number % 2 == 0 {
            rows.execute(
                "INSERT INTO follow (account_id, target_id, created_at) VALUES (?1, ?2, ?3)",
                params![reader.account, reader.topics[0].to_string(), at],
            )
            .unwrap();
        }
    }
    rows.commit().unwrap();
}

/// The articles that most readers keep, without what was held out.
fn most_popular(readers: &[Reader]) -> Vec<ArticleId> {
    let mut counts: HashMap<ArticleId, usize> = HashMap::new();
    for article in readers.iter().flat_map(|reader| &reader.kept) {
        *counts.entry(*article).or_default() += 1;
    }
    let mut sorted: Vec<(usize, ArticleId)> = counts.into_iter().map(|(article, count)| (count, article)).collect();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    sorted.into_iter().map(|(_, article)| article).collect()
}
