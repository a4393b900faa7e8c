//! An endpoint of a partner's, and what signs that which is sent there.

use async_graphql::{ID, SimpleObject};
use domain::webhook as model;

use super::word::{WebhookDisabledReason, WebhookEndpointState, WebhookSignatureScheme};
use crate::scalar::DateTime;

/// An address that a partner wants to be told at when something becomes of a text in one of its products.
#[derive(SimpleObject)]
pub(crate) struct WebhookEndpoint {
    /// The id: `whe_01jb…`.
    id: ID,
    /// The id of the organisation whose it is.
    organisation: ID,
    /// The address.
    url: String,
    /// The ids of the products that it listens to; none for all of its organisation's.
    products: Vec<ID>,
    /// Whether anything is sent there.
    state: WebhookEndpointState,
    /// Why not; null while it is active.
    disabled_reason: Option<WebhookDisabledReason>,
    /// Since when nothing has arrived there; null if what was sent last has.
    failing_since: Option<DateTime>,
    /// What signs that which is sent there, the latest first. No answer tells a secret again.
    secrets: Vec<WebhookSecret>,
    /// Raised by every change: what changes take as `expectedRevision`.
    revision: i32,
    /// When it was made.
    created_at: DateTime,
}

/// What is known of something that signs.
#[derive(SimpleObject)]
pub(crate) struct WebhookSecret {
    /// How it signs.
    scheme: WebhookSignatureScheme,
    /// The public key, `whpk_…`; null where what verifies is a secret.
    public_key: Option<String>,
    /// When it was made.
    created_at: DateTime,
    /// When it signs no longer; null as long as no other has taken its place.
    ends_at: Option<DateTime>,
}

impl From<model::EndpointSecret> for WebhookSecret {
    fn from(secret: model::EndpointSecret) -> Self {
        Self {
            scheme: secret.scheme.into(),
            public_key: secret.public_key,
            created_at: DateTime(secret.created_at),
            ends_at: secret.ends_at.map(DateTime),
        }
    }
}

impl From<model::WebhookEndpoint> for WebhookEndpoint {
    fn from(endpoint: model::WebhookEndpoint) -> Self {
        Self {
            id: endpoint.id.into(),
            organisation: endpoint.organisation.into(),
            url: endpoint.url,
            products: endpoint.products.into_iter().map(ID::from).collect(),
            state: endpoint.state.into(),
            disabled_reason: endpoint.disabled_reason.map(Into::into),
            failing_since: endpoint.failing_since.map(DateTime),
            secrets: endpoint.secrets.into_iter().map(Into::into).collect(),
            revision: i32::try_from(endpoint.revision).unwrap_or(i32::MAX),
            created_at: DateTime(endpoint.created_at),
        }
    }
}
