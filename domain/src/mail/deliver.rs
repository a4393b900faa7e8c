//! The outbox: what is due is claimed, handed over, and removed; what fails is tried again, later each time. A letter that
//! was handed over just before a crash is handed over again, with the same `Message-ID`.

use jiff::SignedDuration;

use super::row;
use crate::changes::Changes;
use crate::db::WriteTx;
use crate::error::Result;
use crate::policy::{self, Action, Permit};
use crate::ports::MailerError;
use crate::session::Session;

/// How many letters are claimed at once.
const BATCH: u64 = 20;
/// For how long a claim holds.
const CLAIM: SignedDuration = SignedDuration::from_mins(5);
/// How much of a claim must be left to send by it: longer than handing over one letter takes. Behind a slow server the rest
/// of a batch comes due again when the claim has ended, and no letter is sent by two.
const CLAIM_LEFT: SignedDuration = SignedDuration::from_mins(2);
/// How often a letter is tried.
const ATTEMPTS_MAX: i64 = 12;

/// What became of the letters that were due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Handed over.
    pub sent: usize,
    /// To be tried again.
    pub put_off: usize,
    /// Refused for good, or tried too often.
    pub given_up: usize,
}

/// The letters that are yet to be sent.
pub struct Outbox<'s>(&'s Session);

impl Session {
    /// The letters that are yet to be sent.
    #[must_use]
    pub fn outbox(&self) -> Outbox<'_> {
        Outbox(self)
    }
}

impl Outbox<'_> {
    /// Sends what is due. Several processes may do so at once: each letter is claimed by one of them.
    ///
    /// # Errors
    /// `forbidden` for anybody but the program itself; `unavailable`.
    pub async fn deliver(&self) -> Result<Delivered> {
        let permit = policy::require(self.0.viewer(), Action::JobRun)?;
        let mut delivered = Delivered::default();
        loop {
            let claimed = self.claim(&permit).await?;
            if claimed.is_empty() {
                return Ok(delivered);
            }
            let claimed_until = self.0.now() + CLAIM;
            for letter in claimed {
                if self.0.now() + CLAIM_LEFT > claimed_until {
                    return Ok(delivered);
                }
                let outcome = self.0.domain().ports().mailer.send(&letter.message).await;
                self.settle(&permit, &letter, outcome, &mut delivered).await?;
            }
        }
    }

    async fn claim(&self, permit: &Permit) -> Result<Vec<row::Claimed>> {
        let now = self.0.now();
        if !row::is_any_due(self.0.db().reader(), now).await? {
            return Ok(Vec::new());
        }
        let tx = WriteTx::begin(self.0, permit).await?;
        let claimed = row::claim(tx.connection(), permit, BATCH, now, now + CLAIM).await?;
        tx.commit(Changes::Nothing("mail holds secrets: it never passes through the log")).await?;
        Ok(claimed)
    }

    async fn settle(
        &self,
        permit: &Permit,
        letter: &row::Claimed,
        outcome: std::result::Result<(), MailerError>,
        delivered: &mut Delivered,
    ) -> Result<()> {
        let tx = WriteTx::begin(self.0, permit).await?;
        let (mail, kind) = (letter.message.id.as_str(), letter.letter.as_str());
        match outcome {
            Ok(()) => {
                delivered.sent += 1;
                tracing::info!(mail.id = mail, kind, "mail was sent");
                row::remove(tx.connection(), permit, mail).await?;
            }
            Err(MailerError::Passing(reason)) if letter.attempts < ATTEMPTS_MAX => {
                delivered.put_off += 1;
                let wait = SignedDuration::from_secs(15).saturating_mul(1 << letter.attempts.clamp(0, 10));
                tracing::warn!(mail.id = mail, kind, reason, attempts = letter.attempts, "mail is put off");
                row::put_off(tx.connection(), permit, mail, self.0.now() + wait, &reason).await?;
            }
            Err(MailerError::Passing(reason) | MailerError::Final(reason)) => {
                delivered.given_up += 1;
                tracing::error!(mail.id = mail, kind, reason, attempts = letter.attempts, "mail is given up");
                row::remove(tx.connection(), permit, mail).await?;
            }
        }
        tx.commit(Changes::Nothing("mail holds secrets: it never passes through the log")).await?;
        Ok(())
    }
}
