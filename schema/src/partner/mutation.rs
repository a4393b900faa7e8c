//! Organisations and their products: added and changed by partner managers.

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::Session;
use domain::id::{OrganisationId, ProductId};
use domain::partner as model;
use domain::policy::{self, Action};

use super::input::{OrganisationInput, ProductInput};
use super::key::owner;
use super::object::Organisation;
use super::product::Product;
use crate::context::{session, wish};
use crate::error::{Result, Told};
use crate::mutation::{Hear, UserError, halves, is_late};

/// What came of adding or changing an organisation.
#[derive(SimpleObject)]
pub(crate) struct OrganisationPayload {
    /// The organisation as it is now. With the error `version_conflict` as somebody else has left it; null with any other.
    organisation: Option<Organisation>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

/// What came of adding or changing a product.
#[derive(SimpleObject)]
pub(crate) struct ProductPayload {
    /// The product as it is now. With the error `version_conflict` as somebody else has left it; null with any other.
    product: Option<Product>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

impl OrganisationPayload {
    async fn of(
        ctx: &Context<'_>,
        id: Option<&ID>,
        outcome: domain::Result<model::Organisation>,
    ) -> Result<OrganisationPayload> {
        let (session, wish) = (session(ctx), wish(ctx, None, true)?);
        let present = match (is_late(&outcome), id.map(|id| OrganisationId::parse(id))) {
            (true, Some(Ok(id))) => Some(session.partners().organisation(id).await.told(session)?),
            _ => None,
        };
        let (saved, user_errors) = halves(outcome.heard(session)?);
        let organisation = saved.or(present);
        Ok(Self { organisation: organisation.map(|it| Organisation::new(it, &wish)), user_errors })
    }
}

impl ProductPayload {
    async fn of(ctx: &Context<'_>, id: Option<&ID>, outcome: domain::Result<model::Product>) -> Result<ProductPayload> {
        let (session, wish) = (session(ctx), wish(ctx, None, true)?);
        let present = match (is_late(&outcome), id.map(|id| ProductId::parse(id))) {
            (true, Some(Ok(id))) => Some(session.partners().product(id).await.told(session)?),
            _ => None,
        };
        let (saved, user_errors) = halves(outcome.heard(session)?);
        let product = saved.or(present);
        Ok(Self { product: product.map(|it| Product::new(it, &wish)), user_errors })
    }
}

/// Mutations of organisations and products.
#[derive(Default)]
pub(crate) struct PartnerMutations;

#[Object]
impl PartnerMutations {
    /// Adds a partner. It has neither keys nor products yet. For partner managers.
    ///
    /// Errors to mend: `value_invalid`, `email_invalid`.
    async fn organisation_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is said of it; a name is needed.")] mut input: OrganisationInput,
    ) -> Option<Result<OrganisationPayload>> {
        let outcome = async { managing(ctx)?.partners().create(input.take_name(), input.try_into()?).await };
        Some(OrganisationPayload::of(ctx, None, outcome.await).await)
    }

    /// Changes what is said of a partner. For partner managers.
    ///
    /// Errors to mend: `value_invalid`, `email_invalid`, `id_invalid`, `version_conflict`.
    async fn organisation_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the organisation.")] id: ID,
        #[graphql(desc = "The revision that was looked at.")] expected_revision: i32,
        #[graphql(desc = "What shall change.")] input: OrganisationInput,
    ) -> Option<Result<OrganisationPayload>> {
        let outcome = async {
            let session = managing(ctx)?;
            let named = OrganisationId::parse(&id).map_err(|error| error.at("id"))?;
            session.partners().update(named, i64::from(expected_revision), input.try_into()?).await
        };
        Some(OrganisationPayload::of(ctx, Some(&id), outcome.await).await)
    }

    /// Adds a product to what a partner is given. For partner managers.
    ///
    /// Errors to mend: `value_invalid`, `language_invalid`, `reference_missing`, `limit_reached`, `id_invalid`.
    async fn product_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the organisation.")] organisation: ID,
        #[graphql(desc = "What it says; a name is needed.")] mut input: ProductInput,
    ) -> Option<Result<ProductPayload>> {
        let outcome = async {
            let (session, name) = (managing(ctx)?, input.take_name());
            session.partners().create_product(owner(&organisation)?, name, input.try_into()?).await
        };
        Some(ProductPayload::of(ctx, None, outcome.await).await)
    }

    /// Changes what a product says. It counts from the next request on. For partner managers.
    ///
    /// Errors to mend: `value_invalid`, `language_invalid`, `reference_missing`, `id_invalid`, `version_conflict`.
    async fn product_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the product.")] id: ID,
        #[graphql(desc = "The revision that was looked at.")] expected_revision: i32,
        #[graphql(desc = "What shall change.")] input: ProductInput,
    ) -> Option<Result<ProductPayload>> {
        let outcome = async {
            let session = managing(ctx)?;
            let named = ProductId::parse(&id).map_err(|error| error.at("id"))?;
            session.partners().update_product(named, i64::from(expected_revision), input.try_into()?).await
        };
        Some(ProductPayload::of(ctx, Some(&id), outcome.await).await)
    }
}

/// The session of whoever looks after partners: what is wrong with an input is told to nobody else.
pub(super) fn managing<'c>(ctx: &Context<'c>) -> domain::Result<&'c Session> {
    let session = session(ctx);
    policy::require(session.viewer(), Action::PartnerManage)?;
    Ok(session)
}
