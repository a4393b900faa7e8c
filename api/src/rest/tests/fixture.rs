//! A small publication on a throw-away SQLite file, and a client that checks each answer against openapi.yaml.

use std::sync::{Arc, LazyLock};

use actix_web::body::MessageBody as _;
use actix_web::dev::ServiceResponse;
use actix_web::http::header::HeaderMap;
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::from_fn;
use actix_web::{App as Actix, test, web};
use bytes::Bytes;
use domain::import::{JsonLines, MediaFiles};
use domain::testing::{TestClock, TestIdentityProvider, TestMailer, TestMediaStore, TestRandom, TestWebhookSender};
use domain::{Domain, Follower, Ports};
use serde_json::Value;

use crate::app::App;
use crate::{http, routes};

/// One transparent pixel.
pub const PIXEL: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 6,
    0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 13, b'I', b'D', b'A', b'T', 0x78, 0xda, 0x63, 0x64, 0xf8, 0xcf, 0x50,
    0x0f, 0, 3, 0x86, 1, 0x80, 0x5a, 0x34, 0x7d, 0x6b, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

struct OnePicture;

impl MediaFiles for OnePicture {
    fn read(&self, name: &str) -> std::io::Result<Option<Bytes>> {
        Ok((name == "strait.png").then(|| Bytes::from_static(PIXEL)))
    }
}

/// A running publication; the folder goes with it.
pub struct Fixture {
    pub app: web::Data<App>,
    follower: Follower,
    _folder: tempfile::TempDir,
}

impl Drop for Fixture {
    fn drop(&mut self) {
        self.follower.stop();
    }
}

impl Fixture {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("test.sqlite").display());
        migrations::up(&format!("{url}?mode=rwc")).await.unwrap();
        let ports = Ports {
            clock: Arc::new(TestClock::at("2026-11-01T12:00:00Z".parse().unwrap())),
            random: Arc::new(TestRandom::default()),
            media: Arc::new(TestMediaStore::default()),
            mailer: Arc::new(TestMailer::default()),
            identity_provider: Arc::new(TestIdentityProvider::default()),
            webhooks: Arc::new(TestWebhookSender),
            purger: None,
        };
        let domain = Domain::open(domain::testing::options(&url, 2), ports.clone()).await.unwrap();
        let session = domain.system("import");
        let mut import = session.import(&OnePicture, false).await.unwrap();
        import.run(JsonLines::new(&include_bytes!("publication.jsonl")[..]), |_| {}).await.unwrap();
        assert!(import.report().skipped.is_empty(), "{:?}", import.report());
        let follower = domain.start_catalogue().await.unwrap();
        let settings = crate::settings::read(None, &std::collections::BTreeMap::new()).unwrap();
        let app = web::Data::new(App::new(domain, ports, &settings));
        Self { app, follower, _folder: folder }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[]).await
    }

    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
        let service = Actix::new().app_data(self.app.clone()).wrap(from_fn(http::edge)).configure(routes::configure);
        let service = test::init_service(service).await;
        let mut request = test::TestRequest::with_uri(path).method(method);
        for pair in headers {
            request = request.insert_header(*pair);
        }
        Answer::of(test::call_service(&service, request.to_request()).await).await
    }
}

/// An answer as a client has it.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Bytes,
}

impl Answer {
    async fn of(response: ServiceResponse) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.into_body().try_into_bytes().ok().unwrap();
        let answer = Self { status, headers, bytes };
        assert!(answer.headers.contains_key("x-request-id") && answer.headers.contains_key("cache-control"));
        if answer.header("content-type") == "application/problem+json" {
            assert_eq!(answer.json("Problem")["status"], status.as_u16());
            assert_eq!(answer.header("cache-control"), "no-store");
        }
        answer
    }

    /// A header, empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The JSON, which openapi.yaml describes by the schema of this name.
    pub fn json(&self, schema: &str) -> Value {
        let value: Value = serde_json::from_slice(&self.bytes).unwrap();
        let components = &CONTRACT["components"];
        let schema = serde_json::json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$ref": format!("#/components/schemas/{schema}"),
            "components": components,
        });
        let validator = jsonschema::validator_for(&schema).unwrap();
        let faults: Vec<String> =
            validator.iter_errors(&value).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
        assert!(faults.is_empty(), "{faults:#?} in {value:#}");
        value
    }

    /// The code of a problem.
    pub fn code(&self) -> String {
        self.json("Problem")["code"].as_str().unwrap().to_owned()
    }
}

pub static CONTRACT: LazyLock<Value> =
    LazyLock::new(|| serde_norway::from_str(super::super::description::OPENAPI).unwrap());
