//! What staff does with lists that readers have made public: pin, hide with a reason, show again.

use jiff::Timestamp;
use serde::Serialize;

use super::open::{self, Way};
use super::row::report;
use super::{Changed, Playlists, Terms, rules};
use crate::changes::ChangeKind;
use crate::error::{Code, Error, Result};
use crate::id::PlaylistId;
use crate::instant;
use crate::policy::{self, Action, Owner};

/// How staff wants a list to stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Moderation {
    /// It is hidden from everybody but its owner, who is told this reason; shown without one.
    pub hidden_because: Option<String>,
    /// It is featured until then, before all that aren't pinned; not pinned without one.
    pub pinned_until: Option<Timestamp>,
}

impl Playlists<'_> {
    /// Sets how a list stands, and closes its reports. A private list isn't staff's business.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `value_invalid` for an empty reason or a pin in the past;
    /// `version_conflict`, `idempotency_key_reused`.
    pub async fn moderate(&self, id: PlaylistId, wanted: &Moderation, terms: &Terms) -> Result<Changed> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::PlaylistModerate)?;
        let owner = Owner { permit, ..policy::owner(session.viewer())? };
        let reason = wanted.hidden_because.as_deref().map(|text| rules::reason(text, "hiddenBecause")).transpose()?;
        let now = session.now();
        if wanted.pinned_until.is_some_and(|until| until <= now) {
            return Err(Error::new(Code::ValueInvalid, "This instant is in the past.").at("pinnedUntil"));
        }
        let begun = match open::begin(session, owner, terms, "playlist.moderate", &(id, wanted)).await? {
            Way::Again(answer) => return Ok(answer),
            Way::Now(begun) => begun,
        };
        let mut opened = begun.shared(id).await?;
        rules::fresh(terms.expected_version, opened.list.version)?;
        let list = &mut opened.list;
        list.hidden_at = reason.as_ref().map(|_| list.hidden_at.unwrap_or(instant::stored(now)));
        list.hidden_because = reason;
        list.pinned_until = wanted.pinned_until.map(instant::stored);
        report::close(opened.begun.tx.connection(), &opened.begun.permit, id).await?;
        opened.finish(ChangeKind::PlaylistModerated, Vec::new()).await
    }
}
