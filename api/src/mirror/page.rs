//! A page of `GET /v1/sync`, as a client reads it: with the articles in the very bytes in which they were sent.

use serde::Deserialize;
use serde_json::value::RawValue;

/// What a page is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Step {
    Snapshot,
    Log,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page {
    pub(super) product: String,
    pub(super) step: Step,
    pub(super) data: Vec<Item>,
    pub(super) chain: Chain,
    pub(super) page: Place,
}

/// The last word on a text.
#[derive(Debug, Deserialize)]
pub(super) struct Item {
    pub(super) number: i64,
    pub(super) id: String,
    pub(super) language: String,
    pub(super) kind: String,
    pub(super) action: String,
    pub(super) article: Option<Box<RawValue>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Chain {
    pub(super) from: Link,
    pub(super) entries: Vec<Entry>,
    pub(super) to: Link,
    pub(super) attestation: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Link {
    pub(super) number: i64,
    pub(super) hash: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Entry {
    pub(super) number: i64,
    pub(super) id: String,
    pub(super) language: String,
    pub(super) kind: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Place {
    pub(super) has_next: bool,
    pub(super) end_cursor: String,
}
