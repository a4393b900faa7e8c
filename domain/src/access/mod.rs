//! How one gets in and stays in: access tokens and the keys that sign them (`token.rs`, `key.rs`), passwords
//! (`password.rs`), and sessions with their refresh tokens (`session.rs`). Who an account is, is told in `account`.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use arc_swap::ArcSwap;
use jiff::{SignedDuration, Timestamp};
use quick_cache::sync::Cache;

use crate::changes::{self, ChangeKind, Entry};
use crate::db::Db;
use crate::error::Result;
use crate::id::{AccountSessionId, Noun};
use crate::viewer::Viewer;

mod key;
mod keys;
mod options;
mod password;
pub(crate) mod row;
mod secret;
mod session;
mod token;

pub use key::SigningAlgorithm;
pub use keys::{Jwks, KeySummary, SigningKeys};
pub use options::{AccessOptions, PasswordCost};
pub(crate) use password::{PasswordRule, Passwords, Verified, verified_by_mail, verified_by_provider};
pub(crate) use row::{check_live, forget_sessions, held};
pub(crate) use secret::Secret;
pub use session::{AccountSession, AccountSessions, Login, SessionMethod, Tokens};
pub(crate) use session::{begin_session, revoke_sessions};

use keys::KeyRing;
use token::Known;
pub(crate) use token::refused;

/// How many verified tokens are remembered, so that a client's next request costs no signature.
const KNOWN_TOKENS: usize = 20_000;

/// What this process knows of keys, tokens and passwords.
pub(crate) struct Access {
    pub(crate) options: AccessOptions,
    pub(crate) passwords: Passwords,
    ring: ArcSwap<KeyRing>,
    known: Cache<[u8; 32], Arc<Known>>,
    /// Sessions that were ended while tokens of theirs may still live, and until when those do.
    ended: RwLock<HashMap<AccountSessionId, Timestamp>>,
}

impl Access {
    /// Reads the keys. There may be none yet: nobody is logged in then.
    pub(crate) async fn open(db: &Db, options: AccessOptions, now: Timestamp) -> Result<Self> {
        let ring = KeyRing::load(db.reader()).await?;
        let access = Self {
            passwords: Passwords::new(options.password_cost)?,
            options,
            ring: ArcSwap::from_pointee(ring),
            known: Cache::new(KNOWN_TOKENS),
            ended: RwLock::default(),
        };
        // What was ended shortly before this process began: tokens of such sessions may live still.
        let lately =
            changes::since(db.reader(), ChangeKind::SessionRevoked, now - access.options.access_lifetime).await?;
        access.end(&lately, now);
        Ok(access)
    }

    /// Follows the change log: keys that came or went, sessions that were ended, in this process or another.
    pub(crate) async fn follow(&self, db: &Db, entries: &[Entry], now: Timestamp) -> Result<()> {
        if entries.iter().any(|entry| entry.change.kind == ChangeKind::SigningKeySaved) {
            self.ring.store(Arc::new(KeyRing::load(db.wake().connection()).await?));
            self.known.clear();
        }
        self.end(entries, now);
        Ok(())
    }

    fn end(&self, entries: &[Entry], now: Timestamp) {
        let revoked = entries.iter().filter(|entry| entry.change.kind == ChangeKind::SessionRevoked);
        let ended: Vec<AccountSessionId> = revoked
            .map(|entry| entry.change.subject)
            .filter(|subject| subject.noun == Noun::AccountSession)
            .map(|subject| AccountSessionId::new(subject.ulid))
            .collect();
        if !ended.is_empty() {
            let until = now + self.options.access_lifetime;
            let mut sessions = self.ended.write().unwrap_or_else(PoisonError::into_inner);
            sessions.retain(|_, until| *until > now);
            sessions.extend(ended.into_iter().map(|session| (session, until)));
        }
    }

    /// Whether a session was ended, as far as this process has heard.
    fn has_ended(&self, viewer: &Viewer) -> bool {
        let sessions = self.ended.read().unwrap_or_else(PoisonError::into_inner);
        viewer.holder().is_some_and(|holder| sessions.contains_key(&holder.session))
    }

    fn ring(&self) -> Arc<KeyRing> {
        self.ring.load_full()
    }

    /// How long before its end a session's list of devices forgets it.
    pub(crate) fn refresh_lifetime(&self) -> SignedDuration {
        self.options.refresh_lifetime
    }
}
