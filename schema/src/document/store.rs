//! The admitted documents, so that a text is parsed and measured once. Bounded by count and by memory.
//! Only the document is kept: what depends on variables is judged on each execution.
//!
//! A document is asked for by its text; by the hash of a text that came with it before (automatic persisted queries); or by the id that
//! a manifest gives it (trusted documents), which are there from the start and for good.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::sync::Hash;
use quick_cache::{Weighter, sync::Cache};

use super::{Document, DocumentError, Limits, Manifest};

/// A parsed document takes about this many bytes for each byte of its text (measured: 12 to 30).
const BYTES_PER_BYTE: u64 = 24;
/// How an id says that it is a hash ([GraphQL over HTTP, appendix on persisted documents](https://graphql.github.io/graphql-over-http/draft/)).
const BY_HASH: &str = "sha256:";

/// Which document is meant: by its text, by its id, or by both, so that the next one needs the id alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked<'a> {
    /// The text.
    pub text: Option<&'a str>,
    /// The id: one of the manifest's, or the SHA-256 of the text in lower-case hexadecimal digits, which may follow `sha256:`.
    pub id: Option<&'a str>,
}

impl<'a> From<&'a str> for Asked<'a> {
    fn from(text: &'a str) -> Self {
        Self { text: Some(text), id: None }
    }
}

/// Kept by the whole text, not by a hash of it that nobody has checked: nobody can put their document in another's place.
/// The cache keeps what is asked for again, so a stream of texts that come once does not push out the others.
pub(crate) struct Documents {
    kept: Cache<Arc<str>, Arc<Document>, ByMemory>,
    by_hash: Cache<String, Arc<Document>, ByMemory>,
    trusted: Trusted,
    limits: Limits,
}

/// The documents of the manifest.
#[derive(Default)]
struct Trusted {
    by_id: HashMap<String, Arc<Document>>,
    texts: HashSet<Arc<str>>,
}

#[derive(Clone)]
struct ByMemory {
    /// What the smallest document weighs, so that the bound on memory is a bound on the count, too.
    least: u64,
}

impl Weighter<Arc<str>, Arc<Document>> for ByMemory {
    fn weight(&self, text: &Arc<str>, _: &Arc<Document>) -> u64 {
        self.least.max(text.len() as u64 * BYTES_PER_BYTE)
    }
}

impl Weighter<String, Arc<Document>> for ByMemory {
    fn weight(&self, _: &String, document: &Arc<Document>) -> u64 {
        self.least.max(document.text().len() as u64 * BYTES_PER_BYTE)
    }
}

impl Documents {
    pub(crate) fn new(limits: Limits) -> Self {
        let least = (limits.kept_bytes / (limits.kept_documents as u64).max(1)).max(1);
        let (count, bytes) = (limits.kept_documents, limits.kept_bytes);
        Self {
            kept: Cache::with_weighter(count, bytes, ByMemory { least }),
            by_hash: Cache::with_weighter(count, bytes, ByMemory { least }),
            trusted: Trusted::default(),
            limits,
        }
    }

    /// Puts the documents of a manifest in place.
    ///
    /// # Errors
    /// The id of the first one that is over a limit or can't be parsed, and why.
    pub(crate) fn trust(&mut self, manifest: &Manifest) -> Result<(), (String, DocumentError)> {
        for (id, text) in manifest.documents() {
            let document = Document::parse(text, &self.limits).map_err(|error| (id.to_owned(), error))?;
            self.trusted.texts.insert(Arc::clone(document.text()));
            self.trusted.by_id.insert(id.to_owned(), document);
        }
        Ok(())
    }

    /// Whether it is one of the manifest's, by whichever name it was asked for.
    pub(crate) fn are_trusted_with(&self, document: &Document) -> bool {
        self.trusted.texts.contains(document.text())
    }

    /// The document that is meant.
    ///
    /// # Errors
    /// `Unknown` for an id alone that isn't known; `HashMismatch` for a text that has another hash than the id says; and as
    /// [`Document::parse`] for a text.
    pub(crate) fn find(&self, asked: Asked<'_>) -> Result<Arc<Document>, DocumentError> {
        match (asked.id, asked.text) {
            (None, Some(text)) => self.admit(text),
            (None, None) => Err(DocumentError::Unknown),
            (Some(id), text) => {
                if let Some(document) = self.trusted.by_id.get(id) {
                    return Ok(Arc::clone(document));
                }
                let hash = id.strip_prefix(BY_HASH).unwrap_or(id);
                if let Some(document) = self.by_hash.get(hash) {
                    return Ok(document);
                }
                let text = text.ok_or(DocumentError::Unknown)?;
                if Hash::of(text).as_str() != hash {
                    return Err(DocumentError::HashMismatch);
                }
                let document = self.admit(text)?;
                self.by_hash.insert(hash.to_owned(), Arc::clone(&document));
                Ok(document)
            }
        }
    }

    /// The document of `text`, parsed now if it is not kept.
    ///
    /// # Errors
    /// As [`Document::parse`]. Refusals are not kept: they are cheaper than the memory.
    pub(crate) fn admit(&self, text: &str) -> Result<Arc<Document>, DocumentError> {
        if let Some(document) = self.kept.get(text) {
            return Ok(document);
        }
        let document = Document::parse(text, &self.limits)?;
        self.kept.insert(document.text().clone(), document.clone());
        Ok(document)
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.kept.len()
    }
}
