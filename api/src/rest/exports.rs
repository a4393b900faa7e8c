//! `/v1/me/exports`: copies of all that is held on oneself.

use actix_web::http::{StatusCode, header};
use domain::Error;
use domain::data_export::{DataExport, State};
use domain::id::DataExportId;
use jiff::Timestamp;
use serde::Serialize;

use super::page::own;
use super::query::Query;
use crate::http::{Done, Reply};
use crate::routes::{Call, Outcome};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExportShape {
    id: DataExportId,
    state: State,
    parts_done: u32,
    parts: u32,
    requested_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    settled_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Timestamp>,
}

impl From<DataExport> for ExportShape {
    fn from(export: DataExport) -> Self {
        Self {
            id: export.id,
            state: export.state,
            parts_done: export.parts_done,
            parts: export.parts,
            requested_at: export.requested_at,
            settled_at: export.settled_at,
            expires_at: export.expires_at,
        }
    }
}

#[derive(Serialize)]
struct ExportList {
    data: Vec<ExportShape>,
}

/// `POST /v1/me/exports`
pub async fn request(call: Call) -> Outcome {
    let export = call.session.data_exports().request().await?;
    let location = format!("/v1/me/exports/{}", export.id);
    let done = Done::with(StatusCode::ACCEPTED, &ExportShape::from(export))?;
    Ok(Reply::Done(done.header(header::LOCATION, location)))
}

/// `GET /v1/me/exports`
pub async fn list(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let exports = call.session.data_exports().list().await?;
    let list = ExportList { data: exports.into_iter().map(ExportShape::from).collect() };
    let bytes = serde_json::to_vec(&list).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes)))
}

/// `GET /v1/me/exports/{id}`
pub async fn show(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let export = call.session.data_exports().get(id(&call)?).await?;
    let bytes = serde_json::to_vec(&ExportShape::from(export)).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes)))
}

/// `GET /v1/me/exports/{id}/content`
pub async fn content(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let content = call.session.data_exports().content(id(&call)?).await?;
    let saved = header::HeaderName::from_static("content-disposition");
    let done = Done::bytes(StatusCode::OK, content.into_bytes());
    Ok(Reply::Done(done.header(saved, "attachment; filename=\"world-review.json\"".to_owned())))
}

/// What is no id of an export is one that doesn't exist.
fn id(call: &Call) -> Result<DataExportId, Error> {
    DataExportId::parse(call.part("id")).map_err(|_| Error::not_found())
}
