//! The cache of bodies: parsed, bounded by their size, keyed by revision so that an old one is never served.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use lru::LruCache;

use crate::id::ArticleId;
use crate::language::Language;
use crate::text::Body;

/// How many bytes of bodies (as JSON) are kept at the most. In memory a parsed body takes about three times that.
pub(crate) const BODY_CACHE_BYTES: usize = 8 * 1024 * 1024;

/// Which body: an article's, in a language, at a revision.
pub(crate) type BodyKey = (ArticleId, Language, i64);

/// Bodies that were read lately.
pub(crate) struct BodyCache {
    limit: usize,
    held: Mutex<Held>,
}

struct Held {
    bodies: LruCache<BodyKey, (Arc<Body>, usize)>,
    bytes: usize,
}

impl BodyCache {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, held: Mutex::new(Held { bodies: LruCache::unbounded(), bytes: 0 }) }
    }

    pub(crate) fn get(&self, key: &BodyKey) -> Option<Arc<Body>> {
        // The lock guards plain data that is consistent between statements: a panic elsewhere leaves it usable.
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.bodies.get(key).map(|(body, _)| Arc::clone(body))
    }

    /// How many there are, and how long they are as JSON.
    pub(crate) fn held(&self) -> (usize, usize) {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        (held.bodies.len(), held.bytes)
    }

    pub(crate) fn put(&self, key: BodyKey, body: Arc<Body>, size: NonZeroUsize) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, replaced)) = held.bodies.put(key, (body, size.get())) {
            held.bytes -= replaced;
        }
        held.bytes += size.get();
        while held.bytes > self.limit {
            let Some((_, (_, freed))) = held.bodies.pop_lru() else { break };
            held.bytes -= freed;
        }
    }
}
