//! `/v1/me/identities`: the identities at other providers that lead to one's own account.

use actix_web::http::StatusCode;
use domain::Error;
use domain::id::IdentityId;
use domain::identity::{Identity, IdentityKind};
use jiff::Timestamp;
use serde::Serialize;

use super::page::own;
use super::providers::CallbackInput;
use super::query::Query;
use crate::http::{Done, Reply};
use crate::routes::{Call, Outcome};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct IdentityShape {
    id: IdentityId,
    provider: String,
    kind: IdentityKind,
    email: Option<String>,
    created_at: Timestamp,
    last_used_at: Option<Timestamp>,
}

impl From<Identity> for IdentityShape {
    fn from(identity: Identity) -> Self {
        Self {
            id: identity.id,
            provider: identity.provider,
            kind: identity.kind,
            email: identity.email,
            created_at: identity.created_at,
            last_used_at: identity.last_used_at,
        }
    }
}

#[derive(Serialize)]
struct IdentityList {
    data: Vec<IdentityShape>,
}

/// `GET /v1/me/identities`
pub async fn list(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let identities = call.session.identities().list().await?;
    let list = IdentityList { data: identities.into_iter().map(IdentityShape::from).collect() };
    let bytes = serde_json::to_vec(&list).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes)))
}

/// `POST /v1/me/identities`: links what came back from a provider.
pub async fn link(call: Call) -> Outcome {
    let callback = call.body.read::<CallbackInput>()?.from(None);
    let identity = call.session.identities().link(&callback).await?;
    Ok(Reply::Done(Done::with(StatusCode::CREATED, &IdentityShape::from(identity))?))
}

/// `DELETE /v1/me/identities/{id}`
pub async fn unlink(call: Call) -> Outcome {
    // What is no id of an identity is one that isn't there: the same answer.
    let id = IdentityId::parse(call.part("id")).map_err(|_| Error::not_found())?;
    call.session.identities().unlink(id).await?;
    Ok(Reply::Done(Done::silent(StatusCode::NO_CONTENT)))
}
