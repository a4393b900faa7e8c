//! What names stand for: the system's answer, without what isn't public. The connection goes to one of the addresses that are left,
//! and to no other.

use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address;
use crate::settings::AllowedHosts;

/// A name stands for nothing that is public.
#[derive(Debug, thiserror::Error)]
#[error("the name stands for no public address")]
pub(super) struct Forbidden;

/// The system's resolver, and what of its answers is used.
pub(super) struct PublicResolver {
    allowed: Arc<AllowedHosts>,
}

impl PublicResolver {
    pub(super) fn new(allowed: Arc<AllowedHosts>) -> Self {
        Self { allowed }
    }
}

impl Resolve for PublicResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allowed = Arc::clone(&self.allowed);
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let may =
                |at: &SocketAddr| allowed.names(name.as_str()) || allowed.holds(at.ip()) || address::is_public(at.ip());
            let public: Vec<SocketAddr> = found.filter(may).collect();
            if public.is_empty() {
                return Err(Forbidden.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}
