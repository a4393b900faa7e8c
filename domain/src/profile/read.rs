//! What a session reads of proposals: experts their own, editors all.

use std::sync::Arc;

use super::{Profiles, Proposal, ProposalState, row};
use crate::error::{Error, Result};
use crate::expert::Expert;
use crate::id::{AccountId, ProfileProposalId};
use crate::instant;
use crate::page::{Fingerprint, Page, PageRequest, Position};
use crate::policy::{self, Action};

/// Which proposals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ProposalFilter {
    /// Of which this became.
    pub state: Option<ProposalState>,
    /// The viewer's own, which are all that an expert sees.
    pub own: bool,
}

impl Profiles<'_> {
    /// The expert that the viewer is.
    ///
    /// # Errors
    /// `authentication_required`; `unavailable` or `internal` when the database fails.
    pub async fn own_expert(&self) -> Result<Option<Arc<Expert>>> {
        let session = self.0;
        let owner = policy::owner(session.viewer())?;
        let expert = row::expert_of(session.db().reader(), owner.account).await?;
        Ok(expert.and_then(|id| session.experts().by_id(id)))
    }

    /// One proposal: an editor's to decide, or the viewer's own.
    ///
    /// # Errors
    /// `authentication_required`; `unavailable` or `internal` when the database fails.
    pub async fn proposal(&self, id: ProfileProposalId) -> Result<Option<Proposal>> {
        let session = self.0;
        let owner = policy::owner(session.viewer())?;
        let decides = policy::require(session.viewer(), Action::ExpertManage).is_ok();
        let found = row::by_id(session.db().reader(), id).await?;
        Ok(found.filter(|proposal| decides || proposal.account == owner.account))
    }

    /// A page of proposals, the latest first.
    ///
    /// # Errors
    /// `authentication_required`; `forbidden` for those of others; `page_size_invalid`, `cursor_invalid`.
    pub async fn proposals(&self, filter: ProposalFilter, request: &PageRequest) -> Result<Page<Proposal>> {
        let account = self.account(filter)?;
        let list = Fingerprint::of(&format!("profile_proposals:{filter:?}"));
        let spec = request.check::<Position>(list)?;
        let found = row::page(self.0.db().reader(), (filter.state, account), &spec).await?;
        let placed = found.into_iter().map(|proposal| {
            let value = instant::stored(proposal.proposed_at);
            (Position { value, id: proposal.id.ulid().to_bytes() }, proposal)
        });
        Ok(Page::of(list, &spec, placed.collect()))
    }

    /// How many proposals there are.
    ///
    /// # Errors
    /// `authentication_required`; `forbidden` for those of others.
    pub async fn proposals_count(&self, filter: ProposalFilter) -> Result<usize> {
        let account = self.account(filter)?;
        let count = row::count(self.0.db().reader(), (filter.state, account)).await?;
        usize::try_from(count).map_err(Error::internal)
    }

    /// Whose proposals a filter leaves.
    fn account(&self, filter: ProposalFilter) -> Result<Option<AccountId>> {
        let viewer = self.0.viewer();
        if filter.own {
            return Ok(Some(policy::owner(viewer)?.account));
        }
        policy::require(viewer, Action::ExpertManage)?;
        Ok(None)
    }
}
