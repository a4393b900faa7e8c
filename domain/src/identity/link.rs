//! Identities of an account: listed, linked by their owner, and unlinked, as long as there is another way in.

use super::authorize::{self, Callback};
use super::{AuthorizationPurpose, Identities, Identity, IdentityKind, PER_ACCOUNT_MAX, row, taken};
use crate::account;
use crate::changes::{Change, ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::{Code, Error, Result};
use crate::id::{self, AccountId, IdentityId};
use crate::policy::{self, Permit};

/// An identity that is to be linked.
pub(super) struct NewIdentity<'n> {
    pub(super) provider: &'n str,
    pub(super) subject: &'n str,
    pub(super) email: Option<&'n str>,
    /// Somebody has just come by it.
    pub(super) is_used: bool,
}

impl Identities<'_> {
    /// The identities of the viewer's account, the first linked first.
    ///
    /// # Errors
    /// `authentication_required`.
    pub async fn list(&self) -> Result<Vec<Identity>> {
        let owner = policy::owner(self.0.viewer())?;
        let rows = row::of_account(self.0.db().reader(), owner.account).await?;
        Ok(rows.into_iter().map(|row| row.identity).collect())
    }

    /// Links what came back from a provider to the viewer's account, who began it. To link what is linked already is no
    /// error.
    ///
    /// # Errors
    /// `authorization_invalid`; `identity_taken`, `identity_limit`; `provider_unavailable`; `authentication_required`;
    /// `rate_limited`.
    pub async fn link(&self, callback: &Callback) -> Result<Identity> {
        let session = self.0;
        let owner = policy::owner(session.viewer())?;
        let vouched = self.vouch(&owner.permit, callback, AuthorizationPurpose::Link, Some(owner.account)).await?;
        let tx = WriteTx::begin(session, &owner.permit).await?;
        account::row::lock(tx.connection(), &owner.permit, owner.account).await?;
        let claims = &vouched.claims;
        let new = NewIdentity {
            provider: &vouched.provider,
            subject: &claims.subject,
            email: claims.email.as_deref(),
            is_used: false,
        };
        let (identity, linked) = put(&tx, &owner.permit, owner.account, new).await?;
        authorize::forgive(&tx, &owner.permit).await?;
        tx.commit(Changes::Of(vec![linked])).await?;
        Ok(identity)
    }

    /// Unlinks an identity from the viewer's account.
    ///
    /// # Errors
    /// `not_found`, also for somebody else's; `identity_last` when there is no other way in; `authentication_required`.
    pub async fn unlink(&self, id: IdentityId) -> Result<IdentityId> {
        let session = self.0;
        let owner = policy::owner(session.viewer())?;
        let tx = WriteTx::begin(session, &owner.permit).await?;
        // Of two that are unlinked at once, one waits here and sees that the other has gone.
        account::row::lock(tx.connection(), &owner.permit, owner.account).await?;
        let rows = row::of_account(tx.connection(), owner.account).await?;
        let row = rows.iter().find(|row| row.identity.id == id).ok_or_else(Error::not_found)?;
        let has_other = rows.iter().any(|row| row.identity.id != id && row.identity.kind == IdentityKind::Oidc);
        if row.identity.kind == IdentityKind::Oidc && !has_other {
            let found = account::row::with_password(tx.connection(), owner.account).await?;
            if found.is_none_or(|found| found.password_hash.is_none()) {
                let message = "This is the only way into the account: set a password first, or link another identity.";
                return Err(Error::new(Code::IdentityLast, message));
            }
        }
        row::remove(tx.connection(), &owner.permit, id).await?;
        tx.commit(Changes::Of(vec![Change::private(ChangeKind::IdentityUnlinked, id, 1, owner.account)])).await?;
        Ok(id)
    }
}

/// Links an identity that was vouched for, or claimed, to an account whose row is locked.
///
/// # Errors
/// `identity_taken`, `identity_limit`.
pub(super) async fn put(
    tx: &WriteTx<'_>,
    permit: &Permit,
    account: AccountId,
    new: NewIdentity<'_>,
) -> Result<(Identity, Change)> {
    let (ports, now) = (tx.session().domain().ports(), tx.session().now());
    let found = row::by_subject(tx.connection(), new.provider, new.subject).await?;
    let id = match &found {
        Some(row) if row.account.is_some_and(|owner| owner != account) => return Err(taken()),
        Some(row) => row.identity.id,
        None => IdentityId::new(id::generate(&*ports.clock, &*ports.random)),
    };
    if found.as_ref().is_none_or(|row| row.account.is_none()) {
        check_room(tx, account).await?;
    }
    let identity = Identity {
        id,
        provider: new.provider.to_owned(),
        kind: IdentityKind::Oidc,
        email: new.email.map(str::to_owned),
        created_at: found.as_ref().filter(|row| row.account.is_some()).map_or(now, |row| row.identity.created_at),
        last_used_at: if new.is_used { Some(now) } else { found.as_ref().and_then(|row| row.identity.last_used_at) },
    };
    if found.is_some() {
        if !row::relink(tx.connection(), permit, account, &identity).await? {
            return Err(taken());
        }
    } else if !row::insert(tx.connection(), permit, Some(account), &identity, new.subject, None).await? {
        return Err(taken());
    }
    Ok((identity, Change::private(ChangeKind::IdentityLinked, id, 1, account)))
}

/// Gives what was taken over to the account of its owner, whose row is locked.
pub(super) async fn adopt(tx: &WriteTx<'_>, permit: &Permit, account: AccountId, id: IdentityId) -> Result<Change> {
    check_room(tx, account).await?;
    if !row::adopt(tx.connection(), permit, account, id).await? {
        return Err(taken());
    }
    Ok(Change::private(ChangeKind::IdentityLinked, id, 1, account))
}

async fn check_room(tx: &WriteTx<'_>, account: AccountId) -> Result<()> {
    if row::of_account(tx.connection(), account).await?.len() < PER_ACCOUNT_MAX {
        return Ok(());
    }
    let message = format!("An account can have {PER_ACCOUNT_MAX} identities: unlink one first.");
    Err(Error::new(Code::IdentityLimit, message))
}
