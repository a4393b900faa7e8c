//! A proposal.

use async_graphql::{Context, Enum, ID, Object};
use domain::profile::{self as model, Proposal, ProposalFilter};
use domain::{Preference, Session};

use crate::connection::{Connection, Listed};
use crate::context::{session, wish};
use crate::error::{Result, Told};
use crate::expert::{Expert, ExpertText};
use crate::scalar::DateTime;

/// What became of a proposal.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::ProposalState", name = "ProfileProposalState")]
pub(crate) enum ProposalState {
    /// Editors have yet to decide.
    Open,
    /// It was accepted: the profile says so.
    Accepted,
    /// It was declined, with a reason.
    Declined,
    /// The expert proposed something else, or whose account it was changed.
    Superseded,
}

/// A proposal, with the languages to name the expert in.
pub(crate) struct ProfileProposal {
    proposal: Proposal,
    wish: Preference,
}

impl ProfileProposal {
    pub(crate) fn new(proposal: Proposal, wish: &Preference) -> Self {
        Self { proposal, wish: wish.clone() }
    }
}

impl Listed for ProfileProposal {
    const CONNECTION: (&'static str, &'static str) =
        ("ProfileProposalConnection", "A page of what experts propose of their profiles.");
    const EDGE: (&'static str, &'static str) = ("ProfileProposalEdge", "A proposal with its place in a list.");
    type Query = (Session, ProposalFilter);

    async fn count(_: &Session, (session, filter): &(Session, ProposalFilter)) -> domain::Result<usize> {
        session.profiles().proposals_count(*filter).await
    }
}

/// What an expert proposes to have said of themself. Editors accept it or decline it.
#[Object]
impl ProfileProposal {
    /// The id: `ppr_01jb…`.
    async fn id(&self) -> ID {
        self.proposal.id.into()
    }

    /// The expert, as they are now.
    async fn expert(&self, ctx: &Context<'_>) -> Option<Expert> {
        let expert = session(ctx).experts().by_id(self.proposal.expert)?;
        Some(Expert::new(expert, &self.wish))
    }

    /// The revision of the expert that it was made against.
    async fn base_revision(&self) -> i32 {
        i32::try_from(self.proposal.base_revision).unwrap_or(i32::MAX)
    }

    /// Title, affiliation and life as they shall be, in the languages that change. One with nothing in it takes away what there is
    /// in its language.
    async fn texts(&self) -> Vec<ExpertText> {
        self.proposal.texts.iter().cloned().map(ExpertText::from).collect()
    }

    /// What became of it.
    async fn state(&self) -> ProposalState {
        self.proposal.state.into()
    }

    /// When it was made.
    async fn proposed_at(&self) -> DateTime {
        DateTime(self.proposal.proposed_at)
    }

    /// When it ceased to be open.
    async fn decided_at(&self) -> Option<DateTime> {
        self.proposal.decided_at.map(DateTime)
    }

    /// Why it was declined.
    async fn reason(&self) -> Option<&str> {
        self.proposal.reason.as_deref()
    }
}

/// A page of the viewer's own proposals.
pub(crate) async fn own_proposals(
    ctx: &Context<'_>,
    session: &Session,
    request: domain::page::PageRequest,
) -> Result<Connection<ProfileProposal>> {
    listed(ctx, session, ProposalFilter { state: None, own: true }, request).await
}

/// A page of proposals.
pub(super) async fn listed(
    ctx: &Context<'_>,
    session: &Session,
    filter: ProposalFilter,
    request: domain::page::PageRequest,
) -> Result<Connection<ProfileProposal>> {
    let wish = wish(ctx, None, true)?;
    let found = session.profiles().proposals(filter, &request).await.told(session)?;
    Ok(Connection::new(found, (session.clone(), filter), |proposal| Some(ProfileProposal::new(proposal, &wish))))
}
