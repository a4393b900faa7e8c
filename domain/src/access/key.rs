//! One signing key: made, stored as PKCS #8 or PKCS #1, and told to the world as a JSON Web Key (RFC 7517). Its id is the
//! key's own thumbprint (RFC 7638), so that two instances never give one id to two keys.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::pkcs8::{EncodePrivateKey, KeypairBytes};
use jiff::Timestamp;
use jsonwebtoken::jwk::{Jwk, KeyAlgorithm, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use rsa::pkcs1::EncodeRsaPrivateKey;

use crate::error::{Error, Result};
use crate::id::SigningKeyId;
use crate::ports::Random;
use crate::word::words;

/// Bits of an RSA key (NIST SP 800-57, part 1: 2,048 is what suffices up to 2030; RFC 7518 asks for it at the least).
const RSA_BITS: usize = 3_072;

words! {
    /// The algorithms that access tokens may be signed by (RFC 7518, section 3.1; RFC 8037).
    SigningAlgorithm {
        /// Ed25519: small, fast, and without parameters to get wrong.
        EdDsa = "EdDSA",
        /// ECDSA on P-256, for verifiers that don't know Ed25519.
        Es256 = "ES256",
        /// RSA with SHA-256, for verifiers that know nothing else.
        Rs256 = "RS256",
    }
}

impl SigningAlgorithm {
    pub(super) const fn algorithm(self) -> Algorithm {
        match self {
            Self::EdDsa => Algorithm::EdDSA,
            Self::Es256 => Algorithm::ES256,
            Self::Rs256 => Algorithm::RS256,
        }
    }

    const fn key_algorithm(self) -> KeyAlgorithm {
        match self {
            Self::EdDsa => KeyAlgorithm::EdDSA,
            Self::Es256 => KeyAlgorithm::ES256,
            Self::Rs256 => KeyAlgorithm::RS256,
        }
    }
}

/// A signing key, ready for use.
pub(super) struct SigningKey {
    pub(super) id: SigningKeyId,
    pub(super) algorithm: SigningAlgorithm,
    pub(super) jwk: Jwk,
    pub(super) kid: String,
    pub(super) created_at: Timestamp,
    /// From when on it signs; it verifies at once.
    pub(super) signs_from: Timestamp,
    /// Until when it verifies; `None` as long as it has no successor.
    pub(super) verifies_until: Option<Timestamp>,
    pub(super) signer: EncodingKey,
    pub(super) verifier: DecodingKey,
}

impl SigningKey {
    /// The key that was stored.
    pub(super) fn read(
        id: SigningKeyId,
        algorithm: SigningAlgorithm,
        private_key: &str,
        times: (Timestamp, Timestamp, Option<Timestamp>),
    ) -> Result<Self> {
        let der = STANDARD.decode(private_key).map_err(Error::internal)?;
        let signer = signer(algorithm, &der);
        let (jwk, kid) = public(algorithm, &signer)?;
        let verifier = DecodingKey::from_jwk(&jwk).map_err(Error::internal)?;
        let (created_at, signs_from, verifies_until) = times;
        Ok(Self { id, algorithm, jwk, kid, created_at, signs_from, verifies_until, signer, verifier })
    }

    pub(super) fn signs(&self, now: Timestamp) -> bool {
        self.signs_from <= now && self.verifies(now)
    }

    pub(super) fn verifies(&self, now: Timestamp) -> bool {
        self.verifies_until.is_none_or(|until| until > now)
    }
}

/// A new key as it is stored, and its id for tokens.
pub(super) fn generate(algorithm: SigningAlgorithm, random: &dyn Random) -> Result<(String, String)> {
    let der = match algorithm {
        SigningAlgorithm::EdDsa => {
            let mut seed = [0; 32];
            random.fill(&mut seed);
            // Without the public half (PKCS #8, version 1): the length tells jsonwebtoken the curve.
            let key = KeypairBytes { secret_key: seed, public_key: None };
            key.to_pkcs8_der().map_err(Error::internal)?.as_bytes().to_vec()
        }
        SigningAlgorithm::Es256 => elliptic(random)?,
        SigningAlgorithm::Rs256 => {
            // The one key that isn't made of the port's bytes: making it takes a generator of the library's own kind.
            let key = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, RSA_BITS).map_err(Error::internal)?;
            key.to_pkcs1_der().map_err(Error::internal)?.as_bytes().to_vec()
        }
    };
    let (_, kid) = public(algorithm, &signer(algorithm, &der))?;
    Ok((STANDARD.encode(der), kid))
}

fn elliptic(random: &dyn Random) -> Result<Vec<u8>> {
    // Nearly every 32 bytes are a key; those that are not (zero, or past the group's order) are drawn again.
    for _ in 0..16 {
        let mut seed = [0; 32];
        random.fill(&mut seed);
        if let Ok(key) = p256::SecretKey::from_slice(&seed) {
            return Ok(key.to_pkcs8_der().map_err(Error::internal)?.as_bytes().to_vec());
        }
    }
    Err(Error::internal("the source of randomness gives no key"))
}

fn signer(algorithm: SigningAlgorithm, der: &[u8]) -> EncodingKey {
    match algorithm {
        SigningAlgorithm::EdDsa => EncodingKey::from_ed_der(der),
        SigningAlgorithm::Es256 => EncodingKey::from_ec_der(der),
        SigningAlgorithm::Rs256 => EncodingKey::from_rsa_der(der),
    }
}

fn public(algorithm: SigningAlgorithm, signer: &EncodingKey) -> Result<(Jwk, String)> {
    let mut jwk = Jwk::from_encoding_key(signer, algorithm.algorithm()).map_err(Error::internal)?;
    let kid = jwk.thumbprint(ThumbprintHash::SHA256).map_err(Error::internal)?;
    jwk.common.key_id = Some(kid.clone());
    jwk.common.public_key_use = Some(PublicKeyUse::Signature);
    jwk.common.key_algorithm = Some(algorithm.key_algorithm());
    Ok((jwk, kid))
}
