//! What a partner's program is given by its key: who it is, what it may do, and the products of its organisation.

use std::sync::Arc;

use jiff::Timestamp;

use super::{Product, ProductFormat, Scope};
use crate::id::{ApiKeyId, OrganisationId, ProductId};
use crate::session::Session;
use crate::viewer::Viewer;

/// A partner's program that asks, and for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    pub(super) grant: Arc<Grant>,
    pub(super) taking: Taking,
}

/// What is known of a key and its organisation.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Grant {
    pub(crate) organisation: OrganisationId,
    pub(crate) key: ApiKeyId,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) requests_per_minute: u32,
    pub(crate) products: Vec<Arc<Product>>,
}

/// Which of its products a partner's program is taking from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taking {
    /// Those that are given out in this format.
    Format(ProductFormat),
    /// This one, to stay in step with it.
    Product(ProductId),
}

impl Partner {
    /// A program with this grant, that takes JSON unless it says otherwise.
    pub(crate) fn new(grant: Arc<Grant>) -> Self {
        Self { grant, taking: Taking::Format(ProductFormat::Json) }
    }

    /// Its organisation.
    #[must_use]
    pub fn organisation(&self) -> OrganisationId {
        self.grant.organisation
    }

    /// Its key.
    #[must_use]
    pub fn key(&self) -> ApiKeyId {
        self.grant.key
    }

    /// Whether its key may be used for something.
    #[must_use]
    pub fn may(&self, scope: Scope) -> bool {
        self.grant.scopes.contains(&scope)
    }

    /// The products that count at an instant for what it is taking. A key that isn't for reading has none to read from.
    pub(crate) fn products(&self, now: Timestamp) -> impl Iterator<Item = &Arc<Product>> {
        let chosen = move |product: &&Arc<Product>| match self.taking {
            Taking::Format(format) => self.may(Scope::Content) && product.terms.formats.contains(&format),
            Taking::Product(id) => self.may(Scope::Sync) && product.id == id,
        };
        self.grant.products.iter().filter(move |product| product.terms.is_live(now)).filter(chosen)
    }

    /// All products of its organisation, whatever their time.
    pub(crate) fn all_products(&self) -> &[Arc<Product>] {
        &self.grant.products
    }
}

impl Session {
    /// The same session, taking something else. For whoever isn't a partner's program it is no other.
    #[must_use]
    pub fn taking(&self, taking: Taking) -> Session {
        match self.viewer().partner() {
            Some(partner) => self.seen_by(Viewer::program_of(Partner { taking, ..partner.clone() })),
            None => self.clone(),
        }
    }
}
