//! Keys of partners' programs: `wrk_`, eight characters that tell them apart, and a secret that is told once.

use jiff::Timestamp;

use super::edit::hold;
use super::{ApiKey, Partners, Scope, row, rules};
use crate::access::Secret;
use crate::changes::{Change, ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::{Code, Error, Result};
use crate::id::{ApiKeyId, OrganisationId, generate};
use crate::instant;
use crate::policy::{self, Action};

/// What every key begins with, so that programs which look for lost secrets can find one.
const MARK: &str = "wrk_";
/// The characters that tell keys apart.
const PREFIX_LENGTH: usize = 8;
/// The characters of the secret, five bits each.
const SECRET_LENGTH: usize = 32;
/// Makes the digest of a key another than that of any other secret.
const DIGEST_SCOPE: &str = "api_key";

/// A key that is to be made.
#[derive(Debug, Clone)]
pub struct NewKey {
    /// What the partner calls it, a line of 1 to 120 characters.
    pub name: String,
    /// What it may be used for: something.
    pub scopes: Vec<Scope>,
    /// From when on it is refused, if it is to end by itself.
    pub expires_at: Option<Timestamp>,
}

/// A key that was made, with what is never told again.
#[derive(Clone)]
pub struct IssuedKey {
    /// The key as everybody else will see it.
    pub key: ApiKey,
    /// The whole of it.
    pub secret: String,
}

impl std::fmt::Debug for IssuedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IssuedKey").field("key", &self.key).finish_non_exhaustive()
    }
}

/// The prefix and the digest of a key that was sent in; `None` for what can't be one.
pub(super) fn read(text: &str) -> Option<(String, String)> {
    let (prefix, secret) = text.strip_prefix(MARK)?.split_once('_')?;
    (prefix.len() == PREFIX_LENGTH && secret.len() == SECRET_LENGTH)
        .then(|| (format!("{MARK}{prefix}"), Secret::exactly(secret).digest(DIGEST_SCOPE)))
}

/// Whether a credential is a key, good or not, rather than a token.
#[must_use]
pub(crate) fn is_one(text: &str) -> bool {
    text.starts_with(MARK)
}

impl Partners<'_> {
    /// Makes a key. There are two good ones at the most, so that one can take the place of another.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `limit_reached`; `value_invalid`.
    pub async fn issue_key(&self, organisation: OrganisationId, new: NewKey) -> Result<IssuedKey> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::PartnerManage)?;
        let ports = session.domain().ports();
        let name = rules::name(&new.name)?;
        let mut scopes = new.scopes;
        scopes.sort();
        scopes.dedup();
        if scopes.is_empty() {
            return Err(rules::invalid("scopes", "A key is for something."));
        }
        let now = instant::kept(session.now())?;
        if new.expires_at.is_some_and(|end| end <= now) {
            return Err(rules::invalid("expiresAt", "This is past."));
        }
        let prefix = format!("{MARK}{}", Secret::draw(&*ports.random, PREFIX_LENGTH).say());
        let secret = Secret::draw(&*ports.random, SECRET_LENGTH);
        let key = ApiKey {
            id: ApiKeyId::new(generate(&*ports.clock, &*ports.random)),
            organisation,
            name,
            prefix,
            scopes,
            created_at: now,
            expires_at: new.expires_at.map(instant::kept).transpose()?,
            last_used_at: None,
            revoked_at: None,
        };
        let tx = WriteTx::begin(session, &permit).await?;
        hold(&tx, &permit, organisation).await?;
        let others = row::key::of(tx.connection(), organisation).await?;
        if others.iter().filter(|other| other.is_live(now)).count() >= rules::LIVE_KEYS_MAX {
            let message = format!("{} keys are good at once: revoke one first.", rules::LIVE_KEYS_MAX);
            return Err(Error::new(Code::LimitReached, message));
        }
        row::key::insert(tx.connection(), &permit, &key, &secret.digest(DIGEST_SCOPE)).await?;
        tx.commit(Changes::Of(vec![Change::for_staff(ChangeKind::ApiKeySaved, key.id, 1)])).await?;
        Ok(IssuedKey { secret: format!("{}_{}", key.prefix, secret.say()), key })
    }

    /// Revokes a key: from now on it is refused. One that was revoked before stays as it is.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`.
    pub async fn revoke_key(&self, organisation: OrganisationId, id: ApiKeyId) -> Result<ApiKey> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::PartnerManage)?;
        let tx = WriteTx::begin(session, &permit).await?;
        hold(&tx, &permit, organisation).await?;
        let keys = row::key::of(tx.connection(), organisation).await?;
        let key = keys.into_iter().find(|key| key.id == id).ok_or_else(Error::not_found)?;
        if key.revoked_at.is_some() {
            tx.commit(Changes::Nothing("it is so already")).await?;
            return Ok(key);
        }
        let key = ApiKey { revoked_at: Some(instant::kept(session.now())?), ..key };
        row::key::revoke(tx.connection(), &permit, &key).await?;
        tx.commit(Changes::Of(vec![Change::for_staff(ChangeKind::ApiKeySaved, id, 2)])).await?;
        Ok(key)
    }
}
