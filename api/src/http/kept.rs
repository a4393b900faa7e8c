//! The finished answers that are kept for whoever asks the same, and is nobody in particular. A request is looked up by all that its answer
//! depends on, compared in full; what is found is sent only if it would be the same were it made now (`Domain::is_fresh`), so that
//! nothing has to be thrown out. Of several who ask for what isn't there, one makes it and the others wait.
//!
//! Bounded by memory: what is asked for again stays, and a stream of requests that come once doesn't push it out.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::http::header::{ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, HOST, HeaderName};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse};
use domain::{Domain, Provenance};
use quick_cache::sync::{Cache, DefaultLifecycle, PlaceholderGuard};
use quick_cache::{DefaultHashBuilder, Weighter};

use super::finished::Finished;
use crate::viewer::API_KEY;

/// The longest content of a request that is looked up by it, in bytes.
const CONTENT_MAX: usize = 16 * 1024;
/// What an entry takes besides what is in it.
const ENTRY: u64 = 256;
const GRAPHQL: &str = "/graphql";
/// How large an answer usually is: from how many the cache is made for.
const USUAL: u64 = 8 * 1024;

/// All that an answer depends on, each part behind its length.
pub type Key = Vec<u8>;

/// An answer that may be kept: made of nothing but what its provenance tells of.
pub struct Keepable {
    /// The answer.
    pub finished: Finished,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// Goes with a response that is nobody else's business: not even that it was asked for is remembered.
pub struct Unremembered;

/// What is known of a request.
#[derive(Clone)]
struct Entry {
    /// Its answer; without one, it is known that it can't be kept.
    finished: Option<Arc<Finished>>,
    provenance: Arc<Provenance>,
}

#[derive(Clone)]
struct ByMemory;

impl Weighter<Key, Entry> for ByMemory {
    fn weight(&self, key: &Key, entry: &Entry) -> u64 {
        ENTRY
            + (key.len() + entry.provenance.weight()) as u64
            + entry.finished.as_ref().map_or(0, |finished| finished.weight())
    }
}

/// The answers.
pub struct Kept {
    entries: Cache<Key, Entry, ByMemory>,
    /// What paths begin with, and whole paths.
    roots: (Vec<&'static str>, Vec<&'static str>),
    by_host: bool,
    counts: Counts,
}

/// What became of requests that were looked up.
#[derive(Default)]
struct Counts {
    hits: AtomicU64,
    misses: AtomicU64,
    refused: AtomicU64,
}

/// How much is kept, and what became of requests that were looked up.
#[derive(Debug, Clone, Copy)]
pub struct Tally {
    /// Answers, and that one can't be kept.
    pub entries: usize,
    /// What they take, in bytes.
    pub bytes: u64,
    /// What they may take.
    pub bytes_max: u64,
    /// Requests that were answered with what was there.
    pub hits: u64,
    /// Requests whose answer was made.
    pub misses: u64,
    /// Requests whose answer was known to be one that can't be kept.
    pub refused: u64,
}

type Guard<'k> = PlaceholderGuard<'k, Key, Entry, ByMemory, DefaultHashBuilder, DefaultLifecycle<Key, Entry>>;

/// What was found.
pub enum Found<'k> {
    /// The answer.
    Answer(Arc<Finished>),
    /// Nothing: whoever has this is the one who makes it.
    Nothing(Filling<'k>),
    /// It can't be kept: everybody makes it for themselves.
    Unkept,
}

/// The right to put an answer in place. Dropped without that, the next one who waits has it.
pub struct Filling<'k>(Guard<'k>);

impl Filling<'_> {
    /// Puts what was answered in place, or that it can't be kept.
    pub fn settle(self, response: &mut HttpResponse, domain: &Domain) {
        let status = response.status();
        if response.extensions_mut().remove::<Unremembered>().is_some() {
            return;
        }
        let entry = match response.extensions_mut().remove::<Keepable>() {
            Some(Keepable { finished, provenance }) => {
                Entry { finished: Some(Arc::new(finished)), provenance: Arc::new(provenance) }
            }
            // That says nothing of what others are answered, who accept other types or ask later.
            None if status == StatusCode::NOT_ACCEPTABLE || status.is_server_error() => return,
            // Until anything changes, which may make it another.
            None => Entry { finished: None, provenance: Arc::new(domain.present()) },
        };
        // One that was thrown out meanwhile isn't there: the next request makes it anew.
        let _ = self.0.insert(entry);
    }
}

