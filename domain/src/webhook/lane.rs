//! What is sent to one endpoint at once: a few messages beside each other, and no further ones once one hasn't arrived or the lease
//! comes to its end.

use std::sync::Arc;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use jiff::SignedDuration;
use tokio::sync::watch;

use super::WebhookDelivery;
use super::row::due::Held;
use super::secret::SigningSecret;
use crate::error::Result;
use crate::ports::{Clock, WebhookAnswer, WebhookError, WebhookMessage, WebhookSender};

/// Messages that are under way to an endpoint at the same time.
const BESIDE: usize = 4;
/// How much of a lease must be left to send by it: longer than sending one message takes.
const LEASE_LEFT: SignedDuration = SignedDuration::from_secs(15);

/// What is to be sent to an endpoint.
pub(super) struct Lane {
    pub(super) held: Held,
    pub(super) secrets: Vec<SigningSecret>,
    pub(super) deliveries: Vec<WebhookDelivery>,
}

/// What came of it.
pub(super) struct Served {
    pub(super) held: Held,
    pub(super) attempts: Vec<Attempt>,
}

/// A message that was sent.
pub(super) struct Attempt {
    pub(super) delivery: WebhookDelivery,
    pub(super) outcome: std::result::Result<WebhookAnswer, WebhookError>,
}

impl Attempt {
    /// It has arrived.
    pub(super) fn has_arrived(&self) -> bool {
        self.outcome.as_ref().is_ok_and(|answer| (200..300).contains(&answer.status))
    }
}

impl Lane {
    /// Sends it, as long as all goes well.
    pub(super) async fn run(
        self,
        clock: Arc<dyn Clock>,
        sender: Arc<dyn WebhookSender>,
        stopped: watch::Receiver<bool>,
    ) -> Result<Served> {
        let Self { held, secrets, deliveries } = self;
        let (mut waiting, mut under_way) = (deliveries.into_iter(), FuturesUnordered::new());
        let (mut attempts, mut goes_well) = (Vec::<Attempt>::new(), true);
        loop {
            while goes_well && under_way.len() < BESIDE && !*stopped.borrow() {
                let now = clock.now();
                if now + LEASE_LEFT > held.leased_until {
                    break;
                }
                let Some(delivery) = waiting.next() else { break };
                let message = signed(&held, &secrets, &delivery, now.as_second())?;
                let sender = &sender;
                under_way.push(async move { Attempt { outcome: sender.send(&message).await, delivery } });
            }
            let Some(attempt) = under_way.next().await else { break };
            goes_well &= attempt.has_arrived();
            attempts.push(attempt);
        }
        drop(under_way);
        Ok(Served { held, attempts })
    }
}

/// The message, signed for this very attempt.
fn signed(
    held: &Held,
    secrets: &[SigningSecret],
    delivery: &WebhookDelivery,
    timestamp: i64,
) -> Result<WebhookMessage> {
    let (id, body) = (delivery.id.to_string(), delivery.body()?);
    let signatures = secrets.iter().map(|secret| secret.sign(&id, timestamp, &body)).collect::<Result<Vec<_>>>()?;
    Ok(WebhookMessage { url: held.endpoint.url.clone(), id, timestamp, signature: signatures.join(" "), body })
}
