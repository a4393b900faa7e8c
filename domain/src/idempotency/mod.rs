//! Writes that may come twice: a phone that was offline sends what it had queued, and doesn't know what arrived. A write
//! that carries a key is done once; what was answered is kept in the same transaction, and said again to the same write
//! with the same key (draft-ietf-httpapi-idempotency-key-header).

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::db::WriteTx;
use crate::error::{Code, Error, Result};
use crate::id::AccountId;
use crate::policy::Permit;

mod row;

pub(crate) use row::{forget, held};

/// The longest key, in characters.
const LENGTH_MAX: usize = 255;

/// A key that a client gave to a write, its own among the writes of its account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Reads a key: 1 to 255 visible ASCII characters. A UUID will do.
    ///
    /// # Errors
    /// `idempotency_key_invalid` at `idempotencyKey`.
    pub fn parse(text: &str) -> Result<Self> {
        if (1..=LENGTH_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Ok(Self(text.to_owned()));
        }
        let message = format!("An idempotency key has 1 to {LENGTH_MAX} visible ASCII characters.");
        Err(Error::new(Code::IdempotencyKeyInvalid, message).at("idempotencyKey"))
    }
}

/// A write with its key, under which its answer is kept.
pub(crate) struct Keyed<'k> {
    account: AccountId,
    key: Option<&'k IdempotencyKey>,
    fingerprint: String,
}

impl<'k> Keyed<'k> {
    /// This write of an account: what it does, and to what. Without a key nothing is kept.
    ///
    /// # Errors
    /// `internal` when the input can't be written.
    pub(crate) fn new(
        account: AccountId,
        key: Option<&'k IdempotencyKey>,
        operation: &str,
        input: &impl Serialize,
    ) -> Result<Self> {
        let input = serde_json::to_vec(input).map_err(Error::internal)?;
        let digest = Sha256::new().chain_update(operation).chain_update([0]).chain_update(input).finalize();
        Ok(Self { account, key, fingerprint: digest.iter().map(|byte| format!("{byte:02x}")).collect() })
    }

    /// What was answered when this write came before; `None` when it is to be done now. Of two that come at once the
    /// second waits for the first one's end.
    ///
    /// # Errors
    /// `idempotency_key_reused` when the key came with another write.
    pub(crate) async fn recall<T: DeserializeOwned>(&self, tx: &WriteTx<'_>, permit: &Permit) -> Result<Option<T>> {
        let Some(IdempotencyKey(key)) = self.key else { return Ok(None) };
        let now = tx.session().now();
        if row::claim(tx.connection(), permit, self.account, key, &self.fingerprint, now).await? {
            return Ok(None);
        }
        let kept = row::kept(tx.connection(), self.account, key).await?;
        let kept = kept.ok_or_else(|| Error::internal("a claimed key has no row"))?;
        if kept.fingerprint != self.fingerprint {
            let message = "This idempotency key came before, with another write.";
            return Err(Error::new(Code::IdempotencyKeyReused, message).at("idempotencyKey"));
        }
        let answer =
            kept.answer.ok_or_else(|| Error::internal("a write with a key was committed without its answer"))?;
        serde_json::from_str(&answer).map(Some).map_err(Error::internal)
    }

    /// Keeps what is answered, in the transaction of the write.
    ///
    /// # Errors
    /// `internal` when it can't be written.
    pub(crate) async fn remember(&self, tx: &WriteTx<'_>, permit: &Permit, answer: &impl Serialize) -> Result<()> {
        let Some(IdempotencyKey(key)) = self.key else { return Ok(()) };
        let answer = serde_json::to_string(answer).map_err(Error::internal)?;
        row::answer(tx.connection(), permit, self.account, key, answer).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_visible_ascii_within_its_length() {
        for right in ["a", "8e03978e-40d5-43dd-bc93-6894a57f9324", &"k".repeat(255)] {
            assert!(IdempotencyKey::parse(right).is_ok(), "{right}");
        }
        for wrong in ["", " ", "a b", "schlüssel", "a\u{0}", &"k".repeat(256)] {
            assert_eq!(IdempotencyKey::parse(wrong).unwrap_err().code, Code::IdempotencyKeyInvalid, "{wrong}");
        }
    }
}
