//! What a session reads of the audit: admins all of it; whoever may see a manuscript, the steps of its texts.

use jiff::Timestamp;

use super::{AuditEntry, row};
use crate::error::{Error, Result};
use crate::id::{AccountId, AnyId};
use crate::page::{Fingerprint, Page, PageRequest, Position};
use crate::policy::{self, Action};
use crate::session::Session;

/// The most entries that are read from the database at once for an export.
const EXPORT_BATCH: u64 = 1_000;

/// The audit.
pub struct Audit<'s>(pub(super) &'s Session);

/// Which entries are meant: all that fit everything that is set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Of this thing.
    pub subject: Option<AnyId>,
    /// By this account.
    pub actor: Option<AccountId>,
    /// Not before this instant.
    pub from: Option<Timestamp>,
    /// Before this instant.
    pub until: Option<Timestamp>,
    /// Those alone that changed a state.
    pub steps: bool,
}

impl Session {
    /// The audit.
    #[must_use]
    pub fn audit(&self) -> Audit<'_> {
        Audit(self)
    }
}

impl Audit<'_> {
    /// A page of the entries, the latest first.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`; `page_size_invalid`, `cursor_invalid`.
    pub async fn page(&self, filter: &AuditFilter, request: &PageRequest) -> Result<Page<AuditEntry>> {
        policy::require(self.0.viewer(), Action::AuditRead)?;
        let list = Fingerprint::of(&format!("audit {filter:?}"));
        let spec = request.check::<Position>(list)?;
        let found = row::page(self.0.db().reader(), filter, &spec).await?;
        let placed = found.into_iter().map(|entry| (Position { value: entry.number, id: [0; 16] }, entry));
        Ok(Page::of(list, &spec, placed.collect()))
    }

    /// How many entries match.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`.
    pub async fn count(&self, filter: &AuditFilter) -> Result<usize> {
        policy::require(self.0.viewer(), Action::AuditRead)?;
        usize::try_from(row::count(self.0.db().reader(), filter).await?).map_err(Error::internal)
    }

    /// The next entries behind one, the earliest first, for an export that goes on until nothing comes.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`.
    pub async fn next(&self, filter: &AuditFilter, after: Option<i64>) -> Result<Vec<AuditEntry>> {
        policy::require(self.0.viewer(), Action::AuditRead)?;
        row::after(self.0.db().reader(), filter, after, EXPORT_BATCH).await
    }

    /// The steps that a thing took from state to state, the earliest first; the caller has seen to it that the viewer may
    /// see the thing.
    pub(crate) async fn steps(&self, subject: impl Into<AnyId>) -> Result<Vec<AuditEntry>> {
        let filter = AuditFilter { subject: Some(subject.into()), steps: true, ..AuditFilter::default() };
        row::after(self.0.db().reader(), &filter, None, EXPORT_BATCH).await
    }
}
