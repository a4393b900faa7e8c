//! The audit: what staff and the program's jobs did to the publication, for good. Entries are written by the write
//! transaction itself (`domain/src/db/write.rs`), so that no operation can forget one; nothing changes or removes them, which
//! the database sees to. They hold ids, revisions, states and reasons; no texts, no secrets, nothing of a reader's.

use jiff::Timestamp;

use crate::changes::Change;
use crate::id::AnyId;
use crate::language::Language;
use crate::policy::Action;

mod read;
mod row;

pub use read::{Audit, AuditFilter};
pub(crate) use row::append;

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its number: 1 and upwards, without a gap, in the order of commits.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// Who, as [`crate::Viewer::actor`] names them: `staff:acc_…`, `system:schedule`.
    pub actor: String,
    /// The request or run that it was part of.
    pub request_id: String,
    /// The right by which it was done.
    pub action: String,
    /// What was done: a kind of change (`image.saved`) or a step of the newsroom (`article.approve`).
    pub event: String,
    /// To what; nothing for what concerns many things at once, such as an import.
    pub subject: Option<AnyId>,
    /// In which language, where it concerned one.
    pub language: Option<Language>,
    /// From which revision.
    pub from_revision: Option<i64>,
    /// To which revision.
    pub to_revision: Option<i64>,
    /// From which state.
    pub from_state: Option<String>,
    /// To which state.
    pub to_state: Option<String>,
    /// Why, in the words of whoever did it.
    pub reason: Option<String>,
}

/// What an operation says of itself; without one, its changes are noted as they are reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Note {
    pub(crate) event: String,
    pub(crate) subject: Option<AnyId>,
    pub(crate) language: Option<Language>,
    pub(crate) revisions: (Option<i64>, Option<i64>),
    pub(crate) states: Option<(&'static str, &'static str)>,
    pub(crate) reason: Option<String>,
}

impl Note {
    /// A change as it is reported, where not all that are reported are to be noted.
    pub(crate) fn of(change: &Change) -> Self {
        Self {
            event: change.kind.to_string(),
            subject: Some(change.subject),
            language: None,
            revisions: (Some(change.revision - 1), Some(change.revision)),
            states: None,
            reason: None,
        }
    }
}

/// Whether what is done by this right is noted: all but what readers do with what is their own, and the housekeeping of
/// jobs.
pub(crate) const fn is_noted(action: Action) -> bool {
    !matches!(action, Action::AccountEnter | Action::AccountOwn | Action::JobRun)
}
