//! Endpoints of partners and what is sent to them, in JSON.

use domain::Language;
use domain::id::{ArticleId, OrganisationId, ProductId, WebhookDeliveryId, WebhookEndpointId};
use domain::sync::EntryKind;
use domain::webhook::{
    DeliveryState, DisabledReason, EndpointSecret, EndpointState, IssuedSecret, SignatureScheme, WebhookDelivery,
    WebhookEndpoint, WebhookFailure,
};
use jiff::Timestamp;
use serde::Serialize;

/// An endpoint.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookEndpointShape {
    id: WebhookEndpointId,
    organisation: OrganisationId,
    url: String,
    products: Vec<ProductId>,
    state: EndpointState,
    disabled_reason: Option<DisabledReason>,
    failing_since: Option<Timestamp>,
    secrets: Vec<SecretShape>,
    revision: i64,
    created_at: Timestamp,
}

/// What is known of something that signs.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SecretShape {
    scheme: SignatureScheme,
    public_key: Option<String>,
    created_at: Timestamp,
    ends_at: Option<Timestamp>,
}

/// An endpoint with a secret that is told this once.
#[derive(Serialize)]
pub struct WebhookSecretShape {
    #[serde(flatten)]
    endpoint: WebhookEndpointShape,
    secret: Option<String>,
}

/// What was, or is to be, sent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookDeliveryShape {
    id: WebhookDeliveryId,
    endpoint: WebhookEndpointId,
    #[serde(rename = "type")]
    topic: String,
    product: Option<ProductId>,
    number: Option<i64>,
    article: Option<ArticleId>,
    language: Option<Language>,
    kind: Option<EntryKind>,
    at: Timestamp,
    state: DeliveryState,
    attempts: i64,
    next_attempt_at: Option<Timestamp>,
    last_status: Option<u16>,
    last_failure: Option<WebhookFailure>,
    created_at: Timestamp,
    finished_at: Option<Timestamp>,
}

impl From<EndpointSecret> for SecretShape {
    fn from(secret: EndpointSecret) -> Self {
        let EndpointSecret { scheme, public_key, created_at, ends_at } = secret;
        Self { scheme, public_key, created_at, ends_at }
    }
}

impl From<WebhookEndpoint> for WebhookEndpointShape {
    fn from(endpoint: WebhookEndpoint) -> Self {
        Self {
            id: endpoint.id,
            organisation: endpoint.organisation,
            url: endpoint.url,
            products: endpoint.products,
            state: endpoint.state,
            disabled_reason: endpoint.disabled_reason,
            failing_since: endpoint.failing_since,
            secrets: endpoint.secrets.into_iter().map(Into::into).collect(),
            revision: endpoint.revision,
            created_at: endpoint.created_at,
        }
    }
}

impl From<IssuedSecret> for WebhookSecretShape {
    fn from(issued: IssuedSecret) -> Self {
        Self { endpoint: issued.endpoint.into(), secret: issued.secret }
    }
}

impl From<WebhookDelivery> for WebhookDeliveryShape {
    fn from(delivery: WebhookDelivery) -> Self {
        let (topic, entry) = (delivery.topic(), delivery.entry);
        Self {
            id: delivery.id,
            endpoint: delivery.endpoint,
            topic,
            product: entry.as_ref().map(|entry| entry.product),
            number: entry.as_ref().map(|entry| entry.number),
            article: entry.as_ref().map(|entry| entry.text.0),
            kind: entry.as_ref().map(|entry| entry.kind),
            language: entry.map(|entry| entry.text.1),
            at: delivery.at,
            state: delivery.state,
            attempts: delivery.attempts,
            next_attempt_at: delivery.next_attempt_at,
            last_status: delivery.last_status,
            last_failure: delivery.last_failure,
            created_at: delivery.created_at,
            finished_at: delivery.finished_at,
        }
    }
}
