//! The ring of keys: which one signs now, which ones verify, what others are told of them, and how a key gives way to the
//! next. A new key is published before it signs, and an old one verifies until its last token has run out.

use std::cmp::Reverse;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::jwk::Jwk;
use sea_orm::ConnectionTrait;
use serde::Serialize;

use super::key::{self, SigningAlgorithm, SigningKey};
use super::row;
use crate::changes::{Change, ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::{Code, Error, Result};
use crate::id::{self, SigningKeyId};
use crate::policy::{self, Action};
use crate::session::Session;

/// All keys that this process knows, the latest to sign first.
pub(super) struct KeyRing(Vec<Arc<SigningKey>>);

impl KeyRing {
    pub(super) async fn load(database: &impl ConnectionTrait) -> Result<Self> {
        let mut keys = row::signing_keys(database).await?;
        // Of two that sign from the same instant on, the one without a successor is the later one.
        keys.sort_by_key(|key| Reverse((key.signs_from, key.verifies_until.is_none(), key.id)));
        Ok(Self(keys.into_iter().map(Arc::new).collect()))
    }

    /// The key that signs now.
    pub(super) fn signing(&self, now: Timestamp) -> Option<&Arc<SigningKey>> {
        self.0.iter().find(|key| key.signs(now))
    }

    /// The key of this id, if it still verifies.
    pub(super) fn verifying(&self, kid: &str, now: Timestamp) -> Option<&Arc<SigningKey>> {
        self.0.iter().find(|key| key.kid == kid && key.verifies(now))
    }
}

/// The public halves of the keys, as a JSON Web Key Set (RFC 7517, section 5).
#[derive(Debug, Clone, Serialize)]
pub struct Jwks {
    /// The keys that verify, the latest first.
    pub keys: Vec<Jwk>,
}

/// What is told of a key on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySummary {
    /// The key's id in tokens (`kid`).
    pub kid: String,
    /// Its algorithm.
    pub algorithm: SigningAlgorithm,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it signs.
    pub signs_from: Timestamp,
    /// Until when it verifies; `None` as long as it has no successor.
    pub verifies_until: Option<Timestamp>,
}

/// The keys that sign access tokens.
pub struct SigningKeys<'s>(&'s Session);

impl Session {
    /// The keys that sign access tokens.
    #[must_use]
    pub fn signing_keys(&self) -> SigningKeys<'_> {
        SigningKeys(self)
    }
}

