//! What was asked: the members of a POST's JSON or a GET's query string, with their types checked.
//! Documents and variables are not looked into here.

use actix_web::{
    http::header::{CONTENT_LENGTH, HeaderMap},
    web,
};
use futures::StreamExt;
use serde_json::{Map, Value as Json, error::Category};

use schema::document::Asked;
use schema::executor::File;

use super::{Limits, Refused, negotiate::check_body_type};

/// A well-formed request (GraphQL over HTTP, section 5).
#[derive(Debug)]
pub(super) struct Call {
    query: Option<String>,
    /// The id of the document: `documentId`, or that of `extensions.persistedQuery`.
    id: Option<String>,
    pub(super) operation_name: Option<String>,
    pub(super) variables: Map<String, Json>,
    extensions: Map<String, Json>,
    pub(super) files: Vec<File>,
}

impl Call {
    /// Whether the client asked for the cost of its operation: `"extensions": {"cost": true}`.
    pub(super) fn wants_cost(&self) -> bool {
        self.extensions.get("cost") == Some(&Json::Bool(true))
    }

    /// Takes the members that have a meaning; others are ignored, as the specification asks.
    pub(super) fn read(mut members: Map<String, Json>) -> Result<Self, Refused> {
        let mut text = |name| match members.remove(name) {
            Some(Json::String(text)) => Ok(Some(text)),
            Some(Json::Null) | None => Ok(None),
            Some(_) => Err(Refused::Member { name, wanted: "a string or null" }),
        };
        let (query, operation_name, id) = (text("query")?, text("operationName")?, text("documentId")?);
        let mut map = |name| match members.remove(name) {
            Some(Json::Object(map)) => Ok(map),
            Some(Json::Null) | None => Ok(Map::new()),
            Some(_) => Err(Refused::Member { name, wanted: "an object or null" }),
        };
        let (variables, extensions) = (map("variables")?, map("extensions")?);
        let id = match id {
            Some(id) => Some(id),
            None => persisted(&extensions)?,
        };
        if query.is_none() && id.is_none() {
            return Err(Refused::QueryMissing);
        }
        Ok(Self { query, id, operation_name, variables, extensions, files: Vec::new() })
    }

    /// Which document is meant.
    pub(super) fn document(&self) -> Asked<'_> {
        Asked { text: self.query.as_deref(), id: self.id.as_deref() }
    }
}

/// The hash of an automatic persisted query: `{"persistedQuery": {"version": 1, "sha256Hash": "…"}}`.
fn persisted(extensions: &Map<String, Json>) -> Result<Option<String>, Refused> {
    let Some(persisted) = extensions.get("persistedQuery") else { return Ok(None) };
    match (persisted.get("version").and_then(Json::as_u64), persisted.get("sha256Hash")) {
        (Some(1), Some(Json::String(hash))) => Ok(Some(hash.clone())),
        _ => {
            let wanted = "an object with version 1 and sha256Hash";
            Err(Refused::Member { name: "extensions.persistedQuery", wanted })
        }
    }
}

/// Receives the content of a POST.
///
/// # Errors
/// 415 for another content type than JSON in UTF-8, 413 past the size, 408 past the time, 400 when it breaks off.
pub(super) async fn receive(headers: &HeaderMap, body: &mut web::Payload, limits: &Limits) -> Result<Vec<u8>, Refused> {
    check_body_type(headers)?;
    let announced = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let limit = limits.body;
    if announced.is_some_and(|length: usize| length > limit) {
        return Err(Refused::TooLarge { limit });
    }
    tokio::time::timeout(limits.read, collect(body, announced.unwrap_or(0), limit))
        .await
        .map_err(|_| Refused::Slow { seconds: limits.read.as_secs() })?
}

/// Reads the content of a POST.
///
/// # Errors
/// 400 for what is no request.
pub(super) fn from_body(body: &[u8]) -> Result<Call, Refused> {
    let text = std::str::from_utf8(body).map_err(|_| Refused::NotUtf8)?;
    match json(text, "body")? {
        Json::Object(members) => Call::read(members),
        Json::Array(_) => Err(Refused::Batch),
        _ => Err(Refused::NotAnObject),
    }
}

async fn collect(body: &mut web::Payload, announced: usize, limit: usize) -> Result<Vec<u8>, Refused> {
    let mut collected = Vec::with_capacity(announced);
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|_| Refused::Broken)?;
        if collected.len() + chunk.len() > limit {
            return Err(Refused::TooLarge { limit });
        }
        collected.extend_from_slice(&chunk);
    }
    Ok(collected)
}

/// Reads a GET, whose `variables` and `extensions` are JSON in a parameter.
///
/// # Errors
/// 413 past the size, else 400.
pub(super) fn from_query(query: &str, limits: &Limits) -> Result<Call, Refused> {
    if query.len() > limits.body {
        return Err(Refused::TooLarge { limit: limits.body });
    }
    let mut members = Map::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (decode(name)?, decode(value)?);
        let value = match name.as_str() {
            "query" | "operationName" | "documentId" => Json::String(value),
            "variables" => json(&value, "parameter \"variables\"")?,
            "extensions" => json(&value, "parameter \"extensions\"")?,
            _ => continue,
        };
        if members.insert(name.clone(), value).is_some() {
            return Err(Refused::Twice(name));
        }
    }
    Call::read(members)
}

pub(super) fn json(text: &str, what: &'static str) -> Result<Json, Refused> {
    serde_json::from_str(text).map_err(|error| Refused::NotJson {
        what,
        why: match error.classify() {
            Category::Eof if text.trim().is_empty() => "it is empty.".to_owned(),
            _ => format!("{error}."),
        },
    })
}

/// Form decoding (WHATWG URL, section 5.1), except that bytes that are not UTF-8 are refused and not replaced.
fn decode(text: &str) -> Result<String, Refused> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes().iter();
    while let Some(&byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let ahead = rest.as_slice().get(..2).and_then(|hex| {
                    let hex = std::str::from_utf8(hex).ok()?;
                    u8::from_str_radix(hex, 16).ok()
                });
                match ahead {
                    Some(decoded) => {
                        rest.nth(1);
                        decoded
                    }
                    None => b'%',
                }
            }
            other => other,
        });
    }
    String::from_utf8(bytes).map_err(|_| Refused::NotUtf8)
}
