//! The way to a provider and back. State, nonce and proof key are drawn here and kept for ten minutes; what comes back is good
//! once, only from the client that began, and only as the provider's verified ID token says.

use jiff::{SignedDuration, Timestamp};

use super::{AuthorizationPurpose, Identities, refused, row};
use crate::access::Secret;
use crate::changes::Changes;
use crate::db::WriteTx;
use crate::error::{Code, Error, Result};
use crate::id::AccountId;
use crate::policy::{self, Action, Permit};
use crate::ports::{IdentityClaims, IdentityProviderError, LoginBegun, LoginReturned};
use crate::throttle::{self, Door};

/// Characters of a state, a nonce, a proof key and a binding, five bits each. RFC 7636 asks for 43 of a proof key.
const LENGTH: usize = 52;
/// How long a reader may take at the provider.
const LIFETIME: SignedDuration = SignedDuration::from_mins(10);
/// The longest code of a provider that is passed on, in bytes.
const CODE_MAX: usize = 2_048;

/// A login that was begun.
#[derive(Clone, PartialEq, Eq)]
pub struct Authorization {
    /// The provider's address, to send the reader to.
    pub url: String,
    /// The state that comes back with the reader.
    pub state: String,
    /// What the client keeps to itself and gives with what came back: nobody else can end what it began.
    pub binding: String,
    /// Until when the reader may come back.
    pub expires_at: Timestamp,
}

impl std::fmt::Debug for Authorization {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authorization").finish_non_exhaustive()
    }
}

/// What came back with a reader from a provider.
#[derive(Clone)]
pub struct Callback {
    /// The provider that the client says it came from, if it says so.
    pub provider: Option<String>,
    /// The state.
    pub state: String,
    /// The code.
    pub code: String,
    /// Who says that it gave the code (RFC 9207).
    pub issuer: Option<String>,
    /// What the client has kept.
    pub binding: String,
}

/// Proof that a provider vouched for somebody to the client that asks. Only this file makes one.
pub(crate) struct Vouched {
    pub(super) provider: String,
    pub(super) claims: IdentityClaims,
    /// The digest of the client's binding, by which a claim that follows is the same client's.
    pub(super) binding: String,
}

impl Identities<'_> {
    /// Begins a login at a provider, or the linking of an identity there to the viewer's account.
    ///
    /// # Errors
    /// `not_found` for a provider that there isn't; `provider_unavailable`; `value_invalid` at `redirectUri`;
    /// `authentication_required` for linking; `rate_limited`.
    pub async fn authorize(
        &self,
        provider: &str,
        redirect_uri: &str,
        purpose: AuthorizationPurpose,
    ) -> Result<Authorization> {
        let session = self.0;
        let (permit, account) = match purpose {
            AuthorizationPurpose::Login => (policy::require(session.viewer(), Action::AccountEnter)?, None),
            AuthorizationPurpose::Link => {
                let owner = policy::owner(session.viewer())?;
                (owner.permit, Some(owner.account))
            }
        };
        let allowed = &session.domain().access().options.login_redirects;
        if !allowed.iter().any(|allowed| allowed == redirect_uri) {
            let message = "This address is not on the operator's list of addresses to come back to.";
            return Err(Error::new(Code::ValueInvalid, message).at("redirectUri"));
        }
        throttle::admit(session, &permit, Door::Provider, None).await?;
        let ports = session.domain().ports();
        let [state, nonce, verifier, binding] = [(); 4].map(|()| Secret::draw(&*ports.random, LENGTH));
        let begun = LoginBegun { redirect_uri, state: state.say(), nonce: nonce.say(), verifier: verifier.say() };
        let url = ports.identity_provider.begin(provider, begun).await.map_err(told)?;
        let (tx, now) = (WriteTx::begin(session, &permit).await?, session.now());
        let expires_at = now + LIFETIME;
        let new = row::NewAuthorization {
            state_hash: state_digest(&state),
            binding_hash: binding_digest(&binding),
            nonce: nonce.say(),
            verifier: verifier.say(),
            provider,
            redirect_uri,
            purpose,
            account,
            now,
            expires_at,
        };
        row::insert_authorization(tx.connection(), &permit, new).await?;
        tx.commit(Changes::Nothing("nothing changes until the reader comes back")).await?;
        let (state, binding) = (state.say().to_owned(), binding.say().to_owned());
        Ok(Authorization { url, state, binding, expires_at })
    }

    /// Takes what came back: uses the state up, then asks the provider who it was.
    pub(super) async fn vouch(
        &self,
        permit: &Permit,
        callback: &Callback,
        purpose: AuthorizationPurpose,
        account: Option<AccountId>,
    ) -> Result<Vouched> {
        let session = self.0;
        throttle::admit(session, permit, Door::Provider, None).await?;
        if callback.code.is_empty() || callback.code.len() > CODE_MAX {
            return Err(refused());
        }
        let binding_hash = binding_digest(&Secret::typed(&callback.binding));
        let wanted = row::Wanted {
            state_hash: state_digest(&Secret::typed(&callback.state)),
            binding_hash: binding_hash.clone(),
            provider: callback.provider.as_deref(),
            purpose,
            account,
        };
        let (tx, now) = (WriteTx::begin(session, permit).await?, session.now());
        let found = row::use_authorization(tx.connection(), permit, wanted, now).await?;
        tx.commit(Changes::Nothing("that a state is used up concerns nobody but its client")).await?;
        let found = found.ok_or_else(refused)?;
        let returned = LoginReturned {
            redirect_uri: &found.redirect_uri,
            code: &callback.code,
            issuer: callback.issuer.as_deref(),
            nonce: &found.nonce,
            verifier: &found.verifier,
            now,
        };
        let claims = session.domain().ports().identity_provider.finish(&found.provider, returned).await;
        let claims = claims.map_err(|error| {
            tracing::warn!(provider = found.provider, reason = %error, "a login with another provider was refused");
            told(error)
        })?;
        if claims.subject.is_empty() || claims.subject.chars().count() > super::SUBJECT_MAX {
            return Err(refused());
        }
        Ok(Vouched { provider: found.provider, claims, binding: binding_hash })
    }
}

/// An attempt that came to its end is forgiven twice: where it was begun, and where it came back.
pub(super) async fn forgive(tx: &WriteTx<'_>, permit: &Permit) -> Result<()> {
    throttle::forgive(tx, permit, Door::Provider, None).await?;
    throttle::forgive(tx, permit, Door::Provider, None).await
}

pub(super) fn binding_digest(binding: &Secret) -> String {
    binding.digest("authorization binding")
}

fn state_digest(state: &Secret) -> String {
    state.digest("authorization state")
}

fn told(error: IdentityProviderError) -> Error {
    match error {
        IdentityProviderError::Unknown => Error::not_found(),
        IdentityProviderError::Unavailable(why) => Error::new(Code::ProviderUnavailable, why),
        IdentityProviderError::Refused(_) => refused(),
    }
}
