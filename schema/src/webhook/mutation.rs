//! Endpoints are made and changed, other secrets sign, and what was sent is sent again.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::id::{OrganisationId, ProductId, WebhookDeliveryId};
use domain::webhook::{self as model, EndpointChange, EntryRange, NewEndpoint};
use domain::{Code, Error, Result as Outcome};

use super::delivery::WebhookDelivery;
use super::object::WebhookEndpoint;
use super::query::{endpoint_id, managing};
use super::word::{WebhookEndpointState, WebhookSignatureScheme};
use crate::context::session;
use crate::error::{Result, Told};
use crate::id::filter_id;
use crate::mutation::{Hear, UserError, halves, is_late};

/// An endpoint that is to be made.
#[derive(InputObject)]
pub(crate) struct WebhookEndpointCreateInput {
    /// The id of the organisation; a partner's program needn't name its own.
    organisation: Option<ID>,
    /// The address: `https`, public, without credentials.
    url: String,
    /// The ids of the products that it listens to; none for all of its organisation's.
    products: Option<Vec<ID>>,
    /// Ed25519 signs as well, so that whoever verifies needs no secret.
    #[graphql(default)]
    asymmetric: bool,
}

/// What is to become of an endpoint. What isn't given stays.
#[derive(InputObject)]
pub(crate) struct WebhookEndpointUpdateInput {
    /// The address.
    url: Option<String>,
    /// The ids of the products that it listens to, in place of all that there are; none for all of its organisation's.
    products: Option<Vec<ID>>,
    /// Whether it is told what happens. What waits for one that is switched off is skipped.
    state: Option<WebhookEndpointState>,
}

/// What came of making an endpoint, or of having another secret sign.
#[derive(SimpleObject)]
pub(crate) struct WebhookSecretPayload {
    /// The endpoint; null when something is to be mended.
    endpoint: Option<WebhookEndpoint>,
    /// The secret, `whsec_…`, told this once; null for Ed25519, whose public key is with the endpoint.
    secret: Option<String>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What came of changing an endpoint.
#[derive(SimpleObject)]
pub(crate) struct WebhookEndpointPayload {
    /// The endpoint as it is now. With the error `version_conflict` as somebody else has left it; null with any other.
    endpoint: Option<WebhookEndpoint>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What came of deleting an endpoint.
#[derive(SimpleObject)]
pub(crate) struct WebhookEndpointDeletePayload {
    /// The id of the endpoint that is no more; null when something is to be mended.
    deleted_id: Option<ID>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What came of sending something (again).
#[derive(SimpleObject)]
pub(crate) struct WebhookDeliveryPayload {
    /// The delivery as it is now: it is sent within a moment. Null when something is to be mended.
    delivery: Option<WebhookDelivery>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What came of sending a range again.
#[derive(SimpleObject)]
pub(crate) struct WebhookReplayPayload {
    /// How many entries are sent; null when something is to be mended.
    count: Option<i32>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

impl WebhookSecretPayload {
    fn of(ctx: &Context<'_>, outcome: Outcome<model::IssuedSecret>) -> Result<Self> {
        let (issued, user_errors) = halves(outcome.heard(session(ctx))?);
        let (endpoint, secret) = issued.map(|issued| (issued.endpoint.into(), issued.secret)).unzip();
        Ok(Self { endpoint, secret: secret.flatten(), user_errors })
    }
}

impl WebhookDeliveryPayload {
    fn of(ctx: &Context<'_>, outcome: Outcome<model::WebhookDelivery>) -> Result<Self> {
        let (delivery, user_errors) = halves(outcome.heard(session(ctx))?);
        Ok(Self { delivery: delivery.map(Into::into), user_errors })
    }
}

/// Mutations of webhooks.
#[derive(Default)]
pub(crate) struct WebhookMutations;

#[Object]
impl WebhookMutations {
    /// Makes an endpoint, which is told what happens from now on. Its secret is told this once. For partner managers, and for partners'
    /// programs with a key for webhooks.
    ///
    /// Errors to mend: `value_invalid`, `reference_missing`, `limit_reached`, `id_invalid`, `not_found`.
    async fn webhook_endpoint_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The endpoint.")] input: WebhookEndpointCreateInput,
    ) -> Option<Result<WebhookSecretPayload>> {
        let outcome = async {
            let session = managing(ctx)?;
            let organisation = filter_id(input.organisation.as_ref(), OrganisationId::parse, "organisation")?;
            let products = products(&input.products.unwrap_or_default())?;
            let new = NewEndpoint { url: input.url, products, asymmetric: input.asymmetric };
            session.webhooks().create(organisation, new).await
        };
        Some(WebhookSecretPayload::of(ctx, outcome.await))
    }

