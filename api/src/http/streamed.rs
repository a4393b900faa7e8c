//! What is sent a piece at a time, as it is made: nobody holds all of it, and the next piece is made when the one before has gone
//! out. When one can't be made the connection is broken off, so that nobody takes a part for the whole.

use std::io::{self, Write as _};

use actix_web::body::{self, BoxBody};
use actix_web::http::header::HeaderName;
use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use domain::Error;
use flate2::write::GzEncoder;
use futures::stream::{self, LocalBoxStream};
use futures::{StreamExt as _, TryStreamExt as _};
use zstd::stream::write::Encoder as ZstdEncoder;

use super::accept;
use super::answer::set;
use super::encoding::{self, Coding, GZIP_LEVEL, ZSTD_LEVEL};

/// Codings that can be made a piece at a time.
const OFFERED: [Coding; 3] = [Coding::Zstd, Coding::Gzip, Coding::Identity];

/// What is sent a piece at a time.
pub struct Streamed {
    /// The media type.
    pub content_type: &'static str,
    /// Headers of its own.
    pub headers: Vec<(HeaderName, String)>,
    /// The pieces.
    pub pieces: LocalBoxStream<'static, Result<Bytes, Error>>,
}

/// A compressor that gives out what it has after each piece.
enum Coder {
    Identity,
    Zstd(ZstdEncoder<'static, Vec<u8>>),
    Gzip(GzEncoder<Vec<u8>>),
}

impl Coder {
    fn new(coding: Coding) -> io::Result<Self> {
        Ok(match coding {
            Coding::Zstd => Coder::Zstd(ZstdEncoder::new(Vec::new(), ZSTD_LEVEL)?),
            Coding::Gzip => Coder::Gzip(GzEncoder::new(Vec::new(), flate2::Compression::new(GZIP_LEVEL))),
            Coding::Br | Coding::Identity => Coder::Identity,
        })
    }

    fn piece(&mut self, bytes: Bytes) -> io::Result<Bytes> {
        let made = match self {
            Coder::Identity => return Ok(bytes),
            Coder::Zstd(encoder) => {
                encoder.write_all(&bytes)?;
                encoder.flush()?;
                std::mem::take(encoder.get_mut())
            }
            Coder::Gzip(encoder) => {
                encoder.write_all(&bytes)?;
                encoder.flush()?;
                std::mem::take(encoder.get_mut())
            }
        };
        Ok(made.into())
    }

    fn end(self) -> io::Result<Bytes> {
        match self {
            Coder::Identity => Ok(Bytes::new()),
            Coder::Zstd(encoder) => Ok(encoder.finish()?.into()),
            Coder::Gzip(encoder) => Ok(encoder.finish()?.into()),
        }
    }
}

/// The response to a request, in a coding that the client takes.
///
/// # Errors
/// `not_acceptable` when the client rules out the type, or every coding; `internal` when a compressor fails.
pub(super) fn stream(request: &HttpRequest, streamed: Streamed) -> Result<HttpResponse, Error> {
    let Streamed { content_type, headers, pieces } = streamed;
    accept::check(request.headers(), content_type)?;
    let coding = encoding::choose(request.headers(), &OFFERED)?;
    let mut response = HttpResponse::build(StatusCode::OK).content_type(content_type).body(body::None::new());
    if coding != Coding::Identity {
        set(&mut response, header::CONTENT_ENCODING, coding.name());
    }
    for (name, value) in headers {
        set(&mut response, name, &value);
    }
    if request.method() == Method::HEAD {
        return Ok(response);
    }
    let coded = coded(pieces, Coder::new(coding).map_err(Error::internal)?);
    Ok(response.set_body(BoxBody::new(body::BodyStream::new(coded))))
}

/// The pieces in a coding, each compressed on the blocking pool.
fn coded(
    pieces: LocalBoxStream<'static, Result<Bytes, Error>>,
    coder: Coder,
) -> impl futures::Stream<Item = Result<Bytes, Broken>> {
    let next = |(mut pieces, coder): (LocalBoxStream<'static, Result<Bytes, Error>>, Option<Coder>)| async move {
        let Some(mut coder) = coder else { return Ok(None) };
        let made = match pieces.try_next().await? {
            Some(piece) => web::block(move || coder.piece(piece).map(|made| (made, Some(coder)))).await,
            None => web::block(move || coder.end().map(|made| (made, None))).await,
        };
        let (made, coder) = made.map_err(Error::internal)?.map_err(Error::internal)?;
        Ok(Some((made, (pieces, coder))))
    };
    // An empty piece would end a chunked answer.
    let made = stream::try_unfold((pieces, Some(coder)), next).try_filter(|made| std::future::ready(!made.is_empty()));
    made.map(|made| {
        made.map_err(|error: Error| {
            tracing::error!(code = error.entry().code, error = error.chain(), "an answer was broken off");
            Broken
        })
    })
}

/// An answer that had begun can't be ended.
#[derive(Debug, thiserror::Error)]
#[error("the answer was broken off")]
struct Broken;
