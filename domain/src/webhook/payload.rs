//! What an endpoint is told: thin, and the same bytes whenever it is sent. What a text is now, and whether this was the last word
//! on it, says the product's log.

use bytes::Bytes;
use jiff::Timestamp;
use serde::Serialize;

use super::{ToldEntry, WebhookDelivery};
use crate::error::{Error, Result};
use crate::id::{ArticleId, ProductId, WebhookEndpointId};
use crate::language::Language;
use crate::sync::{EntryKind, SyncAction};

/// What a test is called.
const TEST: &str = "webhook.test";

/// Type, time and data, as Standard Webhooks recommends.
#[derive(Serialize)]
struct Payload<'d, D> {
    #[serde(rename = "type")]
    topic: &'d str,
    timestamp: Timestamp,
    data: D,
}

#[derive(Serialize)]
struct EntryData<'d> {
    product: ProductId,
    number: i64,
    article: ArticleId,
    language: &'d Language,
    kind: EntryKind,
    action: SyncAction,
}

#[derive(Serialize)]
struct TestData {
    endpoint: WebhookEndpointId,
}

impl WebhookDelivery {
    /// What it is called: `article.upsert`, `article.withdrawn` …, and `webhook.test`.
    #[must_use]
    pub fn topic(&self) -> String {
        self.entry.as_ref().map_or_else(|| TEST.to_owned(), |entry| format!("article.{}", entry.kind))
    }

    /// What is sent.
    pub(super) fn body(&self) -> Result<Bytes> {
        let (topic, timestamp) = (self.topic(), self.at);
        let bytes = match &self.entry {
            Some(ToldEntry { product, number, text, kind }) => {
                let (product, number, article, language, kind) = (*product, *number, text.0, &text.1, *kind);
                let data = EntryData { product, number, article, language, kind, action: kind.action() };
                serde_json::to_vec(&Payload { topic: &topic, timestamp, data })
            }
            None => {
                let data = TestData { endpoint: self.endpoint };
                serde_json::to_vec(&Payload { topic: &topic, timestamp, data })
            }
        };
        bytes.map(Bytes::from).map_err(Error::internal)
    }
}