impl Kept {
    /// Room for answers of this many bytes, to requests for these paths: those that end in a slash stand for all that begin so. With
    /// `by_host`, answers tell by which name the server was asked.
    #[must_use]
    pub fn new(bytes: u64, paths: &[&'static str], by_host: bool) -> Self {
        let kept = paths.iter().filter(|_| bytes > 0);
        let roots = kept.partition(|path| path.ends_with('/'));
        let usual = usize::try_from(bytes / USUAL).unwrap_or(usize::MAX).max(1);
        Self { entries: Cache::with_weighter(usual, bytes, ByMemory), roots, by_host, counts: Counts::default() }
    }

    /// The key of a request without content; `None` for one that isn't looked up: with a credential, or by another method.
    #[must_use]
    pub fn key(&self, request: &HttpRequest) -> Option<Key> {
        let is_asked = match *request.method() {
            Method::GET => true,
            Method::HEAD => request.path() != GRAPHQL,
            _ => false,
        };
        if !is_asked {
            return None;
        }
        self.key_of(request, &[])
    }

    /// The key of a `POST` that sends this.
    #[must_use]
    pub fn key_with(&self, request: &HttpRequest, content: &[u8]) -> Option<Key> {
        if content.len() > CONTENT_MAX {
            return None;
        }
        self.key_of(request, content)
    }

    fn key_of(&self, request: &HttpRequest, content: &[u8]) -> Option<Key> {
        let headers = request.headers();
        let path = request.path();
        if headers.contains_key(AUTHORIZATION)
            || headers.contains_key(API_KEY)
            || !(self.roots.1.contains(&path) || self.roots.0.iter().any(|root| path.starts_with(root)))
        {
            return None;
        }
        // A header that comes twice is for those to read who know how to.
        let once = |name: HeaderName| {
            let mut lines = headers.get_all(name);
            match (lines.next(), lines.next()) {
                (Some(line), None) => Some(line.as_bytes()),
                (None, _) => Some(&[][..]),
                (Some(_), Some(_)) => None,
            }
        };
        let target = request.uri().path_and_query().map_or(path, |target| target.as_str());
        let (languages, host) = (once(ACCEPT_LANGUAGE)?, if self.by_host { once(HOST)? } else { &[] });
        // Of which type the answer is depends on what is accepted for GraphQL alone.
        let accepted = if path == GRAPHQL { once(ACCEPT)? } else { &[] };
        let method = if request.method() == Method::POST { &b"POST"[..] } else { b"GET" };
        let parts = [method, target.as_bytes(), languages, host, accepted, content];
        let mut key = Vec::with_capacity(parts.iter().map(|part| part.len() + 4).sum());
        for part in parts {
            key.extend_from_slice(&u32::try_from(part.len()).ok()?.to_le_bytes());
            key.extend_from_slice(part);
        }
        Some(key)
    }

    /// The answer to a request, if it is there.
    #[must_use]
    pub fn ready(&self, key: &Key, domain: &Domain) -> Option<Arc<Finished>> {
        let entry = self.entries.get(key)?;
        let finished = entry.finished.filter(|_| domain.is_fresh(&entry.provenance))?;
        count(&self.counts.hits);
        Some(finished)
    }

    /// How much is kept, and what became of requests.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let Counts { hits, misses, refused } = &self.counts;
        Tally {
            entries: self.entries.len(),
            bytes: self.entries.weight(),
            bytes_max: self.entries.capacity(),
            hits: read(hits),
            misses: read(misses),
            refused: read(refused),
        }
    }

    /// What is known of a request.
    pub async fn find(&self, key: &Key, domain: &Domain) -> Found<'_> {
        let is_fresh = |entry: &Entry| domain.is_fresh(&entry.provenance);
        loop {
            let entry = match self.entries.get_value_or_guard_async(key).await {
                Ok(entry) => entry,
                Err(guard) => {
                    count(&self.counts.misses);
                    return Found::Nothing(Filling(guard));
                }
            };
            if is_fresh(&entry) {
                count(if entry.finished.is_some() { &self.counts.hits } else { &self.counts.refused });
                return entry.finished.map_or(Found::Unkept, Found::Answer);
            }
            self.entries.remove_if(key, |present| !is_fresh(present));
        }
    }
}

/// One more: of no order with anything else.
fn count(count: &AtomicU64) {
    count.fetch_add(1, Ordering::Relaxed);
}
