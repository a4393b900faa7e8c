//! Why a request was refused before its document was looked at, with the status and the code of each reason.

use actix_web::http::{StatusCode, header::HeaderValue};
use domain::Code;

/// A request that HTTP refuses, whichever media type the answer has.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error("Answers are application/graphql-response+json or application/json; the Accept header allows neither.")]
    NotAcceptable,
    #[error("GraphQL is asked by GET or POST.")]
    Method,
    #[error("Mutations are sent by POST.")]
    MutationByGet,
    #[error("The body must be application/json, and the Content-Type header must say so.")]
    MediaType,
    #[error("A form with files needs a header that plain forms can't send: GraphQL-Require-Preflight with any value.")]
    Preflight,
    #[error("{0}")]
    Multipart(String),
    #[error("The body must be in UTF-8.")]
    Charset,
    #[error("Bodies with a Content-Encoding are not accepted.")]
    Coding,
    #[error("The request is larger than {limit} bytes.")]
    TooLarge { limit: usize },
    #[error("The body did not arrive within {seconds} seconds.")]
    Slow { seconds: u64 },
    #[error("The body did not arrive whole.")]
    Broken,
    #[error("The request is not valid UTF-8.")]
    NotUtf8,
    #[error("The {what} is not valid JSON: {why}")]
    NotJson { what: &'static str, why: String },
    #[error("Batches are not answered: send one operation in a request. HTTP/2 carries many at once.")]
    Batch,
    #[error("The body must be a JSON object.")]
    NotAnObject,
    #[error("\"query\" is missing: it holds the document. \"documentId\" would do for one that is known.")]
    QueryMissing,
    #[error("\"{name}\" must be {wanted}.")]
    Member { name: &'static str, wanted: &'static str },
    #[error("The parameter \"{0}\" is given twice.")]
    Twice(String),
    #[error(transparent)]
    Session(#[from] SessionRefused),
}

/// A broken or insufficient credential, or a limit on its bearer.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct SessionRefused {
    /// 401, 403, 429 or 5xx.
    pub status: StatusCode,
    /// From the domain's error table.
    pub code: &'static str,
    pub message: String,
    /// `WWW-Authenticate`, due with 401.
    pub challenge: Option<HeaderValue>,
}

impl Refused {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::Method | Self::MutationByGet => StatusCode::METHOD_NOT_ALLOWED,
            Self::MediaType | Self::Charset | Self::Coding => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Slow { .. } => StatusCode::REQUEST_TIMEOUT,
            Self::Session(refused) => refused.status,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    pub(super) fn code(&self) -> &'static str {
        let code = match self {
            Self::NotAcceptable => Code::NotAcceptable,
            Self::Method | Self::MutationByGet => Code::MethodNotAllowed,
            Self::MediaType | Self::Charset | Self::Coding => Code::UnsupportedMediaType,
            Self::TooLarge { .. } => Code::BodyTooLarge,
            Self::Slow { .. } => Code::RequestTimeout,
            Self::Batch => Code::BatchRefused,
            Self::Session(refused) => return refused.code,
            _ => Code::BadRequest,
        };
        code.entry().code
    }

    /// Methods that would be allowed, due with 405.
    pub(super) fn allow(&self) -> Option<&'static str> {
        match self {
            Self::Method => Some("GET, POST"),
            Self::MutationByGet => Some("POST"),
            _ => None,
        }
    }
}
