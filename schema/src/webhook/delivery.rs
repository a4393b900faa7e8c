//! What was, or is to be, sent to an endpoint.

use async_graphql::{ID, SimpleObject};
use domain::Session;
use domain::webhook as model;

use super::word::{WebhookDeliveryState, WebhookFailure};
use crate::connection::Listed;
use crate::scalar::{DateTime, LanguageTag};
use crate::sync::ChangeKind;

/// Something that is told to an endpoint: an entry of a product's log, or a test.
#[derive(SimpleObject)]
pub(crate) struct WebhookDelivery {
    /// The id, `whd_01jb…`: its `webhook-id`, the same whenever it is sent.
    id: ID,
    /// The id of the endpoint.
    endpoint: ID,
    /// What it is called: `article.upsert`, `article.withdrawn` …, or `webhook.test`.
    #[graphql(name = "type")]
    topic: String,
    /// The id of the product in whose log the entry is; null for a test, as all that is said of the entry.
    product: Option<ID>,
    /// The number of the entry in that log.
    number: Option<i32>,
    /// The id of the article that it is about.
    article: Option<ID>,
    /// The language of the text.
    language: Option<LanguageTag>,
    /// What became of the text.
    kind: Option<ChangeKind>,
    /// When it happened.
    at: DateTime,
    /// Where it stands.
    state: WebhookDeliveryState,
    /// How often it was sent.
    attempts: i32,
    /// Not before this instant it is sent again; null when it isn't.
    next_attempt_at: Option<DateTime>,
    /// The status of the last answer; null when there was none.
    last_status: Option<i32>,
    /// Why it didn't arrive the last time; null when it did, and before it was sent.
    last_failure: Option<WebhookFailure>,
    /// When it was made.
    created_at: DateTime,
    /// When it came to its end; null before.
    finished_at: Option<DateTime>,
}

impl From<model::WebhookDelivery> for WebhookDelivery {
    fn from(delivery: model::WebhookDelivery) -> Self {
        let number = |value: i64| i32::try_from(value).unwrap_or(i32::MAX);
        let (topic, entry) = (delivery.topic(), delivery.entry);
        Self {
            id: delivery.id.into(),
            endpoint: delivery.endpoint.into(),
            topic,
            product: entry.as_ref().map(|entry| entry.product.into()),
            number: entry.as_ref().map(|entry| number(entry.number)),
            article: entry.as_ref().map(|entry| entry.text.0.into()),
            kind: entry.as_ref().map(|entry| entry.kind.into()),
            language: entry.map(|entry| LanguageTag(entry.text.1)),
            at: DateTime(delivery.at),
            state: delivery.state.into(),
            attempts: number(delivery.attempts),
            next_attempt_at: delivery.next_attempt_at.map(DateTime),
            last_status: delivery.last_status.map(i32::from),
            last_failure: delivery.last_failure.map(Into::into),
            created_at: DateTime(delivery.created_at),
            finished_at: delivery.finished_at.map(DateTime),
        }
    }
}

impl Listed for WebhookDelivery {
    const CONNECTION: (&'static str, &'static str) =
        ("WebhookDeliveryConnection", "A page of what was sent to an endpoint.");
    const EDGE: (&'static str, &'static str) = ("WebhookDeliveryEdge", "A delivery with its place in the list.");
    type Query = model::DeliveryFilter;

    async fn count(session: &Session, filter: &Self::Query) -> domain::Result<usize> {
        session.webhooks().deliveries_count(filter).await
    }
}
