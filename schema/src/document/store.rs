//! The admitted documents, so that a text is parsed and measured once. Bounded by count and by memory.
//! Only the document is kept: what depends on variables is judged on each execution.

use std::sync::Arc;

use quick_cache::{Weighter, sync::Cache};

use super::{Document, DocumentError, Limits};

/// A parsed document takes about this many bytes for each byte of its text (measured: 12 to 30).
const BYTES_PER_BYTE: u64 = 24;

/// Kept by the whole text, not by a hash of it: nobody can put their document in another's place.
/// The cache keeps what is asked for again, so a stream of texts that come once does not push out the others.
pub(crate) struct Documents {
    kept: Cache<Arc<str>, Arc<Document>, ByMemory>,
    limits: Limits,
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

impl Documents {
    pub(crate) fn new(limits: Limits) -> Self {
        let least = (limits.kept_bytes / (limits.kept_documents as u64).max(1)).max(1);
        let weighter = ByMemory { least };
        Self { kept: Cache::with_weighter(limits.kept_documents, limits.kept_bytes, weighter), limits }
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
