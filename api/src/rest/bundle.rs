//! Bundles: all that somebody is to have, as a file to be read where there is no connection. A line of JSON each (NDJSON): what it is
//! of, then a thing a line with the hash of its content and the time at which it has to be deleted, then what all of it comes to,
//! signed. Without that last line a bundle isn't whole.

use actix_web::http::header;
use bytes::Bytes;
use domain::id::{AnyId, ImageId, ProductId};
use domain::sync::{Hash, Keep};
use domain::{Error, Language};
use futures::future::LocalBoxFuture;
use futures::{StreamExt as _, stream};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use super::passed_on::origin;
use super::sync::LinkShape;
use crate::http::{Reply, Streamed};
use crate::routes::Call;

/// The version of the format. Another one is told by another number.
const VERSION: u32 = 1;
/// How many things of a bundle are made at once.
pub(super) const AT_ONCE: i64 = 100;

/// A line of a bundle.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub(super) enum Line {
    /// The first one.
    Bundle {
        /// Of the format.
        version: u32,
        /// The public address of the server.
        issuer: String,
        /// Of which product, if it is a partner's.
        product: Option<ProductId>,
        /// When it was begun.
        created_at: Timestamp,
    },
    Article(Thing),
    Playlist(Thing),
    Follow(Thing),
    /// Where a copy that is begun with the bundle goes on.
    Position {
        /// The cursor, for `after`.
        cursor: String,
        /// Where the log of the product was when the bundle was begun.
        chain: Option<LinkShape>,
    },
    /// The last one.
    End {
        /// How many lines go before it.
        lines: u64,
        /// The SHA-256 of their bytes with their ends, in lower-case hexadecimal digits.
        sha256: String,
        /// The server's word for `lines` and `sha256`: a JSON Web Signature.
        attestation: String,
    },
}

/// Something that is in a bundle.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Thing {
    id: String,
    language: Option<Language>,
    must_delete_after: Option<Timestamp>,
    images: Vec<ImageShape>,
    sha256: String,
    content: Box<RawValue>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ImageShape {
    id: ImageId,
    must_delete_after: Timestamp,
}

impl Thing {
    /// Something that is said by this content, with the time that it may be kept if that is limited.
    pub(super) fn new(id: AnyId, language: Option<Language>, keep: Option<Keep>, content: Box<RawValue>) -> Self {
        let Keep { until, images } = keep.unwrap_or(Keep { until: None, images: Vec::new() });
        let image = |(id, must_delete_after)| ImageShape { id, must_delete_after };
        let images = images.into_iter().map(image).collect();
        let (id, sha256) = (id.to_string(), Hash::of(content.get()).to_string());
        Self { id, language, must_delete_after: until, images, sha256, content }
    }
}

/// Where a bundle comes from, a part at a time.
pub(super) trait Source: 'static {
    /// The request of whoever takes it.
    fn call(&self) -> &Call;
    /// The next part.
    fn part(&mut self) -> LocalBoxFuture<'_, Result<Part, Error>>;
}

/// Some of a bundle.
pub(super) struct Part {
    /// Of which product it is, if it is a partner's.
    pub(super) product: Option<ProductId>,
    /// The things.
    pub(super) things: Vec<Line>,
    /// Where to go on online, if this is the last part; and where the log of the product was.
    pub(super) end: Option<(String, Option<LinkShape>)>,
}

/// A bundle that is being written.
struct Writing<S> {
    source: S,
    hash: Sha256,
    lines: u64,
}

/// The bundle that comes from a source. Its first part is made before anything is answered, so that whatever can be refused is.
///
/// # Errors
/// Those of the source.
pub(super) async fn bundle(mut source: impl Source) -> Result<Reply, Error> {
    let part = source.part().await?;
    let call = source.call();
    let (issuer, created_at) = (origin(call), call.app.ports.clock.now());
    let head = Line::Bundle { version: VERSION, issuer, product: part.product, created_at };
    let mut writing = Writing { source, hash: Sha256::new(), lines: 0 };
    let mut first = Vec::new();
    writing.line(&mut first, &head)?;
    let is_whole = part.end.is_some();
    writing.part(&mut first, part)?;
    let rest = stream::try_unfold((writing, is_whole), |(mut writing, is_whole)| async move {
        if is_whole {
            return Ok(None);
        }
        let (mut bytes, part) = (Vec::new(), writing.source.part().await?);
        let is_whole = part.end.is_some();
        writing.part(&mut bytes, part)?;
        Ok(Some((Bytes::from(bytes), (writing, is_whole))))
    });
    let pieces = stream::once(std::future::ready(Ok(Bytes::from(first)))).chain(rest).boxed_local();
    let saved = "attachment; filename=\"world-review.ndjson\"".to_owned();
    let headers = vec![(header::CONTENT_DISPOSITION, saved)];
    Ok(Reply::Streamed(Streamed { content_type: "application/x-ndjson", headers, pieces }))
}

impl<S: Source> Writing<S> {
    fn line(&mut self, bytes: &mut Vec<u8>, line: &Line) -> Result<(), Error> {
        let begin = bytes.len();
        serde_json::to_writer(&mut *bytes, line).map_err(Error::internal)?;
        bytes.push(b'\n');
        self.hash.update(&bytes[begin..]);
        self.lines += 1;
        Ok(())
    }

    fn part(&mut self, bytes: &mut Vec<u8>, part: Part) -> Result<(), Error> {
        for thing in &part.things {
            self.line(bytes, thing)?;
        }
        let Some((cursor, chain)) = part.end else { return Ok(()) };
        self.line(bytes, &Line::Position { cursor, chain })?;
        let (lines, sha256) = (self.lines, Hash::of_digest(&self.hash.clone().finalize()).to_string());
        let attestation = self.source.call().session.syncs().attest_bundle(lines, sha256.clone())?;
        self.line(bytes, &Line::End { lines, sha256, attestation })
    }
}
