//! Webhooks: addresses of partners (endpoints) that are told when something becomes of a text in one of their products, by the
//! rules of Standard Webhooks (<https://www.standardwebhooks.com>).
//!
//! What is told is thin: which entry of which product's log there is. The log itself (`domain/src/sync`) is the truth, and is read
//! there. `fan_out.rs` makes a delivery of each entry for each endpoint that listens, in the transaction in which the endpoint's
//! position in the log moves, so that none is lost or made twice. `deliver.rs` sends them, each endpoint at its own pace:
//! whoever holds the lease of an endpoint sends what is due there, in order for each text, and `settle.rs` writes what came
//! of it by the rules of `rules.rs`. What signs is `secret.rs`, what is said `payload.rs`.

use jiff::Timestamp;

use crate::id::{OrganisationId, ProductId, WebhookDeliveryId, WebhookEndpointId};
use crate::session::Session;
use crate::sync::{EntryKind, TextKey};
use crate::word::words;

mod deliver;
mod edit;
mod fan_out;
mod lane;
mod payload;
mod read;
mod replay;
mod row;
mod rules;
mod secret;
mod settle;

pub use crate::ports::WebhookFailure;
pub use deliver::Delivered;
pub use edit::{EndpointChange, IssuedSecret, NewEndpoint};
pub(crate) use fan_out::Followed;
pub use read::DeliveryFilter;
pub use replay::EntryRange;
pub(crate) use row::clear;
pub use rules::{ATTEMPTS_MAX, ENDPOINTS_MAX, FORMER_HOURS, FORMER_HOURS_MAX, REPLAY_MAX};

words! {
    /// Whether anything is sent to an endpoint.
    EndpointState {
        /// It is told what happens.
        Active = "active",
        /// Nothing is sent; what happens meanwhile isn't told later, but can be replayed.
        Disabled = "disabled",
    }
}

words! {
    /// Why nothing is sent to an endpoint.
    DisabledReason {
        /// Somebody who looks after it switched it off.
        Requested = "requested",
        /// It failed for three days without a success.
        Failing = "failing",
        /// It answered 410.
        Gone = "gone",
    }
}

words! {
    /// How messages are signed (Standard Webhooks, 'Signature scheme').
    SignatureScheme {
        /// HMAC-SHA256 with a secret that both sides have.
        V1 = "v1",
        /// Ed25519: whoever verifies has the public key alone.
        V1a = "v1a",
    }
}

words! {
    /// Where a delivery stands.
    DeliveryState {
        /// It is yet to be sent, or to be sent again.
        Pending = "pending",
        /// The endpoint has taken it.
        Succeeded = "succeeded",
        /// It was tried for as long as it is tried.
        Failed = "failed",
        /// The endpoint was switched off before.
        Skipped = "skipped",
    }
}

/// An address that a partner wants to be told at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookEndpoint {
    /// Which.
    pub id: WebhookEndpointId,
    /// Whose.
    pub organisation: OrganisationId,
    /// The address.
    pub url: String,
    /// The products that it listens to; all of its organisation's, if it names none.
    pub products: Vec<ProductId>,
    /// Whether anything is sent there.
    pub state: EndpointState,
    /// Why not.
    pub disabled_reason: Option<DisabledReason>,
    /// Since when nothing has arrived there, if what was sent last has not.
    pub failing_since: Option<Timestamp>,
    /// What signs that which is sent there, the latest first, without the secrets, which are told once.
    pub secrets: Vec<EndpointSecret>,
    /// Raised by every change.
    pub revision: i64,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What is known of something that signs. A secret of [`SignatureScheme::V1`] can't be kept as a digest, for we sign by it: it is
/// stored, told once when it is made, and never shown again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointSecret {
    /// How it signs.
    pub scheme: SignatureScheme,
    /// By what its signatures are verified, if that isn't a secret: `whpk_…`.
    pub public_key: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it signs no longer, if another has taken its place.
    pub ends_at: Option<Timestamp>,
}

/// Something that is told to an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookDelivery {
    /// Which: its `webhook-id`, the same whenever it is sent.
    pub id: WebhookDeliveryId,
    /// To which endpoint.
    pub endpoint: WebhookEndpointId,
    /// What is told; a test tells of nothing.
    pub entry: Option<ToldEntry>,
    /// When it happened.
    pub at: Timestamp,
    /// Where it stands.
    pub state: DeliveryState,
    /// How often it was sent.
    pub attempts: i64,
    /// Not before this instant it is sent again, if it is.
    pub next_attempt_at: Option<Timestamp>,
    /// The status of the last answer.
    pub last_status: Option<u16>,
    /// Why it didn't arrive the last time.
    pub last_failure: Option<WebhookFailure>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it came to its end.
    pub finished_at: Option<Timestamp>,
}

/// An entry of a product's log, as an endpoint is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldEntry {
    /// In which product's log.
    pub product: ProductId,
    /// Its number there.
    pub number: i64,
    /// Of which text.
    pub text: TextKey,
    /// What became of it.
    pub kind: EntryKind,
}

/// Webhooks: those of any organisation for whoever looks after partners, those of its own for a partner's program.
pub struct Webhooks<'s>(&'s Session);

impl Session {
    /// Webhooks.
    #[must_use]
    pub fn webhooks(&self) -> Webhooks<'_> {
        Webhooks(self)
    }
}
