//! A real OpenID Connect provider (`tests/oidc`) in a process of its own, and a reader who walks through it with a browser that
//! knows cookies and nothing else.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::sync::Arc;

use api::ports::LoginProviders;
use api::settings::{self, ProviderSettings};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::actor::Actor;
use crate::app::{NOW, TestApp, repository};
use crate::client::Answer;

/// Where the provider sends readers back to.
pub const REDIRECT: &str = "https://review.example/callback";

/// A running provider. It ends when this is dropped.
pub struct OidcProvider {
    /// Its issuer, `http://127.0.0.1:…`.
    pub url: String,
    child: Child,
    /// Kept open: what it has to say later must go somewhere.
    _says: Lines<BufReader<ChildStdout>>,
}

/// What a reader comes back with, and what the client has kept: what the callback takes.
#[derive(Debug, Clone)]
pub struct CameBack {
    /// The members of the callback.
    pub callback: Value,
}

impl CameBack {
    /// The same with another value of a member.
    #[must_use]
    pub fn with(&self, member: &str, value: impl Into<Value>) -> Value {
        let mut callback = self.callback.clone();
        callback[member] = value.into();
        callback
    }
}

impl OidcProvider {
    /// Starts a provider whose clock is that of the tests.
    pub async fn start() -> Self {
        let folder = repository().join("tests/oidc");
        assert!(folder.join("node_modules").exists(), "run `npm ci --prefix tests/oidc` first, as tests/run does");
        let mut child = Command::new("node")
            .arg(folder.join("server.mjs"))
            .arg(NOW)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = lines.next_line().await.unwrap().expect("the provider says where it is");
        Self { url, child, _says: lines }
    }

    /// Starts a provider and puts it in place as `example`, beside the built-in ones.
    pub async fn in_place(app: &TestApp) -> Self {
        let provider = Self::start().await;
        provider.put_in_place(app);
        provider
    }

    /// Puts it in place anew: nothing is known of it then.
    pub fn put_in_place(&self, app: &TestApp) {
        put_in_place(app, &[("ISSUER", &self.url)]);
    }

    /// From now on it misbehaves in this way (`tests/oidc/server.mjs` lists them).
    pub async fn misbehave(&self, mode: &str) {
        let put = reqwest::Client::new().put(format!("{}/test/mode/{mode}", self.url)).send().await.unwrap();
        assert_eq!(put.status(), 200);
    }

    /// Ends it, before its time.
    pub async fn end(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Links the identity of `claims` to an account, by REST.
    pub async fn link(&self, actor: &Actor, claims: &Value) -> Answer {
        let input = json!({"redirectUri": REDIRECT, "purpose": "link"});
        let begun = actor.rest().post("/v1/auth/providers/example/authorize", input).await;
        actor.rest().post("/v1/me/identities", came_back(&begun, claims).await.callback).await
    }

    /// A login as `claims` from its begin by REST to where the reader comes back.
    pub async fn visit(&self, app: &TestApp, claims: &Value) -> CameBack {
        let begun = app.rest().post("/v1/auth/providers/example/authorize", json!({"redirectUri": REDIRECT})).await;
        came_back(&begun, claims).await
    }
}

/// Puts a provider of these settings in place as `example`, beside the built-in ones.
pub fn put_in_place(app: &TestApp, members: &[(&str, &str)]) {
    let providers = LoginProviders::new(&provider_settings(app, members)).unwrap();
    app.identity_provider.put_in_place(Arc::new(providers));
}

fn provider_settings(app: &TestApp, members: &[(&str, &str)]) -> Vec<ProviderSettings> {
    let mut table = String::from("[login_providers.example]\nlabel = \"Example\"\nclient_id = \"world-review\"\n");
    table.push_str("client_secret = \"a secret between the two of them, of some length\"\n");
    for (member, value) in members {
        table.push_str(&format!("{} = \"{value}\"\n", member.to_lowercase()));
    }
    let file = app.folder.join("login-providers.toml");
    std::fs::write(&file, table).unwrap();
    settings::read(Some(&file), &BTreeMap::new()).unwrap().login_providers
}

/// Walks as `claims` from what `authorize` answered by REST to where the reader comes back.
pub async fn came_back(begun: &Answer, claims: &Value) -> CameBack {
    assert_eq!(begun.status, 200, "{}", String::from_utf8_lossy(&begun.body));
    let begun = begun.json();
    walk(begun["url"].as_str().unwrap(), begun["binding"].as_str().unwrap(), claims).await
}

/// Walks as `claims` through the provider, from the address that a client sends a reader to.
pub async fn walk(url: &str, binding: &str, claims: &Value) -> CameBack {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let mut cookies: BTreeMap<String, String> = BTreeMap::new();
    let mut address = reqwest::Url::parse(url).unwrap();
    address.query_pairs_mut().append_pair("login_hint", &claims.to_string());
    for _ in 0..10 {
        let sent: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer = client.get(address.clone()).header("cookie", sent.join("; ")).send().await.unwrap();
        for set in answer.headers().get_all("set-cookie") {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            cookies.insert(name.to_owned(), value.to_owned());
        }
        let place = answer.headers().get("location").map(|place| place.to_str().unwrap().to_owned());
        let Some(place) = place else { panic!("{address}: {}", answer.text().await.unwrap()) };
        address = address.join(&place).unwrap();
        if place.starts_with(REDIRECT) {
            let given: BTreeMap<String, String> = address.query_pairs().into_owned().collect();
            assert!(!given.contains_key("error"), "{address}");
            let callback =
                json!({"state": given["state"], "code": given["code"], "iss": given["iss"], "binding": binding});
            return CameBack { callback };
        }
    }
    panic!("the provider never sends the reader back: {address}");
}
