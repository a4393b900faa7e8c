//! What is known of a provider: its endpoints and keys, discovered once an hour or given by the operator. A provider that
//! doesn't answer isn't asked again at once, however many ask for it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey,
    CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode,
    CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::{
    AdditionalProviderMetadata, AuthUrl, IssuerUrl, JsonWebKeySet, JsonWebKeySetUrl, ProviderMetadata, TokenUrl,
    UserInfoUrl,
};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::http::Client;
use crate::settings::{Endpoints, ProviderUse, is_safe};

/// For how long what was discovered is good.
const GOOD_FOR: Duration = Duration::from_secs(3_600);
/// After what time a provider that didn't answer is asked again, and one whose keys don't fit is asked for new ones.
const PATIENCE: Duration = Duration::from_secs(10);

/// A provider's own description, with what RFC 9207 adds.
type Metadata = ProviderMetadata<
    NamesItself,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// Whether the provider names itself where it sends readers back (RFC 9207, section 3).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct NamesItself {
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for NamesItself {}

/// A provider, ready to be used.
pub(super) struct Known {
    pub(super) issuer: IssuerUrl,
    pub(super) authorization: AuthUrl,
    pub(super) token: TokenUrl,
    pub(super) userinfo: Option<UserInfoUrl>,
    pub(super) jwks: CoreJsonWebKeySet,
    pub(super) names_itself: bool,
    /// It takes our credentials as HTTP's own (`client_secret_basic`), which is what providers do that say nothing.
    pub(super) takes_basic: bool,
}

/// The provider doesn't answer, or not as it should; the log has the reason.
#[derive(Debug, Clone, Copy)]
pub(super) struct Silent;

/// What a provider was last asked for came to, and when.
type Learnt = (Instant, Result<Arc<Known>, Silent>);

/// What is known, or that there was no answer; nothing before it was first asked for.
#[derive(Default)]
pub(super) struct Knowledge(Mutex<Option<Learnt>>);

impl Knowledge {
    /// What is known, asked for when it isn't, or is too old. Of many who ask at once one does, and the others wait for it.
    pub(super) async fn get(&self, use_of: &ProviderUse, client: &Client) -> Result<Arc<Known>, Silent> {
        self.no_older_than(GOOD_FOR, use_of, client).await
    }

    /// The same after the keys have turned out not to fit.
    pub(super) async fn renewed(&self, use_of: &ProviderUse, client: &Client) -> Result<Arc<Known>, Silent> {
        self.no_older_than(PATIENCE, use_of, client).await
    }

    async fn no_older_than(&self, age: Duration, use_of: &ProviderUse, client: &Client) -> Result<Arc<Known>, Silent> {
        let mut kept = self.0.lock().await;
        if let Some((at, known)) = &*kept
            && at.elapsed() < if known.is_ok() { age } else { PATIENCE }
        {
            return known.clone();
        }
        let learnt = learn(use_of, client).await.map(Arc::new).map_err(|why| {
            tracing::warn!(issuer = use_of.issuer, why, "a login provider can't be used");
            Silent
        });
        *kept = Some((Instant::now(), learnt.clone()));
        learnt
    }
}

async fn learn(use_of: &ProviderUse, client: &Client) -> Result<Known, String> {
    let issuer = IssuerUrl::new(use_of.issuer.clone()).map_err(said)?;
    match &use_of.endpoints {
        Some(endpoints) => given(issuer, endpoints, client).await,
        None => discovered(issuer, client).await,
    }
}

/// Asks the provider (OpenID Connect Discovery 1.0, section 4). A description that names another issuer is refused.
async fn discovered(issuer: IssuerUrl, client: &Client) -> Result<Known, String> {
    let found = Metadata::discover_async(issuer.clone(), client).await.map_err(said)?;
    let token = found.token_endpoint().cloned().ok_or("it has no token endpoint")?;
    let addresses = [
        Some(found.authorization_endpoint().as_str()),
        Some(token.as_str()),
        Some(found.jwks_uri().as_str()),
        found.userinfo_endpoint().map(|address| address.as_str()),
    ];
    if let Some(unsafe_one) = addresses.into_iter().flatten().find(|address| !is_safe(address)) {
        return Err(format!("it names an address without TLS: {unsafe_one}"));
    }
    let takes_basic = found
        .token_endpoint_auth_methods_supported()
        .is_none_or(|methods| methods.contains(&CoreClientAuthMethod::ClientSecretBasic));
    Ok(Known {
        issuer,
        authorization: found.authorization_endpoint().clone(),
        token,
        userinfo: found.userinfo_endpoint().cloned(),
        jwks: found.jwks().clone(),
        names_itself: found.additional_metadata().authorization_response_iss_parameter_supported,
        takes_basic,
    })
}

/// Takes the operator's word for the endpoints, and asks for the keys alone.
async fn given(issuer: IssuerUrl, endpoints: &Endpoints, client: &Client) -> Result<Known, String> {
    let jwks = JsonWebKeySetUrl::new(endpoints.jwks.clone()).map_err(said)?;
    Ok(Known {
        issuer,
        authorization: AuthUrl::new(endpoints.authorization.clone()).map_err(said)?,
        token: TokenUrl::new(endpoints.token.clone()).map_err(said)?,
        userinfo: endpoints.userinfo.clone().map(UserInfoUrl::new).transpose().map_err(said)?,
        jwks: JsonWebKeySet::fetch_async(&jwks, client).await.map_err(said)?,
        names_itself: false,
        takes_basic: true,
    })
}

/// An error with its causes, for the log.
fn said(error: impl std::error::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        line.push_str(": ");
        line.push_str(&error.to_string());
        cause = error.source();
    }
    line
}
