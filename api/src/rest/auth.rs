//! `/v1/auth`: registering, logging in, going on, and new passwords. Who one is then, is `me.rs`.

use actix_web::http::StatusCode;
use domain::access::Login;
use domain::account::Registration;
use domain::challenge::Proof;
use domain::{Error, Language};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::me::MeShape;
use super::page::representation;
use crate::http::{Done, Reply};
use crate::routes::{Call, Outcome};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RegisterInput {
    email: String,
    password: String,
    display_name: String,
    language: Option<String>,
}

/// A one-time code: what a link carried, or what was typed with the address that it was sent to.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ProofInput {
    token: Option<String>,
    email: Option<String>,
    code: Option<String>,
}

impl ProofInput {
    /// # Errors
    /// `value_invalid` when it is neither.
    pub(super) fn read(self) -> Result<Proof, Error> {
        Proof::read(self.token, self.email, self.code)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LoginInput {
    email: String,
    password: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RefreshInput {
    refresh_token: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ResetRequestInput {
    email: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ResetInput {
    token: Option<String>,
    email: Option<String>,
    code: Option<String>,
    password: String,
}

/// Tokens, and whose they are.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LoginShape<'a> {
    token_type: &'static str,
    access_token: &'a str,
    access_token_expires_at: Timestamp,
    refresh_token: &'a str,
    refresh_token_expires_at: Timestamp,
    account: MeShape<'a>,
}

/// The answer to whoever has just logged in.
pub(super) fn logged_in(status: StatusCode, login: &Login) -> Outcome {
    let shape = LoginShape {
        token_type: "Bearer",
        access_token: &login.tokens.access_token,
        access_token_expires_at: login.tokens.access_expires_at,
        refresh_token: &login.tokens.refresh_token,
        refresh_token_expires_at: login.tokens.refresh_expires_at,
        account: MeShape::of(&login.account),
    };
    Ok(Reply::Done(Done::with(status, &shape)?))
}

/// `GET /.well-known/jwks.json`
pub async fn jwks(call: Call) -> Outcome {
    let bytes = serde_json::to_vec(&call.session.signing_keys().jwks()).map_err(Error::internal)?;
    Ok(Reply::Content(representation(&call, bytes)))
}

/// `POST /v1/auth/register`
pub async fn register(call: Call) -> Outcome {
    let input: RegisterInput = call.body.read()?;
    let language = input.language.as_deref().map(Language::parse).transpose().map_err(|error| error.at("language"))?;
    let typed =
        Registration { email: input.email, password: input.password, display_name: input.display_name, language };
    call.session.accounts().register(&typed).await?;
    Ok(Reply::Done(Done::silent(StatusCode::ACCEPTED)))
}

/// `POST /v1/auth/confirm`
pub async fn confirm(call: Call) -> Outcome {
    let proof = call.body.read::<ProofInput>()?.read()?;
    logged_in(StatusCode::CREATED, &call.session.accounts().confirm(&proof).await?)
}

/// `POST /v1/auth/login`
pub async fn login(call: Call) -> Outcome {
    let input: LoginInput = call.body.read()?;
    logged_in(StatusCode::OK, &call.session.account_sessions().create(&input.email, &input.password).await?)
}

/// `POST /v1/auth/refresh`
pub async fn refresh(call: Call) -> Outcome {
    let input: RefreshInput = call.body.read()?;
    logged_in(StatusCode::OK, &call.session.account_sessions().refresh(&input.refresh_token).await?)
}

/// `POST /v1/auth/logout`
pub async fn logout(call: Call) -> Outcome {
    call.session.account_sessions().revoke_current().await?;
    Ok(Reply::Done(Done::silent(StatusCode::NO_CONTENT)))
}

/// `POST /v1/auth/password-reset`
pub async fn request_password_reset(call: Call) -> Outcome {
    let input: ResetRequestInput = call.body.read()?;
    call.session.accounts().request_password_reset(&input.email).await?;
    Ok(Reply::Done(Done::silent(StatusCode::ACCEPTED)))
}

/// `POST /v1/auth/password-reset/confirm`
pub async fn reset_password(call: Call) -> Outcome {
    let input: ResetInput = call.body.read()?;
    let proof = Proof::read(input.token, input.email, input.code)?;
    logged_in(StatusCode::OK, &call.session.accounts().reset_password(&proof, &input.password).await?)
}

/// `POST /v1/auth/begin`
pub async fn begin(call: Call) -> Outcome {
    let input: ResetInput = call.body.read()?;
    let proof = Proof::read(input.token, input.email, input.code)?;
    logged_in(StatusCode::OK, &call.session.accounts().begin(&proof, &input.password).await?)
}
