//! Staying in step with a product: `GET /v1/sync`. An article is said in the very bytes that it has at its own address, so that a
//! copy that is kept in step is what the API shows.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::web;
use domain::id::{ArticleId, ProductId};
use domain::partner::{ProductFormat, Taking};
use domain::sync::{EntryKind, Hash, SyncAction, SyncAsked, SyncEntry, SyncItem, SyncPage, SyncStep};
use domain::text::Body;
use domain::{Error, Language, Preference, Session};
use jiff::Timestamp;
use serde::Serialize;

use super::asked::{WANTED, read_wanted};
use super::ninjs;
use super::query::Query;
use super::shape::{ArticleShape, ArticleWanted, Saying};
use crate::app::App;
use crate::http::{Reply, Representation};
use crate::routes::{Call, Outcome};

/// The parameters of a page.
const PARAMETERS: &[&str] = &["product", "first", "after", "format"];

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PageShape<I> {
    product: ProductId,
    step: SyncStep,
    data: Vec<I>,
    chain: ChainShape,
    page: PlaceShape,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ItemShape<A> {
    number: i64,
    id: ArticleId,
    language: Language,
    kind: EntryKind,
    action: SyncAction,
    article: Option<A>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ChainShape {
    from: LinkShape,
    entries: Vec<EntryShape>,
    to: LinkShape,
    head: i64,
    attestation: String,
}

#[derive(Serialize)]
struct LinkShape {
    number: i64,
    hash: String,
}

#[derive(Serialize)]
struct EntryShape {
    number: i64,
    at: Timestamp,
    id: ArticleId,
    language: Language,
    kind: EntryKind,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PlaceShape {
    pub(super) has_next: bool,
    pub(super) end_cursor: String,
}

impl From<(i64, Hash)> for LinkShape {
    fn from((number, hash): (i64, Hash)) -> Self {
        Self { number, hash: hash.to_string() }
    }
}

impl From<SyncEntry> for EntryShape {
    fn from(SyncEntry { number, at, text: (id, language), kind, .. }: SyncEntry) -> Self {
        Self { number, at, id, language, kind }
    }
}

/// A page and all that is needed to say it.
struct Told {
    session: Session,
    app: web::Data<App>,
    page: SyncPage,
    bodies: HashMap<(ArticleId, Language), Arc<Body>>,
    wanted: ArticleWanted,
}

/// `GET /v1/sync`
pub async fn show(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[PARAMETERS, WANTED])?;
    let product = named(&mut query);
    let (first, after) = (query.number("first"), query.value("after").map(str::to_owned));
    let wanted = read_wanted(&mut query, true);
    let formats = [("json", ProductFormat::Json), ("ninjs", ProductFormat::Ninjs)];
    let format = query.words("format", "a format of articles", &formats).unwrap_or_default();
    if format.len() > 1 {
        query.fault("format", "`format` is one format.");
    }
    query.finish()?;
    let format = format.first().copied().unwrap_or(ProductFormat::Json);
    let page = call.session.syncs().page(SyncAsked { product, format, first, after }).await?;
    let session = call.session.taking(Taking::Product(page.product));
    let keys: Vec<_> = page.items.iter().filter(|item| item.article.is_some()).map(|item| item.text.clone()).collect();
    let bodies = if wanted.body() { session.articles().bodies(&keys).await? } else { HashMap::new() };
    let told = Told { session, app: call.app.clone(), page, bodies, wanted };
    let bytes = match format {
        ProductFormat::Ninjs => told.ninjs(&call)?,
        _ => web::block(move || told.json()).await.map_err(Error::internal)??,
    };
    Ok(Reply::Content(Representation::json(bytes, call.app.ports.clock.now()).undated()))
}

/// The product that is asked for.
fn named(query: &mut Query<'_>) -> Option<ProductId> {
    let named = query.value("product").map(ProductId::parse)?;
    named.map_err(|error| query.refuse(error.at("product"))).ok()
}

impl Told {
    fn body(&self, item: &SyncItem) -> Option<&Body> {
        self.bodies.get(&item.text).map(|body| &**body)
    }

    fn json(self) -> Result<Vec<u8>, Error> {
        let sayings = self.page.items.iter().map(|item| self.saying(&item.text.1)).collect::<Result<Vec<_>, _>>()?;
        let shape = |(item, saying): (&SyncItem, &'_ Saying<'_>)| -> Option<serde_json::Result<Box<_>>> {
            let article = item.article.as_ref()?;
            let text = saying.wish.best(&article.texts)?.text;
            let (body, wanted) = (self.body(item), self.wanted);
            let shape = ArticleShape { saying, article, text, is_fallback: false, body, wanted };
            Some(serde_json::value::to_raw_value(&shape))
        };
        let articles = self.page.items.iter().zip(&sayings).map(|said| shape(said).transpose());
        let articles = articles.collect::<serde_json::Result<Vec<_>>>().map_err(Error::internal)?;
        drop(sayings);
        said(self.page, articles)
    }

    /// What is said of a text is said in its language, as at its own address.
    fn saying(&self, language: &Language) -> Result<Saying<'_>, Error> {
        let wish: Preference = self.session.languages().preference(Some(language), &[], false)?;
        Ok(Saying::new(&self.session, &self.app, wish))
    }

    fn ninjs(self, call: &Call) -> Result<Vec<u8>, Error> {
        let item = |item: &SyncItem| {
            let Some(article) = &item.article else { return Ok(None) };
            let text = article.texts.iter().find(|text| text.language == item.text.1).ok_or_else(Error::not_found)?;
            ninjs::item(call, &self.session, article, text, self.body(item)).map(Some)
        };
        let articles = self.page.items.iter().map(item).collect::<Result<Vec<_>, Error>>()?;
        said(self.page, articles)
    }
}

/// A page with its articles, as they are said.
fn said<A: Serialize>(page: SyncPage, articles: Vec<Option<A>>) -> Result<Vec<u8>, Error> {
    let item = |(item, article): (SyncItem, Option<A>)| {
        let SyncItem { number, text: (id, language), kind, .. } = item;
        ItemShape { number, id, language, kind, action: kind.action(), article }
    };
    let shape = PageShape {
        product: page.product,
        step: page.step,
        data: page.items.into_iter().zip(articles).map(item).collect(),
        chain: ChainShape {
            from: page.from.into(),
            entries: page.entries.into_iter().map(EntryShape::from).collect(),
            to: page.to.into(),
            head: page.head,
            attestation: page.attestation,
        },
        page: PlaceShape { has_next: page.has_next, end_cursor: page.cursor },
    };
    serde_json::to_vec(&shape).map_err(Error::internal)
}
