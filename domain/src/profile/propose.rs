//! Experts propose what shall be said of themselves, by the account that is theirs.

use super::{Profiles, Proposal, ProposalState, row};
use crate::changes::{Change, ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::{Code, Error, Result};
use crate::expert::{self, ExpertText, ExpertTextChange, apply_texts, check_texts};
use crate::id::{self, ProfileProposalId};
use crate::language::Language;
use crate::{account, instant, policy};

impl Profiles<'_> {
    /// Proposes title, affiliation and life of the expert that the viewer is. What isn't set stays as it is now. A proposal that
    /// is open already is superseded by it.
    ///
    /// # Errors
    /// `authentication_required`; `forbidden` for whoever is no expert; `value_invalid`, `language_invalid`.
    pub async fn propose(&self, mut texts: Vec<ExpertTextChange>) -> Result<Proposal> {
        let session = self.0;
        let owner = policy::owner(session.viewer())?;
        check_texts(&mut texts, session.languages())?;
        let tx = WriteTx::begin(session, &owner.permit).await?;
        let connection = tx.connection();
        account::row::lock(connection, &owner.permit, owner.account).await?;
        let expert = row::expert_of(connection, owner.account).await?.ok_or_else(no_expert)?;
        let expert = expert::row::hold(connection, &owner.permit, &[expert]).await?.pop().ok_or_else(no_expert)?;
        let texts = changed(&expert.texts, texts);
        if texts.is_empty() {
            let message = "Nothing would change.";
            return Err(Error::new(Code::ValueInvalid, message).at("texts"));
        }
        let ports = session.domain().ports();
        let proposal = Proposal {
            id: ProfileProposalId::new(id::generate(&*ports.clock, &*ports.random)),
            expert: expert.id,
            account: owner.account,
            base_revision: expert.revision,
            texts,
            state: ProposalState::Open,
            // Instants are kept to the microsecond.
            proposed_at: instant::kept(session.now())?,
            decided_at: None,
            reason: None,
        };
        row::supersede(connection, &owner.permit, expert.id, session.now()).await?;
        row::insert(connection, &owner.permit, &proposal).await?;
        tx.commit(Changes::Of(vec![told(proposal.id)])).await?;
        Ok(proposal)
    }
}

/// The texts as they shall be, of those languages alone in which they differ.
fn changed(present: &[ExpertText], changes: Vec<ExpertTextChange>) -> Vec<ExpertText> {
    let languages: Vec<Language> = changes.iter().map(|change| change.language.clone()).collect();
    let mut all = present.to_vec();
    apply_texts(changes, &mut all);
    let of = |texts: &[ExpertText], language: &Language| texts.iter().find(|text| text.language == *language).cloned();
    let differing = languages.into_iter().filter(|language| of(&all, language) != of(present, language));
    let blank = |language| ExpertText { language, title: None, affiliation: None, bio: None };
    differing.map(|language| of(&all, &language).unwrap_or_else(|| blank(language))).collect()
}

fn no_expert() -> Error {
    Error::new(Code::Forbidden, "Your account isn't an expert's: the newsroom says whose it is.")
}

/// What is told of a proposal: that there is something to be looked at.
pub(super) fn told(id: ProfileProposalId) -> Change {
    Change::for_staff(ChangeKind::ProfileProposalSaved, id, 1)
}
