//! Another address for an account: confirmed by whoever reads the mail of the present one and of the new one, in either
//! order.

use super::profile::gone;
use super::recover::not_the_present_one;
use super::{Account, Accounts, Email, row};
use crate::challenge::{self, NewChallenge, Proof, Purpose};
use crate::changes::{Change, ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::Result;
use crate::id;
use crate::mail::{self, Letter, NewMail};
use crate::policy;
use crate::throttle::{self, Door};

/// The two codes of a change.
const BOTH: [Purpose; 2] = [Purpose::EmailLeave, Purpose::EmailEnter];

impl Accounts<'_> {
    /// Begins a change of the viewer's address: a code goes to the present one and another to the new one. It takes the
    /// place of a change that was begun before.
    ///
    /// # Errors
    /// `login_failed` at `currentPassword`; `email_invalid`; `authentication_required`; `rate_limited`.
    pub async fn request_email_change(&self, email: &str, current_password: &str) -> Result<()> {
        let session = self.0;
        let owner = policy::owner(session.viewer())?;
        let new = Email::parse(email)?;
        let found = row::with_password(session.db().reader(), owner.account).await?.ok_or_else(gone)?;
        let (account, present) = (found.account, found.password_hash);
        throttle::admit(session, &owner.permit, Door::Login, Some(account.email.as_str())).await?;
        throttle::admit(session, &owner.permit, Door::Mail, Some(new.as_str())).await?;
        let access = session.domain().access();
        access.passwords.check(current_password, present.as_deref()).await.map_err(not_the_present_one)?;
        let tx = WriteTx::begin(session, &owner.permit).await?;
        throttle::forgive(&tx, &owner.permit, Door::Login, Some(account.email.as_str())).await?;
        challenge::withdraw(tx.connection(), &owner.permit, account.id, &BOTH).await?;
        let ports = session.domain().ports();
        let pair = id::generate(&*ports.clock, &*ports.random).to_string();
        let payload = serde_json::json!({"pair": pair, "email": new.as_str()});
        // A new address that has an account gets no code: the change can't be brought to its end. Its owner is told, and
        // nobody else.
        let taken = row::by_email(tx.connection(), &new).await?.map(|found| found.account);
        let entering = if taken.is_some() { Letter::RegisterKnown } else { Letter::EmailEnter };
        let sides = [(Purpose::EmailLeave, Letter::EmailLeave, &account.email), (Purpose::EmailEnter, entering, &new)];
        for (purpose, letter, email) in sides {
            let new = NewChallenge { purpose, account: Some(account.id), email, payload: payload.clone() };
            let issued = challenge::issue(&tx, &owner.permit, new).await?;
            let is_known = letter == Letter::RegisterKnown;
            let of = taken.as_ref().filter(|_| is_known).unwrap_or(&account);
            let code = (!is_known).then_some(&issued);
            let mail = NewMail { letter, account: Some(of.id), recipient: email, language: &of.language, code };
            mail::put(&tx, &owner.permit, mail).await?;
        }
        tx.commit(Changes::Nothing("nothing changes until both codes are redeemed")).await?;
        Ok(())
    }

    /// Redeems one of the two codes of a change. With the second one the address changes; answers the account as it is
    /// then.
    ///
    /// # Errors
    /// `code_invalid`; `authentication_required`; `rate_limited`.
    pub async fn confirm_email_change(&self, proof: &Proof) -> Result<Account> {
        let session = self.0;
        let owner = policy::owner(session.viewer())?;
        let subject = owner.account.to_string();
        throttle::admit(session, &owner.permit, Door::Code, Some(&subject)).await?;
        let tx = WriteTx::begin(session, &owner.permit).await?;
        // Of two codes that are redeemed at once, one waits here and sees the other.
        let account = row::lock(tx.connection(), &owner.permit, owner.account).await?.ok_or_else(gone)?;
        let mut redeemed = None;
        for (purpose, other) in [(BOTH[0], BOTH[1]), (BOTH[1], BOTH[0])] {
            if let Some(found) = challenge::redeem(&tx, &owner.permit, purpose, proof).await? {
                redeemed = Some((found, other));
                break;
            }
        }
        let Some((redeemed, other)) = redeemed.filter(|(found, _)| found.account == Some(owner.account)) else {
            tx.commit(Changes::Nothing("a code that is none was counted")).await?;
            return Err(challenge::refused());
        };
        throttle::forgive(&tx, &owner.permit, Door::Code, Some(&subject)).await?;
        if !challenge::is_used(tx.connection(), account.id, other, &redeemed.payload).await? {
            tx.commit(Changes::Nothing("the other code is yet to be redeemed")).await?;
            return Ok(account);
        }
        let email = Email::stored(redeemed.payload["email"].as_str().unwrap_or_default());
        if row::by_email(tx.connection(), &email).await?.is_some() {
            // Somebody registered it meanwhile.
            tx.commit(Changes::Nothing("the address has got an account meanwhile")).await?;
            return Err(challenge::refused());
        }
        let former = account.email.clone();
        let changed = Account { email, revision: account.revision + 1, ..account };
        row::update(tx.connection(), &owner.permit, &changed, session.now()).await?;
        let (recipient, language) = (&former, &changed.language);
        let letter =
            NewMail { letter: Letter::EmailChanged, account: Some(changed.id), recipient, language, code: None };
        mail::put(&tx, &owner.permit, letter).await?;
        let told = Change::private(ChangeKind::AccountUpdated, changed.id, changed.revision, changed.id);
        tx.commit(Changes::Of(vec![told])).await?;
        Ok(changed)
    }
}
