//! Partners: looked after by staff, and what their programs see. Here is what the files beside it begin with: somebody who looks
//! after partners, and an organisation with a product and a key.

mod key;
mod lead;
mod log;
mod sight;
mod staff;
mod usage;

use domain::Role;
use serde_json::{Value, json};
use tests::{Actor, Graphql, Rest, TestApp};

/// Everything that a key can be for.
pub(crate) const SCOPES: [&str; 4] = ["content", "sync", "webhooks", "usage"];

/// Somebody who looks after partners.
pub(crate) struct Manager {
    pub(crate) actor: Actor,
}

/// A partner's program: its organisation, its product, and its key.
pub(crate) struct Program {
    pub(crate) organisation: String,
    pub(crate) product: String,
    pub(crate) key: String,
    pub(crate) secret: String,
}

impl Manager {
    pub(crate) async fn of(app: &TestApp) -> Self {
        Self { actor: app.staff("Petra", &[Role::PartnerManager]).await }
    }

    /// Adds an organisation, and answers its id.
    pub(crate) async fn organisation(&self, name: &str) -> String {
        self.made("/v1/organisations", json!({"name": name})).await["id"].as_str().unwrap().to_owned()
    }

    /// Adds a product that says this, and answers its id.
    pub(crate) async fn product(&self, organisation: &str, mut terms: Value) -> String {
        terms["name"] = json!("A product");
        let path = format!("/v1/organisations/{organisation}/products");
        self.made(&path, terms).await["id"].as_str().unwrap().to_owned()
    }

    /// Makes a key for this, and answers it with its secret.
    pub(crate) async fn key(&self, organisation: &str, scopes: &[&str]) -> Value {
        let path = format!("/v1/organisations/{organisation}/api-keys");
        self.made(&path, json!({"name": "A key", "scopes": scopes})).await
    }

    /// An organisation whose one product says this, with a key for everything.
    pub(crate) async fn program(&self, terms: Value) -> Program {
        self.program_for(terms, &SCOPES).await
    }

    /// The same with a key for this alone.
    pub(crate) async fn program_for(&self, terms: Value, scopes: &[&str]) -> Program {
        let organisation = self.organisation("Northern Wire").await;
        let product = self.product(&organisation, terms).await;
        let key = self.key(&organisation, scopes).await;
        let said = |name: &str| key[name].as_str().unwrap().to_owned();
        Program { organisation, product, key: said("id"), secret: said("secret") }
    }

    async fn made(&self, path: &str, body: Value) -> Value {
        let made = self.actor.rest().post(path, body).await;
        assert_eq!(made.status, 201, "{path}: {}", made.text());
        made.json()
    }
}

impl Program {
    /// The `Authorization` field of its requests.
    pub(crate) fn authorization(&self) -> String {
        format!("Bearer {}", self.secret)
    }

    /// The REST voice, with the key in its own header field.
    pub(crate) fn rest(&self, app: &TestApp) -> Rest {
        app.rest().with("x-api-key", &self.secret)
    }

    /// The GraphQL voice, with the key as a bearer's.
    pub(crate) fn graphql(&self, app: &TestApp) -> Graphql {
        app.graphql().with("authorization", &self.authorization())
    }
}
