//! The root fields on partners.

use async_graphql::{Context, ID, Object};
use domain::Code;
use domain::id::{OrganisationId, ProductId};

use super::mutation::managing;
use super::object::Organisation;
use super::own::Partner;
use super::product::Product;
use crate::connection::{Connection, page};
use crate::context::{session, wish};
use crate::error::{Result, Told};

/// Root fields on partners.
#[derive(Default)]
pub(crate) struct PartnerQueries;

#[Object]
impl PartnerQueries {
    /// What the partner's program that asks is told of its own organisation; null for whoever isn't one.
    async fn partner(&self, ctx: &Context<'_>) -> Option<Result<Partner>> {
        let session = session(ctx);
        session.viewer().partner()?;
        let found = async {
            let view = session.partners().own().await.told(session)?;
            Ok(Partner::new(view, wish(ctx, None, true)?))
        };
        Some(found.await)
    }

    /// A partner by its id; null when there is none. For partner managers.
    async fn organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id: `org_01jb…`.")] id: ID,
    ) -> Option<Result<Organisation>> {
        let session = session(ctx);
        let found = async {
            let wish = wish(ctx, None, true)?;
            managing(ctx).told(session)?;
            let Ok(id) = OrganisationId::parse(&id) else { return Ok(None) };
            let found = present(session.partners().organisation(id).await).told(session)?;
            Ok(found.map(|organisation| Organisation::new(organisation, &wish)))
        };
        found.await.transpose()
    }

    /// Partners, the latest first. For partner managers.
    async fn organisations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many from the start, or behind `after`: 1 to 100, 20 by default.")] first: Option<i32>,
        #[graphql(desc = "The cursor that the page begins behind.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor that the page ends before.")] before: Option<String>,
    ) -> Option<Result<Connection<Organisation>>> {
        let session = session(ctx);
        let found = async {
            let wish = wish(ctx, None, true)?;
            let found = session.partners().page(&page(first, after, last, before)).await.told(session)?;
            Ok(Connection::new(found, (), |organisation| Some(Organisation::new(organisation, &wish))))
        };
        Some(found.await)
    }

    /// A product by its id; null when there is none. For partner managers.
    async fn product(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id: `prd_01jb…`.")] id: ID,
    ) -> Option<Result<Product>> {
        let session = session(ctx);
        let found = async {
            let wish = wish(ctx, None, true)?;
            managing(ctx).told(session)?;
            let Ok(id) = ProductId::parse(&id) else { return Ok(None) };
            let found = present(session.partners().product(id).await).told(session)?;
            Ok(found.map(|product| Product::new(product, &wish)))
        };
        found.await.transpose()
    }
}

/// What was found; `None` when it isn't there.
fn present<T>(found: domain::Result<T>) -> domain::Result<Option<T>> {
    match found {
        Err(error) if error.code == Code::NotFound => Ok(None),
        found => found.map(Some),
    }
}
