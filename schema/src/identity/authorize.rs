//! The way to a provider and back: logging in, linking, unlinking.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::Error;
use domain::id::IdentityId;
use domain::identity::{self, Callback};

use super::object::{Identity, PurposeWord};
use crate::account::LoginPayload;
use crate::context::session;
use crate::error::Result;
use crate::mutation::{Hear, Heard, UserError, halves};
use crate::scalar::DateTime;

/// Where a reader is to be sent, and what for.
#[derive(InputObject)]
pub(crate) struct IdentityAuthorizeInput {
    /// The provider's name, as in `loginProviders`.
    provider: String,
    /// Where the provider sends the reader back to: one of the addresses that the operator allows.
    redirect_uri: String,
    /// What for.
    #[graphql(default_with = "PurposeWord::Login")]
    purpose: PurposeWord,
}

/// What came back with a reader from a provider.
#[derive(InputObject)]
pub(crate) struct IdentityCallbackInput {
    /// The parameter `state` of the address that the reader came back to.
    state: String,
    /// The parameter `code`.
    code: String,
    /// The parameter `iss` (RFC 9207), if there is one.
    iss: Option<String>,
    /// What `identityAuthorize` gave as `binding`, and the client has kept.
    binding: String,
}

impl From<IdentityCallbackInput> for Callback {
    fn from(input: IdentityCallbackInput) -> Self {
        Self { provider: None, state: input.state, code: input.code, issuer: input.iss, binding: input.binding }
    }
}

/// A login at a provider that was begun.
#[derive(SimpleObject)]
pub(crate) struct Authorization {
    /// The provider's address, to send the reader to.
    url: String,
    /// The state that comes back with the reader.
    state: String,
    /// A secret that the client keeps to itself, and gives with what comes back: nobody else can end what it has begun.
    binding: String,
    /// Until when the reader may come back.
    expires_at: DateTime,
}

/// What came of beginning a login at a provider.
#[derive(SimpleObject)]
pub(crate) struct IdentityAuthorizePayload {
    /// Where to send the reader; null when something is to be mended.
    authorization: Option<Authorization>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

impl IdentityAuthorizePayload {
    fn of(heard: Heard<identity::Authorization>) -> Self {
        let (begun, user_errors) = halves(heard);
        let authorization = begun.map(|begun| Authorization {
            url: begun.url,
            state: begun.state,
            binding: begun.binding,
            expires_at: DateTime(begun.expires_at),
        });
        Self { authorization, user_errors }
    }
}

/// What came of linking an identity.
#[derive(SimpleObject)]
pub(crate) struct IdentityLinkPayload {
    /// The identity; null when something is to be mended.
    identity: Option<Identity>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What came of unlinking an identity.
#[derive(SimpleObject)]
pub(crate) struct IdentityUnlinkPayload {
    /// The identity that was unlinked; null when something is to be mended.
    unlinked_id: Option<ID>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// Mutations of identities.
#[derive(Default)]
pub(crate) struct IdentityMutations;

#[Object]
impl IdentityMutations {
    /// Begins a login at another provider, or the linking of an identity there: answers the address to send the reader to,
    /// and what the client keeps until they come back, within ten minutes.
    ///
    /// Errors to mend: `value_invalid` at `redirectUri`, `provider_unavailable`.
    async fn identity_authorize(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where the reader is to be sent, and what for.")] input: IdentityAuthorizeInput,
    ) -> Option<Result<IdentityAuthorizePayload>> {
        let session = session(ctx);
        let begun = session.identities().authorize(&input.provider, &input.redirect_uri, input.purpose.into()).await;
        Some(begun.heard(session).map(IdentityAuthorizePayload::of))
    }

    /// Logs in with what came back from a provider. An identity that is new here makes an account, if the provider has
    /// confirmed its address and nobody has that here.
    ///
    /// Errors to mend: `authorization_invalid`; `identity_unclaimed` when a code was mailed that is to be given to
    /// `identityClaim`; `provider_unavailable`.
    async fn identity_login(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What came back with the reader.")] input: IdentityCallbackInput,
    ) -> Option<Result<LoginPayload>> {
        let session = session(ctx);
        let login = session.identities().login(&input.into()).await;
        Some(login.heard(session).map(LoginPayload::of))
    }

    /// Links what came back from a provider to the account of whoever is logged in, and began it.
    ///
    /// Errors to mend: `authorization_invalid`, `identity_taken`, `identity_limit`, `provider_unavailable`.
    async fn identity_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What came back with the reader.")] input: IdentityCallbackInput,
    ) -> Option<Result<IdentityLinkPayload>> {
        let session = session(ctx);
        let linked = session.identities().link(&input.into()).await.heard(session);
        Some(linked.map(|heard| {
            let (identity, user_errors) = halves(heard);
            IdentityLinkPayload { identity: identity.map(Identity::from), user_errors }
        }))
    }

    /// Unlinks an identity from the account of whoever is logged in.
    ///
    /// Errors to mend: `identity_last` when there would be no way in.
    async fn identity_unlink(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The identity: `idn_01jb…`.")] id: ID,
    ) -> Option<Result<IdentityUnlinkPayload>> {
        let session = session(ctx);
        let unlinked = async {
            // What is no id of an identity is one that isn't there: the same answer.
            match IdentityId::parse(&id) {
                Ok(id) => session.identities().unlink(id).await,
                Err(_) => session.identities().list().await.and_then(|_| Err(Error::not_found())),
            }
        };
        Some(unlinked.await.heard(session).map(|heard| {
            let (id, user_errors) = halves(heard);
            IdentityUnlinkPayload { unlinked_id: id.map(ID::from), user_errors }
        }))
    }
}