impl SigningKeys<'_> {
    /// The public halves of all keys that verify now: for everybody.
    #[must_use]
    pub fn jwks(&self) -> Jwks {
        let now = self.0.now();
        let ring = self.0.domain().access().ring();
        Jwks { keys: ring.0.iter().filter(|key| key.verifies(now)).map(|key| key.jwk.clone()).collect() }
    }

    /// All keys, also those that no longer verify, the latest first.
    ///
    /// # Errors
    /// `forbidden` for whoever may not manage keys.
    pub fn all(&self) -> Result<Vec<KeySummary>> {
        policy::require(self.0.viewer(), Action::SigningKeyManage)?;
        let summary = |key: &Arc<SigningKey>| KeySummary {
            kid: key.kid.clone(),
            algorithm: key.algorithm,
            created_at: key.created_at,
            signs_from: key.signs_from,
            verifies_until: key.verifies_until,
        };
        Ok(self.0.domain().access().ring().0.iter().map(summary).collect())
    }

    /// Makes a key of the algorithm that the operator chose, unless there is one that signs.
    ///
    /// # Errors
    /// `forbidden`; `unavailable`.
    pub async fn ensure(&self) -> Result<()> {
        let access = self.0.domain().access();
        let algorithm = access.options.algorithm;
        if access.ring().signing(self.0.now()).is_some_and(|key| key.algorithm == algorithm) {
            return Ok(());
        }
        self.put(algorithm, SignedDuration::ZERO, |current| current.is_none_or(|key| key.algorithm != algorithm)).await
    }

    /// Makes a new key. It is published at once and signs after `lead`, which gives others the time to fetch it; the keys
    /// before it verify until the last of their tokens has run out.
    ///
    /// # Errors
    /// `forbidden`; `unavailable`.
    pub async fn rotate(&self, algorithm: SigningAlgorithm, lead: SignedDuration) -> Result<()> {
        self.put(algorithm, lead, |_| true).await
    }

    /// Withdraws a key at once: every token that it signed is refused from now on. When none is left to sign, one is made.
    ///
    /// # Errors
    /// `not_found`; `forbidden`; `unavailable`.
    pub async fn withdraw(&self, kid: &str) -> Result<()> {
        let permit = policy::require(self.0.viewer(), Action::SigningKeyManage)?;
        let tx = WriteTx::begin(self.0, &permit).await?;
        let keys = row::signing_keys(tx.connection()).await?;
        let key = keys.iter().find(|key| key.kid == kid && key.verifies(self.0.now()));
        let key = key.ok_or_else(|| Error::new(Code::NotFound, format!("No key `{kid}` verifies.")))?;
        row::end_signing_key(tx.connection(), &permit, key.id, self.0.now()).await?;
        let others = || keys.iter().filter(|other| other.id != key.id);
        let is_last = !others().any(|other| other.verifies_until.is_none());
        let is_needed = is_last || !others().any(|other| other.signs(self.0.now()));
        self.commit(tx, &[key.id]).await?;
        if is_needed {
            // Without a successor nobody could log in: one is made at once.
            let algorithm = self.0.domain().access().options.algorithm;
            self.put(algorithm, SignedDuration::ZERO, |_| true).await?;
        }
        Ok(())
    }

    async fn put(
        &self,
        algorithm: SigningAlgorithm,
        lead: SignedDuration,
        is_wanted: impl Fn(Option<&SigningKey>) -> bool,
    ) -> Result<()> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::SigningKeyManage)?;
        let ports = session.domain().ports();
        // Made before the transaction: an RSA key takes a while.
        let random = Arc::clone(&ports.random);
        let made = tokio::task::spawn_blocking(move || key::generate(algorithm, &*random)).await;
        let (private_key, kid) = made.map_err(Error::internal)??;
        let tx = WriteTx::begin(session, &permit).await?;
        let now = session.now();
        let keys = row::signing_keys(tx.connection()).await?;
        let current = keys.iter().filter(|key| key.signs(now)).max_by_key(|key| key.signs_from);
        if !is_wanted(current) {
            // Another instance was faster.
            tx.commit(Changes::Nothing("there is a key already")).await?;
            return self.reload().await;
        }
        let ends = now + lead + session.domain().access().options.access_lifetime;
        let mut changed = Vec::new();
        for key in keys.iter().filter(|key| key.verifies_until.is_none()) {
            row::end_signing_key(tx.connection(), &permit, key.id, ends).await?;
            changed.push(key.id);
        }
        let id = SigningKeyId::new(id::generate(&*ports.clock, &*ports.random));
        let stored = row::NewSigningKey { id, kid, algorithm, private_key, created_at: now, signs_from: now + lead };
        row::insert_signing_key(tx.connection(), &permit, stored).await?;
        changed.push(id);
        self.commit(tx, &changed).await
    }

    async fn commit(&self, tx: WriteTx<'_>, keys: &[SigningKeyId]) -> Result<()> {
        let change = |key: &SigningKeyId| Change::for_staff(ChangeKind::SigningKeySaved, *key, 1);
        let changes = keys.iter().map(change).collect();
        tx.commit(Changes::Of(changes)).await?;
        self.reload().await
    }

    /// Reads the keys anew, for a process that doesn't follow the log yet.
    async fn reload(&self) -> Result<()> {
        let access = self.0.domain().access();
        access.ring.store(Arc::new(KeyRing::load(self.0.db().reader()).await?));
        access.known.clear();
        Ok(())
    }
}
