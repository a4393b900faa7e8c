//! Passwords: what is asked of them, and how they are kept (argon2id). Hashing runs apart from the threads that answer, and
//! only so many at once: its memory is what makes it dear.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use super::PasswordCost;
use crate::challenge::Redeemed;
use crate::error::{Code, Error, Result};
use crate::identity::Vouched;
use crate::ports::Random;

/// The longest password, in characters: enough for a sentence, and not for an attack on the hash.
const LENGTH_MAX: usize = 128;
/// How hard a password must be to guess, by zxcvbn's score: 3 is 'safely unguessable', offline and slowly hashed.
const SCORE_MIN: zxcvbn::Score = zxcvbn::Score::Three;
/// How much of a password is estimated; estimating takes longer than linear time.
const ESTIMATED: usize = 72;

/// Proof that the password of an account was given, that its mailbox was shown to be at hand, or that a provider vouched for
/// its owner.
#[derive(Debug)]
pub(crate) struct Verified(());

/// Whoever redeemed a mailed code reads the mail of its address, which is as good as the password.
pub(crate) fn verified_by_mail(_: &Redeemed) -> Verified {
    Verified(())
}

/// Whoever a provider vouches for, by an ID token that was verified, is the owner of the account that the identity is
/// linked to.
pub(crate) fn verified_by_provider(_: &Vouched) -> Verified {
    Verified(())
}

/// What a new password must fulfil, with what an attacker would try first.
pub(crate) struct PasswordRule<'r> {
    pub(crate) min: usize,
    pub(crate) known: &'r [&'r str],
}

/// Hashing and checking passwords.
pub(crate) struct Passwords {
    argon2: Argon2<'static>,
    /// A hash that no password has, made when it is first needed: what is checked where there is no account, so that it takes as long.
    nobody: Arc<OnceLock<String>>,
    lanes: Arc<Semaphore>,
    done: AtomicU64,
}

impl Passwords {
    pub(super) fn new(cost: PasswordCost) -> Result<Self> {
        let params = Params::new(cost.memory_kib, cost.iterations, cost.parallelism, None);
        let params = params.map_err(|error| Error::internal(error.to_string()))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZeroUsize::get);
        Ok(Self { argon2, nobody: Arc::default(), lanes: Arc::new(Semaphore::new(cores)), done: AtomicU64::new(0) })
    }

    /// The hash of a new password, as a PHC string.
    ///
    /// # Errors
    /// `password_weak` at `password`.
    pub(crate) async fn hash(
        &self,
        password: &str,
        rule: &PasswordRule<'_>,
        random: &Arc<dyn Random>,
    ) -> Result<String> {
        let password = normal(password)?;
        judge(&password, rule)?;
        let (argon2, random) = (self.argon2.clone(), Arc::clone(random));
        self.apart(move || hash(&argon2, password.as_bytes(), &*random)).await?
    }

    /// Checks a password against what is kept of it. Without anything kept, it takes as long and fails.
    ///
    /// # Errors
    /// `login_failed`.
    pub(crate) async fn check(&self, password: &str, kept: Option<&str>) -> Result<Verified> {
        let failed = || Error::new(Code::LoginFailed, "Address and password don't belong together.");
        // What is too long for a password can't be one; cutting it short keeps the hash from being an attack.
        let password = normal(password).unwrap_or_default();
        let exists = kept.is_some();
        let (argon2, nobody, kept) = (self.argon2.clone(), Arc::clone(&self.nobody), kept.map(str::to_owned));
        let fits = self
            .apart(move || {
                let kept = match kept {
                    Some(kept) => kept,
                    None => nobody_of(&argon2, &nobody)?,
                };
                let kept = PasswordHash::new(&kept).map_err(|error| Error::internal(error.to_string()))?;
                Ok::<_, Error>(argon2.verify_password(password.as_bytes(), &kept).is_ok())
            })
            .await??;
        if fits && exists { Ok(Verified(())) } else { Err(failed()) }
    }

    /// Whether what is kept was made at another cost than today's.
    pub(crate) fn is_outdated(&self, kept: &str) -> bool {
        let params = self.argon2.params();
        let today = format!("$m={},t={},p={}$", params.m_cost(), params.t_cost(), params.p_cost());
        !kept.starts_with("$argon2id$v=19") || !kept.contains(&today)
    }

    /// The same password hashed anew, at today's cost.
    pub(crate) async fn rehash(&self, password: &str, random: &Arc<dyn Random>) -> Result<String> {
        let password = normal(password)?;
        let (argon2, random) = (self.argon2.clone(), Arc::clone(random));
        self.apart(move || hash(&argon2, password.as_bytes(), &*random)).await?
    }

    /// How many passwords were hashed or checked since the start: what the time of an answer is made of.
    pub(crate) fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    async fn apart<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        self.done.fetch_add(1, Ordering::Relaxed);
        let _lane = self.lanes.acquire().await.map_err(Error::internal)?;
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)
    }
}

/// The hash of a password that nobody has: of nothing, which is too short for one.
fn nobody_of(argon2: &Argon2<'_>, nobody: &OnceLock<String>) -> Result<String> {
    if let Some(made) = nobody.get() {
        return Ok(made.clone());
    }
    let made = argon2.hash_password_with_salt(&[], &[0; 16]).map_err(|error| Error::internal(error.to_string()))?;
    Ok(nobody.get_or_init(|| made.to_string()).clone())
}

fn hash(argon2: &Argon2<'_>, password: &[u8], random: &dyn Random) -> Result<String> {
    let mut salt = [0; 16];
    random.fill(&mut salt);
    let hash = argon2.hash_password_with_salt(password, &salt).map_err(|error| Error::internal(error.to_string()))?;
    Ok(hash.to_string())
}

/// One spelling of a password (NIST SP 800-63B, section 3.1.1.2), if it isn't too long for one.
fn normal(password: &str) -> Result<String> {
    if password.len() > LENGTH_MAX * 4 || password.chars().count() > LENGTH_MAX {
        let message = format!("A password has {LENGTH_MAX} characters at the most.");
        return Err(Error::new(Code::PasswordWeak, message).at("password"));
    }
    Ok(password.nfkc().collect())
}

fn judge(password: &str, rule: &PasswordRule<'_>) -> Result<()> {
    let weak = |message: String| Err(Error::new(Code::PasswordWeak, message).at("password"));
    if password.chars().count() < rule.min {
        return weak(format!("A password has {} characters at the least.", rule.min));
    }
    let estimated: String = password.chars().take(ESTIMATED).collect();
    let estimate = zxcvbn::zxcvbn(&estimated, rule.known);
    if estimate.score() >= SCORE_MIN {
        return Ok(());
    }
    let advice = estimate.feedback().map(|feedback| match (feedback.warning(), feedback.suggestions().first()) {
        (Some(warning), _) => warning.to_string(),
        (None, Some(suggestion)) => suggestion.to_string(),
        (None, None) => String::new(),
    });
    weak(format!("This password is too easily guessed. {}", advice.unwrap_or_default()).trim_end().to_owned())
}
