//! What was told is told again, with the `webhook-id` that it had; and tests, which tell of nothing. Whoever asks for it doesn't
//! wait until an endpoint that failed is tried again by itself.

use super::rules::{REPLAY_MAX, invalid};
use super::{DeliveryState, EndpointState, ToldEntry, WebhookDelivery, WebhookEndpoint, Webhooks, row};
use crate::changes::Changes;
use crate::db::WriteTx;
use crate::error::{Code, Error, Result};
use crate::id::{ProductId, WebhookDeliveryId, WebhookEndpointId, generate};
use crate::policy::Permit;
use crate::{instant, partner, sync};

/// Why nothing is told of a replay.
const NOTHING: &str = "what is sent is told in the log of deliveries";

/// Entries of a product's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryRange {
    /// Of which product.
    pub product: ProductId,
    /// From this number on.
    pub from: i64,
    /// Up to this number, and it as well.
    pub until: i64,
}

impl EntryRange {
    fn check(self) -> Result<Self> {
        if self.from < 1 {
            return Err(invalid("from", "Numbers begin with 1."));
        }
        if self.until < self.from || self.until - self.from >= REPLAY_MAX {
            return Err(invalid("until", format!("This is `from` or more, and {REPLAY_MAX} entries at the most.")));
        }
        Ok(self)
    }
}

impl Webhooks<'_> {
    /// Sends a delivery again. One that is yet to be sent is sent at once.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `transition_refused` while the endpoint is switched off.
    pub async fn replay(&self, id: WebhookDeliveryId) -> Result<WebhookDelivery> {
        let delivery = self.delivery(id).await?;
        let (tx, permit, endpoint) = self.open_active(delivery.endpoint).await?;
        row::delivery::renew(tx.connection(), &permit, id, self.0.now()).await?;
        let renewed = row::delivery::by_id(tx.connection(), id).await?.ok_or_else(Error::not_found)?;
        self.send_now(tx, &permit, &endpoint).await?;
        Ok(renewed)
    }

    /// Sends all entries of a product's log from one number to another (again), and answers how many there are.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `value_invalid` at `from` or `until`; `reference_missing` at `product`
    /// for one that isn't the organisation's; `transition_refused` while the endpoint is switched off.
    pub async fn replay_range(&self, id: WebhookEndpointId, range: EntryRange) -> Result<usize> {
        let (tx, permit, endpoint) = self.open_active(id).await?;
        let (connection, now) = (tx.connection(), self.0.now());
        let EntryRange { product, from, until } = range.check()?;
        let all = partner::row::product::of(connection, endpoint.organisation).await?;
        if all.iter().all(|it| it.id != product) {
            return Err(Error::new(Code::ReferenceMissing, "There is no such product.").at("product"));
        }
        let most = u64::try_from(until - from + 1).map_err(Error::internal)?;
        let entries = sync::row::entry::after(connection, product, from - 1, most).await?;
        let entries = entries.into_iter().filter(|entry| entry.number <= until);
        let told = entries.map(|entry| self.telling(&endpoint, Some(entry))).collect::<Result<Vec<_>>>()?;
        row::delivery::insert(connection, &permit, &told).await?;
        row::delivery::renew_range(connection, &permit, (id, product), (from, until), now).await?;
        self.send_now(tx, &permit, &endpoint).await?;
        Ok(told.len())
    }

    /// Sends a test. It is tried once.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `transition_refused` while the endpoint is switched off.
    pub async fn test(&self, id: WebhookEndpointId) -> Result<WebhookDelivery> {
        let (tx, permit, endpoint) = self.open_active(id).await?;
        let test = self.telling(&endpoint, None)?;
        row::delivery::insert(tx.connection(), &permit, std::slice::from_ref(&test)).await?;
        self.send_now(tx, &permit, &endpoint).await?;
        Ok(test)
    }

    /// A new delivery, due at once.
    fn telling(&self, endpoint: &WebhookEndpoint, entry: Option<sync::SyncEntry>) -> Result<WebhookDelivery> {
        let ports = self.0.domain().ports();
        let now = instant::kept(self.0.now())?;
        let id = WebhookDeliveryId::new(generate(&*ports.clock, &*ports.random));
        Ok(WebhookDelivery::new(id, endpoint.id, entry, now))
    }

    async fn open_active(&self, id: WebhookEndpointId) -> Result<(WriteTx<'_>, Permit, WebhookEndpoint)> {
        let permit = self.owned(id).await?.1;
        let (tx, endpoint) = self.open(&permit, id).await?;
        match endpoint.state {
            EndpointState::Active => Ok((tx, permit, endpoint)),
            EndpointState::Disabled => {
                Err(Error::new(Code::TransitionRefused, "The endpoint is switched off: switch it on first."))
            }
        }
    }

    async fn send_now(&self, tx: WriteTx<'_>, permit: &Permit, endpoint: &WebhookEndpoint) -> Result<()> {
        row::due::touch(tx.connection(), permit, &[endpoint.id], self.0.now(), true).await?;
        tx.commit(Changes::Nothing(NOTHING)).await?;
        Ok(())
    }
}

impl WebhookDelivery {
    /// What is told of an entry, or a test.
    pub(super) fn new(
        id: WebhookDeliveryId,
        endpoint: WebhookEndpointId,
        entry: Option<sync::SyncEntry>,
        now: jiff::Timestamp,
    ) -> Self {
        let at = entry.as_ref().map_or(now, |entry| entry.at);
        let entry = entry.map(|it| ToldEntry { product: it.product, number: it.number, text: it.text, kind: it.kind });
        Self {
            id,
            endpoint,
            entry,
            at,
            state: DeliveryState::Pending,
            attempts: 0,
            next_attempt_at: Some(now),
            last_status: None,
            last_failure: None,
            created_at: now,
            finished_at: None,
        }
    }
}
