//! What a session has read: noted by the reads themselves, so that no voice can forget any of it. An answer that was made of nothing but
//! the catalogue can be kept until a change touches what it was made of.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use crate::catalogue::Tag;

/// The notes of one request, and of all sessions that take part in it.
#[derive(Debug, Default)]
pub(crate) struct Trace(Mutex<Noted>);

/// What was noted.
#[derive(Debug, Default)]
pub(crate) struct Noted {
    /// Of what the answer is made.
    /// Some may be there twice.
    pub(crate) tags: Vec<Tag>,
    /// When it may be another one though nothing changes.
    pub(crate) until: Option<Timestamp>,
    /// Something was read that no tag tells of: rows, or the clock as such.
    pub(crate) has_more: bool,
}

impl Trace {
    pub(crate) fn tags(&self, tags: impl IntoIterator<Item = Tag>) {
        self.note(|noted| noted.tags.extend(tags));
    }

    pub(crate) fn until(&self, until: Timestamp) {
        self.note(|noted| noted.until = Some(noted.until.map_or(until, |sooner| sooner.min(until))));
    }

    pub(crate) fn more(&self) {
        self.note(|noted| noted.has_more = true);
    }

    /// Reads what was noted, if it is all that the answer is made of.
    pub(crate) fn whole<T>(&self, read: impl FnOnce(&Noted) -> T) -> Option<T> {
        let noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (!noted.has_more && !noted.tags.is_empty()).then(|| read(&noted))
    }

    fn note(&self, note: impl FnOnce(&mut Noted)) {
        // Plain data that is consistent between statements: a panic elsewhere leaves it usable.
        note(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
