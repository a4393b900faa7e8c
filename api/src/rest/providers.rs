//! `/v1/auth/providers`: the way to another provider and back, and `/v1/auth/identities`: claims by mailed codes.

use actix_web::http::StatusCode;
use domain::challenge::Proof;
use domain::identity::{AuthorizationPurpose, Callback, LoginProvider, ProviderStatus};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::auth::logged_in;
use super::query::Query;
use crate::http::{Done, Reply};
use crate::routes::{Call, Outcome};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ProviderShape {
    name: String,
    label: String,
    is_available: bool,
    status: ProviderStatus,
    reason: Option<String>,
}

impl From<LoginProvider> for ProviderShape {
    fn from(provider: LoginProvider) -> Self {
        let is_available = provider.status == ProviderStatus::Available;
        let (name, label, reason) = (provider.name, provider.label, provider.reason);
        Self { name, label, is_available, status: provider.status, reason }
    }
}

#[derive(Serialize)]
struct ProviderList {
    data: Vec<ProviderShape>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AuthorizeInput {
    redirect_uri: String,
    purpose: Option<AuthorizationPurpose>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AuthorizationShape {
    url: String,
    state: String,
    binding: String,
    expires_at: Timestamp,
}

/// What came back with a reader from a provider.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CallbackInput {
    state: String,
    code: String,
    iss: Option<String>,
    binding: String,
}

impl CallbackInput {
    /// What came back from this provider, if the path says which.
    pub(super) fn from(self, provider: Option<&str>) -> Callback {
        let provider = provider.map(str::to_owned);
        Callback { provider, state: self.state, code: self.code, issuer: self.iss, binding: self.binding }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ClaimInput {
    token: Option<String>,
    email: Option<String>,
    code: Option<String>,
    binding: Option<String>,
    password: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LegacyInput {
    provider: String,
    email: String,
}

/// `GET /v1/auth/providers`
pub async fn list(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let providers = call.session.identities().providers().await;
    let list = ProviderList { data: providers.into_iter().map(ProviderShape::from).collect() };
    // Whether a provider answers changes from one minute to the next.
    Ok(Reply::Done(Done::with(StatusCode::OK, &list)?))
}

/// `POST /v1/auth/providers/{name}/authorize`
pub async fn authorize(call: Call) -> Outcome {
    let input: AuthorizeInput = call.body.read()?;
    let purpose = input.purpose.unwrap_or(AuthorizationPurpose::Login);
    let begun = call.session.identities().authorize(call.part("name"), &input.redirect_uri, purpose).await?;
    let shape =
        AuthorizationShape { url: begun.url, state: begun.state, binding: begun.binding, expires_at: begun.expires_at };
    Ok(Reply::Done(Done::with(StatusCode::OK, &shape)?))
}

/// `POST /v1/auth/providers/{name}/callback`
pub async fn callback(call: Call) -> Outcome {
    let callback = call.body.read::<CallbackInput>()?.from(Some(call.part("name")));
    logged_in(StatusCode::OK, &call.session.identities().login(&callback).await?)
}

/// `POST /v1/auth/identities/claim`
pub async fn claim(call: Call) -> Outcome {
    let input: ClaimInput = call.body.read()?;
    let proof = Proof::read(input.token, input.email, input.code)?;
    let (binding, password) = (input.binding.as_deref(), input.password.as_deref());
    logged_in(StatusCode::OK, &call.session.identities().claim(&proof, binding, password).await?)
}

/// `POST /v1/auth/identities/legacy`
pub async fn request_legacy_claim(call: Call) -> Outcome {
    let input: LegacyInput = call.body.read()?;
    call.session.identities().request_legacy_claim(&input.provider, &input.email).await?;
    Ok(Reply::Done(Done::silent(StatusCode::ACCEPTED)))
}
