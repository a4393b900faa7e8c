//! What signs (Standard Webhooks, 'Signature scheme'): made, stored, and never said again. What is signed is
//! `id.timestamp.body`.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signer, SigningKey};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::SignatureScheme;
use crate::error::{Error, Result};
use crate::ports::Random;

/// Bytes of a secret: 24 to 64 are what Standard Webhooks asks for, and 32 those of an Ed25519 key (RFC 8032, section 5.1.5).
const BYTES: usize = 32;
/// What marks a public key.
const PUBLIC_MARK: &str = "whpk_";

/// A secret that signs. It doesn't show itself in logs.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct SigningSecret {
    pub(super) scheme: SignatureScheme,
    bytes: [u8; BYTES],
}

impl SignatureScheme {
    /// What marks a secret of this scheme, so that programs which look for lost secrets can find one.
    const fn mark(self) -> &'static str {
        match self {
            Self::V1 => "whsec_",
            Self::V1a => "whsk_",
        }
    }
}

impl SigningSecret {
    pub(super) fn draw(scheme: SignatureScheme, random: &dyn Random) -> Self {
        let mut bytes = [0; BYTES];
        random.fill(&mut bytes);
        Self { scheme, bytes }
    }

    /// The secret itself: for its row, and to be said once to whom it belongs.
    pub(super) fn say(&self) -> String {
        format!("{}{}", self.scheme.mark(), STANDARD.encode(self.bytes))
    }

    /// Reads what a row holds.
    pub(super) fn read(scheme: SignatureScheme, stored: &str) -> Result<Self> {
        let bytes = stored.strip_prefix(scheme.mark()).and_then(|encoded| STANDARD.decode(encoded).ok());
        let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
        let bytes = bytes.ok_or_else(|| Error::internal("a stored webhook secret can't be read"))?;
        Ok(Self { scheme, bytes })
    }

    /// What verifies its signatures, if that isn't the secret itself.
    pub(super) fn public_key(&self) -> Option<String> {
        match self.scheme {
            SignatureScheme::V1 => None,
            SignatureScheme::V1a => {
                let key = SigningKey::from_bytes(&self.bytes).verifying_key();
                Some(format!("{PUBLIC_MARK}{}", STANDARD.encode(key.as_bytes())))
            }
        }
    }

    /// The signature of a message, as `webhook-signature` has it.
    ///
    /// # Errors
    /// None: a key of HMAC may have any length.
    pub(super) fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> Result<String> {
        let mut signed = format!("{id}.{timestamp}.").into_bytes();
        signed.extend_from_slice(body);
        let signature = match self.scheme {
            SignatureScheme::V1 => {
                let mut mac = Hmac::<Sha256>::new_from_slice(&self.bytes).map_err(Error::internal)?;
                mac.update(&signed);
                STANDARD.encode(mac.finalize().into_bytes())
            }
            SignatureScheme::V1a => STANDARD.encode(SigningKey::from_bytes(&self.bytes).sign(&signed).to_bytes()),
        };
        Ok(format!("{},{signature}", self.scheme))
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningSecret({}, …)", self.scheme)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestRandom;

    #[test]
    fn what_was_stored_signs_as_before() {
        for scheme in SignatureScheme::ALL {
            let secret = SigningSecret::draw(*scheme, &TestRandom::default());
            let read = SigningSecret::read(*scheme, &secret.say()).unwrap();
            let sign = |secret: &SigningSecret| secret.sign("whd_1", 1_614_265_330, b"{}").unwrap();
            assert_eq!(sign(&read), sign(&secret));
            assert_ne!(sign(&secret), secret.sign("whd_1", 1_614_265_331, b"{}").unwrap());
            assert!(!format!("{secret:?}").contains(&secret.say()[6..]));
        }
    }

    #[test]
    fn the_symmetric_scheme_is_that_of_the_standard() {
        let encoded = STANDARD.encode([7; BYTES]);
        let secret = SigningSecret::read(SignatureScheme::V1, &format!("whsec_{encoded}")).unwrap();
        // printf 'msg_1.1614265330.{"test": 1}' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707… -binary | base64
        let signature = secret.sign("msg_1", 1_614_265_330, b"{\"test\": 1}").unwrap();
        assert_eq!(signature, "v1,V9Qyv0W8kPyru+neCEUQpad/UtYWz43gRpE/Y5kYDkI=");
        assert!(SigningSecret::read(SignatureScheme::V1a, &secret.say()).is_err());
    }

    #[test]
    fn the_asymmetric_scheme_is_verified_by_the_public_key_alone() {
        use ed25519_dalek::{Signature, Verifier, VerifyingKey};
        let secret = SigningSecret::draw(SignatureScheme::V1a, &TestRandom::default());
        let public = secret.public_key().unwrap();
        let key = STANDARD.decode(public.strip_prefix("whpk_").unwrap()).unwrap();
        let key = VerifyingKey::from_bytes(&key.try_into().unwrap()).unwrap();
        let said = secret.sign("msg_1", 5, b"body").unwrap();
        let signature = STANDARD.decode(said.strip_prefix("v1a,").unwrap()).unwrap();
        key.verify(b"msg_1.5.body", &Signature::from_slice(&signature).unwrap()).unwrap();
    }
}
