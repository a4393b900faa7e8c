//! The change log: what a commit reports, and how it is written. Everything downstream (the catalogue, later
//! search, feeds, sync, webhooks) reads it; who follows it how is said in `follower.rs`.
//!
//! Entries are thin. A follower re-reads the present state as its own viewer, so that a replay is harmless and
//! nothing that was withdrawn can leak from an old entry.

use jiff::Timestamp;

use crate::id::{AccountId, AnyId};

mod follower;
mod kinds;
mod row;

pub(crate) use follower::follow;
pub use kinds::ChangeKind;
pub(crate) use row::{after, append, concerning, forget_account, head, last_public, since};

/// Who may read an entry of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Everybody: it tells of something public.
    Public,
    /// Staff alone: it tells of something that isn't public.
    Staff,
    /// This account, and nobody else.
    Account(AccountId),
}

impl Audience {
    /// The word for it in rows and logs; whose account it is stands beside it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Audience::Public => "public",
            Audience::Staff => "staff",
            Audience::Account(_) => "account",
        }
    }

    /// The account that it is for.
    #[must_use]
    pub const fn account(self) -> Option<AccountId> {
        match self {
            Audience::Account(account) => Some(account),
            Audience::Public | Audience::Staff => None,
        }
    }
}

impl Change {
    /// A change that concerns one account, and that nobody else may know of.
    #[must_use]
    pub fn private(kind: ChangeKind, subject: impl Into<AnyId>, revision: i64, account: AccountId) -> Self {
        let (subject, audience) = (subject.into(), Audience::Account(account));
        Self { kind, subject, revision, audience, tags: Vec::new() }
    }

    /// A change of something that isn't public, which nobody but staff may know of.
    #[must_use]
    pub fn for_staff(kind: ChangeKind, subject: impl Into<AnyId>, revision: i64) -> Self {
        Self { kind, subject: subject.into(), revision, audience: Audience::Staff, tags: Vec::new() }
    }
}

/// One change, as a write reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What happened.
    pub kind: ChangeKind,
    /// To what.
    pub subject: AnyId,
    /// Which revision of it came of that.
    pub revision: i64,
    /// Who may know.
    pub audience: Audience,
    /// The collections that it touches, as caches name them: `articles:en`, `topic:top_…`.
    pub tags: Vec<String>,
}

/// An entry of the log, as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its position: gapless, in the order of commits, from 1.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who, as [`crate::Viewer::actor`] names them.
    pub actor: String,
    /// The request or run that it was part of.
    pub request_id: String,
    /// The change itself.
    pub change: Change,
}

/// What a write reports at its end: changes, or that there is nothing to report and why.
#[derive(Debug)]
pub enum Changes {
    /// These, in this order.
    Of(Vec<Change>),
    /// Nothing that anyone downstream could see; the reason is for the reader of the code and the log.
    Nothing(&'static str),
}

/// When, by whom and in which request.
pub(crate) struct Stamp {
    pub at: Timestamp,
    pub actor: String,
    pub request_id: String,
}