    /// Changes an endpoint, or switches it on or off. One that is switched on again is told what happens from then on.
    ///
    /// Errors to mend: `value_invalid`, `reference_missing`, `id_invalid`, `not_found`, `version_conflict`.
    async fn webhook_endpoint_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the endpoint.")] id: ID,
        #[graphql(desc = "The revision that was looked at.")] expected_revision: i32,
        #[graphql(desc = "What shall change.")] input: WebhookEndpointUpdateInput,
    ) -> Option<Result<WebhookEndpointPayload>> {
        let outcome = async {
            let session = managing(ctx)?;
            let products = input.products.as_deref().map(products).transpose()?;
            let change = EndpointChange { url: input.url, products, state: input.state.map(Into::into) };
            session.webhooks().update(endpoint_id(&id)?, i64::from(expected_revision), change).await
        };
        let outcome = outcome.await;
        let is_late = is_late(&outcome);
        let session = session(ctx);
        let present = match endpoint_id(&id) {
            Ok(id) if is_late => session.webhooks().endpoint(id).await.map(Some),
            _ => Ok(None),
        };
        let said = || {
            let (endpoint, user_errors) = halves(outcome.heard(session)?);
            let endpoint = endpoint.or(present.told(session)?).map(Into::into);
            Ok(WebhookEndpointPayload { endpoint, user_errors })
        };
        Some(said())
    }

    /// Deletes an endpoint with all that was sent to it.
    ///
    /// Errors to mend: `id_invalid`, `not_found`, `version_conflict`.
    async fn webhook_endpoint_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the endpoint.")] id: ID,
        #[graphql(desc = "The revision that was looked at.")] expected_revision: i32,
    ) -> Option<Result<WebhookEndpointDeletePayload>> {
        let outcome = async {
            let (session, id) = (managing(ctx)?, endpoint_id(&id)?);
            session.webhooks().delete(id, i64::from(expected_revision)).await.map(|()| id)
        };
        let heard = outcome.await.heard(session(ctx)).map(halves);
        Some(heard.map(|(id, user_errors)| WebhookEndpointDeletePayload { deleted_id: id.map(ID::from), user_errors }))
    }

    /// Has another secret of a scheme sign, which is told this once. The former one signs beside it for a while, so that whoever verifies
    /// can change over without a gap. The first key of Ed25519 takes nobody's place.
    ///
    /// Errors to mend: `value_invalid`, `id_invalid`, `not_found`.
    async fn webhook_endpoint_secret_rotate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the endpoint.")] id: ID,
        #[graphql(desc = "Of which scheme.", default_with = "WebhookSignatureScheme::V1")]
        scheme: WebhookSignatureScheme,
        #[graphql(desc = "For how many hours the former one goes on: 0 to 168, 24 by default.")] former_hours: Option<
            i32,
        >,
    ) -> Option<Result<WebhookSecretPayload>> {
        let outcome = async {
            let session = managing(ctx)?;
            let negative = |_| Error::new(Code::ValueInvalid, "This can't be negative.").at("formerHours");
            let former_hours = former_hours.map(u32::try_from).transpose().map_err(negative)?;
            session.webhooks().rotate_secret(endpoint_id(&id)?, scheme.into(), former_hours).await
        };
        Some(WebhookSecretPayload::of(ctx, outcome.await))
    }

    /// Sends a test to an endpoint: `webhook.test`, which is tried once.
    ///
    /// Errors to mend: `transition_refused` for an endpoint that is switched off; `id_invalid`, `not_found`.
    async fn webhook_endpoint_test(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the endpoint.")] id: ID,
    ) -> Option<Result<WebhookDeliveryPayload>> {
        let outcome = async { managing(ctx)?.webhooks().test(endpoint_id(&id)?).await };
        Some(WebhookDeliveryPayload::of(ctx, outcome.await))
    }

    /// Sends the entries of a product's log from one number to another to an endpoint (again), with the ids that they had.
    ///
    /// Errors to mend: `value_invalid`, `reference_missing`, `transition_refused` for an endpoint that is switched off;
    /// `id_invalid`, `not_found`.
    async fn webhook_endpoint_replay(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the endpoint.")] id: ID,
        #[graphql(desc = "The id of the product.")] product: ID,
        #[graphql(desc = "The first number.")] from: i32,
        #[graphql(desc = "The last number: 1000 entries at the most.")] until: i32,
    ) -> Option<Result<WebhookReplayPayload>> {
        let outcome = async {
            let session = managing(ctx)?;
            let product = ProductId::parse(&product).map_err(|error| error.at("product"))?;
            let range = EntryRange { product, from: from.into(), until: until.into() };
            session.webhooks().replay_range(endpoint_id(&id)?, range).await
        };
        let heard = outcome.await.heard(session(ctx)).map(halves);
        Some(heard.map(|(count, user_errors)| WebhookReplayPayload {
            count: count.map(|count| i32::try_from(count).unwrap_or(i32::MAX)),
            user_errors,
        }))
    }

    /// Sends a delivery again, with the id that it had. One that is yet to be sent is sent at once.
    ///
    /// Errors to mend: `transition_refused` for an endpoint that is switched off; `id_invalid`, `not_found`.
    async fn webhook_delivery_replay(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the delivery.")] id: ID,
    ) -> Option<Result<WebhookDeliveryPayload>> {
        let outcome = async {
            let session = managing(ctx)?;
            let id = WebhookDeliveryId::parse(&id).map_err(|error| error.at("id"))?;
            session.webhooks().replay(id).await
        };
        Some(WebhookDeliveryPayload::of(ctx, outcome.await))
    }
}

fn products(ids: &[ID]) -> Outcome<Vec<ProductId>> {
    let missing =
        |place: usize| Error::new(Code::ReferenceMissing, "There is no such product.").at(format!("products[{place}]"));
    ids.iter().enumerate().map(|(place, id)| ProductId::parse(id).map_err(|_| missing(place))).collect()
}
