//! Claims: mailed codes that show whose an identity is.

use async_graphql::{Context, Object};

use crate::account::{LoginPayload, MailedPayload, ProofInput};
use crate::context::session;
use crate::error::Result;
use crate::mutation::Hear;

/// Mutations of claims.
#[derive(Default)]
pub(crate) struct IdentityClaimMutations;

#[Object]
impl IdentityClaimMutations {
    /// Redeems the code that was mailed for an identity: links it to the account of the address, which is made if there is
    /// none, and logs in.
    ///
    /// Errors to mend: `code_invalid`, `password_weak`, `value_invalid` at `password`, `identity_taken`, `identity_limit`.
    async fn identity_claim(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code that was mailed.")] proof: ProofInput,
        #[graphql(
            desc = "What `identityAuthorize` gave to this client, when the claim began with a login at a provider; a legacy identity needs none."
        )]
        binding: Option<String>,
        #[graphql(
            desc = "A password for the account that is made, which a legacy identity needs. An account that there is keeps its own."
        )]
        password: Option<String>,
    ) -> Option<Result<LoginPayload>> {
        let session = session(ctx);
        let login = async {
            let proof = proof.read()?;
            session.identities().claim(&proof, binding.as_deref(), password.as_deref()).await
        };
        Some(login.await.heard(session).map(LoginPayload::of))
    }

    /// Mails a code to claim the account of an identity that readers had at a provider formerly, to be given to
    /// `identityClaim`. The answer is the same if there is none.
    ///
    /// Errors to mend: `value_invalid` at `provider`, `email_invalid`.
    async fn legacy_identity_claim_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The provider's name: `xing`.")] provider: String,
        #[graphql(desc = "The address that the identity had there.")] email: String,
    ) -> Option<Result<MailedPayload>> {
        let session = session(ctx);
        let taken = session.identities().request_legacy_claim(&provider, &email).await;
        Some(taken.heard(session).map(MailedPayload::of))
    }
}
