//! Logging in with another provider. A known identity opens its account. An unknown one makes an account if the provider has
//! confirmed an address that nobody has here; in every other case a mailed code must show whose it is.

use sea_orm::ConnectionTrait;

use super::authorize::{self, Callback, Vouched};
use super::claim::{self, Claim};
use super::link::{self, NewIdentity};
use super::{AuthorizationPurpose, Identities, IdentityKind, row, unclaimed};
use crate::access::{Login, SessionMethod, begin_session, verified_by_provider};
use crate::account::{self, Account, Email, NewAccount};
use crate::changes::Changes;
use crate::db::WriteTx;
use crate::error::Result;
use crate::id::IdentityId;
use crate::policy::{self, Action, Permit};
use crate::throttle::{self, Door};

/// Where an identity leads.
enum Way {
    /// To the account that it is linked to.
    Known(IdentityId, Account),
    /// To a new account with this address, which the provider has confirmed and nobody has here.
    New(Email),
    /// To a code that is mailed to this address, if there is one, for this account, if there is one.
    Claim(Option<(Email, Option<Account>)>),
}

impl Identities<'_> {
    /// Logs in with what came back from a provider.
    ///
    /// # Errors
    /// `authorization_invalid`; `identity_unclaimed` when the identity has to be claimed by a mailed code;
    /// `provider_unavailable`; `account_suspended`; `rate_limited`.
    pub async fn login(&self, callback: &Callback) -> Result<Login> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::AccountEnter)?;
        let vouched = self.vouch(&permit, callback, AuthorizationPurpose::Login, None).await?;
        if let Way::Claim(Some((email, _))) = way(session.db().reader(), &vouched).await? {
            // Before the letter is written: nobody's mailbox is filled by somebody else's logins.
            throttle::admit(session, &permit, Door::Mail, Some(email.as_str())).await?;
        }
        let tx = WriteTx::begin(session, &permit).await?;
        match way(tx.connection(), &vouched).await? {
            Way::Known(identity, account) => {
                row::touch(tx.connection(), &permit, identity, session.now()).await?;
                authorize::forgive(&tx, &permit).await?;
                let verified = verified_by_provider(&vouched);
                let (login, begun) = begin_session(&tx, &permit, verified, account, SessionMethod::Provider).await?;
                tx.commit(Changes::Of(vec![begun])).await?;
                Ok(login)
            }
            Way::New(email) => enter(tx, &permit, &vouched, email).await,
            Way::Claim(to) => {
                if let Some((email, account)) = to {
                    let claim = Claim::of(&vouched);
                    claim::mail(&tx, &permit, &claim, &email, account.as_ref()).await?;
                }
                tx.commit(Changes::Nothing("nothing changes until the identity is claimed")).await?;
                Err(unclaimed())
            }
        }
    }
}

/// Makes the account of an identity whose provider has confirmed the address, and logs in.
async fn enter(tx: WriteTx<'_>, permit: &Permit, vouched: &Vouched, email: Email) -> Result<Login> {
    let claims = &vouched.claims;
    let new = NewAccount {
        email,
        display_name: account::offered_name(claims.name.as_deref()),
        language: tx.session().languages().default_language().clone(),
        roles: Vec::new(),
        password_hash: None,
    };
    let Some((account, made)) = account::make(&tx, permit, new).await? else {
        // Somebody registered the address meanwhile.
        return Err(unclaimed());
    };
    let new = NewIdentity {
        provider: &vouched.provider,
        subject: &claims.subject,
        email: claims.email.as_deref(),
        is_used: true,
    };
    let (_, linked) = link::put(&tx, permit, account.id, new).await?;
    authorize::forgive(&tx, permit).await?;
    let verified = verified_by_provider(vouched);
    let (login, begun) = begin_session(&tx, permit, verified, account, SessionMethod::Provider).await?;
    tx.commit(Changes::Of(vec![made, linked, begun])).await?;
    Ok(login)
}

async fn way(database: &impl ConnectionTrait, vouched: &Vouched) -> Result<Way> {
    let claims = &vouched.claims;
    let known = row::by_subject(database, &vouched.provider, &claims.subject).await?;
    if let Some((row, account)) = known.and_then(|row| row.account.map(|account| (row, account)))
        && let Some(account) = account::row::by_id(database, account).await?
    {
        return Ok(match row.identity.kind {
            IdentityKind::Oidc => Way::Known(row.identity.id, account),
            // Nobody can log in with what was taken over: its owner says once more that the two are one.
            IdentityKind::Legacy => Way::Claim(Some((account.email.clone(), Some(account)))),
        });
    }
    let Some(email) = claims.email.as_deref().and_then(|email| Email::parse(email).ok()) else {
        return Ok(Way::Claim(None));
    };
    Ok(match account::row::by_email(database, &email).await? {
        Some(found) => Way::Claim(Some((email, Some(found.account)))),
        None if claims.email_verified => Way::New(email),
        None => Way::Claim(Some((email, None))),
    })
}
