//! The HTTP client that providers are asked with: it follows no redirect, waits only so long, and reads only so much. A
//! provider that sends us elsewhere has not answered.

use std::time::Duration;

use futures::future::BoxFuture;
use openidconnect::http::Response;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(3);
/// How long an answer may take, to its end.
const ANSWER: Duration = Duration::from_secs(8);
/// The largest answer, in bytes: descriptions and key sets have some thousands.
const BYTES_MAX: usize = 512 * 1024;

/// Why a request has no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("{0}")]
    Client(#[from] reqwest::Error),
    #[error("the answer has more than {BYTES_MAX} bytes")]
    TooLarge,
    #[error("the answer leads elsewhere, to {0}")]
    Redirect(String),
    #[error("{0}")]
    Form(#[from] openidconnect::http::Error),
}

/// The client.
pub(super) struct Client(reqwest::Client);

impl Client {
    pub(super) fn new() -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT)
            .timeout(ANSWER)
            .user_agent(concat!("world-review/", env!("CARGO_PKG_VERSION")));
        Ok(Self(client.build()?))
    }

    /// Sends a request and reads the answer to its end.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, Failure> {
        let mut answer = self.0.execute(request.try_into()?).await?;
        if answer.status().is_redirection() {
            let place = answer.headers().get("location").map(|place| String::from_utf8_lossy(place.as_bytes()));
            return Err(Failure::Redirect(place.unwrap_or_default().into_owned()));
        }
        let mut built = Response::builder().status(answer.status());
        for (name, value) in answer.headers() {
            built = built.header(name, value);
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if bytes.len() + chunk.len() > BYTES_MAX {
                return Err(Failure::TooLarge);
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(built.body(bytes)?)
    }
}

impl<'c> AsyncHttpClient<'c> for Client {
    type Error = Failure;
    type Future = BoxFuture<'c, Result<HttpResponse, Failure>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
