//! The organisation, and whom to ask.

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::id::ProductId;
use domain::partner as model;
use domain::{Preference, Session};

use super::key::ApiKey;
use super::product::Product;
use super::usage::{UsageLine, UsageWanted, usage};
use super::word::{ContactPurpose, OrganisationState};
use crate::connection::{Connection, Listed, page};
use crate::context::session;
use crate::error::{Result, Told};
use crate::id::filter_id;
use crate::scalar::{Date, DateTime};

/// Somebody to be asked.
#[derive(SimpleObject)]
pub(crate) struct Contact {
    /// Their name.
    name: String,
    /// Their mail address.
    email: String,
    /// About what.
    purpose: ContactPurpose,
}

/// An organisation, with the languages to name topics and regions in.
pub(crate) struct Organisation {
    organisation: model::Organisation,
    wish: Preference,
}

impl Organisation {
    pub(crate) fn new(organisation: model::Organisation, wish: &Preference) -> Self {
        Self { organisation, wish: wish.clone() }
    }
}

impl Listed for Organisation {
    const CONNECTION: (&'static str, &'static str) = ("OrganisationConnection", "A page of organisations.");
    const EDGE: (&'static str, &'static str) = ("OrganisationEdge", "An organisation with its place in a list.");
    type Query = ();

    async fn count(session: &Session, (): &()) -> domain::Result<usize> {
        session.partners().count().await
    }
}

/// A partner: an organisation whose programs are given what its products say.
#[Object]
impl Organisation {
    /// The id: `org_01jb…`.
    pub(crate) async fn id(&self) -> ID {
        self.organisation.id.into()
    }

    /// What it is called.
    async fn name(&self) -> &str {
        &self.organisation.name
    }

    /// Whom to ask.
    async fn contacts(&self) -> Vec<Contact> {
        let contacts = self.organisation.contacts.iter();
        let said = |contact: &model::Contact| Contact {
            name: contact.name.clone(),
            email: contact.email.as_str().to_owned(),
            purpose: contact.purpose.into(),
        };
        contacts.map(said).collect()
    }

    /// Where it stands.
    async fn state(&self) -> OrganisationState {
        self.organisation.state.into()
    }

    /// How many requests each of its keys may make in a minute.
    async fn requests_per_minute(&self) -> u32 {
        self.organisation.requests_per_minute
    }

    /// Raised by every change: what `organisationUpdate` takes as `expectedRevision`.
    async fn revision(&self) -> i32 {
        number(self.organisation.revision)
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.organisation.created_at)
    }

    /// The keys of its programs, also those that were revoked or have ended, the latest first. For partner managers.
    async fn api_keys(&self, ctx: &Context<'_>) -> Option<Result<Vec<ApiKey>>> {
        let session = session(ctx);
        let keys = session.partners().keys(self.organisation.id).await.told(session);
        Some(keys.map(|keys| keys.into_iter().map(ApiKey::from).collect()))
    }

    /// What it is given, the oldest first. For partner managers; a partner's program finds its own at `partner`.
    async fn products(&self, ctx: &Context<'_>) -> Option<Result<Vec<Product>>> {
        let session = session(ctx);
        let products = session.partners().products(self.organisation.id).await.told(session);
        Some(products.map(|products| products.into_iter().map(|it| Product::new(it, &self.wish)).collect()))
    }

    /// What was taken by it, the latest day first. What was taken in the last seconds may be missing.
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
        let wanted = UsageWanted { organisation: self.organisation.id, product, from, until };
        Some(usage(ctx, wanted, page(first, after, last, before)).await)
    }
}

/// A revision, as GraphQL has numbers.
pub(super) fn number(revision: i64) -> i32 {
    i32::try_from(revision).unwrap_or(i32::MAX)
}
