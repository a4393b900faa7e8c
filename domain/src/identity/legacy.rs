//! Identities that were taken over from elsewhere, of providers that vouch for nobody any more. Nobody can log in with one; its
//! owner claims the account by a code that is mailed to the address that came with it.

use super::claim::{self, Claim};
use super::{Identities, Identity, IdentityKind, SUBJECT_MAX, provider_name, row};
use crate::account::{self, Email};
use crate::changes::Changes;
use crate::db::WriteTx;
use crate::error::Result;
use crate::id::{self, IdentityId};
use crate::input;
use crate::policy::{self, Action, Permit};
use crate::throttle::{self, Door};

/// What became of an identity that was taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Put {
    Added,
    Changed,
    Unchanged,
}

/// An identity as an import brings it, checked.
pub(crate) struct Legacy {
    provider: String,
    subject: String,
    email: Email,
    display_name: Option<String>,
}

impl Legacy {
    /// # Errors
    /// `value_invalid` or `email_invalid` at the member.
    pub(crate) fn read(provider: &str, subject: &str, email: &str, display_name: Option<&str>) -> Result<Self> {
        let display_name = display_name.map(|name| account::offered_name(Some(name)));
        Ok(Self {
            provider: provider_name(provider)?,
            subject: input::line(subject, "subject", SUBJECT_MAX)?,
            email: Email::parse(email)?,
            display_name,
        })
    }
}

impl Identities<'_> {
    /// Mails a code for the account of an identity that was taken over, if there is one that nobody has claimed. The answer
    /// is the same if there is none.
    ///
    /// # Errors
    /// `value_invalid` at `provider`; `email_invalid`; `rate_limited`.
    pub async fn request_legacy_claim(&self, provider: &str, email: &str) -> Result<()> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::AccountEnter)?;
        let (provider, email) = (provider_name(provider)?, Email::parse(email)?);
        throttle::admit(session, &permit, Door::Mail, Some(email.as_str())).await?;
        let tx = WriteTx::begin(session, &permit).await?;
        let waiting = row::waiting(tx.connection(), &provider, &email).await?;
        let account = account::row::by_email(tx.connection(), &email).await?.map(|found| found.account);
        let claim = Claim::Legacy { provider };
        if waiting.is_empty() {
            // Made all the same, so that both take the same time; nobody is told its code.
            claim::issue(&tx, &permit, &claim, &email, account.as_ref()).await?;
        } else {
            claim::mail(&tx, &permit, &claim, &email, account.as_ref()).await?;
        }
        tx.commit(Changes::Nothing("nothing changes until the code is redeemed")).await?;
        Ok(())
    }
}

/// Takes an identity over. One that somebody has claimed, or that its provider vouches for, stays as it is.
pub(crate) async fn put(tx: &WriteTx<'_>, permit: &Permit, new: &Legacy) -> Result<Put> {
    let (ports, now) = (tx.session().domain().ports(), tx.session().now());
    let found = row::by_subject(tx.connection(), &new.provider, &new.subject).await?;
    let (email, name) = (Some(new.email.as_str()), new.display_name.as_deref());
    let Some(found) = found else {
        let identity = Identity {
            id: IdentityId::new(id::generate(&*ports.clock, &*ports.random)),
            provider: new.provider.clone(),
            kind: IdentityKind::Legacy,
            email: email.map(str::to_owned),
            created_at: now,
            last_used_at: None,
        };
        let is_new = row::insert(tx.connection(), permit, None, &identity, &new.subject, name).await?;
        return Ok(if is_new { Put::Added } else { Put::Unchanged });
    };
    let is_same = found.identity.email.as_deref() == email && found.display_name.as_deref() == name;
    if is_same || found.account.is_some() || found.identity.kind == IdentityKind::Oidc {
        return Ok(Put::Unchanged);
    }
    row::correct(tx.connection(), permit, found.identity.id, email, name).await?;
    Ok(Put::Changed)
}
