//! What a request sends: JSON within a size and a time, read strictly into the type that its operation takes.

use std::time::Duration;

use actix_web::http::header::{CONTENT_TYPE, HeaderMap};
use actix_web::web;
use bytes::{Bytes, BytesMut};
use domain::{Code, Error};
use futures::StreamExt;
use serde::de::DeserializeOwned;

/// The largest content of a REST request, in bytes, unless its route takes more.
pub const BODY_MAX: usize = 128 * 1024;
/// How long it may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(15);
/// A route that takes more waits for longer: a second for so many bytes.
const BYTES_A_SECOND: usize = 512 * 1024;

/// The content of a request, and whether it says to be JSON.
#[derive(Debug)]
pub struct Body {
    bytes: Bytes,
    is_json: bool,
}

impl Body {
    /// No content.
    #[must_use]
    pub fn none() -> Self {
        Self { bytes: Bytes::new(), is_json: false }
    }

    /// Receives the content, of so many bytes at the most.
    ///
    /// # Errors
    /// `body_too_large`, `request_timeout`, `bad_request` when the connection breaks.
    pub async fn receive(headers: &HeaderMap, mut payload: web::Payload, most: usize) -> Result<Self, Error> {
        let collect = async {
            let mut bytes = BytesMut::new();
            while let Some(chunk) = payload.next().await {
                let chunk = chunk.map_err(|error| Error::new(Code::BadRequest, error.to_string()))?;
                if bytes.len() + chunk.len() > most {
                    return Err(Error::new(Code::BodyTooLarge, format!("The content has more than {most} bytes.")));
                }
                bytes.extend_from_slice(&chunk);
            }
            Ok(bytes.freeze())
        };
        let late = |_| Error::new(Code::RequestTimeout, "The content took too long to arrive.");
        let patience = BODY_TIMEOUT + Duration::from_secs((most.saturating_sub(BODY_MAX) / BYTES_A_SECOND) as u64);
        let bytes = tokio::time::timeout(patience, collect).await.map_err(late)??;
        Ok(Self { bytes, is_json: is_of_type(headers, "application/json") })
    }

    /// Reads the content as what the operation takes.
    ///
    /// # Errors
    /// `unsupported_media_type` for anything but JSON; `bad_request` when it isn't JSON; `value_invalid`, at the member,
    /// when it is JSON of another shape. Members that the operation doesn't have are refused.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        if !self.is_json {
            return Err(Error::new(Code::UnsupportedMediaType, "The content must be `application/json`."));
        }
        let mut json = serde_json::Deserializer::from_slice(&self.bytes);
        let read: T = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let field = error.path().to_string();
            let why = error.inner();
            if why.is_data() {
                let error = Error::new(Code::ValueInvalid, format!("{why}."));
                if field == "." { error } else { error.at(field) }
            } else {
                Error::new(Code::BadRequest, format!("The content is not JSON: {why}."))
            }
        })?;
        json.end().map_err(|why| Error::new(Code::BadRequest, format!("The content is not JSON: {why}.")))?;
        Ok(read)
    }

    /// The content as it came, for an operation that takes a file: what that is, its content tells.
    #[must_use]
    pub fn bytes(&self) -> Bytes {
        self.bytes.clone()
    }

    /// As [`Body::read`], for an operation that also takes nothing.
    ///
    /// # Errors
    /// As [`Body::read`].
    pub fn read_or_default<T: DeserializeOwned + Default>(&self) -> Result<T, Error> {
        if self.bytes.is_empty() { Ok(T::default()) } else { self.read() }
    }
}

/// Whether a request says that its content is of this media type, whatever its parameters.
pub(crate) fn is_of_type(headers: &HeaderMap, media_type: &str) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(media_type)
}
