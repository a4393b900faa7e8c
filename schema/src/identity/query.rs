//! `loginProviders`: what other providers there are.

use async_graphql::{Context, Object};

use super::object::LoginProvider;
use crate::context::session;

/// Root fields on login providers.
#[derive(Default)]
pub(crate) struct LoginProviderQueries;

#[Object]
impl LoginProviderQueries {
    /// Other providers to log in with, also those that can't be used, with the reason.
    async fn login_providers(&self, ctx: &Context<'_>) -> Vec<LoginProvider> {
        session(ctx).identities().providers().await.into_iter().map(LoginProvider::from).collect()
    }
}
