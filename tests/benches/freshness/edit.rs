//! The edits, by an editor over REST, and how an answer shows that it is one after them.

use reqwest::{Client, Method};
use serde_json::{Value, json};

use crate::Outcome;
use crate::request::{Request, data};

/// What is done to an article, in this order, or to its author.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edit {
    /// It becomes public.
    Publish,
    /// It is put right.
    Correct,
    /// Who wrote it gets another name.
    Rename,
    /// It is withdrawn.
    Withdraw,
}

/// All of them.
pub const EDITS: [Edit; 4] = [Edit::Publish, Edit::Correct, Edit::Rename, Edit::Withdraw];

impl Edit {
    /// As the table says it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Correct => "correct",
            Self::Rename => "rename an expert",
            Self::Withdraw => "withdraw",
        }
    }
}

/// An editor at a server, with an article at hand.
pub struct Editor {
    client: Client,
    url: String,
    token: String,
    expert: String,
    article: String,
    number: usize,
}

impl Editor {
    /// One who is logged in.
    ///
    /// # Errors
    /// When there are no experts.
    pub async fn new(client: &Client, url: &str, token: String) -> Outcome<Self> {
        let found = data(client, url, &Request::graphql("{ experts(first: 1) { nodes { id } } }", json!({}))).await?;
        let expert = found["experts"]["nodes"][0]["id"].as_str().ok_or("there are no experts")?.to_owned();
        let (client, url) = (client.clone(), url.to_owned());
        Ok(Self { client, url, token, expert, article: String::new(), number: 0 })
    }

    /// Begins an article and has it approved.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn begin(&mut self) -> Outcome<()> {
        self.number += 1;
        let text = json!({"title": format!("Begun {}", self.number), "body": {"markdown": "Ships wait."}});
        let filing = json!({"byline": [{"expert": self.expert, "role": "author"}]});
        let new = json!({"kind": "report", "language": "en", "text": text, "filing": filing});
        let begun = self.send(Method::POST, "/v1/manuscripts", &new, "").await?;
        self.article = begun["manuscript"]["id"].as_str().ok_or("a manuscript has no id")?.to_owned();
        for step in ["submit", "approve"] {
            self.step(step, json!({})).await?;
        }
        Ok(())
    }

    /// Does it.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn make(&self, edit: Edit) -> Outcome<()> {
        match edit {
            Edit::Publish => self.step("publish", json!({})).await,
            Edit::Correct => {
                let notes = json!({"kind": "correction", "notes": {"en": "A figure was wrong."}});
                self.step("correct", notes).await
            }
            Edit::Withdraw => self.step("withdraw", json!({"reason": "It was made up."})).await,
            Edit::Rename => {
                let path = format!("/v1/experts/{}", self.expert);
                let shown = self.client.get(format!("{}{path}", self.url)).bearer_auth(&self.token).send().await?;
                let tag = shown.headers().get("etag").ok_or("an expert has no tag")?.to_str()?.to_owned();
                self.send(Method::PATCH, &path, &json!({"name": self.name()}), &tag).await.map(drop)
            }
        }
    }

    /// What is asked before and after.
    pub fn question(&self, edit: Edit) -> Request {
        match edit {
            Edit::Rename => Request::graphql_get(
                "{ articles(first: 20) { nodes { title byline { expert { name } } } } }",
                json!({}),
            ),
            _ => Request::graphql_get(
                "query($id: ID!) { article(id: $id) { title status } }",
                json!({"id": self.article}),
            ),
        }
    }

    /// Whether an answer is one after the edit.
    pub fn is_fresh(&self, edit: Edit, answer: &[u8]) -> bool {
        let answer = String::from_utf8_lossy(answer);
        match edit {
            Edit::Publish => answer.contains("PUBLISHED"),
            Edit::Correct => answer.contains("CORRECTED"),
            Edit::Withdraw => answer.contains("\"article\":null"),
            Edit::Rename => answer.contains(&format!("\"{}\"", self.name())),
        }
    }

    fn name(&self) -> String {
        format!("Renamed {}", self.number)
    }

    async fn step(&self, step: &str, more: Value) -> Outcome<()> {
        let mut body = json!({"step": step, "texts": [{"language": "en", "revision": 1}]});
        if let (Some(body), Some(more)) = (body.as_object_mut(), more.as_object()) {
            body.extend(more.clone());
        }
        self.send(Method::POST, &format!("/v1/manuscripts/{}/steps", self.article), &body, "").await.map(drop)
    }

    async fn send(&self, method: Method, path: &str, body: &Value, tag: &str) -> Outcome<Value> {
        let mut request =
            self.client.request(method, format!("{}{path}", self.url)).bearer_auth(&self.token).json(body);
        if !tag.is_empty() {
            request = request.header("if-match", tag);
        }
        let answer = request.send().await?;
        let status = answer.status();
        let said = answer.text().await?;
        if status.is_success() {
            Ok(serde_json::from_str(&said)?)
        } else {
            Err(format!("{path} → {status}: {said}").into())
        }
    }
}
