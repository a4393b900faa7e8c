//! A request as it is sent to the product and, under another path, to what it is compared with.

use bytes::Bytes;
use reqwest::Client;
use serde_json::Value;

use crate::Outcome;

/// A request, without its host.
#[derive(Debug, Clone)]
pub struct Request {
    /// Path and query string.
    pub path: String,
    /// The body of a POST; without one it is a GET.
    pub body: Option<String>,
    /// Header fields: what is accepted, what is had already, who asks.
    pub headers: Vec<(&'static str, String)>,
}

impl Request {
    /// A GET of JSON.
    pub fn get(path: impl Into<String>) -> Self {
        Self { path: path.into(), body: None, headers: vec![("accept", "application/json".to_owned())] }
    }

    /// A GET of whatever is there.
    pub fn get_any(path: impl Into<String>) -> Self {
        Self { path: path.into(), body: None, headers: vec![("accept", "*/*".to_owned())] }
    }

    /// A document of GraphQL, by POST.
    pub fn graphql(document: &str, variables: Value) -> Self {
        let body = serde_json::json!({"query": document, "variables": variables}).to_string();
        let accept = ("accept", "application/graphql-response+json".to_owned());
        let content = ("content-type", "application/json".to_owned());
        Self { path: "/graphql".to_owned(), body: Some(body), headers: vec![accept, content] }
    }

    /// The same in the query string of a GET.
    pub fn graphql_get(document: &str, variables: Value) -> Self {
        let variables = variables.to_string();
        let pairs = [("query", document), ("variables", &variables)];
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        Self::get(format!("/graphql?{query}"))
    }

    /// The same request with another header field.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// What it asks, to be told.
    pub fn told(&self) -> &str {
        self.body.as_deref().unwrap_or(&self.path)
    }
}

/// A client that leaves the bytes of an answer as they are sent.
///
/// # Errors
/// When the system gives it nothing to work with.
pub fn client() -> Outcome<Client> {
    Ok(Client::builder().no_gzip().no_brotli().no_zstd().build()?)
}

/// The answer to a request, which must have gone well.
///
/// # Errors
/// When nothing is answered, or a refusal.
pub async fn answer(client: &Client, base: &str, request: &Request) -> Outcome<reqwest::Response> {
    let url = format!("{base}{}", request.path);
    let mut sent = match &request.body {
        Some(body) => client.post(url).body(body.clone()),
        None => client.get(url),
    };
    for (name, value) in &request.headers {
        sent = sent.header(*name, value);
    }
    let answer = sent.send().await?;
    let status = answer.status();
    if status.is_success() || status == reqwest::StatusCode::NOT_MODIFIED {
        return Ok(answer);
    }
    Err(format!("{} → {status}: {}", request.path, answer.text().await?).into())
}

/// The bytes of an answer, whatever they say.
///
/// # Errors
/// As [`answer`].
pub async fn ask(client: &Client, base: &str, request: &Request) -> Outcome<Bytes> {
    Ok(answer(client, base, request).await?.bytes().await?)
}

/// What GraphQL answers, without an error.
///
/// # Errors
/// As [`answer`], and when the document fails.
pub async fn data(client: &Client, base: &str, request: &Request) -> Outcome<Value> {
    let mut answer: Value = serde_json::from_slice(&ask(client, base, request).await?)?;
    match answer.get("errors") {
        Some(errors) => Err(format!("{}: {errors}", request.told()).into()),
        None => Ok(answer["data"].take()),
    }
}
