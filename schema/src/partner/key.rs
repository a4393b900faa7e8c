//! The keys of partners' programs: made and revoked. A secret is told when its key is made, and never again.

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::id::{ApiKeyId, OrganisationId};
use domain::partner as model;

use super::input::ApiKeyInput;
use super::mutation::managing;
use super::word::ApiKeyScope;
use crate::context::session;
use crate::error::Result;
use crate::mutation::{Hear, UserError, halves};
use crate::scalar::DateTime;

/// The key of a partner's program, without its secret.
#[derive(SimpleObject)]
pub(crate) struct ApiKey {
    /// The id: `apk_01jb…`.
    id: ID,
    /// What the partner calls it.
    name: String,
    /// What it begins with, enough to tell it from others: `wrk_7p2m9x0q`.
    prefix: String,
    /// What it may be used for.
    scopes: Vec<ApiKeyScope>,
    /// When it was made.
    created_at: DateTime,
    /// From when on it is refused; null for one that doesn't end by itself.
    expires_at: Option<DateTime>,
    /// When it was last used, to within a minute; null for one that never was.
    last_used_at: Option<DateTime>,
    /// When it was revoked; null for one that wasn't.
    revoked_at: Option<DateTime>,
}

impl From<model::ApiKey> for ApiKey {
    fn from(key: model::ApiKey) -> Self {
        Self {
            id: key.id.into(),
            name: key.name,
            prefix: key.prefix,
            scopes: key.scopes.into_iter().map(Into::into).collect(),
            created_at: DateTime(key.created_at),
            expires_at: key.expires_at.map(DateTime),
            last_used_at: key.last_used_at.map(DateTime),
            revoked_at: key.revoked_at.map(DateTime),
        }
    }
}

/// What came of making a key.
#[derive(SimpleObject)]
pub(crate) struct ApiKeyCreatePayload {
    /// The key; null when something is to be mended.
    api_key: Option<ApiKey>,
    /// The whole of it, told this once; null when something is to be mended.
    secret: Option<String>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What came of revoking a key.
#[derive(SimpleObject)]
pub(crate) struct ApiKeyRevokePayload {
    /// The key as it is now; null when something is to be mended.
    api_key: Option<ApiKey>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// Mutations of keys.
#[derive(Default)]
pub(crate) struct ApiKeyMutations;

#[Object]
impl ApiKeyMutations {
    /// Makes a key, whose secret is told this once. Two keys of an organisation are good at once at the most: one that is used, and one
    /// that is to take its place. For partner managers.
    ///
    /// Errors to mend: `value_invalid`, `limit_reached`, `id_invalid`.
    async fn api_key_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the organisation.")] organisation: ID,
        #[graphql(desc = "What it is for.")] input: ApiKeyInput,
    ) -> Option<Result<ApiKeyCreatePayload>> {
        let outcome = async { managing(ctx)?.partners().issue_key(owner(&organisation)?, input.into()).await };
        let heard = outcome.await.heard(session(ctx)).map(halves);
        Some(heard.map(|(issued, user_errors)| {
            let (api_key, secret) = issued.map(|issued| (issued.key.into(), issued.secret)).unzip();
            ApiKeyCreatePayload { api_key, secret, user_errors }
        }))
    }

    /// Revokes a key: it is refused from now on. One that was revoked before stays as it is. For partner managers.
    ///
    /// Errors to mend: `id_invalid`.
    async fn api_key_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the organisation.")] organisation: ID,
        #[graphql(desc = "The id of the key.")] id: ID,
    ) -> Option<Result<ApiKeyRevokePayload>> {
        let outcome = async {
            let session = managing(ctx)?;
            let key = ApiKeyId::parse(&id).map_err(|error| error.at("id"))?;
            session.partners().revoke_key(owner(&organisation)?, key).await
        };
        let heard = outcome.await.heard(session(ctx)).map(halves);
        let said = |(key, user_errors): (Option<model::ApiKey>, _)| ApiKeyRevokePayload {
            api_key: key.map(ApiKey::from),
            user_errors,
        };
        Some(heard.map(said))
    }
}

/// The organisation whose key or product it is.
pub(super) fn owner(id: &ID) -> domain::Result<OrganisationId> {
    OrganisationId::parse(id).map_err(|error| error.at("organisation"))
}
