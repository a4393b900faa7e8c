//! From a representation to a response: the type and coding that the client takes, validators, `304`, and the headers
//! of its class. What the representation says was decided before.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use domain::Error;
use jiff::Timestamp;

use super::cache::Class;
use super::encoding::{self, COMPRESSED_MIN, Coding};
use super::etag::{self, Fingerprint};
use super::streamed::{self, Streamed};
use super::{Stored, accept};

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
        let content = Content::Made(bytes.into());
        let last_modified = Some(last_modified);
        Self {
            content_type: "application/json",
            content,
            last_modified,
            version: None,
            class: None,
            headers: Vec::new(),
        }
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
            Vary::Language => Some("Accept-Language, Accept-Encoding, Authorization, X-Api-Key"),
            Vary::Viewer => Some("Accept-Encoding, Authorization, X-Api-Key"),
            Vary::Coding => Some("Accept-Encoding"),
            Vary::Nothing => None,
        }
    }
}

/// Makes the response, by the class of its route and what that depends on.
///
/// # Errors
/// `not_acceptable` when the client rules out the type, or every coding; `internal` when a compressor fails.
pub async fn respond(
    request: &HttpRequest,
    class: Class,
    vary: Vary,
    anonymous: bool,
    reply: Reply,
) -> Result<HttpResponse, Error> {
    let (class, mut response) = match reply {
        Reply::Content(representation) => {
            let class = representation.class.unwrap_or(class);
            (class, represent(request, class, representation).await?)
        }
        Reply::Streamed(streamed) => (Class::None, streamed::stream(request, streamed)?),
        Reply::Done(done) => (Class::None, done.response()),
        Reply::Moved(location) => {
            let mut response = HttpResponse::new(StatusCode::PERMANENT_REDIRECT);
            set(&mut response, header::LOCATION, &location);
            (class, response)
        }
    };
    set(&mut response, header::CACHE_CONTROL, class.header_for(anonymous));
    if let Some(vary) = vary.header() {
        set(&mut response, header::VARY, vary);
    }
    Ok(response)
}

async fn represent(request: &HttpRequest, class: Class, found: Representation) -> Result<HttpResponse, Error> {
    let headers = request.headers();
    accept::check(headers, found.content_type)?;
    let offered = match &found.content {
        Content::Made(bytes) if bytes.len() >= COMPRESSED_MIN => &Coding::MADE[..],
        Content::Made(_) | Content::Sealed(..) => &[Coding::Identity],
        Content::Stored(stored) => stored.codings(),
    };
    let coding = encoding::choose(headers, offered)?;
    // What is never kept needs no validator.
    if class == Class::None {
        return send(found, coding).await;
    }
    let tag = match &found.content {
        Content::Made(bytes) => match &found.version {
            Some(version) => Fingerprint::of(bytes).behind(version).tag(coding),
            None => Fingerprint::of(bytes).tag(coding),
        },
        Content::Sealed(_, fingerprint) => fingerprint.tag(coding),
        Content::Stored(stored) => stored.fingerprint().tag(coding),
    };
    let last_modified = found.last_modified;
    if etag::is_fresh(headers, &tag, last_modified) {
        let mut response = HttpResponse::new(StatusCode::NOT_MODIFIED);
        set(&mut response, header::ETAG, &tag);
        return Ok(response);
    }
    let mut response = send(found, coding).await?;
    set(&mut response, header::ETAG, &tag);
    if let Some(date) = last_modified.and_then(etag::http_date) {
        set(&mut response, header::LAST_MODIFIED, &date);
    }
    Ok(response)
}

async fn send(found: Representation, coding: Coding) -> Result<HttpResponse, Error> {
    // The cache of finished answers keeps what `encode` makes, by content and coding.
    let bytes = match found.content {
        Content::Made(bytes) => encoding::encode(bytes, coding).await?,
        Content::Sealed(bytes, _) => bytes,
        Content::Stored(stored) => stored.content(coding)?,
    };
    let mut response = HttpResponse::Ok().content_type(found.content_type).body(bytes);
    if coding != Coding::Identity {
        set(&mut response, header::CONTENT_ENCODING, coding.name());
    }
    for (name, value) in found.headers {
        set(&mut response, name, &value);
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
