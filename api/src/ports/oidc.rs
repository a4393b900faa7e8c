//! Other providers to log in with, by OpenID Connect (OpenID Connect Core 1.0, Discovery 1.0) through `openidconnect`.
//!
//! `http.rs` is the client, `known.rs` what is known of a provider and for how long.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use async_trait::async_trait;
use domain::identity::{LoginProvider, ProviderStatus};
use domain::ports::{IdentityClaims, IdentityProvider, IdentityProviderError, LoginBegun, LoginReturned};
use futures::future::join_all;
use openidconnect::core::{
    CoreClient, CoreGenderClaim, CoreIdTokenVerifier, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm, CoreResponseType, CoreTokenResponse,
};
use openidconnect::{
    AuthType, AuthenticationFlow, AuthorizationCode, ClaimsVerificationError, ClientId, CsrfToken,
    EmptyAdditionalClaims, EndpointNotSet, EndpointSet, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, SignatureVerificationError, TokenResponse, UserInfoError,
    UserInfoRequest,
};

use crate::settings::{NoUse, ProviderSettings, ProviderUse};

mod http;
mod known;

use http::Client;
use known::{Knowledge, Known};

/// A client of one provider, its endpoints known.
type Ready = CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet, EndpointNotSet>;
/// A request for claims.
type CoreUserInfoRequest<'r> = UserInfoRequest<'r, CoreJweContentEncryptionAlgorithm, CoreJsonWebKey>;
/// What went wrong, on its way to the domain.
type Failed = IdentityProviderError;

/// The algorithms by which ID tokens may be signed: none, and none that shares a secret, is among them.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 8] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// The providers of the registry.
pub struct LoginProviders {
    providers: Vec<Provider>,
    client: Client,
}

struct Provider {
    settings: ProviderSettings,
    knowledge: Knowledge,
}

impl LoginProviders {
    /// The providers that the operator set. None is asked for anything yet.
    ///
    /// # Errors
    /// When there can't be a client, for want of TLS.
    pub fn new(settings: &[ProviderSettings]) -> Result<Self, reqwest::Error> {
        let provider =
            |settings: &ProviderSettings| Provider { settings: settings.clone(), knowledge: Knowledge::default() };
        Ok(Self { providers: settings.iter().map(provider).collect(), client: Client::new()? })
    }

    /// A provider that can be used, and what is known of it.
    async fn usable(&self, name: &str) -> Result<(&Provider, &ProviderUse, Arc<Known>), Failed> {
        let provider = self.providers.iter().find(|provider| provider.settings.name == name);
        let provider = provider.ok_or(Failed::Unknown)?;
        let use_of = provider.settings.use_of.as_ref();
        let use_of = use_of.map_err(|no_use| Failed::Unavailable(sentence(no_use)))?;
        let known = provider.knowledge.get(use_of, &self.client).await.map_err(unreachable)?;
        Ok((provider, use_of, known))
    }

    async fn told(&self, provider: &Provider) -> LoginProvider {
        let (status, reason) = match &provider.settings.use_of {
            Err(NoUse::Disabled) => (ProviderStatus::Disabled, Some(sentence(&NoUse::Disabled))),
            Err(no_use) => (ProviderStatus::NotConfigured, Some(sentence(no_use))),
            Ok(use_of) => match provider.knowledge.get(use_of, &self.client).await {
                Ok(_) => (ProviderStatus::Available, None),
                Err(why) => (ProviderStatus::Unreachable, Some(unreachable(why).to_string())),
            },
        };
        let (name, label) = (provider.settings.name.clone(), provider.settings.label.clone());
        LoginProvider { name, label, status, reason }
    }
}

/// What claims say, those of an ID token and those that are asked for alike.
macro_rules! said {
    ($claims:expr) => {
        IdentityClaims {
            subject: $claims.subject().as_str().to_owned(),
            email: $claims.email().map(|email| email.as_str().to_owned()),
            email_verified: $claims.email_verified().unwrap_or(false),
            name: $claims.name().and_then(|names| names.iter().next()).map(|(_, name)| name.as_str().to_owned()),
        }
    };
}

fn sentence(no_use: &NoUse) -> String {
    match no_use {
        NoUse::Disabled => "The operator has switched it off.".to_owned(),
        NoUse::NotConfigured(why) => why.clone(),
    }
}

/// Why is for the log: it was written when it happened.
fn unreachable(_: known::Silent) -> Failed {
    Failed::Unavailable("The provider doesn't answer as it should; try again later.".to_owned())
}

fn refused(why: impl std::fmt::Display) -> Failed {
    Failed::Refused(why.to_string())
}

#[async_trait]
impl IdentityProvider for LoginProviders {
    async fn providers(&self) -> Vec<LoginProvider> {
        join_all(self.providers.iter().map(|provider| self.told(provider))).await
    }

