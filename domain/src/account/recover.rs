//! Passwords: a new one for whoever forgot theirs, by a mailed code, and for whoever knows it.

use super::profile::gone;
use super::{Accounts, Email, row};
use crate::access::{Login, PasswordRule, SessionMethod, begin_session, revoke_sessions, verified_by_mail};
use crate::challenge::{self, NewChallenge, Proof, Purpose};
use crate::changes::{Change, ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::{Code, Error, Result};
use crate::mail::{self, Letter, NewMail};
use crate::policy::{self, Action};
use crate::throttle::{self, Door};

/// The codes that set a password: a password that was set ends them all.
const BY_CODE: [Purpose; 2] = [Purpose::PasswordReset, Purpose::StaffBegin];

impl Accounts<'_> {
    /// Mails a code for a new password, if the address has an account. The answer is the same if it hasn't.
    ///
    /// # Errors
    /// `email_invalid`; `rate_limited`.
    pub async fn request_password_reset(&self, email: &str) -> Result<()> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::AccountEnter)?;
        let email = Email::parse(email)?;
        throttle::admit(session, &permit, Door::Mail, Some(email.as_str())).await?;
        let tx = WriteTx::begin(session, &permit).await?;
        let found = row::by_email(tx.connection(), &email).await?;
        let account = found.as_ref().map(|found| found.account.id);
        // Both take the same path, statement for statement: the time of the answer tells nothing. Whether there is an
        // account is told by mail, to whoever reads it.
        let new = NewChallenge { purpose: Purpose::PasswordReset, account, email: &email, payload: "".into() };
        let issued = challenge::issue(&tx, &permit, new).await?;
        let letter = match &found {
            Some(found) => NewMail {
                letter: Letter::PasswordReset,
                account,
                recipient: &email,
                language: &found.account.language,
                code: Some(&issued),
            },
            None => NewMail {
                letter: Letter::PasswordUnknown,
                account,
                recipient: &email,
                language: session.languages().default_language(),
                code: None,
            },
        };
        mail::put(&tx, &permit, letter).await?;
        tx.commit(Changes::Nothing("nothing changes until the code is redeemed")).await?;
        Ok(())
    }

    /// Sets a new password by a mailed code, ends all sessions, and logs in.
    ///
    /// # Errors
    /// `code_invalid`, `password_weak`, `account_suspended`; `rate_limited`.
    pub async fn reset_password(&self, proof: &Proof, password: &str) -> Result<Login> {
        self.set_password_by_code(Purpose::PasswordReset, proof, password).await
    }

    pub(super) async fn set_password_by_code(&self, purpose: Purpose, proof: &Proof, password: &str) -> Result<Login> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::AccountEnter)?;
        let address = proof.address();
        let address = address.as_ref().map(Email::as_str);
        throttle::admit(session, &permit, Door::Code, address).await?;
        let (access, ports) = (session.domain().access(), session.domain().ports());
        // Before the code is used up: a weak password can be mended with the same code.
        let known: Vec<&str> = address.into_iter().collect();
        let rule = PasswordRule { min: access.options.password_min, known: &known };
        let hash = access.passwords.hash(password, &rule, &ports.random).await?;
        let tx = WriteTx::begin(session, &permit).await?;
        let redeemed = challenge::redeem(&tx, &permit, purpose, proof).await?;
        let account = match redeemed.as_ref().and_then(|redeemed| redeemed.account) {
            Some(account) => row::lock(tx.connection(), &permit, account).await?,
            None => None,
        };
        let (Some(redeemed), Some(account)) = (redeemed, account) else {
            tx.commit(Changes::Nothing("a code that is none was counted")).await?;
            return Err(challenge::refused());
        };
        row::set_password(tx.connection(), &permit, account.id, Some(&hash)).await?;
        challenge::withdraw(tx.connection(), &permit, account.id, &BY_CODE).await?;
        throttle::forgive(&tx, &permit, Door::Code, address).await?;
        throttle::forgive(&tx, &permit, Door::Login, Some(account.email.as_str())).await?;
        let mut changes = revoke_sessions(&tx, &permit, account.id, |_| true, "password").await?;
        changes.push(Change::private(ChangeKind::AccountUpdated, account.id, account.revision, account.id));
        let verified = verified_by_mail(&redeemed);
        let (login, begun) = begin_session(&tx, &permit, verified, account, SessionMethod::Code).await?;
        changes.push(begun);
        tx.commit(Changes::Of(changes)).await?;
        Ok(login)
    }

    /// Changes the viewer's password and ends their other sessions.
    ///
    /// # Errors
    /// `login_failed` at `currentPassword`; `password_weak`; `authentication_required`; `rate_limited`.
    pub async fn change_password(&self, current: &str, password: &str) -> Result<()> {
        let session = self.0;
        let owner = policy::owner(session.viewer())?;
        let (access, ports) = (session.domain().access(), session.domain().ports());
        let found = self.check_current(&owner, current).await?;
        let email = found.account.email.clone();
        let known = [email.as_str(), found.account.display_name.as_str()];
        let rule = PasswordRule { min: access.options.password_min, known: &known };
        let hash = access.passwords.hash(password, &rule, &ports.random).await?;
        let tx = WriteTx::begin(session, &owner.permit).await?;
        row::set_password(tx.connection(), &owner.permit, owner.account, Some(&hash)).await?;
        throttle::forgive(&tx, &owner.permit, Door::Login, Some(email.as_str())).await?;
        challenge::withdraw(tx.connection(), &owner.permit, owner.account, &BY_CODE).await?;
        let others = |id| id != owner.session;
        let mut changes = revoke_sessions(&tx, &owner.permit, owner.account, others, "password").await?;
        let letter = NewMail {
            letter: Letter::PasswordChanged,
            account: Some(owner.account),
            recipient: &email,
            language: &found.account.language,
            code: None,
        };
        mail::put(&tx, &owner.permit, letter).await?;
        let revision = found.account.revision;
        changes.push(Change::private(ChangeKind::AccountUpdated, owner.account, revision, owner.account));
        tx.commit(Changes::Of(changes)).await?;
        Ok(())
    }

    /// The viewer's present password, given once more: an attempt like a login. Answers their account.
    ///
    /// # Errors
    /// `login_failed` at `currentPassword`; `credential_invalid` when the account has gone; `rate_limited`.
    pub(super) async fn check_current(&self, owner: &policy::Owner, current: &str) -> Result<row::Found> {
        let session = self.0;
        let found = row::with_password(session.db().reader(), owner.account).await?.ok_or_else(gone)?;
        throttle::admit(session, &owner.permit, Door::Login, Some(found.account.email.as_str())).await?;
        let checked = session.domain().access().passwords.check(current, found.password_hash.as_deref()).await;
        checked.map_err(not_the_present_one)?;
        Ok(found)
    }
}

/// Of a password that is given once more it is told which field was wrong: whoever asks is logged in.
pub(super) fn not_the_present_one(error: Error) -> Error {
    match error.code {
        Code::LoginFailed => Error::new(Code::LoginFailed, "This is not the present password.").at("currentPassword"),
        _ => error,
    }
}
