//! The two voices, as a client hears them. Every REST answer that any test sees is checked against openapi.yaml.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::contract::Openapi;

/// An answer, read to its end.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The header fields.
    pub headers: HeaderMap,
    /// The bytes, content codings undone.
    pub body: Vec<u8>,
}

impl Answer {
    async fn of(response: reqwest::Response) -> reqwest::Result<Self> {
        let (status, headers) = (response.status(), response.headers().clone());
        Ok(Self { status, headers, body: response.bytes().await?.to_vec() })
    }

    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header field's value, or "".
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The code of a problem.
    #[must_use]
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// A client that checks nothing, for requests that no client of ours would send.
#[must_use]
pub fn raw_client() -> reqwest::Client {
    reqwest::Client::new()
}

/// The REST voice.
#[derive(Debug, Clone)]
pub struct Rest {
    base: String,
    client: reqwest::Client,
    headers: HeaderMap,
}

impl Rest {
    #[must_use]
    pub fn new(base: &str) -> Self {
        // Redirects are answers here, and answers are checked before they are decoded.
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { base: base.to_owned(), client, headers: HeaderMap::new() }
    }

    /// The same client with another header field.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut with = self.clone();
        with.headers.insert(HeaderName::try_from(name).unwrap(), HeaderValue::from_str(value).unwrap());
        with
    }

    /// A GET of a path with its query.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    /// A POST of JSON.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(&body.to_string())).await
    }

    /// A POST of a file; the answer is checked against the contract.
    pub async fn upload(&self, path: &str, media_type: &str, file: &[u8]) -> Answer {
        let request = self.client.post(format!("{}{path}", self.base)).headers(self.headers.clone());
        let request = request.header("content-type", media_type).body(file.to_vec());
        let answer = Answer::of(request.send().await.unwrap()).await.unwrap();
        Openapi::get().check(&Method::POST, path, &answer);
        answer
    }

    /// A POST of JSON to a server that may be gone: `None` when no whole answer came.
    pub async fn try_post(&self, path: &str, body: &Value) -> Option<Answer> {
        self.try_send(Method::POST, path, Some(&body.to_string())).await.ok()
    }

    /// Any request; the answer is checked against the contract.
    pub async fn send(&self, method: Method, path: &str, body: Option<&str>) -> Answer {
        self.try_send(method, path, body).await.unwrap()
    }

    async fn try_send(&self, method: Method, path: &str, body: Option<&str>) -> reqwest::Result<Answer> {
        let mut request =
            self.client.request(method.clone(), format!("{}{path}", self.base)).headers(self.headers.clone());
        if let Some(body) = body {
            if !self.headers.contains_key("content-type") {
                request = request.header("content-type", "application/json");
            }
            request = request.body(body.to_owned());
        }
        let answer = Answer::of(request.send().await?).await?;
        Openapi::get().check(&method, path, &answer);
        Ok(answer)
    }
}

/// The GraphQL voice.
#[derive(Debug, Clone)]
pub struct Graphql {
    base: String,
    client: reqwest::Client,
    headers: HeaderMap,
}

impl Graphql {
    pub(crate) fn new(base: &str) -> Self {
        Self { base: base.to_owned(), client: reqwest::Client::new(), headers: HeaderMap::new() }
    }

    /// The same client with another header field.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut with = self.clone();
        with.headers.insert(HeaderName::try_from(name).unwrap(), HeaderValue::from_str(value).unwrap());
        with
    }

    /// Runs a document with variables and answers all of the response.
    pub async fn run(&self, query: &str, variables: Value) -> Value {
        self.post(json!({"query": query, "variables": variables})).await.json()
    }

    /// Runs a document that must not fail, and answers its data.
    pub async fn data(&self, query: &str) -> Value {
        let answer = self.run(query, json!({})).await;
        assert!(answer.get("errors").is_none(), "{query}: {answer}");
        answer["data"].clone()
    }

    /// Runs a document that must fail, and answers the first error's code.
    pub async fn code(&self, query: &str) -> String {
        let answer = self.run(query, json!({})).await;
        let code = answer["errors"][0]["extensions"]["code"].as_str();
        code.unwrap_or_else(|| panic!("{query}: no code in {answer}")).to_owned()
    }

    /// Runs a mutation with an `input`, which must not fail as an operation, and answers the payload of its one field.
    pub async fn mutate(&self, query: &str, input: Value) -> Value {
        let answer = self.run(query, json!({"input": input})).await;
        assert!(answer.get("errors").is_none(), "{query}: {answer}");
        let payload = answer["data"].as_object().and_then(|data| data.values().next().cloned());
        payload.unwrap_or_else(|| panic!("{query}: {answer}"))
    }

    /// Posts any JSON.
    pub async fn post(&self, body: Value) -> Answer {
        let request = self.client.post(format!("{}/graphql", self.base)).headers(self.headers.clone());
        let request = request.header("accept", "application/graphql-response+json").json(&body);
        Answer::of(request.send().await.unwrap()).await.unwrap()
    }
}
