//! `/v1/me/sessions`: where one is logged in.

use actix_web::http::StatusCode;
use domain::Error;
use domain::access::{AccountSession, SessionMethod};
use domain::id::AccountSessionId;
use jiff::Timestamp;
use serde::Serialize;

use super::page::own;
use super::query::Query;
use crate::http::{Done, Reply};
use crate::routes::{Call, Outcome};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SessionShape {
    id: AccountSessionId,
    device: String,
    method: SessionMethod,
    created_at: Timestamp,
    last_used_at: Timestamp,
    expires_at: Timestamp,
    is_current: bool,
}

impl From<AccountSession> for SessionShape {
    fn from(session: AccountSession) -> Self {
        Self {
            id: session.id,
            device: session.device,
            method: session.method,
            created_at: session.created_at,
            last_used_at: session.last_used_at,
            expires_at: session.expires_at,
            is_current: session.is_current,
        }
    }
}

#[derive(Serialize)]
struct SessionList {
    data: Vec<SessionShape>,
}

/// `GET /v1/me/sessions`
pub async fn list(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let sessions = call.session.account_sessions().list().await?;
    let list = SessionList { data: sessions.into_iter().map(SessionShape::from).collect() };
    let bytes = serde_json::to_vec(&list).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes)))
}

/// `DELETE /v1/me/sessions`: all but the one that asks, unless it is to end as well.
pub async fn revoke_all(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[&["include_current"]])?;
    let include_current = query.switch("include_current", false);
    query.finish()?;
    call.session.account_sessions().revoke_all(!include_current).await?;
    Ok(Reply::Done(Done::silent(StatusCode::NO_CONTENT)))
}

/// `DELETE /v1/me/sessions/{id}`
pub async fn revoke(call: Call) -> Outcome {
    // What is no id of a session is one that has ended: the same answer.
    if let Ok(id) = AccountSessionId::parse(call.part("id")) {
        call.session.account_sessions().revoke(id).await?;
    }
    Ok(Reply::Done(Done::silent(StatusCode::NO_CONTENT)))
}
