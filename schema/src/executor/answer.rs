//! The finished answer: JSON bytes, and whether they report a request that did not run.
//! Status codes and media types belong to the transport.

use async_graphql::{Response, ServerError, Value};
use bytes::Bytes;
use serde::Serialize;

use super::blame;
use crate::document::{Cost, Document, DocumentError, Location, code};

/// A GraphQL response (specification, section 7.1), written as JSON.
#[derive(Clone, Debug)]
pub struct Answer {
    pub bytes: Bytes,
    /// Nothing was executed, and the answer has no `data`.
    pub request_error: bool,
    /// How many errors the answer reports. An answer with errors must not be kept for others.
    pub errors: usize,
}

/// Errors first, as the specification recommends, so that they are seen.
#[derive(Serialize)]
struct Written<'a, E> {
    #[serde(skip_serializing_if = "<[E]>::is_empty")]
    errors: &'a [E],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extensions: Option<Extensions>,
}

#[derive(Serialize)]
struct Extensions {
    cost: Cost,
}

#[derive(Serialize)]
struct Refusal<'a> {
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    locations: Option<[Location; 1]>,
    extensions: Code<'a>,
}

#[derive(Serialize)]
struct Code<'a> {
    code: &'a str,
}

impl Answer {
    /// What the engine answered, with codes and blame.
    ///
    /// The engine doesn't say whether it came to execution. But an error of a resolver always has a path, since a path
    /// begins with the field, and an error of validation never has one; so a request ran if any error has a path
    /// or there is data.
    pub(super) fn of(response: Response, document: &Document, cost: Option<Cost>) -> Self {
        let Response { mut errors, data, .. } = response;
        let ran = errors.is_empty() || data != Value::Null || errors.iter().any(|error| !error.path.is_empty());
        if ran {
            blame::execution(&mut errors);
        } else {
            blame::validation(&mut errors, document.parsed());
        }
        Self::write(&errors, ran.then_some(&data), cost)
    }

    /// A request that was refused before the engine saw it. With `report_cost`, the cost of one that costs too much
    /// is also reported where a successful answer has it.
    pub fn refused(error: &DocumentError, report_cost: bool) -> Self {
        let code = Code { code: error.code() };
        let cost = match error {
            DocumentError::TooCostly(cost) if report_cost => Some(*cost),
            _ => None,
        };
        if let DocumentError::Variables(faults) = error {
            let faults = faults.iter().map(|fault| Refusal {
                message: &fault.message,
                locations: Some([fault.at]),
                extensions: Code { code: code.code },
            });
            return Self::write(&faults.collect::<Vec<_>>(), None, cost);
        }
        let refusal =
            Refusal { message: &error.to_string(), locations: error.location().map(|place| [place]), extensions: code };
        Self::write(&[refusal], None, cost)
    }

    /// A request that a transport refused for a reason of its own.
    pub fn refused_with(code: &str, message: &str) -> Self {
        let refusal = Refusal { message, locations: None, extensions: Code { code } };
        Self::write(&[refusal], None, None)
    }

    /// A fault of ours after which there is nothing to say but that.
    pub(super) fn fault() -> Self {
        let mut error = ServerError::new(blame::INTERNAL, None);
        error.extensions.get_or_insert_default().set("code", code::INTERNAL);
        Self::write(&[error], Some(&Value::Null), None)
    }

    fn write<E: Serialize>(errors: &[E], data: Option<&Value>, cost: Option<Cost>) -> Self {
        let written = Written { errors, data, extensions: cost.map(|cost| Extensions { cost }) };
        match serde_json::to_vec(&written) {
            Ok(bytes) => Self { bytes: bytes.into(), request_error: data.is_none(), errors: errors.len() },
            Err(cause) => {
                tracing::error!(%cause, "an answer could not be written as JSON");
                let bytes = br#"{"errors":[{"message":"The server could not write its answer.","extensions":{"code":"internal"}}],"data":null}"#;
                Self { bytes: Bytes::from_static(bytes), request_error: false, errors: 1 }
            }
        }
    }
}
