//! Doubles of the ports, and sessions of every kind of viewer: for tests alone, behind the feature `testing`.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};

use crate::article::{Article, ArticleQuery, Status};
use crate::changes::{self, Entry};
use crate::error::Result;
use crate::page::{Fingerprint, PageRequest};
use crate::policy;
use crate::ports::{Clock, MediaStore, MediaStoreError, Random};
use crate::session::Session;
use crate::viewer::{Kind, Role, Viewer};
use crate::{Domain, article};

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct TestClock(Mutex<Timestamp>);

impl TestClock {
    /// A clock that stands at this instant.
    #[must_use]
    pub fn at(instant: Timestamp) -> Self {
        Self(Mutex::new(instant))
    }

    /// Moves the clock on.
    ///
    /// # Panics
    /// When that is past the end of time.
    pub fn advance(&self, by: SignedDuration) {
        let mut now = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *now += by;
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Bytes that look random and are the same in every run.
#[derive(Debug, Default)]
pub struct TestRandom(AtomicU64);

impl Random for TestRandom {
    fn fill(&self, buffer: &mut [u8]) {
        use sha2::{Digest, Sha256};
        let count = self.0.fetch_add(1, Ordering::Relaxed);
        let bytes = Sha256::digest(count.to_be_bytes());
        for (byte, random) in buffer.iter_mut().zip(bytes.iter().cycle()) {
            *byte = *random;
        }
    }
}

/// A media store in memory.
#[derive(Debug, Default)]
pub struct TestMediaStore(Mutex<HashMap<String, Bytes>>);

#[async_trait]
impl MediaStore for TestMediaStore {
    async fn put(&self, name: &str, bytes: Bytes) -> std::result::Result<(), MediaStoreError> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(name.to_owned(), bytes);
        Ok(())
    }

    async fn get(&self, name: &str) -> std::result::Result<Option<Bytes>, MediaStoreError> {
        Ok(self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get(name).cloned())
    }
}

/// Every kind of viewer that there is, with its name.
#[must_use]
pub fn viewers() -> Vec<(&'static str, Viewer)> {
    let staff = |role| Viewer::of(Kind::Staff(vec![role]));
    vec![
        ("anonymous", Viewer::of(Kind::Anonymous)),
        ("reader", Viewer::of(Kind::Reader)),
        ("author", staff(Role::Author)),
        ("editor", staff(Role::Editor)),
        ("admin", staff(Role::Admin)),
        ("partner manager", staff(Role::PartnerManager)),
        ("staff without a role", Viewer::of(Kind::Staff(Vec::new()))),
        ("partner", Viewer::of(Kind::Partner)),
        ("system", Viewer::system("test")),
    ]
}

/// A session of any viewer.
#[must_use]
pub fn session_of(domain: &Domain, viewer: &Viewer) -> Session {
    domain.session_of(viewer.clone())
}

/// What `policy` says of one text in this state.
#[must_use]
pub fn may_see(viewer: &Viewer, status: Status) -> bool {
    policy::text(viewer, status).is_ok()
}

/// What `visible_to` gives this viewer: the articles in the database, whoever the viewer is, without the catalogue.
///
/// # Errors
/// When the database fails.
pub async fn stored_articles(session: &Session, query: &ArticleQuery) -> Result<Vec<Article>> {
    let request = PageRequest { first: Some(100), ..PageRequest::default() };
    let spec = request.check(Fingerprint::of("test"))?;
    let all = article::row::Subtrees { topics: None, regions: None };
    let sight = policy::sight(session.viewer());
    let page = article::row::page(session.db().reader(), query, &all, &spec, sight).await?;
    Ok(page.into_iter().map(|(_, article)| article).collect())
}

/// The change log from its beginning, at most a thousand entries.
///
/// # Errors
/// When the database fails.
pub async fn change_log(domain: &Domain) -> Result<Vec<Entry>> {
    changes::after(domain.db().wake().connection(), 0, 1_000).await
}
