//! The server's word on where the log of a product has come to, and on what is in a bundle: a JSON Web Signature (RFC 7515) by one of
//! the keys that it publishes as its key set. Whoever has verified the chain up to there can prove to others what the server has said.

use jiff::Timestamp;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{DecodingKey, Validation};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Syncs;
use crate::access::Access;
use crate::error::Result;
use crate::id::ProductId;

/// The type of a token for a head, in its header.
const HEAD: &str = "sync-head+jwt";
/// The type of a token for a bundle.
const BUNDLE: &str = "bundle+jwt";

/// What is said of a head, and signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attested {
    /// Who says so: the public address of the server.
    pub iss: String,
    /// When, in seconds since 1970.
    pub iat: i64,
    /// Of which product.
    pub product: ProductId,
    /// The number of the entry.
    pub number: i64,
    /// The hash of the chain up to it.
    pub hash: String,
}

/// What is said of a bundle, and signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttestedBundle {
    /// Who says so: the public address of the server.
    pub iss: String,
    /// When, in seconds since 1970.
    pub iat: i64,
    /// How many lines go before the last one.
    pub lines: u64,
    /// The SHA-256 of their bytes, in lower-case hexadecimal digits.
    pub sha256: String,
}

impl Syncs<'_> {
    /// Signs what a bundle has come to.
    ///
    /// # Errors
    /// `internal` when there is no key that signs.
    pub fn attest_bundle(&self, lines: u64, sha256: String) -> Result<String> {
        let (access, now) = (self.0.domain().access(), self.0.now());
        let iss = access.options.issuer.clone();
        access.attest(BUNDLE, &AttestedBundle { iss, iat: now.as_second(), lines, sha256 }, now)
    }
}

/// Signs where the log of a product has come to.
///
/// # Errors
/// `internal` when there is no key that signs.
pub(super) fn attest(
    access: &Access,
    product: ProductId,
    (number, hash): (i64, &str),
    now: Timestamp,
) -> Result<String> {
    let iss = access.options.issuer.clone();
    access.attest(HEAD, &Attested { iss, iat: now.as_second(), product, number, hash: hash.to_owned() }, now)
}

/// What a token says of a head, if one of these keys has signed it and it is of the type.
///
/// # Errors
/// Why it isn't to be believed.
pub fn verify(token: &str, keys: &str) -> std::result::Result<Attested, String> {
    verified(HEAD, token, keys)
}

/// What a token says of a bundle, if one of these keys has signed it and it is of the type.
///
/// # Errors
/// Why it isn't to be believed.
pub fn verify_bundle(token: &str, keys: &str) -> std::result::Result<AttestedBundle, String> {
    verified(BUNDLE, token, keys)
}

fn verified<T: DeserializeOwned>(of_type: &str, token: &str, keys: &str) -> std::result::Result<T, String> {
    let keys: JwkSet = serde_json::from_str(keys).map_err(|error| format!("the key set can't be read: {error}"))?;
    let header = jsonwebtoken::decode_header(token).map_err(|error| format!("it isn't a token: {error}"))?;
    if header.typ.as_deref() != Some(of_type) {
        return Err("it is a token of another type".to_owned());
    }
    let kid = header.kid.ok_or("it doesn't say by which key it is signed")?;
    let key = keys.find(&kid).ok_or_else(|| format!("the server has no key `{kid}`"))?;
    let verifier = DecodingKey::from_jwk(key).map_err(|error| format!("the key can't be read: {error}"))?;
    // The algorithm is the key's, never the token's (RFC 8725, section 3.1).
    let algorithm = key.common.key_algorithm.and_then(|algorithm| algorithm.to_string().parse().ok());
    let mut validation = Validation::new(algorithm.ok_or("the key doesn't say its algorithm")?);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.set_required_spec_claims::<&str>(&[]);
    let decoded = jsonwebtoken::decode::<T>(token, &verifier, &validation);
    decoded.map(|token| token.claims).map_err(|error| format!("its signature doesn't hold: {error}"))
}
