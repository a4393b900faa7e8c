//! What is measured: the requests of each query, the answers that they must have, and the check that these are right.
//! How they are sent fast is the business of `wrk.rs` and `oha.rs`.

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt};
use reqwest::Client;
use serde_json::{Value, json};

use crate::Outcome;
use crate::documents::{ARTICLE, ARTICLE_HTML, EXPERT, LATEST, MY_PAGE, PAGE, PLAYLIST};
use crate::ground::Ground;
use crate::request::{Request, answer, ask};

/// How many articles a popular page is spread over: few enough to stay in the cache of bodies.
const POPULAR: usize = 100;
/// How many articles are read in turn where each shall come from the database: more than the cache of bodies holds.
const ANY: usize = 10_000;
/// How many requests are under way while the answers are collected.
const AT_ONCE: usize = 8;

/// A query that is measured, with the requests that are sent in turn.
#[derive(Debug)]
pub struct Case {
    /// As the table says it.
    pub name: &'static str,
    /// In the paths of the reference servers.
    pub key: &'static str,
    /// Sent one after the other, then again from the first.
    pub requests: Vec<Request>,
    /// The exact bytes of the answer to each.
    pub answers: Vec<Bytes>,
}

impl Case {
    /// The same requests as the reference servers know them.
    pub fn for_reference(&self) -> Vec<Request> {
        let numbered = self.requests.iter().enumerate();
        numbered
            .map(|(number, request)| Request { path: format!("/{}/{number}", self.key), ..request.clone() })
            .collect()
    }
}

