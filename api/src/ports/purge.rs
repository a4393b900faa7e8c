//! Purges by HTTP, in the form that content delivery networks understand: a POST with the keys in JSON, as Fastly's batch purge takes them,
//! and in a `Surrogate-Key` header, as Varnish and others do. The operator chose the address, so it may be one within the network.

use std::error::Error as StdError;
use std::time::Duration;

use async_trait::async_trait;
use domain::ports::{PurgeError, Purger};
use jiff::SignedDuration;
use reqwest::header::{ACCEPT, HeaderMap, RETRY_AFTER};
use reqwest::redirect::Policy;
use serde_json::json;

use crate::settings::PurgeSettings;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a request may take, to the end of its answer's head.
const ATTEMPT: Duration = Duration::from_secs(10);

/// Who has caches purged.
pub struct PurgePost {
    client: reqwest::Client,
    settings: PurgeSettings,
}

impl PurgePost {
    /// One that asks at the address of the settings.
    ///
    /// # Errors
    /// When there can't be a client, for want of TLS.
    pub fn new(settings: &PurgeSettings) -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            // A redirect would take the credential elsewhere.
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .timeout(ATTEMPT)
            .user_agent(concat!("world-review/", env!("CARGO_PKG_VERSION"), " (purges)"));
        Ok(Self { client: client.build()?, settings: settings.clone() })
    }
}

#[async_trait]
impl Purger for PurgePost {
    async fn purge(&self, keys: &[String]) -> Result<(), PurgeError> {
        let mut request = self
            .client
            .post(self.settings.url.clone())
            .header(ACCEPT, "application/json")
            .header("surrogate-key", keys.join(" "))
            .json(&json!({"surrogate_keys": keys}));
        if let Some((name, value)) = &self.settings.header {
            request = request.header(name, value);
        }
        let answer = request.send().await.map_err(failed)?;
        if answer.status().is_success() {
            return Ok(());
        }
        let reason = format!("the answer is {}", answer.status());
        Err(PurgeError { reason, retry_after: retry_after(answer.headers()) })
    }
}

/// Why there is no answer; the address, which may hold a secret, isn't named.
fn failed(error: reqwest::Error) -> PurgeError {
    let error = error.without_url();
    let mut reason = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        reason = format!("{reason}: {error}");
        cause = error.source();
    }
    PurgeError { reason, retry_after: None }
}

/// For how long an answer asks to be left alone, in seconds (RFC 9110, section 10.2.3); a date is not understood.
fn retry_after(headers: &HeaderMap) -> Option<SignedDuration> {
    let seconds: u32 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(SignedDuration::from_secs(seconds.into()))
}
