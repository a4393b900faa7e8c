//! Errors as HTTP says them: `application/problem+json` (RFC 9457), by the one table in `domain/src/error.rs`. A fault
//! of ours is logged with its causes; the client is told the request id, and to come again if that may help.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use domain::error::Fault;
use domain::{Code, Error};
use serde::Serialize;

use crate::http::cache::Class;
use crate::http::edge::request_id_of;

/// After how many seconds it is worth another try when the database is away.
pub const RETRY_AFTER_SECONDS: u32 = 2;

/// Why a request is refused: one error, or several parameters that are at fault at once. Never empty.
#[derive(Debug)]
pub struct Refusal {
    first: Error,
    more: Option<Box<More>>,
}

/// What few refusals have.
#[derive(Debug, Default)]
struct More {
    others: Vec<Error>,
    /// Of a stale change of a text: both revisions and how they differ, as JSON.
    conflict: Option<serde_json::Value>,
}

impl From<Error> for Refusal {
    fn from(first: Error) -> Self {
        Self { first, more: None }
    }
}

impl Refusal {
    /// The refusal for these errors, if there are any. The first one decides about the status.
    #[must_use]
    pub fn of(errors: Vec<Error>) -> Option<Self> {
        let mut errors = errors.into_iter();
        let first = errors.next()?;
        let others: Vec<Error> = errors.collect();
        let more = (!others.is_empty()).then(|| Box::new(More { others, conflict: None }));
        Some(Self { first, more })
    }

    /// The same refusal, with what lies between the two versions of a text.
    #[must_use]
    pub fn with_conflict(mut self, conflict: Option<serde_json::Value>) -> Self {
        self.more.get_or_insert_default().conflict = conflict;
        self
    }

    fn errors(&self) -> impl Iterator<Item = &Error> {
        std::iter::once(&self.first).chain(self.more.iter().flat_map(|more| &more.others))
    }
}

/// The members of a problem (RFC 9457, section 3.1), and our own.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Problem<'a> {
    r#type: String,
    title: &'static str,
    status: u16,
    detail: &'a str,
    instance: &'a str,
    code: &'static str,
    request_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_version: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    present_version: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conflict: Option<&'a serde_json::Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError<'a>>,
}

#[derive(Debug, Serialize)]
struct FieldError<'a> {
    field: &'a str,
    code: &'static str,
    message: &'a str,
}

/// The answer to a request that came in through the edge.
#[must_use]
pub fn answer(request: &HttpRequest, refusal: &Refusal) -> HttpResponse {
    problem(&request_id_of(request), request.path(), refusal)
}

/// The answer to the request with this id and path.
#[must_use]
pub fn problem(request_id: &str, path: &str, refusal: &Refusal) -> HttpResponse {
    let error = &refusal.first;
    let entry = error.entry();
    if entry.fault == Fault::Ours {
        tracing::error!(code = entry.code, error = error.chain(), "a request failed");
    }
    let errors = refusal.errors().flat_map(|error| {
        let code = error.entry().code;
        let first = error.field.as_deref().filter(|field| !field.is_empty());
        let first = first.map(|field| FieldError { field, code, message: detail(error) });
        let also =
            error.also.iter().map(move |other| FieldError { field: &other.field, code, message: &other.message });
        first.into_iter().chain(also)
    });
    let problem = Problem {
        r#type: format!("/reference#{}", entry.code),
        title: entry.title,
        status: entry.status,
        detail: detail(error),
        instance: path,
        code: entry.code,
        request_id,
        expected_version: error.versions.as_ref().map(|versions| versions.expected),
        present_version: error.versions.as_ref().map(|versions| versions.present),
        conflict: refusal.more.as_ref().and_then(|more| more.conflict.as_ref()),
        errors: errors.collect(),
    };
    let status = StatusCode::from_u16(entry.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    response.content_type("application/problem+json").insert_header((header::CACHE_CONTROL, Class::None.header()));
    match error.code {
        Code::CredentialInvalid => {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""));
        }
        Code::AuthenticationRequired | Code::LoginFailed => {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        Code::Unavailable => {
            response.insert_header((header::RETRY_AFTER, RETRY_AFTER_SECONDS.to_string()));
        }
        _ => {}
    }
    if let Some(seconds) = error.retry_after {
        response.insert_header((header::RETRY_AFTER, seconds.to_string()));
    }
    // A struct of strings and a number has no way to fail.
    response.body(serde_json::to_vec(&problem).unwrap_or_default())
}

/// What the client is told: the error's own sentence, and of a fault of ours nothing that the cause could show through.
fn detail(error: &Error) -> &str {
    match (error.entry().fault, error.code) {
        (Fault::Ours, Code::Unavailable) => "The service can't answer at the moment; try again shortly.",
        (Fault::Ours, _) => "Something went wrong on our side; the log has it under this request id.",
        _ => &error.message,
    }
}
