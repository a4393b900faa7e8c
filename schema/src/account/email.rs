//! Another address.

use async_graphql::{Context, InputObject, Object};

use super::Viewer;
use super::proof::ProofInput;
use super::register::{MailedPayload, ViewerPayload};
use crate::context::{own, session};
use crate::error::Result;
use crate::mutation::Hear;

/// The new address, and the password as a proof.
#[derive(InputObject)]
pub(crate) struct EmailChangeInput {
    /// The new address.
    email: String,
    /// The present password.
    current_password: String,
}

/// Mutations of addresses.
#[derive(Default)]
pub(crate) struct EmailMutations;

#[Object]
impl EmailMutations {
    /// Begins a change of the address: a one-time code goes to the present address and another to the new one. Both are
    /// given to `emailChangeConfirm`, in either order.
    ///
    /// Errors to mend: `email_invalid`, `login_failed` at `currentPassword`.
    async fn email_change_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new address.")] input: EmailChangeInput,
    ) -> Option<Result<MailedPayload>> {
        let session = session(ctx);
        let taken = session.accounts().request_email_change(&input.email, &input.current_password).await;
        Some(taken.heard(session).map(MailedPayload::of))
    }

    /// Redeems one of the two codes of a change; the second one changes the address.
    ///
    /// Errors to mend: `code_invalid`.
    async fn email_change_confirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "One of the two mailed codes.")] input: ProofInput,
    ) -> Option<Result<ViewerPayload>> {
        let session = session(ctx);
        let viewer = async {
            let account = own(ctx)?.accounts().confirm_email_change(&input.read()?).await?;
            Ok(Viewer::new(session.clone(), account))
        };
        Some(viewer.await.heard(session).map(ViewerPayload::of))
    }
}
