//! Experts propose, editors decide; and editors say whose account is which expert's.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::id::{AccountId, ProfileProposalId};
use domain::profile::Proposal;
use domain::{Code, Error};

use super::object::ProfileProposal;
use crate::context::{session, wish};
use crate::error::Result;
use crate::expert::{Expert, ExpertTextInput, managing, named};
use crate::mutation::{Hear, UserError, halves, is_late};

/// What came of a proposal.
#[derive(SimpleObject)]
pub(crate) struct ProfileProposalPayload {
    /// The proposal as it is now; null when something is to be mended.
    proposal: Option<ProfileProposal>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What came of a decision.
#[derive(SimpleObject)]
pub(crate) struct ProfileProposalAcceptPayload {
    /// The proposal as it is now; null when something is to be mended.
    proposal: Option<ProfileProposal>,
    /// The expert as they are now. With the error `version_conflict` as somebody else has left them; null with any other.
    expert: Option<Expert>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What came of saying whose account is an expert's.
#[derive(SimpleObject)]
pub(crate) struct ExpertAccountPayload {
    /// The id of the account that is the expert's now; null for none, and when something is to be mended.
    account_id: Option<ID>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

impl ProfileProposalPayload {
    fn of(ctx: &Context<'_>, outcome: domain::Result<Proposal>) -> Result<Self> {
        let wish = wish(ctx, None, true)?;
        let (proposal, user_errors) = halves(outcome.heard(session(ctx))?);
        Ok(Self { proposal: proposal.map(|proposal| ProfileProposal::new(proposal, &wish)), user_errors })
    }
}

/// Mutations of profiles.
#[derive(Default)]
pub(crate) struct ProfileMutations;

#[Object]
impl ProfileMutations {
    /// Says whose account is an expert's: they can propose what is to be said of them. An account is one expert's at the most, and
    /// an expert has one at the most. For editors.
    ///
    /// Errors to mend: `reference_missing`, `account_linked`, `id_invalid`, `not_found`.
    async fn expert_account_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the expert.")] id: ID,
        #[graphql(desc = "The id of the account; nobody's without it.")] account: Option<ID>,
    ) -> Option<Result<ExpertAccountPayload>> {
        let outcome = async {
            let session = managing(ctx)?;
            let missing = |_| Error::new(Code::ReferenceMissing, "There is no such account.").at("account");
            let account = account.map(|account| AccountId::parse(&account).map_err(missing)).transpose()?;
            session.profiles().link(named(&id)?, account).await.map(|()| account)
        };
        let heard = outcome.await.heard(session(ctx)).map(halves);
        Some(heard.map(|(account, user_errors)| ExpertAccountPayload {
            account_id: account.flatten().map(ID::from),
            user_errors,
        }))
    }

    /// Proposes what is to be said of the expert that the viewer is. What isn't given stays as it is now. A proposal that is open
    /// already is superseded by it.
    ///
    /// Errors to mend: `value_invalid`, `language_invalid`.
    async fn profile_proposal_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Title, affiliation and life, by language.")] texts: Vec<ExpertTextInput>,
    ) -> Option<Result<ProfileProposalPayload>> {
        let outcome = session(ctx).profiles().propose(texts.into_iter().map(Into::into).collect()).await;
        Some(ProfileProposalPayload::of(ctx, outcome))
    }

    /// Has the profile say what is proposed. For editors.
    ///
    /// Errors to mend: `transition_refused`, `id_invalid`, `not_found`, `version_conflict`.
    async fn profile_proposal_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the proposal.")] id: ID,
        #[graphql(desc = "The revision of the expert that was looked at.")] expected_revision: i32,
    ) -> Option<Result<ProfileProposalAcceptPayload>> {
        let outcome = async {
            let session = managing(ctx)?;
            session.profiles().accept(proposal_id(&id)?, i64::from(expected_revision)).await
        };
        let outcome = outcome.await;
        let is_late = is_late(&outcome);
        let session = session(ctx);
        let present = if is_late { present(ctx, &id).await } else { Ok(None) };
        let said = || {
            let wish = wish(ctx, None, true)?;
            let (done, user_errors) = halves(outcome.heard(session)?);
            let (proposal, expert) = done.map(|(proposal, expert)| (proposal, Arc::new(expert))).unzip();
            let expert = expert.or(present.heard(session)?.unwrap_or_default());
            Ok(ProfileProposalAcceptPayload {
                proposal: proposal.map(|proposal| ProfileProposal::new(proposal, &wish)),
                expert: expert.map(|expert| Expert::new(expert, &wish)),
                user_errors,
            })
        };
        Some(said())
    }

    /// Declines what is proposed. For editors.
    ///
    /// Errors to mend: `transition_refused`, `value_invalid`, `id_invalid`, `not_found`.
    async fn profile_proposal_decline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the proposal.")] id: ID,
        #[graphql(desc = "Why, for the expert: 1 to 1000 characters.")] reason: String,
    ) -> Option<Result<ProfileProposalPayload>> {
        let outcome = async { managing(ctx)?.profiles().decline(proposal_id(&id)?, &reason).await };
        Some(ProfileProposalPayload::of(ctx, outcome.await))
    }
}

fn proposal_id(id: &str) -> domain::Result<ProfileProposalId> {
    ProfileProposalId::parse(id).map_err(|error| error.at("id"))
}

/// The expert of a proposal, as somebody else has left them.
async fn present(ctx: &Context<'_>, id: &str) -> domain::Result<Option<Arc<domain::expert::Expert>>> {
    let session = session(ctx);
    let proposal = session.profiles().proposal(proposal_id(id)?).await?;
    Ok(proposal.and_then(|proposal| session.experts().by_id(proposal.expert)))
}
