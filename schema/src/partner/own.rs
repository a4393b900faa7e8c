//! What a partner's program is told of its own organisation.

use async_graphql::{Context, ID, Object};
use domain::Preference;
use domain::id::ProductId;
use domain::partner::PartnerView;

use super::object::Organisation;
use super::product::Product;
use super::usage::{UsageLine, UsageWanted, usage};
use super::word::ApiKeyScope;
use crate::connection::{Connection, page};
use crate::error::Result;
use crate::id::filter_id;
use crate::scalar::Date;

/// The organisation whose program asks.
pub(crate) struct Partner {
    view: PartnerView,
    wish: Preference,
}

impl Partner {
    pub(super) fn new(view: PartnerView, wish: Preference) -> Self {
        Self { view, wish }
    }
}

/// What a partner's program is told of its own organisation.
#[Object]
impl Partner {
    /// The organisation.
    async fn organisation(&self) -> Organisation {
        Organisation::new(self.view.organisation.clone(), &self.wish)
    }

    /// The id of the key that asks: `apk_01jb…`.
    async fn api_key_id(&self) -> ID {
        self.view.key.into()
    }

    /// What that key may be used for.
    async fn scopes(&self) -> Vec<ApiKeyScope> {
        self.view.scopes.iter().copied().map(Into::into).collect()
    }

    /// What the organisation is given, the oldest first.
    async fn products(&self) -> Vec<Product> {
        self.view.products.iter().map(|product| Product::new(product.clone(), &self.wish)).collect()
    }

    /// What was taken by any of its keys, the latest day first. What was taken in the last seconds may be missing. It needs a key
    /// for `USAGE`.
    #[allow(clippy::too_many_arguments, reason = "they are the arguments of the field")]
    async fn usage(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of the product with this id alone.")] product: Option<ID>,
        #[graphql(desc = "From this day on (UTC).")] from: Option<Date>,
        #[graphql(desc = "Until this day, and on it (UTC).")] until: Option<Date>,
        #[graphql(desc = "How many from the start, or behind `after`: 1 to 100, 20 by default.")] first: Option<i32>,
        #[graphql(desc = "The cursor that the page begins behind.")] after: Option<String>,
        #[graphql(desc = "How many from the end, or before `before`: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor that the page ends before.")] before: Option<String>,
    ) -> Option<Result<Connection<UsageLine>>> {
        let product = filter_id(product.as_ref(), ProductId::parse, "product");
        let wanted = UsageWanted { organisation: self.view.organisation.id, product, from, until };
        Some(usage(ctx, wanted, page(first, after, last, before)).await)
    }
}
