//! Claims: a mailed code that links an identity to the account of the address that it was sent to. A claim that began with a
//! login at a provider can be ended only by the client that began it: a link in mail that somebody else caused does nothing.

use serde::{Deserialize, Serialize};

use super::authorize::{self, Vouched};
use super::link::{self, NewIdentity};
use super::{Identities, row};
use crate::access::{Login, PasswordRule, Secret, SessionMethod, begin_session, verified_by_mail};
use crate::account::{self, Account, Email, NewAccount};
use crate::challenge::{self, NewChallenge, Proof, Purpose, Redeemed};
use crate::changes::{Change, Changes};
use crate::db::WriteTx;
use crate::error::{Code, Error, Result};
use crate::mail::{self, Letter, NewMail};
use crate::policy::{self, Action, Permit};
use crate::throttle::{self, Door};

/// What waits for its code.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Claim {
    /// An identity that a provider vouched for, to the client of this binding.
    Oidc { provider: String, subject: String, email: Option<String>, name: Option<String>, binding: String },
    /// What was taken over from a provider for the address that the code is sent to.
    Legacy { provider: String },
}

impl Claim {
    pub(super) fn of(vouched: &Vouched) -> Self {
        let claims = vouched.claims.clone();
        Claim::Oidc {
            provider: vouched.provider.clone(),
            subject: claims.subject,
            email: claims.email,
            name: claims.name,
            binding: vouched.binding.clone(),
        }
    }
}

/// Issues a code and writes the letter that brings it.
pub(super) async fn mail(
    tx: &WriteTx<'_>,
    permit: &Permit,
    claim: &Claim,
    email: &Email,
    account: Option<&Account>,
) -> Result<()> {
    let issued = issue(tx, permit, claim, email, account).await?;
    let language = account.map_or_else(|| tx.session().languages().default_language(), |account| &account.language);
    let (letter, account) = (Letter::IdentityClaim, account.map(|account| account.id));
    let new = NewMail { letter, account, recipient: email, language, code: Some(&issued) };
    mail::put(tx, permit, new).await
}

pub(super) async fn issue(
    tx: &WriteTx<'_>,
    permit: &Permit,
    claim: &Claim,
    email: &Email,
    account: Option<&Account>,
) -> Result<challenge::Issued> {
    let payload = serde_json::to_value(claim).map_err(Error::internal)?;
    let account = account.map(|account| account.id);
    challenge::issue(tx, permit, NewChallenge { purpose: Purpose::IdentityClaim, account, email, payload }).await
}

