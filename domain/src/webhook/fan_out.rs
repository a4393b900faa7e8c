//! What happens in products is handed to the endpoints that listen: a delivery of each entry for each endpoint, written in the
//! transaction in which the endpoint's position moves. A process that is killed leaves both or neither. Any number of processes
//! may do this; one of them goes on at a time.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::row::position::{self, Position};
use super::{WebhookDelivery, Webhooks, row};
use crate::changes::Changes;
use crate::db::WriteTx;
use crate::error::{Error, Result};
use crate::id::{ProductId, WebhookDeliveryId, WebhookEndpointId, generate};
use crate::policy::{self, Action, Permit};
use crate::session::Session;
use crate::{instant, sync};

/// What this follower is called.
const NAME: &str = "webhooks";
/// Positions that are moved at once.
const POSITIONS: u64 = 1_000;
/// Entries of a product that are handed out at once.
const ENTRIES: u64 = 200;
/// Deliveries after which a transaction comes to its end.
const DELIVERIES: usize = 2_000;

/// How far the logs of products had come when this process last saw that all of it had been handed out.
#[derive(Default)]
pub(crate) struct Followed(Mutex<HashMap<ProductId, i64>>);

impl Followed {
    fn is(&self, numbers: &HashMap<ProductId, i64>) -> bool {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) == *numbers
    }

    fn set(&self, numbers: HashMap<ProductId, i64>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = numbers;
    }
}

impl Webhooks<'_> {
    /// Hands out what has happened in products. True when there is more to be done at once.
    ///
    /// # Errors
    /// `forbidden` for anybody but the program itself; `unavailable`.
    pub async fn fan_out(&self) -> Result<bool> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::JobRun)?;
        if session.domain().partners().products().is_empty() {
            return Ok(false);
        }
        let followed = session.domain().webhooks_followed();
        let numbers = numbers(session.db().wake().connection()).await?;
        if followed.is(&numbers) {
            return Ok(false);
        }
        let tx = WriteTx::begin(session, &permit).await?;
        let (connection, now) = (tx.connection(), session.now());
        let begin = sync::row::follower::Position { seq: 0, clock: now };
        sync::row::follower::lock(connection, &permit, NAME, begin).await?;
        let handing = Handing { session, tx: &tx, permit: &permit };
        handing.begin().await?;
        let behind = position::behind(connection, POSITIONS).await?;
        let is_all = handing.out(&behind).await? && behind.is_empty();
        tx.commit(Changes::Nothing("what endpoints are told is in the log of deliveries")).await?;
        if is_all {
            followed.set(numbers);
        }
        Ok(!is_all)
    }
}

async fn numbers(database: &impl sea_orm::ConnectionTrait) -> Result<HashMap<ProductId, i64>> {
    let heads = sync::row::entry::heads(database).await?;
    Ok(heads.into_iter().map(|(product, head)| (product, head.number)).collect())
}

/// The writing of what is handed out.
struct Handing<'h> {
    session: &'h Session,
    tx: &'h WriteTx<'h>,
    permit: &'h Permit,
}

impl Handing<'_> {
    /// An endpoint that listens to everything begins at the head of a product that is new to it: what there was before is read in
    /// the product's log.
    async fn begin(&self) -> Result<()> {
        let mut missing = position::missing(self.tx.connection()).await?;
        if missing.is_empty() {
            return Ok(());
        }
        let numbers = numbers(self.tx.connection()).await?;
        for at in &mut missing {
            at.number = numbers.get(&at.product).copied().unwrap_or(0);
        }
        position::begin(self.tx.connection(), self.permit, &missing).await
    }

    /// Hands out what lies behind these positions, as much as a transaction may hold. True when that was all.
    async fn out(&self, behind: &[Position]) -> Result<bool> {
        let mut ids: Vec<WebhookEndpointId> = behind.iter().map(|at| at.endpoint).collect();
        ids.sort_unstable();
        ids.dedup();
        // Before anything that refers to them is written: who settles what was sent takes them in the same order.
        row::due::lock(self.tx.connection(), self.permit, &ids).await?;
        let mut written = 0;
        let mut told = Vec::new();
        for group in behind.chunk_by(|a, b| (a.product, a.number) == (b.product, b.number)) {
            if written >= DELIVERIES {
                break;
            }
            written += self.group(group).await?;
            told.extend(group.iter().map(|at| at.endpoint));
        }
        row::due::touch(self.tx.connection(), self.permit, &told, self.session.now(), false).await?;
        Ok(written < DELIVERIES)
    }

    /// Hands out what comes next in one product to those who have come equally far in it.
    async fn group(&self, group: &[Position]) -> Result<usize> {
        let Some(Position { product, number, .. }) = group.first().copied() else { return Ok(0) };
        let connection = self.tx.connection();
        let entries = sync::row::entry::after(connection, product, number, ENTRIES).await?;
        let Some(last) = entries.last().map(|entry| entry.number) else { return Ok(0) };
        let endpoints: Vec<WebhookEndpointId> = group.iter().map(|at| at.endpoint).collect();
        let ports = self.session.domain().ports();
        let now = instant::kept(self.session.now())?;
        // One after another from the first, so that the log of deliveries shows them in the order of the entries.
        let mut ulid = generate(&*ports.clock, &*ports.random);
        let mut new = Vec::with_capacity(entries.len() * endpoints.len());
        for entry in &entries {
            for endpoint in &endpoints {
                new.push(WebhookDelivery::new(WebhookDeliveryId::new(ulid), *endpoint, Some(entry.clone()), now));
                ulid = ulid.increment().map_err(|_| Error::internal("no id is left in this millisecond"))?;
            }
        }
        row::delivery::insert(connection, self.permit, &new).await?;
        position::advance(connection, self.permit, product, &endpoints, last).await?;
        Ok(new.len())
    }
}
