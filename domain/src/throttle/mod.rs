//! Attempts at the doors that credentials open: counted per account and per network, in the database, so that all
//! instances count together. After some free attempts each further one costs a wait that doubles.
//!
//! An attempt is counted before it is judged, and forgiven when it succeeds: many at once can't slip through. Accounts are
//! counted by their address, whether or not there is one, so that a lock tells nothing.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::changes::Changes;
use crate::db::WriteTx;
use crate::error::{Code, Error, Result};
use crate::policy::Permit;
use crate::session::Session;
use crate::word::words;

mod row;

pub(crate) use row::forget;

words! {
    /// The doors at which attempts are counted.
    Door {
        /// Logging in with a password, and giving the present one for a change.
        Login = "login",
        /// Going on with a refresh token.
        Refresh = "refresh",
        /// Registering.
        Register = "register",
        /// Asking for mail: with a one-time code, or for a new password.
        Mail = "mail",
        /// Giving a one-time code.
        Code = "code",
        /// Coming back from another provider.
        Provider = "provider",
    }
}

/// How many attempts are free, how long the first wait is, how long the longest, and after what quiet all is forgotten.
#[derive(Debug, Clone, Copy)]
struct Rule {
    free: u32,
    first_wait: SignedDuration,
    longest_wait: SignedDuration,
    forgotten_after: SignedDuration,
}

const fn rule(free: u32, first_wait: i64, longest_wait: i64, forgotten_after: i64) -> Rule {
    Rule {
        free,
        first_wait: SignedDuration::from_secs(first_wait),
        longest_wait: SignedDuration::from_secs(longest_wait),
        forgotten_after: SignedDuration::from_secs(forgotten_after),
    }
}

impl Door {
    /// What one account, or one address, may try.
    const fn per_account(self) -> Rule {
        match self {
            Door::Login | Door::Code => rule(5, 15, 900, 3_600),
            Door::Register | Door::Mail => rule(3, 60, 3_600, 86_400),
            Door::Refresh | Door::Provider => rule(20, 5, 300, 600),
        }
    }

    /// What one network may try: many people can be behind one address.
    const fn per_network(self) -> Rule {
        match self {
            Door::Login | Door::Code | Door::Provider => rule(50, 10, 900, 3_600),
            Door::Register | Door::Mail => rule(30, 30, 3_600, 3_600),
            Door::Refresh => rule(200, 5, 300, 600),
        }
    }
}

impl Rule {
    /// The wait after so many attempts.
    fn wait(self, attempts: u32) -> SignedDuration {
        let beyond = attempts.saturating_sub(self.free);
        if beyond == 0 {
            return SignedDuration::ZERO;
        }
        let doubled = self.first_wait.saturating_mul(1i32 << (beyond - 1).min(20));
        doubled.min(self.longest_wait)
    }
}

/// What is known of the attempts of one account or network at one door.
#[derive(Debug, Clone, Copy)]
struct Tally {
    attempts: u32,
    free_at: Timestamp,
    updated_at: Timestamp,
}

/// Counts an attempt.
///
/// # Errors
/// `rate_limited`, with the time after which the next attempt is let in; that one isn't counted.
pub(crate) async fn admit(session: &Session, permit: &Permit, door: Door, account: Option<&str>) -> Result<()> {
    let tx = WriteTx::begin(session, permit).await?;
    let now = session.now();
    let mut wait = SignedDuration::ZERO;
    let mut tallies = Vec::new();
    for (subject, rule) in subjects(session, door, account) {
        let tally = row::lock(tx.connection(), permit, door, &subject, now).await?;
        if tally.free_at > now {
            wait = wait.max(tally.free_at.duration_since(now));
        }
        let forgotten = now.duration_since(tally.updated_at) >= rule.forgotten_after;
        let attempts = if forgotten { 1 } else { tally.attempts.saturating_add(1) };
        tallies.push((subject, Tally { attempts, free_at: now + rule.wait(attempts), updated_at: now }));
    }
    for (subject, tally) in tallies.into_iter().filter(|_| wait.is_zero()) {
        row::set(tx.connection(), permit, door, &subject, tally).await?;
    }
    tx.commit(Changes::Nothing("attempts are counted for their door alone")).await?;
    if wait.is_zero() {
        return Ok(());
    }
    let begun = i64::from(wait.subsec_nanos() > 0);
    let seconds = u32::try_from(wait.as_secs().saturating_add(begun)).unwrap_or(u32::MAX);
    Err(Error::new(Code::RateLimited, format!("Too many attempts: try again in {seconds} seconds.")).after(seconds))
}

/// Forgives what an attempt that succeeded has counted: all of the account's, one of the network's.
pub(crate) async fn forgive(tx: &WriteTx<'_>, permit: &Permit, door: Door, account: Option<&str>) -> Result<()> {
    if let Some(account) = account {
        row::clear(tx.connection(), permit, door, &of_account(account)).await?;
    }
    if let Some(network) = &tx.session().client().network {
        row::take_back(tx.connection(), permit, door, &of_network(network)).await?;
    }
    Ok(())
}

/// Erases what was counted for an address, at all doors.
pub(crate) async fn forget_account(tx: &WriteTx<'_>, permit: &Permit, subjects: &[&str]) -> Result<()> {
    for subject in subjects {
        for door in Door::ALL {
            row::clear(tx.connection(), permit, *door, &of_account(subject)).await?;
        }
    }
    Ok(())
}

fn subjects(session: &Session, door: Door, account: Option<&str>) -> Vec<(String, Rule)> {
    // Always the account before the network: two requests that lock the same rows lock them in the same order.
    let account = account.map(|account| (of_account(account), door.per_account()));
    let network = session.client().network.as_ref().map(|network| (of_network(network), door.per_network()));
    account.into_iter().chain(network).collect()
}

fn of_account(account: &str) -> String {
    digest("account", account)
}

fn of_network(network: &str) -> String {
    digest("network", network)
}

/// Addresses aren't kept for counting: their digest will do.
fn digest(kind: &str, subject: &str) -> String {
    let digest = Sha256::new().chain_update(kind).chain_update([0]).chain_update(subject).finalize();
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let rule = Door::Login.per_account();
        let waits: Vec<i64> = (1..=13).map(|attempts| rule.wait(attempts).as_secs()).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900]);
        assert_eq!(rule.wait(u32::MAX).as_secs(), 900);
    }
}
