//! Files that were made and compressed beforehand, and are part of the program.

use std::sync::OnceLock;

use bytes::Bytes;
use domain::Error;

use super::encoding::{Coding, compress};
use super::etag::Fingerprint;

/// A file of the program, kept as brotli or as it is.
pub struct Stored {
    fingerprint: Fingerprint,
    bytes: &'static [u8],
    is_brotli: bool,
    size: usize,
    plain: OnceLock<Bytes>,
    gzip: OnceLock<Bytes>,
}

impl Stored {
    /// A file with the SHA-256 of its content in hexadecimal, and its size when it is not compressed.
    #[must_use]
    pub fn new(sha256: &str, bytes: &'static [u8], is_brotli: bool, size: usize) -> Self {
        Self {
            fingerprint: Fingerprint::known(sha256),
            bytes,
            is_brotli,
            size,
            plain: OnceLock::new(),
            gzip: OnceLock::new(),
        }
    }

    pub(super) fn fingerprint(&self) -> &Fingerprint {
        &self.fingerprint
    }

    pub(super) fn codings(&self) -> &'static [Coding] {
        if self.is_brotli { &[Coding::Br, Coding::Gzip, Coding::Identity] } else { &[Coding::Identity] }
    }

    /// The content in one of its codings.
    pub(super) fn content(&self, coding: Coding) -> Result<Bytes, Error> {
        match coding {
            Coding::Br => Ok(Bytes::from_static(self.bytes)),
            Coding::Gzip => self.gzip(),
            Coding::Zstd | Coding::Identity => self.plain(),
        }
    }

    /// The content for clients that know nothing newer: made once, and kept.
    fn gzip(&self) -> Result<Bytes, Error> {
        if let Some(gzip) = self.gzip.get() {
            return Ok(gzip.clone());
        }
        let made = compress(&self.plain()?, Coding::Gzip).map_err(Error::internal)?;
        Ok(self.gzip.get_or_init(|| made).clone())
    }

    /// The content without compression: unpacked once, and kept.
    ///
    /// # Errors
    /// `internal` when the file isn't brotli, which a test rules out.
    pub fn plain(&self) -> Result<Bytes, Error> {
        if !self.is_brotli {
            return Ok(Bytes::from_static(self.bytes));
        }
        if let Some(plain) = self.plain.get() {
            return Ok(plain.clone());
        }
        let mut plain = Vec::with_capacity(self.size);
        brotli::BrotliDecompress(&mut &self.bytes[..], &mut plain).map_err(Error::internal)?;
        Ok(self.plain.get_or_init(|| plain.into()).clone())
    }
}
