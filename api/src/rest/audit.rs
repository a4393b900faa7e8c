//! What staff did, for admins.

use actix_web::http::header::LINK;
use domain::Error;
use domain::audit::AuditFilter;
use domain::id::{AccountId, AnyId};

use super::page::{self, List, PageInfo, own};
use super::query::{PAGE, Query};
use super::shape::AuditShape;
use crate::http::Reply;
use crate::routes::{Call, Outcome};

/// `GET /v1/audit`
pub async fn list(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[PAGE, &["subject", "actor", "from", "until"]])?;
    let subject = query.value("subject").map(AnyId::parse).transpose().map_err(|error| error.at("subject"))?;
    let actor = query.value("actor").map(AccountId::parse).transpose().map_err(|error| error.at("actor"))?;
    let (from, until) = (query.instant("from"), query.instant("until"));
    let (request, total) = (query.page(), query.switch("total", false));
    query.finish()?;
    let filter = AuditFilter { subject, actor, from, until, ..AuditFilter::default() };
    let audit = call.session.audit();
    let page = audit.page(&filter, &request).await?;
    let count = page::total(total, &page, audit.count(&filter)).await?;
    let info = PageInfo::of(&page, count);
    let links = info.links(&call.app, "/v1/audit", &query, &request);
    let data: Vec<AuditShape> = page.items.into_iter().map(|(_, entry)| AuditShape::new(entry)).collect();
    let bytes = serde_json::to_vec(&List { data, page: info }).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes).with(LINK, links)))
}
