//! Partners' organisations, for those who look after them, and what was taken by each.

use actix_web::http::StatusCode;
use actix_web::http::header::{LINK, LOCATION};
use domain::Error;
use domain::id::OrganisationId;
use domain::partner::{ContactPurpose, NewContact, Organisation, OrganisationChange, OrganisationState};
use domain::policy::{self, Action};
use serde::Deserialize;

use super::condition::{met, required};
use super::page::{self, List, PageInfo, own, saved};
use super::partner::usage_of;
use super::query::{PAGE, Query};
use super::shape::OrganisationShape;
use crate::http::Reply;
use crate::routes::{Call, Outcome};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OrganisationInput {
    name: Option<String>,
    contacts: Option<Vec<ContactInput>>,
    state: Option<OrganisationState>,
    requests_per_minute: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContactInput {
    name: String,
    email: String,
    purpose: ContactPurpose,
}

impl From<OrganisationInput> for OrganisationChange {
    fn from(input: OrganisationInput) -> Self {
        let contact = |ContactInput { name, email, purpose }| NewContact { name, email, purpose };
        Self {
            name: input.name,
            contacts: input.contacts.map(|contacts| contacts.into_iter().map(contact).collect()),
            state: input.state,
            requests_per_minute: input.requests_per_minute,
        }
    }
}

/// The organisation that the path names. What is no id of one is one that doesn't exist; nobody but who looks after
/// partners is told.
pub(super) fn named(call: &Call) -> Result<OrganisationId, Error> {
    policy::require(call.session.viewer(), Action::PartnerManage)?;
    OrganisationId::parse(call.part("id")).map_err(|_| Error::not_found())
}

/// The revision of an organisation, as its validators tell it.
fn version(organisation: &Organisation) -> String {
    format!("{}-{}", organisation.id, organisation.revision)
}

/// `GET /v1/organisations`
pub async fn list(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[PAGE])?;
    let (request, total) = (query.page(), query.switch("total", false));
    query.finish()?;
    let partners = call.session.partners();
    let page = partners.page(&request).await?;
    let count = page::total(total, &page, partners.count()).await?;
    let info = PageInfo::of(&page, count);
    let links = info.links(&call.app, "/v1/organisations", &query, &request);
    let data: Vec<OrganisationShape> = page.items.into_iter().map(|(_, it)| it.into()).collect();
    let bytes = serde_json::to_vec(&List { data, page: info }).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes).with(LINK, links)))
}

/// `POST /v1/organisations`
pub async fn create(call: Call) -> Outcome {
    let mut input: OrganisationInput = call.body.read()?;
    let name = input.name.take().unwrap_or_default();
    let organisation = call.session.partners().create(name, input.into()).await?;
    let (version, address) = (version(&organisation), format!("/v1/organisations/{}", organisation.id));
    let done = saved(StatusCode::CREATED, &OrganisationShape::from(organisation), &version)?;
    Ok(Reply::Done(done.header(LOCATION, call.app.address(&address))))
}

/// `GET /v1/organisations/{id}`
pub async fn show(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let organisation = call.session.partners().organisation(named(&call)?).await?;
    let version = version(&organisation);
    let bytes = serde_json::to_vec(&OrganisationShape::from(organisation)).map_err(Error::internal)?;
    Ok(Reply::Content(own(&call, bytes).at_version(version)))
}

/// `PATCH /v1/organisations/{id}`
pub async fn update(call: Call) -> Outcome {
    let id = named(&call)?;
    let expected = required(call.http.headers(), &id.to_string())?;
    let input: OrganisationInput = call.body.read()?;
    let organisation = met(call.session.partners().update(id, expected, input.into()).await)?;
    let version = version(&organisation);
    Ok(Reply::Done(saved(StatusCode::OK, &OrganisationShape::from(organisation), &version)?))
}

/// `GET /v1/organisations/{id}/usage`
pub async fn usage(call: Call) -> Outcome {
    let organisation = call.session.partners().organisation(named(&call)?).await?;
    usage_of(&call, organisation.id, &format!("/v1/organisations/{}/usage", organisation.id)).await
}
