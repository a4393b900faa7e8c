//! Experts' own profiles: whose account is which expert's (`link.rs`), what they propose to have said of themselves
//! (`propose.rs`), and what editors decide of that (`decide.rs`). What is said of experts is `expert`.

use jiff::Timestamp;

use crate::expert::ExpertText;
use crate::id::{AccountId, ExpertId, ProfileProposalId};
use crate::session::Session;
use crate::word::words;

mod decide;
mod link;
mod propose;
mod read;
pub(crate) mod row;

pub use read::ProposalFilter;

words! {
    /// What became of a proposal.
    ProposalState {
        /// Editors have yet to decide.
        Open = "open",
        /// It was accepted: the profile says so.
        Accepted = "accepted",
        /// It was declined, with a reason.
        Declined = "declined",
        /// The expert proposed something else, or whose account it was changed.
        Superseded = "superseded",
    }
}

/// What an expert proposes to have said of themself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Which.
    pub id: ProfileProposalId,
    /// Of whom.
    pub expert: ExpertId,
    /// By whose account.
    pub account: AccountId,
    /// The revision of the expert that it was made against.
    pub base_revision: i64,
    /// Title, affiliation and life as they shall be, in the languages that change. One with nothing in it takes away what there
    /// is in its language.
    pub texts: Vec<ExpertText>,
    /// What became of it.
    pub state: ProposalState,
    /// When it was made.
    pub proposed_at: Timestamp,
    /// When it ceased to be open.
    pub decided_at: Option<Timestamp>,
    /// Why it was declined, for the expert.
    pub reason: Option<String>,
}

/// Experts' own profiles.
pub struct Profiles<'s>(&'s Session);

impl Session {
    /// Experts' own profiles.
    #[must_use]
    pub fn profiles(&self) -> Profiles<'_> {
        Profiles(self)
    }
}
