//! Staying in step: what partners are told of their products, and that their copies are what the API shows them.

mod bundle;
mod chain;
mod client;
mod doors;
mod own;
mod soak;

mod tombstones;

use std::collections::BTreeMap;
use std::path::Path;

use domain::Domain;
use domain::article::Kind;
use domain::id::{OrganisationId, ProductId};
use domain::partner::{NewKey, OrganisationChange, ProductChange, Scope};
use serde_json::Value;
use tests::{Rest, TestApp};

/// A partner with one product, and a program that holds its key.
pub(crate) struct Partner {
    pub(crate) organisation: OrganisationId,
    pub(crate) product: ProductId,
    pub(crate) key: String,
}

impl Partner {
    /// One whose product says this.
    pub(crate) async fn with(domain: &Domain, name: &str, terms: ProductChange) -> Self {
        let system = domain.system("test");
        let partners = system.partners();
        let organisation = partners.create(name.to_owned(), OrganisationChange::default()).await.unwrap().id;
        let product = partners.create_product(organisation, "All of it".to_owned(), terms).await.unwrap().id;
        let key = NewKey { name: "A".to_owned(), scopes: Scope::ALL.to_vec(), expires_at: None };
        let key = partners.issue_key(organisation, key).await.unwrap().secret;
        Self { organisation, product, key }
    }

    /// The REST voice, with the key.
    pub(crate) fn rest(&self, url: &str) -> Rest {
        Rest::new(url).with("x-api-key", &self.key)
    }

    /// A page of its product, behind a cursor.
    pub(crate) async fn page(&self, app: &TestApp, more: &str) -> Value {
        let answer = self.rest(&app.url).get(&format!("/v1/sync?product={}{more}", self.product)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    /// Where the log of its product is now.
    pub(crate) async fn cursor(&self, app: &TestApp) -> String {
        app.run_jobs().await;
        let mut page = self.page(app, "&first=100").await;
        while page["page"]["hasNext"] == true {
            page = self.page(app, &format!("&first=100&after={}", end(&page))).await;
        }
        end(&page)
    }

    /// What is told behind a cursor, as `number id language kind action`, and where that ends.
    pub(crate) async fn told(&self, app: &TestApp, after: &str) -> (Vec<String>, String) {
        app.run_jobs().await;
        let page = self.page(app, &format!("&first=100&after={after}")).await;
        assert_eq!(page["page"]["hasNext"], false);
        let said = |item: &Value| {
            let word = |name: &str| item[name].as_str().unwrap().to_owned();
            assert_eq!(item["article"].is_null(), matches!(word("action").as_str(), "delete" | "hide"), "{item}");
            format!("{} {} {} {}", word("id"), word("language"), word("kind"), word("action"))
        };
        (page["data"].as_array().unwrap().iter().map(said).collect(), end(&page))
    }
}

/// The cursor at the end of a page.
pub(crate) fn end(page: &Value) -> String {
    page["page"]["endCursor"].as_str().unwrap().to_owned()
}

/// A product of everything.
pub(crate) fn everything() -> ProductChange {
    ProductChange::default()
}

/// A product of opinions in English.
pub(crate) fn opinions() -> ProductChange {
    let english = domain::Language::parse("en").unwrap();
    ProductChange { kinds: Some(vec![Kind::Opinion]), languages: Some(vec![english]), ..ProductChange::default() }
}

/// The files of a copy, by their names.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, String> {
    let files = std::fs::read_dir(folder.join("articles")).unwrap();
    let file = |file: std::io::Result<std::fs::DirEntry>| {
        let file = file.unwrap();
        (file.file_name().into_string().unwrap(), std::fs::read_to_string(file.path()).unwrap())
    };
    files.map(file).collect()
}

/// What the API shows a partner, as the files of a copy would be: every text of every list, at its own address.
pub(crate) async fn shown(rest: &Rest) -> BTreeMap<String, String> {
    let mut shown = BTreeMap::new();
    for language in ["en", "de"] {
        let mut address = format!("/v1/articles?first=100&language={language}&fallback=false&fields=id");
        loop {
            let page = rest.get(&address).await.json();
            for article in page["data"].as_array().unwrap() {
                let id = article["id"].as_str().unwrap();
                let answer = rest.get(&format!("/v1/articles/{id}?language={language}&fallback=false")).await;
                assert_eq!(answer.status, 200);
                shown.insert(format!("{id}.{language}.json"), answer.text());
            }
            if page["page"]["hasNext"] == false {
                break;
            }
            let after = page["page"]["endCursor"].as_str().unwrap();
            address = format!("/v1/articles?first=100&language={language}&fallback=false&fields=id&after={after}");
        }
    }
    shown
}
