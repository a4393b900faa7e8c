//! `/v1/me`: one's own account.

use actix_web::http::StatusCode;
use domain::account::{Account, ErasureProof, ProfileChange};
use domain::challenge::Proof;
use domain::{Error, Language, Role};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::auth::ProofInput;
use super::page::own;
use super::query::Query;
use crate::http::{Done, Reply};
use crate::routes::{Call, Outcome};

/// An account, as its owner sees it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MeShape<'a> {
    id: domain::id::AccountId,
    email: &'a str,
    display_name: &'a str,
    language: &'a Language,
    roles: &'a [Role],
    history_enabled: bool,
    created_at: Timestamp,
}

impl<'a> MeShape<'a> {
    pub(super) fn of(account: &'a Account) -> Self {
        Self {
            id: account.id,
            email: account.email.as_str(),
            display_name: &account.display_name,
            language: &account.language,
            roles: &account.roles,
            history_enabled: account.history_enabled,
            created_at: account.created_at,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct UpdateInput {
    display_name: Option<String>,
    language: Option<String>,
    history_enabled: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PasswordInput {
    current_password: String,
    password: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EmailInput {
    email: String,
    current_password: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct EraseInput {
    current_password: Option<String>,
    token: Option<String>,
    email: Option<String>,
    code: Option<String>,
}

/// `GET /v1/me`
pub async fn show(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let account = call.session.accounts().own().await?;
    let bytes = serde_json::to_vec(&MeShape::of(&account)).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes)))
}

/// `PATCH /v1/me`
pub async fn update(call: Call) -> Outcome {
    let input: UpdateInput = call.body.read()?;
    let language = input.language.as_deref().map(Language::parse).transpose().map_err(|error| error.at("language"))?;
    let change = ProfileChange { display_name: input.display_name, language, history_enabled: input.history_enabled };
    let account = call.session.accounts().update(&change).await?;
    Ok(Reply::Done(Done::with(StatusCode::OK, &MeShape::of(&account))?))
}

/// `POST /v1/me/password`
pub async fn change_password(call: Call) -> Outcome {
    let input: PasswordInput = call.body.read()?;
    call.session.accounts().change_password(&input.current_password, &input.password).await?;
    Ok(Reply::Done(Done::silent(StatusCode::NO_CONTENT)))
}

/// `POST /v1/me/email`
pub async fn request_email_change(call: Call) -> Outcome {
    let input: EmailInput = call.body.read()?;
    call.session.accounts().request_email_change(&input.email, &input.current_password).await?;
    Ok(Reply::Done(Done::silent(StatusCode::ACCEPTED)))
}

/// `POST /v1/me/email/confirm`
pub async fn confirm_email_change(call: Call) -> Outcome {
    let proof = call.body.read::<ProofInput>()?.read()?;
    let account = call.session.accounts().confirm_email_change(&proof).await?;
    Ok(Reply::Done(Done::with(StatusCode::OK, &MeShape::of(&account))?))
}

/// `POST /v1/me/erasure`
pub async fn request_erasure(call: Call) -> Outcome {
    call.session.accounts().request_erasure().await?;
    Ok(Reply::Done(Done::silent(StatusCode::ACCEPTED)))
}

/// `DELETE /v1/me`
pub async fn erase(call: Call) -> Outcome {
    let EraseInput { current_password, token, email, code } = call.body.read()?;
    let proof = match current_password {
        Some(password) if token.is_none() && email.is_none() && code.is_none() => ErasureProof::Password(password),
        Some(_) => {
            let message = "Give either `currentPassword` or a mailed code.";
            return Err(Error::new(domain::Code::ValueInvalid, message).at("currentPassword").into());
        }
        None => ErasureProof::Code(Proof::read(token, email, code)?),
    };
    call.session.accounts().erase(&proof).await?;
    Ok(Reply::Done(Done::silent(StatusCode::NO_CONTENT)))
}
