//! What every door of the program shares: the domain, the ports, and what the operator set. How it is started and
//! stopped is `main.rs`; what it answers is `routes.rs`.

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::{Domain, Ports};
use ipnet::IpNet;
use jiff::Timestamp;

use crate::settings::Publisher;

/// The state of the server, one for all workers: `web::Data<App>`.
pub struct App {
    /// The domain.
    pub domain: Domain,
    /// The world outside, as the domain was given it: request ids need the clock and randomness.
    pub ports: Ports,
    /// The publication, as its operator describes it.
    pub publisher: Publisher,
    public_url: Option<String>,
    trusted_proxies: Vec<IpNet>,
    started: Timestamp,
    stopping: AtomicBool,
}

impl App {
    /// The state at start. `public_url` is the origin by which clients reach this server (`https://api.example.org`);
    /// without one, addresses in answers are relative to the host. What `trusted_proxies` say of their clients is believed.
    #[must_use]
    pub fn new(
        domain: Domain,
        ports: Ports,
        public_url: Option<&str>,
        trusted_proxies: Vec<IpNet>,
        publisher: Publisher,
    ) -> Self {
        let public_url = public_url.map(|url| url.trim_end_matches('/').to_owned());
        let started = ports.clock.now();
        Self { domain, ports, publisher, public_url, trusted_proxies, started, stopping: AtomicBool::new(false) }
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
