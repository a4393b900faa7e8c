//! Sends what is due. Endpoints are leased in the database, so that several processes share the work and an endpoint is served by
//! one at a time; what a process that was killed had begun is sent again when the lease has ended, with the same ids. All that is
//! written is written here, one transaction for all that came back meanwhile; the lanes do nothing but send.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use jiff::SignedDuration;
use tokio::sync::watch;
use tokio::task::{Id, JoinSet};
use tokio::time::Instant;

use super::lane::{Lane, Served};
use super::secret::SigningSecret;
use super::{Webhooks, row};
use crate::changes::Changes;
use crate::db::WriteTx;
use crate::error::{Error, Result};
use crate::id::WebhookEndpointId;
use crate::policy::{self, Action, Permit};

/// Endpoints that are served at the same time.
const LANES: usize = 64;
/// An endpoint that takes longer than this gives its place to another, so that those who hang keep nobody waiting.
const BRISK: Duration = Duration::from_millis(200);
/// The most endpoints that are served at the same time, those that gave up their place among them.
const LANES_MAX: usize = 512;
/// Messages to an endpoint by one lease.
const BATCH: u64 = 32;
/// For how long a lease holds: longer than a batch takes.
const LEASE: SignedDuration = SignedDuration::from_secs(30);
/// How often it is looked for what is due meanwhile.
const LOOK: Duration = Duration::from_millis(100);

/// What became of what was due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Taken by their endpoints.
    pub succeeded: usize,
    /// To be sent again.
    pub put_off: usize,
    /// Sent too often.
    pub given_up: usize,
    /// Endpoints that were switched off.
    pub disabled: usize,
}

/// The lanes under way, and since when.
#[derive(Default)]
struct Lanes {
    running: JoinSet<Result<Served>>,
    since: HashMap<Id, Instant>,
}

impl Lanes {
    /// How many more may begin.
    fn free(&self) -> usize {
        let brisk = self.since.values().filter(|since| since.elapsed() < BRISK).count();
        LANES.saturating_sub(brisk).min(LANES_MAX.saturating_sub(self.running.len()))
    }

    /// What has come to its end: whatever there is, or within a moment.
    async fn ended(&mut self) -> Vec<Served> {
        let mut ended = Vec::new();
        let mut next = tokio::time::timeout(LOOK, self.running.join_next_with_id()).await.ok().flatten();
        while let Some(outcome) = next {
            let id = outcome.as_ref().map_or_else(tokio::task::JoinError::id, |(id, _)| *id);
            self.since.remove(&id);
            match outcome.map_err(Error::internal).and_then(|(_, served)| served) {
                Ok(served) => ended.push(served),
                // Its lease comes to its end, and then it is tried again.
                Err(error) => tracing::error!(error = error.chain(), "an endpoint could not be served"),
            }
            next = self.running.join_next_with_id().now_or_never().flatten();
        }
        ended
    }
}

impl Webhooks<'_> {
    /// Sends what is due, until nothing is due or it is to stop.
    ///
    /// # Errors
    /// `forbidden` for anybody but the program itself; `unavailable`.
    pub async fn deliver(&self, stopped: &watch::Receiver<bool>) -> Result<Delivered> {
        let permit = policy::require(self.0.viewer(), Action::JobRun)?;
        let (mut delivered, mut lanes) = (Delivered::default(), Lanes::default());
        loop {
            if !*stopped.borrow() && lanes.free() > 0 {
                for lane in self.lease(&permit, lanes.free()).await? {
                    let ports = self.0.domain().ports();
                    let (clock, sender) = (Arc::clone(&ports.clock), Arc::clone(&ports.webhooks));
                    let running = lanes.running.spawn(lane.run(clock, sender, stopped.clone()));
                    lanes.since.insert(running.id(), Instant::now());
                }
            }
            if lanes.running.is_empty() {
                return Ok(delivered);
            }
            let ended = lanes.ended().await;
            if !ended.is_empty() {
                self.settle(&permit, ended, &mut delivered).await?;
            }
        }
    }

    /// Leases endpoints where something is due, with what is to be sent there.
    async fn lease(&self, permit: &Permit, most: usize) -> Result<Vec<Lane>> {
        let now = self.0.now();
        if !row::due::is_any_due(self.0.db().reader(), now).await? {
            return Ok(Vec::new());
        }
        let tx = WriteTx::begin(self.0, permit).await?;
        let connection = tx.connection();
        let held = row::due::lease(connection, permit, most as u64, now, now + LEASE).await?;
        let ids: Vec<WebhookEndpointId> = held.iter().map(|held| held.endpoint.id).collect();
        let mut secrets: HashMap<WebhookEndpointId, Vec<SigningSecret>> = HashMap::new();
        for kept in row::secret::live(connection, &ids, now).await? {
            secrets.entry(kept.endpoint).or_default().push(kept.secret);
        }
        let mut lanes = Vec::with_capacity(held.len());
        for held in held {
            // One that failed is asked once whether it is well again.
            let most = if held.health.failures > 0 { 1 } else { BATCH };
            let deliveries = row::due::sendable(connection, held.endpoint.id, now, most).await?;
            lanes.push(Lane { secrets: secrets.remove(&held.endpoint.id).unwrap_or_default(), held, deliveries });
        }
        tx.commit(Changes::Nothing("who sends what is nobody's business")).await?;
        Ok(lanes)
    }
}
