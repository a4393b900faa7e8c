//! Two experts become one: what the one contributed, the other did, whoever followed the one follows the other, and the id and
//! the slugs of the one lead to the other.

use super::edit::{end, put_all};
use super::put::told;
use super::{Expert, ExpertPut, Experts, row};
use crate::article::{self, Refiling};
use crate::audit::Note;
use crate::changes::ChangeKind;
use crate::db::WriteTx;
use crate::error::{Code, Error, Result, Versions};
use crate::follow::{self, Target};
use crate::id::ExpertId;
use crate::policy::{self, Action};
use crate::{import, profile, redirect};

impl Experts<'_> {
    /// Merges an expert into another, against the revision that was looked at, and answers the latter. What is said of them is
    /// what was said of the latter; bylines keep the titles that they have.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `version_conflict`; at `into`: `reference_missing`,
    /// `value_invalid` for the same one, `account_linked` when each of them has an account.
    pub async fn merge(&self, id: ExpertId, expected: i64, into: ExpertId) -> Result<Expert> {
        let session = self.session;
        let permit = policy::require(session.viewer(), Action::ExpertManage)?;
        if id == into {
            return Err(Error::new(Code::ValueInvalid, "An expert isn't merged into themself.").at("into"));
        }
        let tx = WriteTx::begin(session, &permit).await?;
        let held = row::hold(tx.connection(), &permit, &[id, into]).await?;
        let of = |wanted: ExpertId| held.iter().find(|expert| expert.id == wanted);
        let source = of(id).ok_or_else(Error::not_found)?;
        Versions { expected, present: source.revision }.agree()?;
        let missing = || Error::new(Code::ReferenceMissing, "There is no such expert.").at("into");
        let survivor = of(into).ok_or_else(missing)?.clone();
        let refiling = Refiling::Expert(id, into);
        // In this order: whoever saves an article holds it first, and then those of its byline.
        article::hold(&tx, &permit, refiling).await?;
        row::lock_one(tx.connection(), &permit, id).await?;
        let mut changes = vec![told(ChangeKind::ExpertMerged, id, source.revision + 1)];
        let put = ExpertPut { former_slugs: vec![source.slug.clone()], ..ExpertPut::from(survivor) };
        changes.extend(put_all(&tx, &permit, &[put]).await?);
        changes.extend(article::refile(&tx, &permit, refiling).await?);
        if !profile::row::absorb(tx.connection(), &permit, id, into).await? {
            let message = "Each of them has an account: unlink one of them first.";
            return Err(Error::new(Code::AccountLinked, message).at("into"));
        }
        redirect::absorb(tx.connection(), &permit, id.into(), into.into()).await?;
        import::row::absorb(tx.connection(), &permit, id.into(), into.into()).await?;
        follow::row::absorb(tx.connection(), &permit, Target::Expert(id), Target::Expert(into)).await?;
        row::delete(tx.connection(), &permit, id).await?;
        for change in &changes[..2] {
            tx.note(Note::of(change));
        }
        end(tx, into, changes).await
    }
}