    async fn begin(&self, provider: &str, begun: LoginBegun<'_>) -> Result<String, Failed> {
        let (_, use_of, known) = self.usable(provider).await?;
        let client = ready(use_of, &known);
        let redirect = RedirectUrl::new(begun.redirect_uri.to_owned()).map_err(refused)?;
        let verifier = PkceCodeVerifier::new(begun.verifier.to_owned());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        let (state, nonce) = (CsrfToken::new(begun.state.to_owned()), Nonce::new(begun.nonce.to_owned()));
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let request = client.authorize_url(flow, || state, || nonce);
        let asked = use_of.scopes.iter().filter(|scope| *scope != "openid").cloned().map(Scope::new);
        let request = request.add_scopes(asked).set_pkce_challenge(challenge).set_redirect_uri(Cow::Owned(redirect));
        Ok(request.url().0.into())
    }

    async fn finish(&self, provider: &str, returned: LoginReturned<'_>) -> Result<IdentityClaims, Failed> {
        let (provider, use_of, known) = self.usable(provider).await?;
        match returned.issuer {
            Some(issuer) if issuer != use_of.issuer => return Err(refused("the answer names another issuer")),
            // Who says that it names itself always does (RFC 9207, section 2.4).
            None if known.names_itself => return Err(refused("the answer doesn't name its issuer")),
            _ => {}
        }
        let client = ready(use_of, &known);
        let tokens = self.exchange(&client, returned).await?;
        let id_token = tokens.id_token().ok_or_else(|| refused("there is no ID token"))?;
        let nonce = Nonce::new(returned.nonce.to_owned());
        let claims = match id_token.claims(&verifier(&client, returned), &nonce) {
            Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) => {
                // The provider may have a new key.
                let known = provider.knowledge.renewed(use_of, &self.client).await.map_err(unreachable)?;
                let client = ready(use_of, &known);
                id_token.claims(&verifier(&client, returned), &nonce).map_err(refused)?.clone()
            }
            claims => claims.map_err(refused)?.clone(),
        };
        let said = said!(claims);
        match &known.userinfo {
            Some(address) if said.email.is_none() => {
                let client = client.set_user_info_url(address.clone());
                let token = tokens.access_token().clone();
                self.asked(client.user_info(token, Some(claims.subject().clone()))).await
            }
            _ => Ok(said),
        }
    }
}

impl LoginProviders {
    async fn exchange(&self, client: &Ready, returned: LoginReturned<'_>) -> Result<CoreTokenResponse, Failed> {
        let redirect = RedirectUrl::new(returned.redirect_uri.to_owned()).map_err(refused)?;
        let request = client.exchange_code(AuthorizationCode::new(returned.code.to_owned()));
        let request = request.set_redirect_uri(Cow::Owned(redirect));
        let request = request.set_pkce_verifier(PkceCodeVerifier::new(returned.verifier.to_owned()));
        request.request_async(&self.client).await.map_err(|error| match error {
            RequestTokenError::Request(error) => silent(&error),
            RequestTokenError::ServerResponse(said) => refused(format!("the code was refused: {said}")),
            other => refused(other),
        })
    }

    /// What the provider says of somebody when it is asked, which it is when the token doesn't say it.
    async fn asked(&self, request: CoreUserInfoRequest<'_>) -> Result<IdentityClaims, Failed> {
        let answer = request.request_async::<EmptyAdditionalClaims, _, CoreGenderClaim>(&self.client).await;
        let claims = answer.map_err(|error| match error {
            UserInfoError::Request(error) => silent(&error),
            other => refused(other),
        })?;
        Ok(said!(claims))
    }
}

fn ready(use_of: &ProviderUse, known: &Known) -> Ready {
    let client_id = ClientId::new(use_of.client_id.clone());
    let client = CoreClient::new(client_id, known.issuer.clone(), known.jwks.clone());
    let client = client.set_auth_uri(known.authorization.clone()).set_token_uri(known.token.clone());
    let client = client.set_auth_type(if known.takes_basic { AuthType::BasicAuth } else { AuthType::RequestBody });
    match &use_of.client_secret {
        Some(secret) => client.set_client_secret(secret.clone()),
        None => client,
    }
}

/// Judges ID tokens by the provider's keys, by its issuer and our id as their audience, and by the port's time.
fn verifier<'c>(client: &'c Ready, returned: LoginReturned<'_>) -> CoreIdTokenVerifier<'c> {
    let now = UNIX_EPOCH + Duration::from_micros(u64::try_from(returned.now.as_microsecond()).unwrap_or(0));
    client.id_token_verifier().set_allowed_algs(ALGORITHMS).set_time_fn(move || now.into())
}

fn silent(error: &http::Failure) -> Failed {
    tracing::warn!(%error, "a login provider doesn't answer");
    unreachable(known::Silent)
}
