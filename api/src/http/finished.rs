//! A finished answer: its bytes, with all that is said about them, ready to be sent to one client after another. Each gets it in the
//! coding that it takes, or is told that what it has is still good.

use std::sync::OnceLock;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use bytes::Bytes;
use domain::Error;
use jiff::Timestamp;

use super::accept;
use super::answer::{Content, Representation, Vary};
use super::cache::Class;
use super::encoding::{self, COMPRESSED_MIN, Coding};
use super::etag::{self, Fingerprint};
use super::surrogate::SURROGATE_KEY;

/// An answer that can be sent again.
pub struct Finished {
    content_type: &'static str,
    content: Content,
    headers: Vec<(HeaderName, HeaderValue)>,
    validators: Option<Validators>,
    coded: Coded,
}

/// By what a client may ask whether it has changed. What is never kept has none.
struct Validators {
    /// By coding.
    tags: [Option<HeaderValue>; 4],
    last_modified: Option<Timestamp>,
    date: Option<HeaderValue>,
}

impl Validators {
    fn new(fingerprint: &Fingerprint, last_modified: Option<Timestamp>) -> Self {
        let tags = Coding::MADE.map(|coding| HeaderValue::try_from(fingerprint.tag(coding)).ok());
        let date = last_modified.and_then(etag::http_date).and_then(|date| HeaderValue::try_from(date).ok());
        Self { tags, last_modified, date }
    }

    fn tag(&self, coding: Coding) -> Option<&HeaderValue> {
        let place = Coding::MADE.iter().position(|made| *made == coding)?;
        self.tags.get(place)?.as_ref()
    }

    /// Whether the client has what it would be sent.
    fn match_those_of(&self, headers: &HeaderMap, tag: Option<&HeaderValue>) -> bool {
        let tag = tag.and_then(|tag| tag.to_str().ok()).unwrap_or_default();
        etag::is_fresh(headers, tag, self.last_modified)
    }
}

/// What was made in each coding, when it was first asked for.
#[derive(Default)]
struct Coded {
    zstd: OnceLock<Bytes>,
    br: OnceLock<Bytes>,
    gzip: OnceLock<Bytes>,
}

impl Coded {
    fn of(&self, coding: Coding) -> Option<&OnceLock<Bytes>> {
        match coding {
            Coding::Zstd => Some(&self.zstd),
            Coding::Br => Some(&self.br),
            Coding::Gzip => Some(&self.gzip),
            Coding::Identity => None,
        }
    }
}

impl Finished {
    /// What was found, by the class of its route and what it depends on.
    #[must_use]
    pub fn new(found: Representation, class: Class, vary: Vary, anonymous: bool) -> Self {
        let Representation { content_type, content, last_modified, version, class: own, headers } = found;
        let class = own.unwrap_or(class);
        let validators = (class != Class::None).then(|| {
            let fingerprint = content.fingerprint();
            let fingerprint = match &version {
                Some(version) => fingerprint.behind(version),
                None => fingerprint,
            };
            Validators::new(&fingerprint, last_modified)
        });
        let mut all = vec![(header::CACHE_CONTROL, HeaderValue::from_static(class.header_for(anonymous)))];
        all.extend(vary.header().map(|vary| (header::VARY, HeaderValue::from_static(vary))));
        for (name, value) in headers {
            match HeaderValue::try_from(value) {
                Ok(value) => all.push((name, value)),
                Err(_) => tracing::error!(header = name.as_str(), "a header could not be written"),
            }
        }
        Self { content_type, content, headers: all, validators, coded: Coded::default() }
    }

    /// What it takes of memory at the most, with everything that is made of it.
    #[must_use]
    pub fn weight(&self) -> u64 {
        let headers: usize = self.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 64).sum();
        (self.content.len() * 2 + headers + 512) as u64
    }

    /// The answer to a client that sends these headers.
    ///
    /// # Errors
    /// `not_acceptable` when the client rules out the type, or every coding; `internal` when a compressor fails.
    pub async fn answer(&self, headers: &HeaderMap) -> Result<HttpResponse, Error> {
        accept::check(headers, self.content_type)?;
        let coding = encoding::choose(headers, self.content.codings())?;
        let tag = self.validators.as_ref().and_then(|validators| validators.tag(coding));
        let is_had = self.validators.as_ref().is_some_and(|validators| validators.match_those_of(headers, tag));
        let mut response =
            if is_had { HttpResponse::new(StatusCode::NOT_MODIFIED) } else { self.whole(coding).await? };
        let said = response.headers_mut();
        for (name, value) in &self.headers {
            if !is_had || matches!(*name, header::CACHE_CONTROL | header::VARY) || *name == SURROGATE_KEY {
                said.insert(name.clone(), value.clone());
            }
        }
        if let Some(tag) = tag {
            said.insert(header::ETAG, tag.clone());
        }
        if let Some(date) = self.validators.as_ref().and_then(|validators| validators.date.as_ref()).filter(|_| !is_had)
        {
            said.insert(header::LAST_MODIFIED, date.clone());
        }
        Ok(response)
    }

    async fn whole(&self, coding: Coding) -> Result<HttpResponse, Error> {
        let bytes = self.bytes(coding).await?;
        let mut response = HttpResponse::Ok().content_type(self.content_type).body(bytes);
        if coding != Coding::Identity {
            super::answer::set(&mut response, header::CONTENT_ENCODING, coding.name());
        }
        Ok(response)
    }

    async fn bytes(&self, coding: Coding) -> Result<Bytes, Error> {
        let bytes = match &self.content {
            Content::Made(bytes) => bytes,
            Content::Sealed(bytes, _) => return Ok(bytes.clone()),
            Content::Stored(stored) => return stored.content(coding),
        };
        let Some(coded) = self.coded.of(coding) else { return Ok(bytes.clone()) };
        if let Some(made) = coded.get() {
            return Ok(made.clone());
        }
        let made = encoding::encode(bytes.clone(), coding).await?;
        // Of two that were made at once, which are the same, one is kept.
        Ok(coded.get_or_init(|| made).clone())
    }
}

impl Content {
    fn len(&self) -> usize {
        match self {
            Content::Made(bytes) | Content::Sealed(bytes, _) => bytes.len(),
            Content::Stored(_) => 0,
        }
    }

    fn fingerprint(&self) -> Fingerprint {
        match self {
            Content::Made(bytes) => Fingerprint::of(bytes),
            Content::Sealed(_, fingerprint) => fingerprint.clone(),
            Content::Stored(stored) => stored.fingerprint().clone(),
        }
    }

    /// The codings that it can be sent in.
    fn codings(&self) -> &'static [Coding] {
        match self {
            Content::Made(bytes) if bytes.len() >= COMPRESSED_MIN => &Coding::MADE,
            Content::Made(_) | Content::Sealed(..) => &[Coding::Identity],
            Content::Stored(stored) => stored.codings(),
        }
    }
}
