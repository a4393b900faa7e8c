//! What a process knows of partners' keys and products, so that a request costs no statement: read at the start, and anew whenever the change
//! log tells of an organisation, a key or a product.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use arc_swap::ArcSwap;
use jiff::Timestamp;
use sea_orm::ConnectionTrait;

use super::grant::Grant;
use super::meter::Meters;
use super::usage::Usage;
use super::{ApiKey, OrganisationState, Partner, Product, key, row};
use crate::access;
use crate::changes::{ChangeKind, Entry};
use crate::db::Db;
use crate::error::Result;
use crate::id::OrganisationId;

/// Keys and products, and what is counted of their use.
pub(crate) struct Book {
    written: ArcSwap<Written>,
    pub(super) meters: Meters,
    pub(super) usage: Usage,
    /// How far in the change log the logs of products have come, as far as this process has heard.
    reached: AtomicI64,
}

/// What is written in it.
struct Written {
    /// Keys that were not revoked, by what they begin with.
    keys: HashMap<String, Known>,
    /// The products of all organisations, the oldest first.
    products: Vec<Arc<Product>>,
}

/// A key, and what it gives.
struct Known {
    digest: String,
    key: ApiKey,
    grant: Arc<Grant>,
}

impl Book {
    /// Reads it for the first time.
    pub(crate) async fn open(db: &Db) -> Result<Self> {
        let written = ArcSwap::from_pointee(load(db.reader()).await?);
        Ok(Self { written, meters: Meters::default(), usage: Usage::default(), reached: AtomicI64::new(-1) })
    }

    /// Follows the change log.
    pub(crate) async fn follow(&self, db: &Db, entries: &[Entry]) -> Result<()> {
        let concerns = |kind: ChangeKind| {
            matches!(kind, ChangeKind::OrganisationSaved | ChangeKind::ApiKeySaved | ChangeKind::ProductSaved)
        };
        if entries.iter().any(|entry| concerns(entry.change.kind)) {
            self.written.store(Arc::new(load(db.wake().connection()).await?));
        }
        Ok(())
    }

    /// The products of all organisations, the oldest first.
    pub(crate) fn products(&self) -> Vec<Arc<Product>> {
        self.written.load().products.clone()
    }

    /// The logs of products have come this far.
    pub(crate) fn reached(&self, seq: i64) {
        self.reached.fetch_max(seq, Ordering::Relaxed);
    }

    /// How far the logs of products have come.
    pub(crate) fn has_reached(&self) -> i64 {
        self.reached.load(Ordering::Relaxed)
    }

    /// Whether a credential is a key of this kind, good or not.
    pub(crate) fn is_key(text: &str) -> bool {
        key::is_one(text)
    }

    /// Whoever holds this key, if it is good.
    pub(crate) fn verify(&self, text: &str, now: Timestamp) -> Option<Partner> {
        let (prefix, digest) = key::read(text)?;
        let written = self.written.load();
        let known = written.keys.get(&prefix)?;
        (known.digest == digest && known.key.is_live(now)).then(|| Partner::new(Arc::clone(&known.grant)))
    }
}

/// Makes sure that the key of a partner's program is still good, before something is written for it.
///
/// # Errors
/// `credential_invalid`.
pub(crate) async fn check_live(database: &impl ConnectionTrait, partner: &Partner, now: Timestamp) -> Result<()> {
    match row::key::is_live(database, partner.key(), now).await? {
        true => Ok(()),
        false => Err(access::refused()),
    }
}

async fn load(database: &impl ConnectionTrait) -> Result<Written> {
    let organisations = row::organisation::all(database).await?;
    let products: Vec<Arc<Product>> = row::product::all(database).await?.into_iter().map(Arc::new).collect();
    let mut given: HashMap<OrganisationId, Vec<Arc<Product>>> = HashMap::new();
    for product in &products {
        given.entry(product.organisation).or_default().push(Arc::clone(product));
    }
    let active = organisations.into_iter().filter(|organisation| organisation.state == OrganisationState::Active);
    let allowed: HashMap<OrganisationId, u32> = active.map(|it| (it.id, it.requests_per_minute)).collect();
    let known = |(key, digest): (ApiKey, String)| {
        let grant = Grant {
            organisation: key.organisation,
            key: key.id,
            scopes: key.scopes.clone(),
            requests_per_minute: *allowed.get(&key.organisation)?,
            products: given.get(&key.organisation).cloned().unwrap_or_default(),
        };
        Some((key.prefix.clone(), Known { digest, key, grant: Arc::new(grant) }))
    };
    let keys = row::key::not_revoked(database).await?.into_iter().filter_map(known).collect();
    Ok(Written { keys, products })
}
