//! Access tokens: JWT (RFC 7519) with the header type `at+jwt` (RFC 9068). The algorithm is the key's, never the token's, and a
//! key is only ever one of ours: `jwk`, `jku`, `x5u` and their like are not looked at but refused (RFC 8725).

use std::sync::Arc;

use jiff::Timestamp;
use jsonwebtoken::{Header, Validation};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Access;
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, AccountSessionId};
use crate::viewer::{Holder, Role, Viewer};

/// The type of the token in its header (RFC 9068, section 2.1).
const TYPE: &str = "at+jwt";
/// The longest token that is looked at, in bytes.
const LENGTH_MAX: usize = 4_096;

/// What a token says.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: AccountId,
    sid: AccountSessionId,
    iat: i64,
    exp: i64,
    jti: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    roles: Vec<Role>,
}

/// A token that was verified before.
pub(super) struct Known {
    viewer: Viewer,
    expires_at: Timestamp,
}

impl Access {
    /// Signs a token. Answers it and when it ends.
    ///
    /// # Errors
    /// `internal` when there is no key that signs.
    pub(super) fn issue(
        &self,
        holder: Holder,
        roles: &[Role],
        jti: String,
        now: Timestamp,
    ) -> Result<(String, Timestamp)> {
        let ring = self.ring();
        let key = ring.signing(now).ok_or_else(|| Error::internal("there is no key that signs access tokens"))?;
        let exp = now.as_second() + self.options.access_lifetime.as_secs();
        let claims = Claims {
            iss: self.options.issuer.clone(),
            aud: self.options.audience.clone(),
            sub: holder.account,
            sid: holder.session,
            iat: now.as_second(),
            exp,
            jti,
            roles: roles.to_vec(),
        };
        let mut header = Header::new(key.algorithm.algorithm());
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(key.kid.clone());
        let token = jsonwebtoken::encode(&header, &claims, &key.signer).map_err(Error::internal)?;
        Ok((token, Timestamp::from_second(exp).map_err(Error::internal)?))
    }

    /// The server's word for something: claims of a type of their own, which is never taken for a token to log in with, signed by
    /// the key that signs now.
    ///
    /// # Errors
    /// `internal` when there is no key that signs.
    pub(crate) fn attest(&self, of_type: &str, claims: &impl Serialize, now: Timestamp) -> Result<String> {
        let ring = self.ring();
        let key = ring.signing(now).ok_or_else(|| Error::internal("there is no key that signs"))?;
        let mut header = Header::new(key.algorithm.algorithm());
        header.typ = Some(of_type.to_owned());
        header.kid = Some(key.kid.clone());
        jsonwebtoken::encode(&header, claims, &key.signer).map_err(Error::internal)
    }

    /// A token with any header and claims, signed by the key that signs now: for tests.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn sign(
        &self,
        header: &serde_json::Value,
        claims: &serde_json::Value,
        now: Timestamp,
    ) -> Result<String> {
        use base64::Engine;
        let part =
            |value: &serde_json::Value| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(value.to_string());
        let ring = self.ring();
        let key = ring.signing(now).ok_or_else(|| Error::internal("there is no key that signs access tokens"))?;
        let message = format!("{}.{}", part(header), part(claims));
        let algorithm = key.algorithm.algorithm();
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key.signer, algorithm);
        Ok(format!("{message}.{}", signature.map_err(Error::internal)?))
    }

    /// Whoever this `Authorization` field (RFC 6750, section 2.1) proves to be.
    ///
    /// # Errors
    /// `credential_invalid`: always the same, whatever is wrong.
    pub(crate) fn verify(&self, authorization: &str, now: Timestamp) -> Result<Viewer> {
        let viewer = self.verified(authorization, now).filter(|viewer| !self.has_ended(viewer));
        viewer.ok_or_else(refused)
    }

    fn verified(&self, authorization: &str, now: Timestamp) -> Option<Viewer> {
        let (scheme, token) = authorization.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("bearer") || token.len() > LENGTH_MAX {
            return None;
        }
        let digest: [u8; 32] = Sha256::digest(token).into();
        if let Some(known) = self.known.get(&digest) {
            return (known.expires_at > now).then(|| known.viewer.clone());
        }
        let known = Arc::new(self.read(token, now)?);
        self.known.insert(digest, Arc::clone(&known));
        Some(known.viewer.clone())
    }

    fn read(&self, token: &str, now: Timestamp) -> Option<Known> {
        let header = jsonwebtoken::decode_header(token).ok()?;
        let carries_a_key = header.jwk.is_some()
            || header.jku.is_some()
            || header.x5u.is_some()
            || header.x5c.is_some()
            || header.crit.is_some();
        if carries_a_key || header.typ.as_deref() != Some(TYPE) {
            return None;
        }
        let ring = self.ring();
        let key = ring.verifying(header.kid.as_deref()?, now)?;
        let mut validation = Validation::new(key.algorithm.algorithm());
        validation.set_issuer(&[&self.options.issuer]);
        validation.set_audience(&[&self.options.audience]);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
        // The time is the port's, not the library's.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &key.verifier, &validation).ok()?.claims;
        let expires_at = Timestamp::from_second(claims.exp).ok()?;
        let issued_at = Timestamp::from_second(claims.iat).ok()?;
        let longest = self.options.access_lifetime;
        if expires_at <= now || issued_at > now || expires_at.duration_since(issued_at) > longest {
            return None;
        }
        let holder = Holder { account: claims.sub, session: claims.sid };
        Some(Known { viewer: Viewer::holder_of(holder, claims.roles), expires_at })
    }
}

/// The one refusal.
pub(crate) fn refused() -> Error {
    Error::new(Code::CredentialInvalid, "This credential is not valid here.")
}
