//! Identities at other providers: who a reader is there, and which account that leads to. An identity is never linked to an
//! account in silence: by a signed-in owner, by an account that is made for its confirmed address, or by a mailed code.
//!
//! `authorize.rs` begins a login and takes what comes back from the provider, `login.rs` logs in with it, `link.rs` links and
//! unlinks, `claim.rs` redeems mailed codes, `legacy.rs` deals with identities that were taken over from elsewhere.

use jiff::Timestamp;

use crate::error::{Code, Error, Result};
use crate::id::IdentityId;
use crate::session::Session;
use crate::word::words;

mod authorize;
mod claim;
mod legacy;
mod link;
mod login;
pub(crate) mod row;

pub use crate::ports::{LoginProvider, ProviderStatus};
pub(crate) use authorize::Vouched;
pub use authorize::{Authorization, Callback};
pub(crate) use legacy::{Legacy, Put as LegacyPut, put as put_legacy};
pub(crate) use row::forget;

/// How many identities an account can have.
pub(crate) const PER_ACCOUNT_MAX: usize = 20;
/// The longest name of a provider, in characters.
pub const PROVIDER_MAX: usize = 40;
/// The longest subject that is taken, in characters (OpenID Connect Core, section 2: at most 255).
pub(crate) const SUBJECT_MAX: usize = 255;

words! {
    /// What kind of identity it is.
    IdentityKind {
        /// Its provider vouches for its owner, by OpenID Connect.
        Oidc = "oidc",
        /// Taken over from elsewhere: nobody can log in with it.
        Legacy = "legacy",
    }
}

words! {
    /// What a reader is sent to a provider for.
    AuthorizationPurpose {
        /// To log in.
        Login = "login",
        /// To link an identity to the account by which they are logged in.
        Link = "link",
    }
}

/// An identity, as the owner of its account sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Which.
    pub id: IdentityId,
    /// The provider's name: `xing`.
    pub provider: String,
    /// What kind it is.
    pub kind: IdentityKind,
    /// The address that the provider told.
    pub email: Option<String>,
    /// When it was linked, or taken over.
    pub created_at: Timestamp,
    /// When somebody last logged in with it.
    pub last_used_at: Option<Timestamp>,
}

/// Identities at other providers.
pub struct Identities<'s>(&'s Session);

impl Session {
    /// Identities at other providers.
    #[must_use]
    pub fn identities(&self) -> Identities<'_> {
        Identities(self)
    }
}

impl Identities<'_> {
    /// The providers of the registry, those that can't be used with the reason.
    pub async fn providers(&self) -> Vec<LoginProvider> {
        self.0.domain().ports().identity_provider.providers().await
    }
}

/// The one refusal of what came back from a provider; what was wrong stays in the log.
fn refused() -> Error {
    Error::new(
        Code::AuthorizationInvalid,
        "This login was not begun here, was used already, is past its time, or was not confirmed by the provider.",
    )
}

/// The one answer where a mailed code is needed, whether or not there is anybody to write to.
fn unclaimed() -> Error {
    Error::new(
        Code::IdentityUnclaimed,
        "This identity belongs to no account yet. If its address can be written to, a code to claim it is on its way.",
    )
}

fn taken() -> Error {
    Error::new(Code::IdentityTaken, "This identity belongs to another account.")
}

/// A provider's name, as clients and records give it.
///
/// # Errors
/// `value_invalid` at `provider`.
fn provider_name(text: &str) -> Result<String> {
    let is_name = !text.is_empty()
        && text.len() <= PROVIDER_MAX
        && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'));
    if is_name {
        Ok(text.to_owned())
    } else {
        Err(Error::new(Code::ValueInvalid, "This is not the name of a provider.").at("provider"))
    }
}
