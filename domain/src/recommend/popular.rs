//! What many readers have collected of late. It is the same for all readers, so that it is read for all of them at once.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use crate::error::Result;
use crate::id::ArticleId;
use crate::playlist::together;
use crate::session::Session;

/// How old what is told may be.
pub(crate) const AGE_MAX: SignedDuration = SignedDuration::from_secs(60);
/// How long 'of late' is, in days.
const LATE_DAYS: i64 = 30;
/// How many of the most collected count.
const COUNT_MAX: u64 = 100;

/// What is popular, as this process last read it.
#[derive(Default)]
pub(crate) struct Popular {
    known: ArcSwapOption<Known>,
    reading: Mutex<()>,
}

/// What was read at an instant.
pub(super) struct Known {
    /// The articles, each with how many readers have collected it.
    pub(super) articles: Vec<(ArticleId, i64)>,
    at: Timestamp,
}

impl Known {
    fn is_good(&self, now: Timestamp) -> bool {
        (SignedDuration::ZERO..=AGE_MAX).contains(&now.duration_since(self.at))
    }
}

impl Popular {
    /// What is popular now, or was at most [`AGE_MAX`] ago. Of those who find it too old one reads it anew, and the others wait.
    pub(super) async fn known(&self, session: &Session, now: Timestamp) -> Result<Arc<Known>> {
        let good = || self.known.load_full().filter(|known| known.is_good(now));
        if let Some(known) = good() {
            return Ok(known);
        }
        let _reading = self.reading.lock().await;
        if let Some(known) = good() {
            return Ok(known);
        }
        let since = now - SignedDuration::from_hours(24 * LATE_DAYS);
        let articles = together::most_collected(session.db().reader(), since, COUNT_MAX).await?;
        let known = Arc::new(Known { articles, at: now });
        self.known.store(Some(Arc::clone(&known)));
        Ok(known)
    }
}
