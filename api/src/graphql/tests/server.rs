//! A server on a free port, ended with the test, and a client that shows what came back.

use std::{net::SocketAddr, time::Duration};

use actix_web::{App, HttpRequest, HttpServer, dev::ServerHandle, http::StatusCode, web};
use async_graphql::{EmptySubscription, Object, Schema, Upload};
use reqwest::{Client, RequestBuilder, header::HeaderMap};
use schema::{document, executor::Executor};
use serde_json::Value as Json;

use crate::graphql::{Door, Limits, SessionRefused, Transport, routes};

struct Query;
struct Mutation;

#[Object]
impl Query {
    async fn viewer(&self, context: &async_graphql::Context<'_>) -> async_graphql::Result<String> {
        context.data::<String>().cloned()
    }

    async fn fails(&self) -> Option<async_graphql::Result<i32>> {
        Some(Err("no".into()))
    }

    async fn broken(&self) -> async_graphql::Result<i32> {
        Err("no".into())
    }
}

#[Object]
impl Mutation {
    async fn change(&self) -> i32 {
        1
    }

    async fn receive(
        &self,
        context: &async_graphql::Context<'_>,
        files: Vec<Upload>,
    ) -> async_graphql::Result<Vec<String>> {
        let mut said = Vec::new();
        for file in files {
            let file = file.value(context)?;
            said.push(format!("{} {} {}", file.filename, file.content_type.unwrap_or_default(), file.content.len()));
        }
        Ok(said)
    }
}

/// Takes the Authorization header for the session itself.
struct ByHeader;

impl Door for ByHeader {
    type Session = String;

    async fn session(&self, request: &HttpRequest) -> Result<String, SessionRefused> {
        let name = request.headers().get("authorization").map(|value| value.to_str().unwrap_or(""));
        match name {
            Some("bad") => Err(SessionRefused {
                status: StatusCode::UNAUTHORIZED,
                code: "credentials_invalid",
                message: "Who are you?".to_owned(),
                challenge: Some("Bearer".parse().unwrap()),
            }),
            name => Ok(name.unwrap_or("anonymous").to_owned()),
        }
    }

    fn may_upload(&self, session: &String) -> Result<(), SessionRefused> {
        let (status, code) = (StatusCode::UNAUTHORIZED, "authentication_required");
        let refused = SessionRefused { status, code, message: "Log in.".to_owned(), challenge: None };
        if session == "anonymous" { Err(refused) } else { Ok(()) }
    }

    fn is_public(&self, session: &String) -> bool {
        session == "anonymous"
    }
}

pub(super) struct Server {
    pub(super) address: SocketAddr,
    handle: ServerHandle,
    client: Client,
}

pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) json: Json,
}

pub(super) const BODY: usize = 2048;

pub(super) fn start() -> Server {
    let schema = Schema::build(Query, Mutation, EmptySubscription)
        .limit_recursive_depth(document::Limits::NESTING as usize)
        .finish();
    let executor = Executor::new(schema, document::Limits::default(), |session: String, data| {
        data.insert(session);
    });
    let transport = web::Data::new(Transport {
        executor: executor.unwrap(),
        door: ByHeader,
        limits: Limits { body: BODY, read: Duration::from_millis(300) },
        trusted_only: false,
    });
    let server = HttpServer::new(move || {
        let transport = transport.clone();
        App::new().configure(move |config| routes(config, transport))
    })
    .workers(1)
    .disable_signals()
    .bind("127.0.0.1:0")
    .unwrap();
    let address = server.addrs()[0];
    let server = server.run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    crate::ports::choose_tls();
    Server { address, handle, client: Client::new() }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}

impl Server {
    pub(super) fn url(&self) -> String {
        format!("http://{}/graphql", self.address)
    }

    pub(super) fn request(&self, method: &str) -> RequestBuilder {
        self.client.request(method.parse().unwrap(), self.url())
    }

    /// A POST of JSON as most clients send it.
    pub(super) fn post(&self, body: impl Into<reqwest::Body>) -> RequestBuilder {
        self.request("POST").header("content-type", "application/json").body(body)
    }

    pub(super) fn get(&self, query: &str) -> RequestBuilder {
        self.client.get(format!("{}?{query}", self.url()))
    }
}

/// Sends, and checks what every answer must have.
pub(super) async fn send(request: RequestBuilder) -> Reply {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let bytes = response.bytes().await.unwrap();
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(headers["vary"], "Accept, Accept-Language, Accept-Encoding, Authorization, X-Api-Key");
    let json: Json = serde_json::from_slice(&bytes).unwrap();
    for error in json["errors"].as_array().into_iter().flatten() {
        assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()));
        assert!(error["extensions"]["code"].is_string(), "{json}");
    }
    Reply { status, headers, json }
}

impl Reply {
    pub(super) fn code(&self) -> &str {
        self.json["errors"][0]["extensions"]["code"].as_str().unwrap_or("none")
    }

    /// A refusal with this status and code, and no data.
    #[track_caller]
    pub(super) fn refused(&self, status: u16, code: &str) {
        assert_eq!((self.status, self.code()), (status, code), "{}", self.json);
        assert!(self.json.get("data").is_none(), "{}", self.json);
    }
}
