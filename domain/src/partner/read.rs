//! What a session reads of partners: those who look after them everything, a partner's program what is its own organisation's.

use jiff::SignedDuration;
use jiff::civil::{Date, date};

use super::{ApiKey, Organisation, Partners, Product, Scope, row};
use crate::error::{Error, Result};
use crate::id::{ApiKeyId, ArticleId, OrganisationId, ProductId};
use crate::page::{Fingerprint, Page, PageRequest, Position};
use crate::policy::{self, Action};

/// The day from which days are counted.
const EPOCH: Date = date(1970, 1, 1);

/// What was taken of a product by a key on a day (UTC): how many articles, or one of them how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageLine {
    /// Of which product.
    pub product: ProductId,
    /// By which key.
    pub key: ApiKeyId,
    /// On which day.
    pub day: Date,
    /// Which article.
    pub article: ArticleId,
    /// How often.
    pub deliveries: i64,
}

/// Which part of what was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageFilter {
    /// Whose.
    pub organisation: OrganisationId,
    /// Of one product only.
    pub product: Option<ProductId>,
    /// From this day on.
    pub from: Option<Date>,
    /// Until this day, and on it.
    pub until: Option<Date>,
}

/// An organisation as its own programs see it.
#[derive(Debug, Clone)]
pub struct PartnerView {
    /// The organisation.
    pub organisation: Organisation,
    /// The key that asks.
    pub key: ApiKeyId,
    /// What the key may be used for.
    pub scopes: Vec<Scope>,
    /// The products that it is given, the oldest first.
    pub products: Vec<Product>,
}

impl Partners<'_> {
    /// The organisation whose program asks, with its products. Any key will do.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden` for whoever isn't a partner's program.
    pub async fn own(&self) -> Result<PartnerView> {
        let partner = policy::program(self.0.viewer())?;
        let organisation = row::organisation::by_id(self.0.db().reader(), partner.organisation()).await?;
        Ok(PartnerView {
            organisation: organisation.ok_or_else(Error::not_found)?,
            key: partner.key(),
            scopes: partner.grant.scopes.clone(),
            products: partner.all_products().iter().map(|product| Product::clone(product)).collect(),
        })
    }

    /// A page of all organisations, the latest first.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`; `page_size_invalid`, `cursor_invalid`.
    pub async fn page(&self, request: &PageRequest) -> Result<Page<Organisation>> {
        policy::require(self.0.viewer(), Action::PartnerManage)?;
        let list = Fingerprint::of("organisations");
        let spec = request.check::<Position>(list)?;
        let found = row::organisation::page(self.0.db().reader(), &spec).await?;
        // An id begins with the time of its making, so that it is a place in the list by itself.
        let placed = found.into_iter().map(|it| (Position { value: 0, id: it.id.ulid().to_bytes() }, it));
        Ok(Page::of(list, &spec, placed.collect()))
    }

    /// How many organisations there are.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`.
    pub async fn count(&self) -> Result<usize> {
        policy::require(self.0.viewer(), Action::PartnerManage)?;
        usize::try_from(row::organisation::count(self.0.db().reader()).await?).map_err(Error::internal)
    }

    /// One organisation.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`; `not_found`.
    pub async fn organisation(&self, id: OrganisationId) -> Result<Organisation> {
        policy::require(self.0.viewer(), Action::PartnerManage)?;
        row::organisation::by_id(self.0.db().reader(), id).await?.ok_or_else(Error::not_found)
    }

    /// The keys of an organisation, also those that were revoked, the latest first.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`; `unavailable`.
    pub async fn keys(&self, organisation: OrganisationId) -> Result<Vec<ApiKey>> {
        policy::require(self.0.viewer(), Action::PartnerManage)?;
        row::key::of(self.0.db().reader(), organisation).await
    }

    /// The products of an organisation, the oldest first.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`; `unavailable`.
    pub async fn products(&self, organisation: OrganisationId) -> Result<Vec<Product>> {
        policy::require(self.0.viewer(), Action::PartnerManage)?;
        row::product::of(self.0.db().reader(), organisation).await
    }

    /// One product.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`; `not_found`.
    pub async fn product(&self, id: ProductId) -> Result<Product> {
        policy::require(self.0.viewer(), Action::PartnerManage)?;
        row::product::by_id(self.0.db().reader(), id).await?.ok_or_else(Error::not_found)
    }

    /// A page of what was taken, the latest day first: of any organisation for those who look after partners, of its own for a
    /// program whose key is for that. What was taken in the last seconds may be missing.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`; `page_size_invalid`, `cursor_invalid`.
    pub async fn usage(&self, filter: &UsageFilter, request: &PageRequest) -> Result<Page<UsageLine>> {
        let products = self.counted(filter).await?;
        let list = Fingerprint::of(&format!("usage:{filter:?}"));
        let spec = request.check(list)?;
        let found = row::usage::page(self.0.db().reader(), &products, filter, &spec).await?;
        Ok(Page::of(list, &spec, found))
    }

    /// How many lines there are.
    ///
    /// # Errors
    /// As [`Partners::usage`].
    pub async fn usage_count(&self, filter: &UsageFilter) -> Result<usize> {
        let products = self.counted(filter).await?;
        usize::try_from(row::usage::count(self.0.db().reader(), &products, filter).await?).map_err(Error::internal)
    }

    /// The products that are meant, for whoever may know what was taken of them.
    async fn counted(&self, filter: &UsageFilter) -> Result<Vec<ProductId>> {
        let viewer = self.0.viewer();
        match viewer.partner() {
            Some(_) if policy::partner(viewer, Scope::Usage)?.organisation() == filter.organisation => {}
            Some(_) => return Err(Error::not_found()),
            None => {
                policy::require(viewer, Action::PartnerManage)?;
            }
        }
        let products = row::product::of(self.0.db().reader(), filter.organisation).await?;
        let products = products.into_iter().map(|product| product.id);
        Ok(products.filter(|id| filter.product.is_none_or(|wanted| wanted == *id)).collect())
    }
}

/// The day that a stored number of days stands for.
pub(super) fn date_of(day: i64) -> Result<Date> {
    EPOCH.checked_add(SignedDuration::from_hours(day.saturating_mul(24))).map_err(Error::internal)
}

/// The number of days that a day is stored as.
pub(super) fn day_number(date: Date) -> i64 {
    date.duration_since(EPOCH).as_hours() / 24
}
