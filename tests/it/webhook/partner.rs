//! A partner with a product, a key for webhooks, and something that happens in the product.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::id::{OrganisationId, ProductId};
use domain::partner::{ContactPurpose, NewContact, NewKey, OrganisationChange, ProductChange, Scope};
use domain::webhook::{DeliveryFilter, NewEndpoint, WebhookDelivery, WebhookEndpoint};
use domain::{Domain, Session};
use serde_json::json;
use tests::{Rest, TestApp, publication};

/// An organisation with all that webhooks need.
pub struct Partner {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its product: everything in English.
    pub product: ProductId,
    /// A key for webhooks.
    pub key: String,
}

impl Partner {
    /// Makes one. What there is has been written into the log of its product.
    pub async fn of(app: &TestApp, name: &str) -> Self {
        let session = app.domain.system("test");
        let contact =
            |who: &str, purpose| NewContact { name: who.to_owned(), email: format!("{who}@{name}.example"), purpose };
        let contacts = vec![contact("ed", ContactPurpose::Editorial), contact("tess", ContactPurpose::Technical)];
        let change = OrganisationChange { contacts: Some(contacts), ..OrganisationChange::default() };
        let organisation = session.partners().create(name.to_owned(), change).await.unwrap().id;
        let product = product(&session, organisation, "Everything").await;
        let key = key(&session, organisation, vec![Scope::Webhooks]).await;
        app.run_webhooks().await;
        Self { organisation, product, key }
    }

    /// The REST voice of its program.
    pub fn rest(&self, app: &TestApp) -> Rest {
        app.rest().with("x-api-key", &self.key)
    }

    /// An endpoint at an address that listens to everything, and its secret.
    pub async fn endpoint(&self, app: &TestApp, url: &str) -> (WebhookEndpoint, String) {
        let new = NewEndpoint { url: url.to_owned(), products: Vec::new(), asymmetric: false };
        let made = app.domain.system("test").webhooks().create(Some(self.organisation), new).await.unwrap();
        (made.endpoint, made.secret.unwrap())
    }
}

/// A product that holds all that is public in English.
pub async fn product(session: &Session, organisation: OrganisationId, name: &str) -> ProductId {
    let languages = Some(vec![domain::Language::parse("en").unwrap()]);
    let change = ProductChange { languages, ..ProductChange::default() };
    session.partners().create_product(organisation, name.to_owned(), change).await.unwrap().id
}

/// A key for these things.
pub async fn key(session: &Session, organisation: OrganisationId, scopes: Vec<Scope>) -> String {
    let new = NewKey { name: "A program".to_owned(), scopes, expires_at: None };
    session.partners().issue_key(organisation, new).await.unwrap().secret
}

/// Publishes an article of this number in English, or changes it: each title is another change.
pub async fn publish(domain: &Domain, number: u32, title: &str) {
    let text = publication::text(&format!("told-{number}"), title, "published", Some("2026-11-20T08:00:00Z"));
    publication::import(domain, vec![publication::article(number, "report", json!({"en": text}))]).await;
}

/// All that was, or is to be, sent to an endpoint, the latest first.
pub async fn log(app: &TestApp, endpoint: &WebhookEndpoint) -> Vec<WebhookDelivery> {
    let filter = DeliveryFilter { endpoint: endpoint.id, state: None, product: None };
    let request = domain::page::PageRequest { first: Some(100), ..Default::default() };
    let page = app.domain.system("test").webhooks().deliveries(&filter, &request).await.unwrap();
    page.items.into_iter().map(|(_, delivery)| delivery).collect()
}

/// The bytes of a secret or a public key.
pub fn decoded(key: &str, mark: &str) -> Vec<u8> {
    STANDARD.decode(key.strip_prefix(mark).unwrap()).unwrap()
}

/// An endpoint as it is now.
pub async fn present(app: &TestApp, endpoint: &WebhookEndpoint) -> WebhookEndpoint {
    app.domain.system("test").webhooks().endpoint(endpoint.id).await.unwrap()
}
