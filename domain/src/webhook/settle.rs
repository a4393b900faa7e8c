//! What came of what was sent is written: what arrived, what is sent again and when, how each endpoint is doing; and an endpoint
//! that is given up is switched off, with a letter to those who look after it.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use super::deliver::Delivered;
use super::edit::saved;
use super::lane::{Attempt, Served};
use super::row::due::{Held, Missed};
use super::rules::{self, Health, Round};
use super::{DisabledReason, EndpointState, WebhookEndpoint, Webhooks, row};
use crate::changes::{Change, Changes};
use crate::db::WriteTx;
use crate::error::Result;
use crate::id::{WebhookDeliveryId, WebhookEndpointId};
use crate::mail::{self, Letter, NewMail};
use crate::partner::{self, ContactPurpose};
use crate::policy::Permit;
use crate::ports::{Random, WebhookFailure};

/// The status by which an endpoint says that it is there no longer, for good.
const GONE: u16 = 410;

/// The writing of what came of it.
struct Settling<'s> {
    tx: &'s WriteTx<'s>,
    permit: &'s Permit,
    random: &'s dyn Random,
    now: Timestamp,
    arrived: BTreeMap<u16, Vec<WebhookDeliveryId>>,
    told: Vec<Change>,
}

impl Webhooks<'_> {
    pub(super) async fn settle(&self, permit: &Permit, served: Vec<Served>, delivered: &mut Delivered) -> Result<()> {
        let tx = WriteTx::begin(self.0, permit).await?;
        let ids: Vec<WebhookEndpointId> = served.iter().map(|served| served.held.endpoint.id).collect();
        let present = row::due::lock(tx.connection(), permit, &ids).await?;
        let random = &*self.0.domain().ports().random;
        let (arrived, told) = (BTreeMap::new(), Vec::new());
        let mut settling = Settling { tx: &tx, permit, random, now: self.0.now(), arrived, told };
        for served in &served {
            settling.endpoint(served, &present, delivered).await?;
        }
        let Settling { arrived, told, now, .. } = settling;
        for (status, ids) in arrived {
            row::due::succeed(tx.connection(), permit, &ids, status, now).await?;
        }
        let ours: Vec<WebhookEndpointId> =
            served.iter().filter(|it| is_ours(&it.held, &present)).map(|it| it.held.endpoint.id).collect();
        row::due::release(tx.connection(), permit, &ours, now).await?;
        let changes = match told.is_empty() {
            true => Changes::Nothing("what is sent is told in the log of deliveries"),
            false => Changes::Of(told),
        };
        tx.commit(changes).await?;
        Ok(())
    }
}

/// Whether an endpoint is still leased as it was: a lease that has ended may have been followed by another's.
fn is_ours(held: &Held, present: &HashMap<WebhookEndpointId, Held>) -> bool {
    present.get(&held.endpoint.id).is_some_and(|present| present.leased_until == held.leased_until)
}

impl Settling<'_> {
    async fn endpoint(
        &mut self,
        served: &Served,
        present: &HashMap<WebhookEndpointId, Held>,
        delivered: &mut Delivered,
    ) -> Result<()> {
        // One that was deleted meanwhile has taken its deliveries with it.
        let Some(present) = present.get(&served.held.endpoint.id) else { return Ok(()) };
        let (mut round, mut is_gone) = (Round::default(), false);
        for attempt in &served.attempts {
            if let (true, Ok(answer)) = (attempt.has_arrived(), &attempt.outcome) {
                round.any_success = true;
                delivered.succeeded += 1;
                self.arrived.entry(answer.status).or_default().push(attempt.delivery.id);
                continue;
            }
            let answer = attempt.outcome.as_ref().ok();
            is_gone |= answer.is_some_and(|answer| answer.status == GONE);
            let retry_after = answer.and_then(|answer| answer.retry_after);
            round.failure = Some(round.failure.flatten().max(retry_after));
            match self.missed(attempt).await? {
                Some(_) => delivered.put_off += 1,
                None => delivered.given_up += 1,
            }
        }
        if present.endpoint.state == EndpointState::Disabled || served.attempts.is_empty() {
            return Ok(());
        }
        let health = self.health(present, round).await?;
        let reason = match (is_gone, health.is_steady_failure(self.now)) {
            (true, _) => DisabledReason::Gone,
            (false, true) => DisabledReason::Failing,
            (false, false) => return Ok(()),
        };
        delivered.disabled += 1;
        self.disable(&present.endpoint, reason).await
    }

    /// Writes that something didn't arrive, and answers when it is sent again.
    async fn missed(&self, attempt: &Attempt) -> Result<Option<Timestamp>> {
        let delivery = &attempt.delivery;
        let (status, failure, retry_after) = match &attempt.outcome {
            Ok(answer) if (300..400).contains(&answer.status) => (Some(answer.status), WebhookFailure::Redirect, None),
            Ok(answer) => (Some(answer.status), WebhookFailure::Status, answer.retry_after),
            Err(error) => {
                tracing::debug!(delivery.id = %delivery.id, reason = error.reason, "a webhook did not arrive");
                (None, error.failure, None)
            }
        };
        let is_test = delivery.entry.is_none();
        let next = rules::next_attempt(delivery.attempts + 1, retry_after, self.now, self.chance());
        let next = next.filter(|_| !is_test);
        let missed = Missed { id: delivery.id, status, failure, next };
        row::due::miss(self.tx.connection(), self.permit, missed, self.now).await?;
        Ok(next)
    }

    /// Writes how an endpoint is doing after a round.
    async fn health(&self, present: &Held, round: Round) -> Result<Health> {
        let (connection, id) = (self.tx.connection(), present.endpoint.id);
        let health = present.health.after(round, self.now, self.chance());
        if health != present.health {
            row::endpoint::set_health(connection, self.permit, id, health).await?;
        }
        if round.any_success && present.health.is_out_of_order() {
            row::due::hasten(connection, self.permit, id, self.now).await?;
        }
        Ok(health)
    }

    /// Switches an endpoint off, and writes to the technical contacts of its organisation; to all, if there are none.
    async fn disable(&mut self, endpoint: &WebhookEndpoint, reason: DisabledReason) -> Result<()> {
        let (connection, state) = (self.tx.connection(), EndpointState::Disabled);
        let revision = endpoint.revision + 1;
        let endpoint = WebhookEndpoint { state, disabled_reason: Some(reason), revision, ..endpoint.clone() };
        tracing::warn!(endpoint.id = %endpoint.id, %reason, "a webhook endpoint was switched off");
        row::endpoint::update(connection, self.permit, &endpoint).await?;
        row::delivery::skip(connection, self.permit, endpoint.id, self.now).await?;
        self.told.push(saved(&endpoint));
        let organisation = partner::row::organisation::by_id(connection, endpoint.organisation).await?;
        let contacts = organisation.map(|it| it.contacts).unwrap_or_default();
        let any_technical = contacts.iter().any(|contact| contact.purpose == ContactPurpose::Technical);
        let language = self.tx.session().languages().default_language();
        for contact in contacts.iter().filter(|it| !any_technical || it.purpose == ContactPurpose::Technical) {
            let (letter, recipient) = (Letter::WebhookDisabled, &contact.email);
            let letter = NewMail { letter, account: None, recipient, language, code: None };
            mail::put_about(self.tx, self.permit, letter, &format!("{}\n    {}", endpoint.url, endpoint.id)).await?;
        }
        Ok(())
    }

    fn chance(&self) -> u8 {
        let mut byte = [0];
        self.random.fill(&mut byte);
        byte[0]
    }
}
