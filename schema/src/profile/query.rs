//! The root fields on profiles.

use async_graphql::{Context, ID, Object};
use domain::id::{ExpertId, ProfileProposalId};
use domain::profile::ProposalFilter;

use super::object::{ProfileProposal, ProposalState, listed};
use crate::connection::{Connection, page};
use crate::context::{session, wish};
use crate::error::{Result, Told};

/// Root fields on profiles.
#[derive(Default)]
pub(crate) struct ProfileQueries;

#[Object]
impl ProfileQueries {
    /// What an expert proposes to have said of themself, for editors and for whoever proposed it. Null for everybody else.
    async fn profile_proposal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id: `ppr_01jb…`.")] id: ID,
    ) -> Option<Result<ProfileProposal>> {
        let session = session(ctx);
        let found = async {
            let id = ProfileProposalId::parse(&id).map_err(|error| error.at("id")).told(session)?;
            let found = session.profiles().proposal(id).await.told(session)?;
            let wish = wish(ctx, None, true)?;
            Ok(found.map(|proposal| ProfileProposal::new(proposal, &wish)))
        };
        found.await.transpose()
    }

    /// What experts propose to have said of themselves, the latest first. For editors.
    #[allow(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn profile_proposals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those of which this became.")] state: Option<ProposalState>,
        #[graphql(desc = "How many from the start, or behind `after`: 1 to 100, 20 by default.")] first: Option<i32>,
        #[graphql(desc = "The cursor that the page begins behind.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor that the page ends before.")] before: Option<String>,
    ) -> Option<Result<Connection<ProfileProposal>>> {
        let filter = ProposalFilter { state: state.map(Into::into), own: false };
        Some(listed(ctx, session(ctx), filter, page(first, after, last, before)).await)
    }

    /// The id of the account that is an expert's; null when nobody's is. For editors.
    async fn expert_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the expert.")] id: ID,
    ) -> Option<Result<ID>> {
        let session = session(ctx);
        let found = async {
            let id = ExpertId::parse(&id).map_err(|error| error.at("id")).told(session)?;
            session.profiles().account_of(id).await.told(session)
        };
        found.await.transpose().map(|found| found.map(ID::from))
    }
}
