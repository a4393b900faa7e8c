//! Webhooks by HTTP: to public addresses alone, without redirects and proxies, within limits of time and size.
//!
//! Whoever is sent something chooses its address, so this must not become a way into the network that the server stands in. An
//! address that stands in the URL is looked at here (`address.rs` says which are public); what a name stands for is looked at when it
//! is connected to, by the resolver that the connection itself uses (`resolve.rs`), so that a name can't be one thing when it is
//! judged and another when it is used.

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::ports::{WebhookAnswer, WebhookError, WebhookFailure, WebhookMessage, WebhookSender};
use jiff::SignedDuration;
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::redirect::Policy;
use url::{Host, Url};

use crate::settings::AllowedHosts;

mod address;
mod resolve;

use resolve::{Forbidden, PublicResolver};

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);
/// How long an attempt may take, to the end of the answer.
const ATTEMPT: Duration = Duration::from_secs(10);
/// How much of an answer is read, in bytes: nothing of it is used, but a connection whose answer was read serves again.
const BYTES_MAX: usize = 64 * 1024;
/// Connections to a host that are kept for the next messages, and for how long.
const IDLE_MAX: usize = 4;
const IDLE: Duration = Duration::from_secs(30);

/// Who sends webhooks.
pub struct WebhookPost {
    client: reqwest::Client,
    allowed: Arc<AllowedHosts>,
    attempt: Duration,
}

impl WebhookPost {
    /// One that sends to public addresses, and to these hosts.
    ///
    /// # Errors
    /// When there can't be a client, for want of TLS.
    pub fn new(allowed: &AllowedHosts) -> Result<Self, reqwest::Error> {
        let allowed = Arc::new(allowed.clone());
        let client = reqwest::Client::builder()
            .redirect(Policy::none())
            // A proxy would look names up by itself.
            .no_proxy()
            .dns_resolver(PublicResolver::new(Arc::clone(&allowed)))
            .connect_timeout(CONNECT)
            .pool_max_idle_per_host(IDLE_MAX)
            .pool_idle_timeout(IDLE)
            // Nothing of an answer is used, so nothing is unpacked.
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .user_agent(concat!("world-review/", env!("CARGO_PKG_VERSION"), " (webhooks)"));
        Ok(Self { client: client.build()?, allowed, attempt: ATTEMPT })
    }

    /// The same with another patience for an attempt.
    #[must_use]
    pub fn with_patience(self, attempt: Duration) -> Self {
        Self { attempt, ..self }
    }

    /// The address, if something may be sent there as far as it tells itself.
    fn judged(&self, url: &str) -> Result<Url, String> {
        let url = Url::parse(url).map_err(|error| format!("This is not an address: {error}."))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err("An address has no credentials in it.".to_owned());
        }
        if url.fragment().is_some() {
            return Err("An address has no fragment.".to_owned());
        }
        let (is_allowed, literal) = match url.host() {
            Some(Host::Domain(name)) => (self.allowed.names(name), None),
            Some(Host::Ipv4(address)) => (self.allowed.holds(address.into()), Some(address.into())),
            Some(Host::Ipv6(address)) => (self.allowed.holds(address.into()), Some(address.into())),
            None => return Err("An address has a host.".to_owned()),
        };
        match url.scheme() {
            "https" => {}
            "http" if is_allowed => {}
            _ => return Err("An address begins with https.".to_owned()),
        }
        if literal.is_some_and(|address| !is_allowed && !address::is_public(address)) {
            return Err("Nothing is sent to this address: it isn't a public one.".to_owned());
        }
        Ok(url)
    }

    async fn post(&self, url: Url, message: &WebhookMessage) -> Result<WebhookAnswer, WebhookError> {
        let request = self
            .client
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", &message.id)
            .header("webhook-timestamp", message.timestamp)
            .header("webhook-signature", &message.signature)
            .body(message.body.clone());
        let mut answer = request.send().await.map_err(failed)?;
        let (status, retry_after) = (answer.status().as_u16(), retry_after(answer.headers()));
        let mut read = 0;
        while let Some(chunk) = answer.chunk().await.map_err(failed)? {
            read += chunk.len();
            if read > BYTES_MAX {
                break;
            }
        }
        Ok(WebhookAnswer { status, retry_after })
    }
}

#[async_trait]
impl WebhookSender for WebhookPost {
    fn admit(&self, url: &str) -> Result<(), String> {
        self.judged(url).map(|_| ())
    }

    async fn send(&self, message: &WebhookMessage) -> Result<WebhookAnswer, WebhookError> {
        let forbidden = |reason| WebhookError { failure: WebhookFailure::AddressForbidden, reason };
        let url = self.judged(&message.url).map_err(forbidden)?;
        let timeout = |_| WebhookError { failure: WebhookFailure::Timeout, reason: "it takes too long".to_owned() };
        tokio::time::timeout(self.attempt, self.post(url, message)).await.map_err(timeout)?
    }
}

