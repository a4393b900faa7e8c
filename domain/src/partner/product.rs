//! Those who look after partners make products and change them.

use jiff::Timestamp;

use super::edit::hold;
use super::{Partners, Product, ProductFormat, Terms, TextShare, row, rules};
use crate::article::Kind;
use crate::changes::{Change, ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::{Code, Error, Result, Versions};
use crate::id::{OrganisationId, ProductId, RegionId, TopicId, generate};
use crate::instant;
use crate::language::Language;
use crate::policy::{self, Action};

/// The most products of an organisation.
pub const PRODUCTS_MAX: usize = 100;

/// What a product is to say; what isn't given stays as it is.
#[derive(Debug, Clone, Default)]
pub struct ProductChange {
    /// What it is called, a line of 1 to 120 characters.
    pub name: Option<String>,
    /// The topics that it names.
    pub topics: Option<Vec<TopicId>>,
    /// The regions.
    pub regions: Option<Vec<RegionId>>,
    /// The languages.
    pub languages: Option<Vec<Language>>,
    /// The kinds of article.
    pub kinds: Option<Vec<Kind>>,
    /// How much of each text.
    pub texts: Option<TextShare>,
    /// The formats.
    pub formats: Option<Vec<ProductFormat>>,
    /// With images or without.
    pub images: Option<bool>,
    /// Where it may be published.
    pub territories: Option<Vec<String>>,
    /// From when on; `Some(None)` for always.
    pub starts_at: Option<Option<Timestamp>>,
    /// Until when; `Some(None)` for ever.
    pub ends_at: Option<Option<Timestamp>>,
    /// How many minutes before everybody else.
    pub lead_minutes: Option<u32>,
    /// How many articles a day; `Some(None)` for any number.
    pub articles_per_day: Option<Option<u32>>,
}

impl ProductChange {
    fn apply(self, name: &mut String, terms: &mut Terms) -> Result<()> {
        if let Some(new) = &self.name {
            *name = rules::name(new)?;
        }
        let put = &mut *terms;
        set(&mut put.topics, self.topics);
        set(&mut put.regions, self.regions);
        set(&mut put.languages, self.languages);
        set(&mut put.kinds, self.kinds);
        set(&mut put.texts, self.texts);
        set(&mut put.formats, self.formats);
        set(&mut put.images, self.images);
        set(&mut put.territories, self.territories);
        set(&mut put.starts_at, self.starts_at);
        set(&mut put.ends_at, self.ends_at);
        set(&mut put.lead_minutes, self.lead_minutes);
        set(&mut put.articles_per_day, self.articles_per_day);
        Ok(())
    }
}

fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

impl Partners<'_> {
    /// Makes a product of an organisation. What isn't said is: everything, in full, in all formats, without images, for ever,
    /// everywhere, when everybody else has it, as many as one likes.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `limit_reached`; `value_invalid`, `language_invalid`,
    /// `reference_missing`.
    pub async fn create_product(
        &self,
        organisation: OrganisationId,
        name: String,
        change: ProductChange,
    ) -> Result<Product> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::PartnerManage)?;
        let ports = session.domain().ports();
        let (mut name, mut terms) = (rules::name(&name)?, Terms::default());
        change.apply(&mut name, &mut terms)?;
        rules::terms(&mut terms, &session.snapshot(), session.languages())?;
        let id = ProductId::new(generate(&*ports.clock, &*ports.random));
        let product = Product { id, organisation, name, terms, revision: 1, created_at: instant::kept(session.now())? };
        let tx = WriteTx::begin(session, &permit).await?;
        hold(&tx, &permit, organisation).await?;
        if row::product::of(tx.connection(), organisation).await?.len() >= PRODUCTS_MAX {
            let message = format!("An organisation has {PRODUCTS_MAX} products at the most.");
            return Err(Error::new(Code::LimitReached, message));
        }
        row::product::insert(tx.connection(), &permit, &product).await?;
        tx.commit(Changes::Of(vec![Change::for_staff(ChangeKind::ProductSaved, id, 1)])).await?;
        Ok(product)
    }

    /// Changes what a product says, against the revision that was looked at.
    ///
    /// # Errors
    /// `authentication_required`, `forbidden`, `not_found`; `version_conflict`; as [`Partners::create_product`].
    pub async fn update_product(&self, id: ProductId, expected: i64, change: ProductChange) -> Result<Product> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::PartnerManage)?;
        let tx = WriteTx::begin(session, &permit).await?;
        let found = row::product::by_id(tx.connection(), id).await?.ok_or_else(Error::not_found)?;
        // The organisation first; then it is read again, for somebody else may have changed it meanwhile.
        hold(&tx, &permit, found.organisation).await?;
        let before = row::product::by_id(tx.connection(), id).await?.ok_or_else(Error::not_found)?;
        Versions { expected, present: before.revision }.agree()?;
        let mut product = before.clone();
        change.apply(&mut product.name, &mut product.terms)?;
        rules::terms(&mut product.terms, &session.snapshot(), session.languages())?;
        if product == before {
            tx.commit(Changes::Nothing("it is so already")).await?;
            return Ok(product);
        }
        product.revision += 1;
        row::product::update(tx.connection(), &permit, &product).await?;
        tx.commit(Changes::Of(vec![Change::for_staff(ChangeKind::ProductSaved, id, product.revision)])).await?;
        Ok(product)
    }
}
