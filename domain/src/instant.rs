//! Instants as rows hold them: microseconds since 1970 in UTC, one integer on both databases, so that they sort and
//! compare the same everywhere.

use jiff::Timestamp;

use crate::error::{Error, Result};

/// The number that stands for an instant.
pub(crate) fn stored(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// An instant as a row keeps it, for what is answered before it was read again.
pub(crate) fn kept(at: Timestamp) -> Result<Timestamp> {
    read(stored(at))
}

/// The instant that a stored number stands for.
pub(crate) fn read(micros: i64) -> Result<Timestamp> {
    Timestamp::from_microsecond(micros).map_err(Error::internal)
}
