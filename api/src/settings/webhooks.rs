//! Settings of webhooks: hosts that something may be sent to though they aren't public.

use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;
use url::Host;

use super::SettingError;
use super::raw::Raw;

/// Hosts that webhooks may be sent to though they aren't public, also without TLS: for development and tests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllowedHosts {
    names: Vec<String>,
    networks: Vec<IpNet>,
}

impl AllowedHosts {
    /// A name is among them.
    #[must_use]
    pub fn names(&self, name: &str) -> bool {
        self.names.iter().any(|allowed| allowed.eq_ignore_ascii_case(name.trim_end_matches('.')))
    }

    /// An address lies in one of their networks.
    #[must_use]
    pub fn holds(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.contains(&address))
    }
}

impl fmt::Display for AllowedHosts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let networks = self.networks.iter().map(IpNet::to_string);
        let all: Vec<String> = self.names.iter().cloned().chain(networks).collect();
        f.write_str(&all.join(","))
    }
}

pub(super) fn check(raw: &Raw) -> Result<AllowedHosts, SettingError> {
    let mut hosts = AllowedHosts::default();
    for word in raw.webhook_allowed_hosts.list() {
        let network = word.parse::<IpNet>().or_else(|_| word.parse::<IpAddr>().map(IpNet::from));
        match (network, Host::parse(word)) {
            (Ok(network), _) => hosts.networks.push(network),
            (Err(_), Ok(Host::Domain(name))) => hosts.names.push(name),
            _ => {
                let reason = format!("`{word}` is neither a name nor a network");
                return Err(SettingError::new("WEBHOOK_ALLOWED_HOSTS", reason));
            }
        }
    }
    Ok(hosts)
}
