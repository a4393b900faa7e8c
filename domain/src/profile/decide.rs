//! Editors accept what experts propose of themselves, or decline it.

use super::propose::told;
use super::{Profiles, Proposal, ProposalState, row};
use crate::audit::Note;
use crate::changes::{ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::{Code, Error, Result, Versions};
use crate::expert::{self, Expert, ExpertPut};
use crate::id::ProfileProposalId;
use crate::policy::{self, Action, Permit};
use crate::{input, instant};

/// The longest reason, in characters.
const REASON_MAX: usize = 1_000;

impl Profiles<'_> {
    /// Has the profile say what is proposed, against the revision of the expert that was looked at.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `transition_refused` for one that isn't open, `version_conflict`.
    pub async fn accept(&self, id: ProfileProposalId, expected: i64) -> Result<(Proposal, Expert)> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::ExpertManage)?;
        let tx = WriteTx::begin(session, &permit).await?;
        // The expert first, as whoever proposes something else does.
        let proposal = row::by_id(tx.connection(), id).await?.ok_or_else(Error::not_found)?;
        let held = expert::row::hold(tx.connection(), &permit, &[proposal.expert]).await?.pop();
        let expert = held.ok_or_else(Error::not_found)?;
        let proposal = open(&tx, &permit, id).await?;
        Versions { expected, present: expert.revision }.agree()?;
        let mut put = ExpertPut::from(expert);
        for text in &proposal.texts {
            put.texts.retain(|present| present.language != text.language);
            if text.title.is_some() || text.affiliation.is_some() || text.bio.is_some() {
                put.texts.push(text.clone());
            }
        }
        let mut changes = expert::put_many(&tx, &permit, &[put]).await?;
        let proposal = settle(&tx, &permit, proposal, ProposalState::Accepted, None).await?;
        changes.iter().for_each(|change| tx.note(Note::of(change)));
        changes.push(told(id));
        let expert = expert::row::load(tx.connection(), Some(&[proposal.expert])).await?.pop();
        let expert = expert.ok_or_else(|| Error::internal("an expert who was saved isn't there"))?;
        tx.commit(Changes::Of(changes)).await?;
        Ok((proposal, expert))
    }

    /// Declines what is proposed, with a reason for the expert.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `transition_refused` for one that isn't open; `value_invalid`.
    pub async fn decline(&self, id: ProfileProposalId, reason: &str) -> Result<Proposal> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::ExpertManage)?;
        let reason = input::filled_lines(reason, "reason", REASON_MAX)?;
        let tx = WriteTx::begin(session, &permit).await?;
        let proposal = open(&tx, &permit, id).await?;
        let proposal = settle(&tx, &permit, proposal, ProposalState::Declined, Some(reason)).await?;
        tx.commit(Changes::Of(vec![told(id)])).await?;
        Ok(proposal)
    }
}

/// A proposal that is open, held until the transaction ends.
async fn open(tx: &WriteTx<'_>, permit: &Permit, id: ProfileProposalId) -> Result<Proposal> {
    let proposal = row::lock(tx.connection(), permit, id).await?.ok_or_else(Error::not_found)?;
    match proposal.state {
        ProposalState::Open => Ok(proposal),
        state => {
            let message = format!("This was settled before: it is `{state}`.");
            Err(Error::new(Code::TransitionRefused, message))
        }
    }
}

async fn settle(
    tx: &WriteTx<'_>,
    permit: &Permit,
    proposal: Proposal,
    state: ProposalState,
    reason: Option<String>,
) -> Result<Proposal> {
    let now = tx.session().now();
    row::settle(tx.connection(), permit, proposal.id, (state, reason.as_deref()), now).await?;
    tx.note(Note {
        event: ChangeKind::ProfileProposalSaved.to_string(),
        subject: Some(proposal.id.into()),
        language: None,
        revisions: (None, None),
        states: Some((proposal.state.as_str(), state.as_str())),
        reason: reason.clone(),
    });
    Ok(Proposal { state, decided_at: Some(instant::kept(now)?), reason, ..proposal })
}