impl Identities<'_> {
    /// Redeems a mailed code: links the identity to the account of the address, which is made if there is none, and logs in.
    /// `binding` is what the login at the provider was begun with; an identity that was taken over needs none. `password`
    /// is for an account that is made; one that there is keeps its own.
    ///
    /// # Errors
    /// `code_invalid`; `password_weak`; `value_invalid` at `password` when an account is made that would have no way in;
    /// `identity_taken`, `identity_limit`; `account_suspended`; `rate_limited`.
    pub async fn claim(&self, proof: &Proof, binding: Option<&str>, password: Option<&str>) -> Result<Login> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::AccountEnter)?;
        throttle::admit(session, &permit, Door::Code, None).await?;
        let access = session.domain().access();
        let password_hash = match password {
            // Before the code is used up: a weak password can be mended with the same code.
            Some(password) => {
                let rule = PasswordRule { min: access.options.password_min, known: &[] };
                Some(access.passwords.hash(password, &rule, &session.domain().ports().random).await?)
            }
            None => None,
        };
        let tx = WriteTx::begin(session, &permit).await?;
        let Some(redeemed) = challenge::redeem(&tx, &permit, Purpose::IdentityClaim, proof).await? else {
            tx.commit(Changes::Nothing("a code that is none was counted")).await?;
            return Err(challenge::refused());
        };
        let claim: Claim = serde_json::from_value(redeemed.payload.clone()).map_err(Error::internal)?;
        if let Claim::Oidc { binding: kept, .. } = &claim
            && binding.map(|binding| authorize::binding_digest(&Secret::typed(binding))).as_ref() != Some(kept)
        {
            tx.commit(Changes::Nothing("a code that came from another client was used up")).await?;
            return Err(challenge::refused());
        }
        let claimed = rows(&tx, &redeemed, &claim).await?;
        if claimed.is_empty() {
            tx.commit(Changes::Nothing("the identity was claimed meanwhile")).await?;
            return Err(challenge::refused());
        }
        let (account, made) = self.owner(&tx, &permit, &redeemed, &claim, &claimed, password_hash).await?;
        let mut changes: Vec<Change> = made.into_iter().collect();
        for claimed in &claimed {
            changes.push(claimed.put(&tx, &permit, &account).await?);
        }
        throttle::forgive(&tx, &permit, Door::Code, None).await?;
        let verified = verified_by_mail(&redeemed);
        let (login, begun) = begin_session(&tx, &permit, verified, account, SessionMethod::Code).await?;
        changes.push(begun);
        tx.commit(Changes::Of(changes)).await?;
        Ok(login)
    }

    /// The account of the address that the code was sent to, locked, or a new one.
    async fn owner(
        &self,
        tx: &WriteTx<'_>,
        permit: &Permit,
        redeemed: &Redeemed,
        claim: &Claim,
        claimed: &[Claimed],
        password_hash: Option<String>,
    ) -> Result<(Account, Option<Change>)> {
        let there = match redeemed.account {
            Some(account) => Some(account),
            None => account::row::by_email(tx.connection(), &redeemed.email).await?.map(|found| found.account.id),
        };
        if let Some(account) = there {
            let account = account::row::lock(tx.connection(), permit, account).await?.ok_or_else(challenge::refused)?;
            return Ok((account, None));
        }
        if matches!(claim, Claim::Legacy { .. }) && password_hash.is_none() {
            // Nothing is committed: the code stays good.
            let message = "An account is made of this: it needs a password.";
            return Err(Error::new(Code::ValueInvalid, message).at("password"));
        }
        let name = match claim {
            Claim::Oidc { name, .. } => name.as_deref(),
            Claim::Legacy { .. } => claimed.iter().find_map(|claimed| claimed.name.as_deref()),
        };
        let new = NewAccount {
            email: redeemed.email.clone(),
            display_name: account::offered_name(name),
            language: self.0.languages().default_language().clone(),
            roles: Vec::new(),
            password_hash,
        };
        let (account, made) = account::make(tx, permit, new).await?.ok_or_else(challenge::refused)?;
        Ok((account, Some(made)))
    }
}

/// An identity that a code is good for.
struct Claimed {
    provider: String,
    subject: String,
    email: Option<String>,
    name: Option<String>,
    /// What was taken over stays what it is.
    legacy: Option<crate::id::IdentityId>,
}

impl Claimed {
    async fn put(&self, tx: &WriteTx<'_>, permit: &Permit, account: &Account) -> Result<Change> {
        if let Some(id) = self.legacy {
            return link::adopt(tx, permit, account.id, id).await;
        }
        let (provider, subject, email) = (&self.provider, &self.subject, self.email.as_deref());
        let new = NewIdentity { provider, subject, email, is_used: true };
        Ok(link::put(tx, permit, account.id, new).await?.1)
    }
}

async fn rows(tx: &WriteTx<'_>, redeemed: &Redeemed, claim: &Claim) -> Result<Vec<Claimed>> {
    match claim {
        Claim::Oidc { provider, subject, email, name, .. } => Ok(vec![Claimed {
            provider: provider.clone(),
            subject: subject.clone(),
            email: email.clone(),
            name: name.clone(),
            legacy: None,
        }]),
        Claim::Legacy { provider } => {
            let waiting = row::waiting(tx.connection(), provider, &redeemed.email).await?;
            let claimed = waiting.into_iter().map(|row| Claimed {
                provider: row.identity.provider,
                subject: row.subject,
                email: row.identity.email,
                name: row.display_name,
                legacy: Some(row.identity.id),
            });
            Ok(claimed.collect())
        }
    }
}
