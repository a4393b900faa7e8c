//! Editors say whose account is which expert's: an account is one expert's at the most, and an expert has one at the most.

use super::{Profiles, row};
use crate::changes::{Change, ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, ExpertId};
use crate::policy::{self, Action};
use crate::{account, expert};

impl Profiles<'_> {
    /// Whose account is an expert's from now on; nobody's without one. What was proposed by the account before it is open no
    /// longer.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; at `account`: `reference_missing`, and `account_linked` for one that
    /// is another expert's.
    pub async fn link(&self, id: ExpertId, account: Option<AccountId>) -> Result<()> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::ExpertManage)?;
        let tx = WriteTx::begin(session, &permit).await?;
        let connection = tx.connection();
        // The account first, as whoever proposes something does.
        if let Some(account) = account {
            let missing = || Error::new(Code::ReferenceMissing, "There is no such account.").at("account");
            account::row::lock(connection, &permit, account).await?.ok_or_else(missing)?;
        }
        let expert = expert::row::hold(connection, &permit, &[id]).await?.pop().ok_or_else(Error::not_found)?;
        let before = row::account_of(connection, id).await?;
        if before == account {
            tx.commit(Changes::Nothing("it is so already")).await?;
            return Ok(());
        }
        row::unlink(connection, &permit, id).await?;
        row::supersede(connection, &permit, id, session.now()).await?;
        if let Some(account) = account {
            if row::expert_of(connection, account).await?.is_some() {
                let message = "The account is another expert's: take it from there first.";
                return Err(Error::new(Code::AccountLinked, message).at("account"));
            }
            row::link(connection, &permit, (id, account), session.now()).await?;
        }
        let change = Change::for_staff(ChangeKind::ExpertLinked, id, expert.revision);
        tx.commit(Changes::Of(vec![change])).await?;
        Ok(())
    }

    /// Whose account is an expert's.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`; `not_found` for an expert that there isn't.
    pub async fn account_of(&self, id: ExpertId) -> Result<Option<AccountId>> {
        let session = self.0;
        policy::require(session.viewer(), Action::ExpertManage)?;
        session.experts().by_id(id).ok_or_else(Error::not_found)?;
        row::account_of(session.db().reader(), id).await
    }
}
