//! Telling the caches in front of the server what to forget. A durable follower of the change log: it has its place in a row, is held by one
//! process at a time, and tells everything at least once. What was told is what answers said that they were made of (`catalogue/key.rs`).
//!
//! `tell.rs` is the work, `rules.rs` how long failures are waited out, pure.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use sea_orm::ConnectionTrait;

use crate::error::Result;
use crate::session::Session;

mod row;
mod rules;
mod tell;

/// How far the caches have been told: in the log, and by the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) seq: i64,
    pub(crate) clock: Timestamp,
}

/// How far they have been told, as far as this process knows: waiting costs no statement.
#[derive(Debug, Default)]
pub(crate) struct Purged(Mutex<Option<Position>>);

impl Purged {
    fn known(&self) -> Option<Position> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reached(&self, position: Position) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(position);
    }
}

/// What the caches in front are told.
pub struct Purges<'s>(&'s Session);

impl Session {
    /// What the caches in front are told.
    #[must_use]
    pub fn purges(&self) -> Purges<'_> {
        Purges(self)
    }
}

/// Up to which change of the log the caches have been told; `None` when nobody has ever told them anything.
pub(crate) async fn reached(database: &impl ConnectionTrait) -> Result<Option<i64>> {
    Ok(row::get(database).await?.map(|held| held.position.seq))
}
