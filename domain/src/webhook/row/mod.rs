//! The rows of webhooks: endpoints, what signs, how far each has come in each product's log, and deliveries. What is due, and who
//! sends it, is `due.rs`.

use jiff::Timestamp;
use sea_orm::ConnectionTrait;

use crate::error::Result;
use crate::policy::Permit;

pub(crate) mod delivery;
pub(crate) mod due;
pub(crate) mod endpoint;
pub(crate) mod position;
pub(crate) mod secret;

/// Clears away the deliveries that came to their end before an instant, and the secrets that sign no longer.
pub(crate) async fn clear(
    database: &impl ConnectionTrait,
    permit: &Permit,
    before: Timestamp,
    now: Timestamp,
) -> Result<u64> {
    secret::clear(database, permit, now).await?;
    delivery::clear(database, permit, before).await
}

/// Rows that are written, or ids that are named, with one statement.
const AT_ONCE: usize = 1_000;
