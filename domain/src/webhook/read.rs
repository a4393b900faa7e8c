//! What a session reads of webhooks: those who look after partners everything, a partner's program what is its organisation's.

use super::{DeliveryState, WebhookDelivery, WebhookEndpoint, Webhooks, row};
use crate::error::{Error, Result};
use crate::id::{OrganisationId, ProductId, WebhookDeliveryId, WebhookEndpointId};
use crate::page::{Fingerprint, Page, PageRequest, Position};
use crate::policy::{self, Action};

/// Which deliveries are meant: all that fit everything that is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryFilter {
    /// To this endpoint.
    pub endpoint: WebhookEndpointId,
    /// Those that stand there.
    pub state: Option<DeliveryState>,
    /// Those that tell of this product.
    pub product: Option<ProductId>,
}

impl Webhooks<'_> {
    /// The endpoints of an organisation, the oldest first.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`; `not_found` for another organisation's; `value_invalid` when none is named.
    pub async fn endpoints(&self, organisation: Option<OrganisationId>) -> Result<Vec<WebhookEndpoint>> {
        let (organisation, _) = policy::webhooks(self.0.viewer(), organisation)?;
        row::endpoint::of(self.0.db().reader(), organisation, self.0.now()).await
    }

    /// One endpoint.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`; `not_found`.
    pub async fn endpoint(&self, id: WebhookEndpointId) -> Result<WebhookEndpoint> {
        Ok(self.owned(id).await?.0)
    }

    /// A page of what was, or is to be, sent to an endpoint, the latest first.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`; `not_found`; `page_size_invalid`, `cursor_invalid`.
    pub async fn deliveries(&self, filter: &DeliveryFilter, request: &PageRequest) -> Result<Page<WebhookDelivery>> {
        self.owned(filter.endpoint).await?;
        let list = Fingerprint::of(&format!("webhook deliveries {filter:?}"));
        let spec = request.check::<Position>(list)?;
        let found = row::delivery::page(self.0.db().reader(), filter, &spec).await?;
        // An id begins with the time of its making, so that it is a place in the list by itself.
        let placed = found.into_iter().map(|it| (Position { value: 0, id: it.id.ulid().to_bytes() }, it));
        Ok(Page::of(list, &spec, placed.collect()))
    }

    /// How many there are.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`; `not_found`.
    pub async fn deliveries_count(&self, filter: &DeliveryFilter) -> Result<usize> {
        self.owned(filter.endpoint).await?;
        usize::try_from(row::delivery::count(self.0.db().reader(), filter).await?).map_err(Error::internal)
    }

    /// One delivery.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`; `not_found`.
    pub async fn delivery(&self, id: WebhookDeliveryId) -> Result<WebhookDelivery> {
        policy::require(self.0.viewer(), Action::WebhookManage)?;
        let found = row::delivery::by_id(self.0.db().reader(), id).await?.ok_or_else(Error::not_found)?;
        self.owned(found.endpoint).await?;
        Ok(found)
    }
}
