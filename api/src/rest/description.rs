//! What describes the API: its own description and the schema of bodies. Both are part of the program.

use std::sync::LazyLock;

use bytes::Bytes;
use domain::Error;

use crate::http::{Content, Reply, Representation};
use crate::routes::{Call, Outcome};

/// The description, as it is kept at the top of the source.
pub const OPENAPI: &str = include_str!("../../../openapi.yaml");

/// The same as JSON, made when it is first asked for.
static AS_JSON: LazyLock<Result<Bytes, String>> = LazyLock::new(|| {
    let value: serde_json::Value = serde_norway::from_str(OPENAPI).map_err(|error| error.to_string())?;
    serde_json::to_vec(&value).map(Bytes::from).map_err(|error| error.to_string())
});

/// The description as JSON.
///
/// # Errors
/// `internal` when the description isn't YAML, which a test rules out.
pub fn openapi_json() -> Result<Bytes, Error> {
    AS_JSON.as_ref().cloned().map_err(|reason| Error::internal(reason.clone()))
}

/// `GET /openapi.yaml`
pub async fn yaml(call: Call) -> Outcome {
    document(&call, "application/yaml", Bytes::from_static(OPENAPI.as_bytes()))
}

/// `GET /openapi.json`
pub async fn json(call: Call) -> Outcome {
    document(&call, "application/json", openapi_json()?)
}

/// `GET /schemas/body.json`
pub async fn body_schema(call: Call) -> Outcome {
    document(&call, "application/schema+json", Bytes::from_static(domain::text::JSON_SCHEMA.as_bytes()))
}

fn document(call: &Call, content_type: &'static str, bytes: Bytes) -> Outcome {
    Ok(Reply::Content(Representation {
        content_type,
        content: Content::Made(bytes),
        last_modified: Some(call.app.started()),
        version: None,
        class: None,
        headers: Vec::new(),
    }))
}
