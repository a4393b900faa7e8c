//! The words of webhooks: where endpoints and deliveries stand, why something didn't arrive, how it is signed.

use async_graphql::Enum;
use domain::webhook as model;

/// Whether anything is sent to an endpoint.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::EndpointState")]
pub(crate) enum WebhookEndpointState {
    /// It is told what happens.
    Active,
    /// Nothing is sent; what happens meanwhile isn't told later, but can be replayed.
    Disabled,
}

/// Why nothing is sent to an endpoint.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::DisabledReason")]
pub(crate) enum WebhookDisabledReason {
    /// Somebody who looks after it switched it off.
    Requested,
    /// It failed for three days without a success.
    Failing,
    /// It answered 410.
    Gone,
}

/// How messages are signed, by Standard Webhooks.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::SignatureScheme")]
pub(crate) enum WebhookSignatureScheme {
    /// HMAC-SHA256 with a secret that both sides have: `v1`.
    V1,
    /// Ed25519: whoever verifies has the public key alone: `v1a`.
    #[graphql(name = "V1A")]
    V1a,
}

/// Where a delivery stands.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::DeliveryState")]
pub(crate) enum WebhookDeliveryState {
    /// It is yet to be sent, or to be sent again.
    Pending,
    /// The endpoint has taken it.
    Succeeded,
    /// It was tried for as long as it is tried.
    Failed,
    /// The endpoint was switched off before.
    Skipped,
}

/// Why a webhook did not arrive.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::WebhookFailure")]
pub(crate) enum WebhookFailure {
    /// The address isn't a public one, or is a name that stands for none.
    AddressForbidden,
    /// There was no connection.
    Unreachable,
    /// The answer took longer than ten seconds.
    Timeout,
    /// The answer leads elsewhere, where nothing is sent.
    Redirect,
    /// The answer has another status than 2xx.
    Status,
}
