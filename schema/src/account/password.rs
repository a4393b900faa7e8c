//! New passwords.

use async_graphql::{Context, InputObject, Object};

use super::Viewer;
use super::proof::ProofInput;
use super::register::{MailedPayload, ViewerPayload};
use super::session::LoginPayload;
use crate::context::session;
use crate::error::Result;
use crate::mutation::Hear;

/// The present password, and the one that takes its place.
#[derive(InputObject)]
pub(crate) struct PasswordChangeInput {
    /// The present password.
    current_password: String,
    /// The new one.
    password: String,
}

/// Mutations of passwords.
#[derive(Default)]
pub(crate) struct PasswordMutations;

#[Object]
impl PasswordMutations {
    /// Mails a one-time code for a new password, if the address has an account. The answer is the same if it hasn't.
    ///
    /// Errors to mend: `email_invalid`.
    async fn password_reset_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The address of the account.")] email: String,
    ) -> Option<Result<MailedPayload>> {
        let session = session(ctx);
        Some(session.accounts().request_password_reset(&email).await.heard(session).map(MailedPayload::of))
    }

    /// Sets a new password by a mailed code, ends all sessions of the account, and logs in.
    ///
    /// Errors to mend: `code_invalid`, `password_weak`.
    async fn password_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The mailed code.")] proof: ProofInput,
        #[graphql(desc = "The new password.")] password: String,
    ) -> Option<Result<LoginPayload>> {
        let session = session(ctx);
        let login = async { session.accounts().reset_password(&proof.read()?, &password).await };
        Some(login.await.heard(session).map(LoginPayload::of))
    }

    /// Changes the password of whoever is logged in, and ends their other sessions.
    ///
    /// Errors to mend: `login_failed` at `currentPassword`, `password_weak`.
    async fn password_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The present password and the new one.")] input: PasswordChangeInput,
    ) -> Option<Result<ViewerPayload>> {
        let session = session(ctx);
        let viewer = async {
            session.accounts().change_password(&input.current_password, &input.password).await?;
            let account = session.accounts().own().await?;
            Ok(Viewer::new(session.clone(), account))
        };
        Some(viewer.await.heard(session).map(ViewerPayload::of))
    }
}