/// Why there is no answer; the address, which may hold what its owner keeps to themself, isn't named.
fn failed(error: reqwest::Error) -> WebhookError {
    let is_timeout = error.is_timeout();
    let error = error.without_url();
    let (mut reason, mut is_forbidden) = (error.to_string(), false);
    let mut cause = error.source();
    while let Some(error) = cause {
        is_forbidden |= error.is::<Forbidden>();
        reason = format!("{reason}: {error}");
        cause = error.source();
    }
    let failure = match (is_forbidden, is_timeout) {
        (true, _) => WebhookFailure::AddressForbidden,
        (false, true) => WebhookFailure::Timeout,
        (false, false) => WebhookFailure::Unreachable,
    };
    WebhookError { failure, reason }
}

/// For how long an answer asks to be left alone (RFC 9110, section 10.2.3): seconds, or a date, reckoned from its own.
fn retry_after(headers: &HeaderMap) -> Option<SignedDuration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let value = text(RETRY_AFTER.as_str())?.trim();
    if let Ok(seconds) = value.parse::<u32>() {
        return Some(SignedDuration::from_secs(i64::from(seconds)));
    }
    let (until, from) = (httpdate::parse_http_date(value).ok()?, httpdate::parse_http_date(text("date")?).ok()?);
    SignedDuration::try_from(until.duration_since(from).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn post(allowed: &str) -> WebhookPost {
        super::super::choose_tls();
        let given = BTreeMap::from([("webhook_allowed_hosts", allowed.to_owned())]);
        WebhookPost::new(&crate::settings::read(None, &given).unwrap().webhook_allowed_hosts).unwrap()
    }

    fn message(url: &str) -> WebhookMessage {
        let (id, signature) = ("whd_1".to_owned(), "v1,x".to_owned());
        WebhookMessage { url: url.to_owned(), id, timestamp: 1, signature, body: "{}".into() }
    }

    #[test]
    fn addresses_that_say_too_much_or_lead_inside_are_refused() {
        let open = post("");
        for url in [
            "",
            "example.org",
            "ftp://example.org/",
            "http://example.org/",
            "https://ada:secret@example.org/",
            "https://example.org/#part",
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f.0.0.1/",
            "https://0/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://169.254.169.254/latest/meta-data",
            "https://[fe80::1]/",
        ] {
            assert!(open.admit(url).is_err(), "{url}");
        }
        for url in ["https://example.org/hooks?key=1", "https://93.184.215.14/", "https://[2606:4700::1111]:8443/"] {
            open.admit(url).unwrap();
        }
    }

    #[test]
    fn what_is_allowed_may_be_inside() {
        let allowed = post("localhost,127.0.0.0/8,::1");
        for url in ["http://localhost:3000/", "http://LOCALHOST./", "https://127.0.0.9/", "http://[::1]/"] {
            allowed.admit(url).unwrap();
        }
        for url in ["http://other.localhost/", "https://10.0.0.1/", "https://[::ffff:127.0.0.1]/"] {
            assert!(allowed.admit(url).is_err(), "{url}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_found_out_when_it_is_connected_to() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
        let open = post("");
        open.admit(&url).unwrap();
        let refused = open.send(&message(&url)).await.unwrap_err();
        assert_eq!(refused.failure, WebhookFailure::AddressForbidden, "{}", refused.reason);
        let connected = tokio::time::timeout(Duration::from_millis(100), listener.accept()).await;
        assert!(connected.is_err(), "nobody came");
        let allowed = post("localhost").send(&message("https://localhost:1/")).await.unwrap_err();
        assert_eq!(allowed.failure, WebhookFailure::Unreachable, "{}", allowed.reason);
    }

    #[test]
    fn an_answer_may_ask_for_time_in_seconds_or_by_a_date() {
        let asked = |pairs: &[(&'static str, &'static str)]| {
            let pairs = pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
            retry_after(&pairs.collect::<HeaderMap>()).map(|wait| wait.as_secs())
        };
        assert_eq!(asked(&[("retry-after", "120")]), Some(120));
        let dates = [("date", "Tue, 24 Nov 2026 12:00:00 GMT"), ("retry-after", "Tue, 24 Nov 2026 13:00:00 GMT")];
        assert_eq!(asked(&dates), Some(3_600));
        for nonsense in ["soon", "-1", "Tue, 24 Nov 2026 13:00:00 GMT", ""] {
            assert_eq!(asked(&[("retry-after", nonsense)]), None);
        }
    }
}
