//! What there is to ask for: slugs, cursors, and a reader with a page of their own, whose public list everybody may see.

use reqwest::Client;
use serde_json::{Value, json};

use crate::Outcome;
use crate::account::log_in;
use crate::request::{Request, ask, data};

/// How many deep pages are asked for in turn.
const DEEP: usize = 10;
/// How many articles a page shows.
pub const PAGE: usize = 20;
/// Lists of the reader, one of them public.
const LISTS: usize = 5;

/// What there is.
pub struct Ground {
    slugs: Vec<String>,
    /// Slugs of experts with a full page, or of the one with the most articles.
    pub experts: Vec<String>,
    /// Cursors from the middle of all, with a full page behind each.
    pub deep: Vec<String>,
    /// The id of the public list.
    pub list: String,
    /// The reader's token.
    pub token: String,
}

impl Ground {
    /// Walks all articles, page by page, which also proves that they are there, and furnishes the reader.
    ///
    /// # Errors
    /// When less is there than was loaded.
    pub async fn survey(client: &Client, base: &str, database: &str, articles: usize) -> Outcome<Self> {
        let (slugs, cursors) = walk(client, base).await?;
        if slugs.len() < articles {
            return Err(format!("only {} of {articles} articles are there", slugs.len()).into());
        }
        let middle = (articles / 2).min(slugs.len().saturating_sub(PAGE + DEEP));
        let full = slugs.len().saturating_sub(PAGE + middle).min(DEEP);
        let deep = cursors.into_iter().skip(middle).take(full).collect();
        let experts = busy_experts(client, base).await?;
        let (token, list) = reader(client, base, database, &slugs, &experts).await?;
        Ok(Self { slugs, experts, deep, list, token })
    }

    /// This many of the slugs, evenly spread.
    pub fn slugs(&self, count: usize) -> impl Iterator<Item = &str> {
        let step = (self.slugs.len() / count).max(1);
        self.slugs.iter().step_by(step).take(count).map(String::as_str)
    }
}

/// The slugs of all articles, and their cursors.
async fn walk(client: &Client, base: &str) -> Outcome<(Vec<String>, Vec<String>)> {
    let walk = "query Walk($after: String) { articles(first: 100, after: $after) { \
                edges { cursor node { slug } } pageInfo { hasNextPage endCursor } } }";
    let (mut slugs, mut cursors, mut after) = (Vec::new(), Vec::new(), Value::Null);
    loop {
        let answer = data(client, base, &Request::graphql(walk, json!({"after": after}))).await?;
        let page = &answer["articles"];
        for edge in page["edges"].as_array().into_iter().flatten() {
            slugs.extend(edge["node"]["slug"].as_str().map(str::to_owned));
            cursors.extend(edge["cursor"].as_str().map(str::to_owned));
        }
        if page["pageInfo"]["hasNextPage"] != true {
            return Ok((slugs, cursors));
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

async fn busy_experts(client: &Client, base: &str) -> Outcome<Vec<String>> {
    let document = "{ experts(first: 100) { nodes { slug articles(first: 1) { totalCount } } } }";
    let answer = data(client, base, &Request::graphql(document, json!({}))).await?;
    let told = |expert: &Value| Some((expert["articles"]["totalCount"].as_u64()?, expert["slug"].as_str()?.to_owned()));
    let mut experts: Vec<(u64, String)> =
        answer["experts"]["nodes"].as_array().into_iter().flatten().filter_map(told).collect();
    experts.sort_unstable_by(|one, other| other.cmp(one));
    let full = experts.iter().filter(|(count, _)| *count >= PAGE as u64).count();
    Ok(experts.into_iter().take(full.max(1)).map(|(_, slug)| slug).collect())
}

/// Somebody with lists, who follows experts: their token, and the id of their public list.
async fn reader(
    client: &Client,
    base: &str,
    database: &str,
    slugs: &[String],
    experts: &[String],
) -> Outcome<(String, String)> {
    let token = log_in(database, "Ada", &[]).await?;
    let as_reader = |path: String, body: Value| {
        let post = Request { body: Some(body.to_string()), ..Request::get(path) };
        post.with("content-type", "application/json").with("authorization", format!("Bearer {token}"))
    };
    let mut public = String::new();
    for number in 0..LISTS {
        let visibility = if number == 0 { "public" } else { "private" };
        let new = as_reader(
            "/v1/me/playlists".to_owned(),
            json!({"title": format!("List {number}"), "visibility": visibility}),
        );
        let made: Value = serde_json::from_slice(&ask(client, base, &new).await?)?;
        let list = made["id"].as_str().ok_or("a list has no id")?.to_owned();
        let mut items = Vec::with_capacity(PAGE);
        for slug in slugs.iter().skip(number).take(PAGE) {
            let article: Value = serde_json::from_slice(
                &ask(client, base, &Request::get(format!("/v1/articles/{slug}?fields=id"))).await?,
            )?;
            items.push(json!({"articleId": article["id"], "description": "Worth reading."}));
        }
        ask(client, base, &as_reader(format!("/v1/playlists/{list}/items"), json!({"items": items}))).await?;
        if number == 0 {
            public = list;
        }
    }
    for slug in experts.iter().take(5) {
        let answer = data(
            client,
            base,
            &Request::graphql("query($slug: String!) { expert(slug: $slug) { id } }", json!({"slug": slug})),
        )
        .await?;
        let path = format!("{base}/v1/me/follows/{}", answer["expert"]["id"].as_str().ok_or("an expert has no id")?);
        client.put(path).bearer_auth(&token).send().await?.error_for_status()?;
    }
    Ok((token, public))
}
