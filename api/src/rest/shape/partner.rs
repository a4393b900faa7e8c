//! Partners as JSON: organisations, keys without their secrets, products, and what was taken of them.

use domain::Language;
use domain::article::Kind;
use domain::id::{ApiKeyId, ArticleId, OrganisationId, ProductId, RegionId, TopicId};
use domain::partner::{
    ApiKey, Contact, ContactPurpose, Organisation, OrganisationState, Product, ProductFormat, Scope, TextShare,
    UsageLine,
};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

/// An organisation.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OrganisationShape {
    id: OrganisationId,
    name: String,
    contacts: Vec<ContactShape>,
    state: OrganisationState,
    requests_per_minute: u32,
    revision: i64,
    created_at: Timestamp,
}

/// Somebody to be asked.
#[derive(Serialize)]
struct ContactShape {
    name: String,
    email: String,
    purpose: ContactPurpose,
}

/// A key, without its secret.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiKeyShape {
    id: ApiKeyId,
    name: String,
    prefix: String,
    scopes: Vec<Scope>,
    created_at: Timestamp,
    expires_at: Option<Timestamp>,
    last_used_at: Option<Timestamp>,
    revoked_at: Option<Timestamp>,
}

/// A product.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProductShape {
    id: ProductId,
    organisation_id: OrganisationId,
    name: String,
    topics: Vec<TopicId>,
    regions: Vec<RegionId>,
    languages: Vec<Language>,
    kinds: Vec<Kind>,
    texts: TextShare,
    formats: Vec<ProductFormat>,
    images: bool,
    territories: Vec<String>,
    starts_at: Option<Timestamp>,
    ends_at: Option<Timestamp>,
    lead_minutes: u32,
    articles_per_day: Option<u32>,
    revision: i64,
    created_at: Timestamp,
}

/// What was taken of a product by a key on a day.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UsageShape {
    day: Date,
    product_id: ProductId,
    api_key_id: ApiKeyId,
    article_id: ArticleId,
    deliveries: i64,
}

impl From<Organisation> for OrganisationShape {
    fn from(organisation: Organisation) -> Self {
        Self {
            id: organisation.id,
            name: organisation.name,
            contacts: organisation.contacts.into_iter().map(Into::into).collect(),
            state: organisation.state,
            requests_per_minute: organisation.requests_per_minute,
            revision: organisation.revision,
            created_at: organisation.created_at,
        }
    }
}

impl From<Contact> for ContactShape {
    fn from(contact: Contact) -> Self {
        Self { name: contact.name, email: contact.email.as_str().to_owned(), purpose: contact.purpose }
    }
}

impl From<ApiKey> for ApiKeyShape {
    fn from(key: ApiKey) -> Self {
        Self {
            id: key.id,
            name: key.name,
            prefix: key.prefix,
            scopes: key.scopes,
            created_at: key.created_at,
            expires_at: key.expires_at,
            last_used_at: key.last_used_at,
            revoked_at: key.revoked_at,
        }
    }
}

impl From<Product> for ProductShape {
    fn from(product: Product) -> Self {
        let terms = product.terms;
        Self {
            id: product.id,
            organisation_id: product.organisation,
            name: product.name,
            topics: terms.topics,
            regions: terms.regions,
            languages: terms.languages,
            kinds: terms.kinds,
            texts: terms.texts,
            formats: terms.formats,
            images: terms.images,
            territories: terms.territories,
            starts_at: terms.starts_at,
            ends_at: terms.ends_at,
            lead_minutes: terms.lead_minutes,
            articles_per_day: terms.articles_per_day,
            revision: product.revision,
            created_at: product.created_at,
        }
    }
}

impl From<UsageLine> for UsageShape {
    fn from(line: UsageLine) -> Self {
        Self {
            day: line.day,
            product_id: line.product,
            api_key_id: line.key,
            article_id: line.article,
            deliveries: line.deliveries,
        }
    }
}
