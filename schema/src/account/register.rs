//! Registering, and changing one's own profile.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use domain::account::{ProfileChange, Registration};

use super::Viewer;
use super::proof::ProofInput;
use super::session::LoginPayload;
use crate::context::session;
use crate::error::Result;
use crate::mutation::{Hear, UserError, halves};
use crate::scalar::LanguageTag;

/// What is needed to register.
#[derive(InputObject)]
pub(crate) struct AccountRegisterInput {
    /// The mail address to log in with.
    email: String,
    /// The password: 10 to 128 characters unless the operator says otherwise, and not easily guessed.
    password: String,
    /// What others shall see, on public playlists: 1 to 80 characters.
    display_name: String,
    /// The language of the mail that is sent; the publication's default without it.
    language: Option<LanguageTag>,
}

/// What shall change of the profile. What isn't given stays.
#[derive(InputObject)]
pub(crate) struct ProfileUpdateInput {
    /// What others see: 1 to 80 characters.
    display_name: Option<String>,
    /// The language of the mail that is sent.
    language: Option<LanguageTag>,
    /// Whether what is read is remembered.
    history_enabled: Option<bool>,
}

/// That something was taken, to be ended by a mailed code.
#[derive(SimpleObject)]
pub(crate) struct MailedPayload {
    /// It was taken: a letter is on its way if there is anybody to write to. Whether there is, isn't told.
    is_accepted: bool,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

impl MailedPayload {
    pub(crate) fn of(heard: crate::mutation::Heard<()>) -> Self {
        let (accepted, user_errors) = halves(heard);
        Self { is_accepted: accepted.is_some(), user_errors }
    }
}

/// What came of a change of one's own account.
#[derive(SimpleObject)]
pub(crate) struct ViewerPayload {
    /// Whoever is logged in, as they are now; null when something is to be mended.
    viewer: Option<Viewer>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

impl ViewerPayload {
    pub(super) fn of(heard: crate::mutation::Heard<Viewer>) -> Self {
        let (viewer, user_errors) = halves(heard);
        Self { viewer, user_errors }
    }
}

/// Mutations of accounts.
#[derive(Default)]
pub(crate) struct AccountMutations;

#[Object]
impl AccountMutations {
    /// Begins a registration: a one-time code is mailed to the address, and `accountConfirm` makes the account. The answer
    /// is the same for an address that has an account already; its owner is then told by mail.
    ///
    /// Errors to mend: `email_invalid`, `password_weak`, `value_invalid`, `language_invalid`.
    async fn account_register(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who registers.")] input: AccountRegisterInput,
    ) -> Option<Result<MailedPayload>> {
        let session = session(ctx);
        let typed = Registration {
            email: input.email,
            password: input.password,
            display_name: input.display_name,
            language: input.language.map(|tag| tag.0),
        };
        Some(session.accounts().register(&typed).await.heard(session).map(MailedPayload::of))
    }

    /// Confirms the address of a registration by its mailed code, makes the account and logs in.
    ///
    /// Errors to mend: `code_invalid`.
    async fn account_confirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The mailed code.")] input: ProofInput,
    ) -> Option<Result<LoginPayload>> {
        let session = session(ctx);
        let login = async { session.accounts().confirm(&input.read()?).await };
        Some(login.await.heard(session).map(LoginPayload::of))
    }

    /// Changes the profile of whoever is logged in.
    ///
    /// Errors to mend: `value_invalid`, `language_invalid`.
    async fn profile_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: ProfileUpdateInput,
    ) -> Option<Result<ViewerPayload>> {
        let session = session(ctx);
        let change = ProfileChange {
            display_name: input.display_name,
            language: input.language.map(|tag| tag.0),
            history_enabled: input.history_enabled,
        };
        let viewer = session.accounts().update(&change).await.map(|account| Viewer::new(session.clone(), account));
        Some(viewer.heard(session).map(ViewerPayload::of))
    }
}
