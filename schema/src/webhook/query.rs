//! How endpoints and what was sent to them are asked for.

use async_graphql::{Context, ID, Object};
use domain::id::{OrganisationId, ProductId, WebhookDeliveryId, WebhookEndpointId};
use domain::policy::{self, Action};
use domain::webhook::DeliveryFilter;
use domain::{Code, Session};

use super::delivery::WebhookDelivery;
use super::object::WebhookEndpoint;
use super::word::WebhookDeliveryState;
use crate::connection::{Connection, page};
use crate::context::session;
use crate::error::{Result, Told};
use crate::id::filter_id;

/// Root fields on webhooks.
#[derive(Default)]
pub(crate) struct WebhookQueries;

#[Object]
impl WebhookQueries {
    /// The endpoints of a partner, the oldest first. For partner managers, and for partners' programs, with a key for webhooks, those of
    /// their own organisation.
    async fn webhook_endpoints(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the organisation; a partner's program needn't name its own.")] organisation: Option<
            ID,
        >,
    ) -> Option<Result<Vec<WebhookEndpoint>>> {
        let found = async {
            let session = managing(ctx)?;
            let organisation = filter_id(organisation.as_ref(), OrganisationId::parse, "organisation")?;
            session.webhooks().endpoints(organisation).await
        };
        let said = found.await.told(session(ctx));
        Some(said.map(|endpoints| endpoints.into_iter().map(Into::into).collect()))
    }

    /// One endpoint of a partner; null when there is none, or it is another's.
    async fn webhook_endpoint(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the endpoint.")] id: ID,
    ) -> Option<Result<WebhookEndpoint>> {
        let found = async { managing(ctx)?.webhooks().endpoint(endpoint_id(&id)?).await };
        there(found.await, session(ctx)).map(|found| found.map(Into::into))
    }

    /// What was, or is to be, sent to an endpoint, the latest first. It is kept for 30 days.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn webhook_deliveries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the endpoint.")] endpoint: ID,
        #[graphql(desc = "Those that stand there.")] state: Option<WebhookDeliveryState>,
        #[graphql(desc = "Those that tell of the product with this id.")] product: Option<ID>,
        #[graphql(desc = "How many from the start, or behind `after`: 1 to 100, 20 by default.")] first: Option<i32>,
        #[graphql(desc = "The cursor that the page begins behind.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor that the page ends before.")] before: Option<String>,
    ) -> Option<Result<Connection<WebhookDelivery>>> {
        let found = async {
            let session = managing(ctx)?;
            let endpoint = WebhookEndpointId::parse(&endpoint).map_err(|error| error.at("endpoint"))?;
            let product = filter_id(product.as_ref(), ProductId::parse, "product")?;
            let filter = DeliveryFilter { endpoint, state: state.map(Into::into), product };
            let found = session.webhooks().deliveries(&filter, &page(first, after, last, before)).await?;
            Ok(Connection::new(found, filter, |delivery| Some(delivery.into())))
        };
        Some(found.await.told(session(ctx)))
    }

    /// One delivery; null when there is none, or it is another's.
    async fn webhook_delivery(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the delivery.")] id: ID,
    ) -> Option<Result<WebhookDelivery>> {
        let found = async {
            let session = managing(ctx)?;
            let id = WebhookDeliveryId::parse(&id).map_err(|error| error.at("id"))?;
            session.webhooks().delivery(id).await
        };
        there(found.await, session(ctx)).map(|found| found.map(Into::into))
    }
}

/// The session of whoever has to do with webhooks: nobody else learns what would be wrong with an input.
pub(super) fn managing<'c>(ctx: &Context<'c>) -> domain::Result<&'c Session> {
    let session = session(ctx);
    policy::require(session.viewer(), Action::WebhookManage)?;
    Ok(session)
}

pub(super) fn endpoint_id(id: &ID) -> domain::Result<WebhookEndpointId> {
    WebhookEndpointId::parse(id).map_err(|error| error.at("id"))
}

/// What isn't there is null.
fn there<T>(found: domain::Result<T>, session: &Session) -> Option<Result<T>> {
    match found {
        Err(error) if error.code == Code::NotFound => None,
        found => Some(found.told(session)),
    }
}
