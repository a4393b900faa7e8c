//! How long what has served its purpose is kept, and its clearing away. What a reader has is theirs until they erase it;
//! here is only what nobody asks for any more.

use jiff::SignedDuration;

use crate::changes::Changes;
use crate::db::WriteTx;
use crate::error::Result;
use crate::policy::{self, Action};
use crate::session::Session;
use crate::{access, challenge, data_export, idempotency, identity, manuscript, sync, throttle, webhook};

/// How long sessions that have ended are remembered, so that a refresh token of theirs that comes again is known.
const ENDED_SESSIONS: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long attempts are remembered: longer than any rule.
const ATTEMPTS: SignedDuration = SignedDuration::from_hours(48);
/// How long answers are kept for writes that come again: a phone may have been offline for a week.
const ANSWERS: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long links to look at articles are remembered after their end.
const PREVIEWS: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How long the entries of products' logs are kept: a partner that was away for longer begins anew.
const PRODUCT_ENTRIES: SignedDuration = SignedDuration::from_hours(90 * 24);

/// How long the log of what was sent to partners' endpoints is kept.
const DELIVERIES: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What is past its time.
pub struct Retention<'s>(&'s Session);

impl Session {
    /// What is past its time.
    #[must_use]
    pub fn retention(&self) -> Retention<'_> {
        Retention(self)
    }
}

impl Retention<'_> {
    /// Clears it away.
    ///
    /// # Errors
    /// `forbidden` for anybody but the program itself; `unavailable`.
    pub async fn clear(&self) -> Result<()> {
        let permit = policy::require(self.0.viewer(), Action::JobRun)?;
        let (tx, now) = (WriteTx::begin(self.0, &permit).await?, self.0.now());
        let sessions = access::forget_sessions(tx.connection(), &permit, now - ENDED_SESSIONS).await?;
        let challenges = challenge::forget(tx.connection(), &permit, challenge::stale_before(now)).await?;
        let authorizations = identity::forget(tx.connection(), &permit, now).await?;
        let attempts = throttle::forget(tx.connection(), &permit, now - ATTEMPTS).await?;
        let answers = idempotency::forget(tx.connection(), &permit, now - ANSWERS).await?;
        let exports = data_export::forget(tx.connection(), &permit, now).await?;
        let previews = manuscript::row::forget_previews(tx.connection(), &permit, now - PREVIEWS).await?;
        let entries = sync::row::entry::clear(tx.connection(), &permit, now - PRODUCT_ENTRIES).await?;
        let deliveries = webhook::clear(tx.connection(), &permit, now - DELIVERIES, now).await?;
        tx.commit(Changes::Nothing("what is past its time is of no use to anybody")).await?;
        tracing::debug!(
            sessions,
            challenges,
            authorizations,
            attempts,
            answers,
            exports,
            previews,
            entries,
            deliveries,
            "cleared away"
        );
        Ok(())
    }
}
