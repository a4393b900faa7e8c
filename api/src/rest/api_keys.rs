//! The keys of partners' programs: made, listed, revoked. A secret is told when its key is made, and never again.

use actix_web::http::StatusCode;
use domain::Error;
use domain::id::ApiKeyId;
use domain::partner::{NewKey, Scope};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::organisations::named;
use super::page::own;
use super::query::Query;
use super::shape::ApiKeyShape;
use crate::http::{Done, Reply};
use crate::routes::{Call, Outcome};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewInput {
    name: String,
    scopes: Vec<Scope>,
    expires_at: Option<Timestamp>,
}

#[derive(Serialize)]
struct IssuedShape {
    #[serde(flatten)]
    key: ApiKeyShape,
    secret: String,
}

/// `GET /v1/organisations/{id}/api-keys`
pub async fn list(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let partners = call.session.partners();
    let organisation = partners.organisation(named(&call)?).await?;
    let keys = partners.keys(organisation.id).await?;
    let data: Vec<ApiKeyShape> = keys.into_iter().map(Into::into).collect();
    let bytes = serde_json::to_vec(&serde_json::json!({"data": data})).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes)))
}

/// `POST /v1/organisations/{id}/api-keys`
pub async fn create(call: Call) -> Outcome {
    let organisation = named(&call)?;
    let NewInput { name, scopes, expires_at } = call.body.read()?;
    let issued = call.session.partners().issue_key(organisation, NewKey { name, scopes, expires_at }).await?;
    let said = IssuedShape { key: issued.key.into(), secret: issued.secret };
    Ok(Reply::Done(Done::with(StatusCode::CREATED, &said)?))
}

/// `DELETE /v1/organisations/{id}/api-keys/{keyId}`
pub async fn revoke(call: Call) -> Outcome {
    let organisation = named(&call)?;
    let key = ApiKeyId::parse(call.part("keyId")).map_err(|_| Error::not_found())?;
    call.session.partners().revoke_key(organisation, key).await?;
    Ok(Reply::Done(Done::silent(StatusCode::NO_CONTENT)))
}
