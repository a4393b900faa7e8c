//! The rows of partners: organisations, keys, products, and what was taken.

use jiff::Timestamp;

use crate::error::Result;
use crate::instant;
use crate::session::Session;

pub(crate) mod key;
pub(crate) mod organisation;
pub(crate) mod product;
pub(crate) mod usage;

/// This instant, as a row can hold it.
pub(super) fn now(session: &Session) -> Result<Timestamp> {
    micros(session.now())
}

/// An instant, as a row can hold it.
pub(super) fn micros(at: Timestamp) -> Result<Timestamp> {
    instant::read(instant::stored(at))
}
