//! From what a handler says to a response. What is said was decided before; in which coding it is sent, and whether the client has
//! it already, is in `finished.rs`.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use domain::{Error, Session};
use jiff::Timestamp;

use super::Stored;
use super::cache::Class;
use super::etag::Fingerprint;
use super::finished::Finished;
use super::kept::Keepable;
use super::streamed::{self, Streamed};
use super::surrogate::{self, SURROGATE_KEY};

/// What a handler answers.
pub enum Reply {
    /// A representation of what was asked for.
    Content(Representation),
    /// It has its place at another address, for good.
    Moved(String),
    /// A representation that is sent as it is made, and kept by nobody.
    Streamed(Streamed),
    /// Something was done; what is said of it is kept by nobody.
    Done(Done),
}

/// The outcome of an operation that changes something.
pub struct Done {
    status: StatusCode,
    json: Option<Vec<u8>>,
    headers: Vec<(HeaderName, String)>,
}

impl Done {
    /// With what there is to say of it, as JSON.
    ///
    /// # Errors
    /// `internal` when that can't be written.
    pub fn with(status: StatusCode, said: &impl serde::Serialize) -> Result<Self, Error> {
        let json = serde_json::to_vec(said).map_err(Error::internal)?;
        Ok(Self { status, json: Some(json), headers: Vec::new() })
    }

    /// With JSON that was written before.
    #[must_use]
    pub fn bytes(status: StatusCode, json: Vec<u8>) -> Self {
        Self { status, json: Some(json), headers: Vec::new() }
    }

    /// Without anything to say.
    #[must_use]
    pub fn silent(status: StatusCode) -> Self {
        Self { status, json: None, headers: Vec::new() }
    }

    /// The same with a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    fn response(self) -> HttpResponse {
        let mut response = match self.json {
            Some(json) => HttpResponse::build(self.status).content_type("application/json").body(json),
            None => HttpResponse::new(self.status),
        };
        for (name, value) in self.headers {
            set(&mut response, name, &value);
        }
        response
    }
}

/// What is said, before it is known in which coding, and whether the client has it already.
pub struct Representation {
    /// The media type.
    pub content_type: &'static str,
    /// The bytes.
    pub content: Content,
    /// When anything that it may show last changed, if that is known.
    pub last_modified: Option<Timestamp>,
    /// The version that its validator tells, if it tells one: `pl_…-7`.
    pub version: Option<String>,
    /// Its class of caching, where that isn't its route's.
    pub class: Option<Class>,
    /// Headers of its own.
    pub headers: Vec<(HeaderName, String)>,
}

/// The bytes of a representation, and how they may be coded.
pub enum Content {
    /// Made for this request; compressed on its way out.
    Made(Bytes),
    /// Compressed by its nature, such as a photograph, with the fingerprint that its name holds.
    Sealed(Bytes, Fingerprint),
    /// A file of the program.
    Stored(&'static Stored),
}

impl Representation {
    /// JSON without headers of its own.
    #[must_use]
    pub fn json(bytes: Vec<u8>, last_modified: Timestamp) -> Self {
        Self { last_modified: Some(last_modified), ..Self::of_type("application/json", bytes.into()) }
    }

    /// Of a type, without a date or headers of its own.
    #[must_use]
    pub fn of_type(content_type: &'static str, bytes: Bytes) -> Self {
        let content = Content::Made(bytes);
        Self { content_type, content, last_modified: None, version: None, class: None, headers: Vec::new() }
    }

    /// The same with a validator that tells its version.
    #[must_use]
    pub fn at_version(mut self, version: String) -> Self {
        self.version = Some(version);
        self
    }

    /// The same without a date: what isn't public changes without a trace in what is.
    #[must_use]
    pub fn undated(mut self) -> Self {
        self.last_modified = None;
        self
    }

    /// The same with a header.
    #[must_use]
    pub fn with(mut self, name: HeaderName, value: String) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// What besides its address an answer depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Vary {
    /// The media type, the languages, the coding and the viewer.
    Type,
    /// The languages, the coding and the viewer.
    Language,
    /// The coding and the viewer.
    Viewer,
    /// The coding.
    Coding,
    /// Nothing.
    Nothing,
}

impl Vary {
    /// The header, if there is one.
    #[must_use]
    pub const fn header(self) -> Option<&'static str> {
        match self {
            Vary::Type => Some("Accept, Accept-Language, Accept-Encoding, Authorization, X-Api-Key"),
            Vary::Language => Some("Accept-Language, Accept-Encoding, Authorization, X-Api-Key"),
            Vary::Viewer => Some("Accept-Encoding, Authorization, X-Api-Key"),
            Vary::Coding => Some("Accept-Encoding"),
            Vary::Nothing => None,
        }
    }
}

/// Makes the response to a session, by the class of its route and what that depends on.
///
/// # Errors
/// `not_acceptable` when the client rules out the type, or every coding; `internal` when a compressor fails.
pub async fn respond(
    request: &HttpRequest,
    class: Class,
    vary: Vary,
    session: &Session,
    reply: Reply,
) -> Result<HttpResponse, Error> {
    let anonymous = session.viewer().is_anonymous();
    let (class, mut response) = match reply {
        Reply::Content(mut found) => {
            let keys = surrogate::keys(request, session, found.class.unwrap_or(class));
            found.headers.extend(keys.map(|keys| (SURROGATE_KEY, keys)));
            return send(request, Finished::new(found, class, vary, anonymous), session).await;
        }
        Reply::Streamed(streamed) => (Class::None, streamed::stream(request, streamed)?),
        Reply::Done(done) => (Class::None, done.response()),
        Reply::Moved(location) => {
            let mut response = HttpResponse::new(StatusCode::PERMANENT_REDIRECT);
            set(&mut response, header::LOCATION, &location);
            if let Some(keys) = surrogate::keys(request, session, class) {
                set(&mut response, SURROGATE_KEY, &keys);
            }
            (class, response)
        }
    };
    set(&mut response, header::CACHE_CONTROL, class.header_for(anonymous));
    if let Some(vary) = vary.header() {
        set(&mut response, header::VARY, vary);
    }
    Ok(response)
}

/// Sends what was made for a session, and leaves it with the response, for others who ask the same, if it may be kept.
///
/// # Errors
/// As [`Finished::answer`].
pub async fn send(request: &HttpRequest, finished: Finished, session: &Session) -> Result<HttpResponse, Error> {
    let mut response = finished.answer(request.headers()).await?;
    if let Some(provenance) = session.provenance() {
        response.extensions_mut().insert(Keepable { finished, provenance });
    }
    Ok(response)
}

/// Sets a header. A value that HTTP can't hold is left out: all of ours are made of slugs, tags and words.
pub(crate) fn set(response: &mut HttpResponse, name: HeaderName, value: &str) {
    match HeaderValue::from_str(value) {
        Ok(value) => {
            response.headers_mut().insert(name, value);
        }
        Err(_) => tracing::error!(header = name.as_str(), "a header could not be written"),
    }
}
