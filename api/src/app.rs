//! What every door of the program shares: the domain, the ports, and what the operator set. How it is started and
//! stopped is `main.rs`; what it answers is `routes.rs`.

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use domain::{Domain, Ports};
use ipnet::IpNet;
use jiff::Timestamp;
use ulid::Ulid;

use crate::http::kept::Kept;
use crate::routes;
use crate::settings::{Publisher, Settings};

/// The state of the server, one for all workers: `web::Data<App>`.
pub struct App {
    /// The domain.
    pub domain: Domain,
    /// The world outside, as the domain was given it: request ids need the clock and randomness.
    pub ports: Ports,
    /// The publication, as its operator describes it.
    pub publisher: Publisher,
    /// The answers that are kept.
    pub kept: Kept,
    /// In how many bytes answers say what they were made of, if they do.
    pub surrogate_key_bytes: Option<usize>,
    public_url: Option<String>,
    trusted_proxies: Vec<IpNet>,
    /// The id of the first request, and how many there were.
    ids: (Ulid, AtomicU64),
    started: Timestamp,
    stopping: AtomicBool,
}

impl App {
    /// The state at start. `PUBLIC_URL` is the origin by which clients reach this server (`https://api.example.org`); without one,
    /// addresses in answers are relative to the host. What `TRUSTED_PROXIES` say of their clients is believed.
    #[must_use]
    pub fn new(domain: Domain, ports: Ports, settings: &Settings) -> Self {
        let public_url = settings.public_url.clone();
        let (publisher, trusted_proxies) = (settings.publisher.clone(), settings.trusted_proxies.clone());
        let kept = Kept::new(settings.answer_cache_bytes, &routes::kept_roots(), public_url.is_none());
        let surrogate_key_bytes = settings.caches.surrogate_key_bytes;
        let (started, stopping) = (ports.clock.now(), AtomicBool::new(false));
        let ids = (domain::id::generate(&*ports.clock, &*ports.random), AtomicU64::new(0));
        Self {
            domain,
            ports,
            publisher,
            kept,
            surrogate_key_bytes,
            public_url,
            trusted_proxies,
            ids,
            started,
            stopping,
        }
    }

    /// The id of another request: random as a whole, and counted within the process, for nobody can gain by guessing one.
    #[must_use]
    pub fn next_id(&self) -> Ulid {
        let (first, count) = &self.ids;
        let millis = u64::try_from(self.ports.clock.now().as_millisecond()).unwrap_or(0);
        Ulid::from_parts(millis, first.random().wrapping_add(count.fetch_add(1, Ordering::Relaxed).into()))
    }

    /// The address of a path of this server, as answers give it.
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        match &self.public_url {
            Some(origin) => format!("{origin}{path}"),
            None => path.to_owned(),
        }
    }

    /// Whether this is the address of a proxy whose word on its clients is taken.
    #[must_use]
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|network| network.contains(&address))
    }

    /// When this process was started: since then nothing that is built into it has changed.
    #[must_use]
    pub fn started(&self) -> Timestamp {
        self.started
    }

    /// A shutdown has begun: from now on `/readyz` says so, so that no new traffic is sent here.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
    }

    /// Whether a shutdown has begun.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }
}
