//! Endpoints of partners: for those who look after partners, and for partners' programs whose key is for webhooks.

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use domain::Error;
use domain::id::{OrganisationId, ProductId, WebhookEndpointId};
use domain::policy::{self, Action};
use domain::webhook::{EndpointChange, EndpointState, EntryRange, NewEndpoint, SignatureScheme, WebhookEndpoint};
use serde::{Deserialize, Serialize};

use super::condition::{met, required};
use super::page::{own, saved};
use super::query::Query;
use super::shape::{WebhookDeliveryShape, WebhookEndpointShape, WebhookSecretShape};
use crate::http::{Done, Reply};
use crate::routes::{Call, Outcome};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewInput {
    organisation: Option<OrganisationId>,
    url: String,
    #[serde(default)]
    products: Vec<ProductId>,
    #[serde(default)]
    asymmetric: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeInput {
    url: Option<String>,
    products: Option<Vec<ProductId>>,
    state: Option<EndpointState>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RotateInput {
    scheme: SignatureScheme,
    former_hours: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReplayInput {
    product: ProductId,
    from: i64,
    until: i64,
}

#[derive(Serialize)]
struct ReplayedShape {
    count: usize,
}

/// The endpoint that the path names, for whoever has to do with endpoints.
pub(super) fn named(call: &Call) -> Result<WebhookEndpointId, Error> {
    policy::require(call.session.viewer(), Action::WebhookManage)?;
    WebhookEndpointId::parse(call.part("id")).map_err(|_| Error::not_found())
}

/// The revision of an endpoint, as its validators tell it.
fn version(endpoint: &WebhookEndpoint) -> String {
    format!("{}-{}", endpoint.id, endpoint.revision)
}

/// `GET /v1/webhook-endpoints`
pub async fn list(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[&["organisation"]])?;
    let organisation = query.value("organisation").map(OrganisationId::parse).transpose();
    let organisation = organisation.map_err(|error| error.at("organisation"))?;
    query.finish()?;
    let endpoints = call.session.webhooks().endpoints(organisation).await?;
    let data: Vec<WebhookEndpointShape> = endpoints.into_iter().map(Into::into).collect();
    let bytes = serde_json::to_vec(&serde_json::json!({"data": data})).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes)))
}

/// `POST /v1/webhook-endpoints`
pub async fn create(call: Call) -> Outcome {
    let NewInput { organisation, url, products, asymmetric } = call.body.read()?;
    let made = call.session.webhooks().create(organisation, NewEndpoint { url, products, asymmetric }).await?;
    let address = call.app.address(&format!("/v1/webhook-endpoints/{}", made.endpoint.id));
    let version = version(&made.endpoint);
    let done = saved(StatusCode::CREATED, &WebhookSecretShape::from(made), &version)?;
    Ok(Reply::Done(done.header(LOCATION, address)))
}

/// `GET /v1/webhook-endpoints/{id}`
pub async fn show(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let endpoint = call.session.webhooks().endpoint(named(&call)?).await?;
    let version = version(&endpoint);
    let bytes = serde_json::to_vec(&WebhookEndpointShape::from(endpoint)).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes).at_version(version)))
}

/// `PATCH /v1/webhook-endpoints/{id}`
pub async fn update(call: Call) -> Outcome {
    let id = named(&call)?;
    let expected = required(call.http.headers(), &id.to_string())?;
    let ChangeInput { url, products, state } = call.body.read()?;
    let change = EndpointChange { url, products, state };
    let endpoint = met(call.session.webhooks().update(id, expected, change).await)?;
    let version = version(&endpoint);
    Ok(Reply::Done(saved(StatusCode::OK, &WebhookEndpointShape::from(endpoint), &version)?))
}

/// `DELETE /v1/webhook-endpoints/{id}`
pub async fn delete(call: Call) -> Outcome {
    let id = named(&call)?;
    let expected = required(call.http.headers(), &id.to_string())?;
    met(call.session.webhooks().delete(id, expected).await)?;
    Ok(Reply::Done(Done::silent(StatusCode::NO_CONTENT)))
}

/// `POST /v1/webhook-endpoints/{id}/secrets`
pub async fn rotate(call: Call) -> Outcome {
    let id = named(&call)?;
    let RotateInput { scheme, former_hours } = call.body.read()?;
    let issued = call.session.webhooks().rotate_secret(id, scheme, former_hours).await?;
    let version = version(&issued.endpoint);
    Ok(Reply::Done(saved(StatusCode::CREATED, &WebhookSecretShape::from(issued), &version)?))
}

/// `POST /v1/webhook-endpoints/{id}/tests`
pub async fn test(call: Call) -> Outcome {
    let test = call.session.webhooks().test(named(&call)?).await?;
    Ok(Reply::Done(Done::with(StatusCode::ACCEPTED, &WebhookDeliveryShape::from(test))?))
}

/// `POST /v1/webhook-endpoints/{id}/replays`
pub async fn replay(call: Call) -> Outcome {
    let id = named(&call)?;
    let ReplayInput { product, from, until } = call.body.read()?;
    let count = call.session.webhooks().replay_range(id, EntryRange { product, from, until }).await?;
    Ok(Reply::Done(Done::with(StatusCode::ACCEPTED, &ReplayedShape { count })?))
}
