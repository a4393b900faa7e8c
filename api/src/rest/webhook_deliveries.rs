//! What was, or is to be, sent to an endpoint of a partner's, and its replay.

use actix_web::http::StatusCode;
use actix_web::http::header::LINK;
use domain::Error;
use domain::id::{ProductId, WebhookDeliveryId};
use domain::policy::{self, Action};
use domain::webhook::{DeliveryFilter, DeliveryState};

use super::page::{List, PageInfo, own};
use super::query::{PAGE, Query};
use super::shape::WebhookDeliveryShape;
use super::webhook_endpoints;
use crate::http::{Done, Reply};
use crate::routes::{Call, Outcome};

/// The delivery that the path names, for whoever has to do with them.
fn named(call: &Call) -> Result<WebhookDeliveryId, Error> {
    policy::require(call.session.viewer(), Action::WebhookManage)?;
    WebhookDeliveryId::parse(call.part("id")).map_err(|_| Error::not_found())
}

/// `GET /v1/webhook-endpoints/{id}/deliveries`
pub async fn list(call: Call) -> Outcome {
    let endpoint = webhook_endpoints::named(&call)?;
    let mut query = Query::read(call.http.query_string(), &[PAGE, &["state", "product"]])?;
    let known: Vec<(&str, DeliveryState)> = DeliveryState::ALL.iter().map(|state| (state.as_str(), *state)).collect();
    let state = query.words("state", "a state of deliveries", &known);
    if state.as_ref().is_some_and(|states| states.len() > 1) {
        query.fault("state", "`state` is one word.");
    }
    let state = state.and_then(|states| states.first().copied());
    let product = query.value("product").map(ProductId::parse).transpose().map_err(|error| error.at("product"))?;
    let (request, total) = (query.page(), query.switch("total", false));
    query.finish()?;
    let (filter, webhooks) = (DeliveryFilter { endpoint, state, product }, call.session.webhooks());
    let page = webhooks.deliveries(&filter, &request).await?;
    let count = if total { Some(webhooks.deliveries_count(&filter).await?) } else { None };
    let info = PageInfo::of(&page, count);
    let path = format!("/v1/webhook-endpoints/{endpoint}/deliveries");
    let links = info.links(&call.app, &path, &query, &request);
    let data: Vec<WebhookDeliveryShape> = page.items.into_iter().map(|(_, delivery)| delivery.into()).collect();
    let bytes = serde_json::to_vec(&List { data, page: info }).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes).with(LINK, links)))
}

/// `GET /v1/webhook-deliveries/{id}`
pub async fn show(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let delivery = call.session.webhooks().delivery(named(&call)?).await?;
    let bytes = serde_json::to_vec(&WebhookDeliveryShape::from(delivery)).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes)))
}

/// `POST /v1/webhook-deliveries/{id}/replay`
pub async fn replay(call: Call) -> Outcome {
    let delivery = call.session.webhooks().replay(named(&call)?).await?;
    Ok(Reply::Done(Done::with(StatusCode::ACCEPTED, &WebhookDeliveryShape::from(delivery))?))
}
