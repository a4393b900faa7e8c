//! `/v1/partner`: what a partner's program is told of its own organisation, and what was taken.

use actix_web::http::header::LINK;
use domain::Error;
use domain::id::{ApiKeyId, OrganisationId, ProductId};
use domain::partner::{Scope, UsageFilter};
use serde::Serialize;

use super::page::{List, PageInfo, own};
use super::query::{PAGE, Query};
use super::shape::{OrganisationShape, ProductShape, UsageShape};
use crate::http::Reply;
use crate::routes::{Call, Outcome};

/// An organisation, as its own programs see it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PartnerShape {
    organisation: OrganisationShape,
    api_key_id: ApiKeyId,
    scopes: Vec<Scope>,
    products: Vec<ProductShape>,
}

/// `GET /v1/partner`
pub async fn show(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let found = call.session.partners().own().await?;
    let shape = PartnerShape {
        organisation: found.organisation.into(),
        api_key_id: found.key,
        scopes: found.scopes,
        products: found.products.into_iter().map(Into::into).collect(),
    };
    let bytes = serde_json::to_vec(&shape).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes)))
}

/// `GET /v1/partner/usage`
pub async fn usage(call: Call) -> Outcome {
    let organisation = call.session.partners().own().await?.organisation.id;
    usage_of(&call, organisation, "/v1/partner/usage").await
}

/// A page of what was taken by an organisation.
pub(super) async fn usage_of(call: &Call, organisation: OrganisationId, path: &str) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[PAGE, &["product", "from", "until"]])?;
    let product = query.value("product").map(ProductId::parse).transpose().map_err(|error| error.at("product"))?;
    let (from, until) = (query.day("from"), query.day("until"));
    let (request, total) = (query.page(), query.switch("total", false));
    query.finish()?;
    let filter = UsageFilter { organisation, product, from, until };
    let partners = call.session.partners();
    let page = partners.usage(&filter, &request).await?;
    let count = if total { Some(partners.usage_count(&filter).await?) } else { None };
    let info = PageInfo::of(&page, count);
    let links = info.links(&call.app, path, &query, &request);
    let data: Vec<UsageShape> = page.items.into_iter().map(|(_, line)| line.into()).collect();
    let bytes = serde_json::to_vec(&List { data, page: info }).map_err(Error::internal)?;
    Ok(Reply::Content(own(call, bytes).with(LINK, links)))
}