/// What an answer must hold to be right.
enum Expected {
    /// Behind a JSON pointer, a list of so many items at the least.
    List(&'static str, usize),
    /// So many times this text at the least.
    Text(&'static str, usize),
    /// What the same request is answered without a coding, shorter.
    Coded(Box<Self>),
}

/// A query, before it is known what it is answered.
type Plan = (&'static str, &'static str, Vec<Request>, Expected);

/// All queries whose names hold a word, with their answers, from a server on a database.
pub async fn collect(client: &Client, base: &str, ground: &Ground, word: &str) -> Outcome<Vec<Case>> {
    let mut plan = by_graphql(ground);
    plan.extend(by_rest(client, base, ground).await?);
    plan.retain(|(name, ..)| name.contains(word));
    let mut cases = Vec::with_capacity(plan.len());
    for (name, key, requests, expected) in plan {
        let answers = futures::stream::iter(&requests)
            .map(|request| right_answer(client, base, request, &expected))
            .buffered(AT_ONCE)
            .try_collect()
            .await
            .map_err(|error| format!("{name}: {error}"))?;
        cases.push(Case { name, key, requests, answers });
    }
    Ok(cases)
}

fn by_graphql(ground: &Ground) -> Vec<Plan> {
    let page = || Expected::List("/data/articles/nodes", 20);
    let blocks = || Expected::List("/data/article/body/blocks", 5);
    let by_slug = |document: &str, count: usize| -> Vec<Request> {
        ground.slugs(count).map(|slug| Request::graphql(document, json!({"slug": slug}))).collect()
    };
    let latest = || vec![Request::graphql_get(LATEST, json!({"first": 20}))];
    let latest_coded =
        |coding: &str| latest().into_iter().map(|request| request.with("accept-encoding", coding)).collect();
    let articles_by_get =
        ground.slugs(POPULAR).map(|slug| Request::graphql_get(ARTICLE, json!({"slug": slug}))).collect();
    let deep = ground.deep.iter().map(|after| Request::graphql(PAGE, json!({"first": 20, "after": after}))).collect();
    let expert = |slug: &String| Request::graphql(EXPERT, json!({"slug": slug, "first": 20}));
    let playlist = vec![Request::graphql(PLAYLIST, json!({"id": ground.list, "first": 20}))];
    // The first one, while the token is young.
    let own = Request::graphql(MY_PAGE, json!({})).with("authorization", format!("Bearer {}", ground.token));
    vec![
        ("viewer's page", "viewer", vec![own], Expected::List("/data/viewer/playlists/nodes", 5)),
        ("latest 20, GET", "latest-get", latest(), page()),
        ("latest 20, GET, br", "latest-br", latest_coded("br"), Expected::Coded(Box::new(page()))),
        ("latest 20, GET, gzip", "latest-gzip", latest_coded("gzip"), Expected::Coded(Box::new(page()))),
        ("article, GET", "article-get", articles_by_get, blocks()),
        ("latest 20", "latest", vec![Request::graphql(LATEST, json!({"first": 20}))], page()),
        ("article", "article", by_slug(ARTICLE, POPULAR), blocks()),
        ("article as HTML", "html", by_slug(ARTICLE_HTML, POPULAR), Expected::List("/data/article/topics", 1)),
        ("article, any", "any", by_slug(ARTICLE, ANY), blocks()),
        (
            "expert page",
            "expert",
            ground.experts.iter().map(expert).collect(),
            Expected::List("/data/expert/articles/nodes", 1),
        ),
        ("deep page", "deep", deep, page()),
        ("playlist", "playlist", playlist, Expected::List("/data/playlist/items/nodes", 20)),
    ]
}

async fn by_rest(client: &Client, base: &str, ground: &Ground) -> Outcome<Vec<Plan>> {
    let body = || Expected::List("/body/blocks", 5);
    let articles: Vec<Request> =
        ground.slugs(POPULAR).map(|slug| Request::get(format!("/v1/articles/{slug}"))).collect();
    let mut had = Vec::with_capacity(articles.len());
    for request in &articles {
        had.push(request.clone().with("if-none-match", tag(client, base, request).await?));
    }
    let latest = vec![Request::get("/v1/articles?first=20")];
    let feed = vec![Request::get_any("/feeds/articles.atom")];
    Ok(vec![
        ("REST article", "rest-article", articles, body()),
        ("REST latest 20", "rest-latest", latest, Expected::List("/data", 20)),
        ("REST article, 304", "rest-had", had, Expected::Text("", 0)),
        ("feed", "feed", feed, Expected::Text("<entry", 20)),
    ])
}

/// The answer to the query that a server is asked first, when it is right.
pub async fn first_answer(client: &Client, base: &str) -> Outcome<Bytes> {
    let request = Request::graphql(LATEST, json!({"first": 20}));
    right_answer(client, base, &request, &Expected::List("/data/articles/nodes", 20)).await
}

/// The tag of an answer.
async fn tag(client: &Client, base: &str, request: &Request) -> Outcome<String> {
    let answer = answer(client, base, request).await?;
    let tag = answer.headers().get("etag").ok_or("an answer has no tag")?;
    Ok(tag.to_str()?.to_owned())
}

async fn right_answer(client: &Client, base: &str, request: &Request, expected: &Expected) -> Outcome<Bytes> {
    let bytes = ask(client, base, request).await?;
    let is_right = match expected {
        Expected::List(pointer, least) => {
            let answer: Value = serde_json::from_slice(&bytes)?;
            let items = answer.pointer(pointer).and_then(Value::as_array).map_or(0, Vec::len);
            answer.get("errors").is_none() && items >= *least
        }
        Expected::Text(text, least) => std::str::from_utf8(&bytes)?.matches(text).count() >= *least,
        Expected::Coded(whole) => {
            let mut plain = request.clone();
            plain.headers.retain(|(name, _)| *name != "accept-encoding");
            let plain = Box::pin(right_answer(client, base, &plain, whole)).await?;
            !bytes.is_empty() && bytes.len() * 2 < plain.len()
        }
    };
    if is_right {
        return Ok(bytes);
    }
    Err(format!("a wrong answer to {}:\n{}", request.told(), String::from_utf8_lossy(&bytes)).into())
}
