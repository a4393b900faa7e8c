//! What is measured: the requests of each query, the answers that they must have, and the check that these are right.
//! How they are sent fast is `wrk.rs`'s business.

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt};
use reqwest::Client;
use serde_json::{Value, json};

use crate::Outcome;
use crate::documents::{ARTICLE, ARTICLE_HTML, EXPERT, LATEST, PAGE};

/// How many articles a popular page is spread over: few enough to stay in the cache of bodies.
const POPULAR: usize = 100;
/// How many articles are read in turn where each shall come from the database: more than the cache of bodies holds.
const ANY: usize = 10_000;
/// How many deep pages are asked for in turn.
const DEEP: usize = 10;
/// How many requests are under way while the answers are collected.
const AT_ONCE: usize = 8;

/// A request, without its host.
#[derive(Debug, Clone)]
pub struct Request {
    /// Path and query string.
    pub path: String,
    /// The body of a POST; without one it is a GET.
    pub body: Option<String>,
    /// The tag that the client has already.
    pub tag: Option<String>,
}

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

/// What an answer must hold to be right.
struct Expected {
    /// A JSON pointer to a list.
    list: &'static str,
    /// The fewest items of it.
    least: usize,
}

/// All queries with their answers, from a server that holds at least this many articles.
pub async fn collect(client: &Client, base: &str, articles: usize) -> Outcome<Vec<Case>> {
    let ground = Ground::survey(client, base, articles).await?;
    let page = || Expected { list: "/data/articles/nodes", least: 20 };
    let blocks = || Expected { list: "/data/article/body/blocks", least: 5 };
    let expert = Expected { list: "/data/expert/articles/nodes", least: 20 };
    let by_slug = |document: &str, count: usize| -> Vec<Request> {
        ground.slugs(count).map(|slug| graphql(document, json!({"slug": slug}))).collect()
    };
    let rest_articles = ground.slugs(POPULAR).map(|slug| get(format!("/v1/articles/{slug}"))).collect();
    let deep = ground.deep.iter().map(|after| graphql(PAGE, json!({"first": 20, "after": after}))).collect();
    let experts = ground.experts.iter().map(|slug| graphql(EXPERT, json!({"slug": slug, "first": 20}))).collect();
    let articles_by_get = ground.slugs(POPULAR).map(|slug| graphql_get(ARTICLE, json!({"slug": slug}))).collect();
    let mut had: Vec<Request> = ground.slugs(POPULAR).map(|slug| get(format!("/v1/articles/{slug}"))).collect();
    for request in &mut had {
        request.tag = Some(tag(client, base, request).await?);
    }
    let plan: [(&str, &str, Vec<Request>, Expected); 11] = [
        ("latest 20, GET", "latest-get", vec![graphql_get(LATEST, json!({"first": 20}))], page()),
        ("article, GET", "article-get", articles_by_get, blocks()),
        ("latest 20", "latest", vec![graphql(LATEST, json!({"first": 20}))], page()),
        ("article", "article", by_slug(ARTICLE, POPULAR), blocks()),
        (
            "article as HTML",
            "html",
            by_slug(ARTICLE_HTML, POPULAR),
            Expected { list: "/data/article/topics", least: 1 },
        ),
        ("article, any", "any", by_slug(ARTICLE, ANY), blocks()),
        ("expert page", "expert", experts, expert),
        ("deep page", "deep", deep, page()),
        ("REST article", "rest-article", rest_articles, Expected { list: "/body/blocks", least: 5 }),
        (
            "REST latest 20",
            "rest-latest",
            vec![get("/v1/articles?first=20".into())],
            Expected { list: "/data", least: 20 },
        ),
        ("REST article, 304", "rest-had", had, Expected { list: "/body/blocks", least: 5 }),
    ];
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

/// The answer to the query that a server is asked first, when it is right.
pub async fn first_answer(client: &Client, base: &str) -> Outcome<Bytes> {
    let expected = Expected { list: "/data/articles/nodes", least: 20 };
    right_answer(client, base, &graphql(LATEST, json!({"first": 20})), &expected).await
}

/// The bytes of an answer, whatever they say.
pub async fn ask(client: &Client, base: &str, request: &Request) -> Outcome<Bytes> {
    let url = format!("{base}{}", request.path);
    let sent = match &request.body {
        Some(body) => {
            let post = client.post(url).header("content-type", "application/json").body(body.clone());
            post.header("accept", "application/graphql-response+json")
        }
        None => client.get(url).header("accept", "application/json"),
    };
    let answer = sent.send().await?;
    let status = answer.status();
    let bytes = answer.bytes().await?;
    if !status.is_success() {
        return Err(format!("{} → {status}: {}", request.path, String::from_utf8_lossy(&bytes)).into());
    }
    Ok(bytes)
}

/// The tag of an answer.
async fn tag(client: &Client, base: &str, request: &Request) -> Outcome<String> {
    let answer = client.get(format!("{base}{}", request.path)).send().await?;
    let tag = answer.headers().get("etag").ok_or("an answer has no tag")?;
    Ok(tag.to_str()?.to_owned())
}

async fn right_answer(client: &Client, base: &str, request: &Request, expected: &Expected) -> Outcome<Bytes> {
    let bytes = ask(client, base, request).await?;
    let answer: Value = serde_json::from_slice(&bytes)?;
    let items = answer.pointer(expected.list).and_then(Value::as_array).map_or(0, Vec::len);
    if answer.get("errors").is_some() || items < expected.least {
        let asked = request.body.as_deref().unwrap_or(&request.path);
        return Err(format!("a wrong answer to {asked}:\n{answer}").into());
    }
    Ok(bytes)
}

fn graphql(document: &str, variables: Value) -> Request {
    let body = json!({"query": document, "variables": variables}).to_string();
    Request { path: "/graphql".to_owned(), body: Some(body), tag: None }
}

fn graphql_get(document: &str, variables: Value) -> Request {
    let variables = variables.to_string();
    let pairs = [("query", document), ("variables", &variables)];
    get(format!("/graphql?{}", url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()))
}

fn get(path: String) -> Request {
    Request { path, body: None, tag: None }
}

/// What there is to ask for.
struct Ground {
    slugs: Vec<String>,
    experts: Vec<String>,
    deep: Vec<String>,
}

impl Ground {
    /// Walks all articles, page by page, which also proves that they are there.
    async fn survey(client: &Client, base: &str, articles: usize) -> Outcome<Self> {
        let walk = "query Walk($after: String) { articles(first: 100, after: $after) { \
                    edges { cursor node { slug } } pageInfo { hasNextPage endCursor } } }";
        let (mut slugs, mut cursors, mut after) = (Vec::new(), Vec::new(), Value::Null);
        loop {
            let answer = data(client, base, walk, json!({"after": after})).await?;
            let page = &answer["articles"];
            for edge in page["edges"].as_array().into_iter().flatten() {
                slugs.extend(edge["node"]["slug"].as_str().map(str::to_owned));
                cursors.extend(edge["cursor"].as_str().map(str::to_owned));
            }
            if page["pageInfo"]["hasNextPage"] != true {
                break;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
        if slugs.len() < articles {
            return Err(format!("only {} of {articles} articles are there", slugs.len()).into());
        }
        let answer = data(
            client,
            base,
            "{ experts(first: 100) { nodes { slug articles(first: 1) { totalCount } } } }",
            json!({}),
        )
        .await?;
        let experts = answer["experts"]["nodes"].as_array().into_iter().flatten();
        let busy = experts.filter(|expert| expert["articles"]["totalCount"].as_u64() >= Some(20));
        let experts = busy.filter_map(|expert| expert["slug"].as_str().map(str::to_owned)).collect();
        let deep = cursors.into_iter().skip(articles / 2).take(DEEP).collect();
        Ok(Self { slugs, experts, deep })
    }

    /// This many of the slugs, evenly spread.
    fn slugs(&self, count: usize) -> impl Iterator<Item = &str> {
        let step = (self.slugs.len() / count).max(1);
        self.slugs.iter().step_by(step).take(count).map(String::as_str)
    }
}

async fn data(client: &Client, base: &str, document: &str, variables: Value) -> Outcome<Value> {
    let bytes = ask(client, base, &graphql(document, variables)).await?;
    let mut answer: Value = serde_json::from_slice(&bytes)?;
    match answer.get("errors") {
        Some(errors) => Err(format!("{document}: {errors}").into()),
        None => Ok(answer["data"].take()),
    }
}
