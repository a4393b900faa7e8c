//! Logging in, going on, logging out.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::access::{self, Login};
use domain::id::AccountSessionId;

use super::Viewer;
use crate::context::session;
use crate::error::{Result, Told};
use crate::mutation::{Hear, Heard, UserError, halves};
use crate::scalar::DateTime;

/// What is needed to log in.
#[derive(InputObject)]
pub(crate) struct SessionCreateInput {
    /// The mail address.
    email: String,
    /// The password.
    password: String,
}

/// What a client goes on with. None of it can be had a second time.
#[derive(SimpleObject)]
pub(crate) struct Tokens {
    /// For the header `Authorization: Bearer …`: a JWT, to be treated as opaque.
    access_token: String,
    /// When the access token ends: ten minutes after it was made.
    access_token_expires_at: DateTime,
    /// Good once, for `sessionRefresh`. Keep it where nothing else can read it.
    refresh_token: String,
    /// When the refresh token ends unless it is used.
    refresh_token_expires_at: DateTime,
}

impl From<access::Tokens> for Tokens {
    fn from(tokens: access::Tokens) -> Self {
        Self {
            access_token: tokens.access_token,
            access_token_expires_at: DateTime(tokens.access_expires_at),
            refresh_token: tokens.refresh_token,
            refresh_token_expires_at: DateTime(tokens.refresh_expires_at),
        }
    }
}

/// What came of logging in.
#[derive(SimpleObject)]
pub(crate) struct LoginPayload {
    /// The tokens; null when something is to be mended.
    tokens: Option<Tokens>,
    /// Whoever is logged in now.
    viewer: Option<Viewer>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

impl LoginPayload {
    pub(crate) fn of(heard: Heard<Login>) -> Self {
        let (login, user_errors) = halves(heard);
        match login {
            Some(login) => Self {
                tokens: Some(login.tokens.into()),
                viewer: Some(Viewer::new(login.session, login.account)),
                user_errors,
            },
            None => Self { tokens: None, viewer: None, user_errors },
        }
    }
}

/// What came of ending sessions.
#[derive(SimpleObject)]
pub(crate) struct SessionsRevokePayload {
    /// The sessions that were ended; those that had ended before aren't among them.
    revoked: Vec<ID>,
}

/// Mutations of sessions.
#[derive(Default)]
pub(crate) struct SessionMutations;

#[Object]
impl SessionMutations {
    /// Logs in with address and password.
    ///
    /// Errors to mend: `login_failed`, which doesn't tell whether the address is known. After some failures the answer is
    /// the error `rate_limited`, with `retryAfter` in seconds.
    async fn session_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Address and password.")] input: SessionCreateInput,
    ) -> Option<Result<LoginPayload>> {
        let session = session(ctx);
        let login = session.account_sessions().create(&input.email, &input.password).await;
        Some(login.heard(session).map(LoginPayload::of))
    }

    /// Goes on with a session: a new pair of tokens for a refresh token, which is used up. One that comes a second time
    /// ends its session, for then somebody has a copy; the error is `credential_invalid`.
    async fn session_refresh(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The last refresh token of the session.")] refresh_token: String,
    ) -> Option<Result<LoginPayload>> {
        let session = session(ctx);
        let login = session.account_sessions().refresh(&refresh_token).await;
        Some(login.heard(session).map(LoginPayload::of))
    }

    /// Logs out: ends the session that asks.
    async fn session_end(&self, ctx: &Context<'_>) -> Option<Result<SessionsRevokePayload>> {
        let session = session(ctx);
        Some(session.account_sessions().revoke_current().await.told(session).map(ended))
    }

    /// Ends a session of whoever is logged in: their device elsewhere. To end what has ended already is no error.
    async fn session_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which: `ses_01jb…`.")] id: ID,
    ) -> Option<Result<SessionsRevokePayload>> {
        let session = session(ctx);
        let revoked = async {
            // What is no id of a session is one that has ended: the same answer.
            match AccountSessionId::parse(&id) {
                Ok(id) => session.account_sessions().revoke(id).await,
                Err(_) => session.account_sessions().list().await.map(|_| Vec::new()),
            }
        };
        Some(revoked.await.told(session).map(ended))
    }

    /// Ends all sessions of whoever is logged in, but not the one that asks unless `includeCurrent` is true.
    async fn sessions_revoke_all(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "End the session that asks as well.", default = false)] include_current: bool,
    ) -> Option<Result<SessionsRevokePayload>> {
        let session = session(ctx);
        Some(session.account_sessions().revoke_all(!include_current).await.told(session).map(ended))
    }
}

fn ended(ids: Vec<AccountSessionId>) -> SessionsRevokePayload {
    SessionsRevokePayload { revoked: ids.into_iter().map(ID::from).collect() }
}
