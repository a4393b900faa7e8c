//! Staying in step with a product, `GET /v1/sync`, and a copy of it for where there is no connection. An article is said in the very
//! bytes that it has at its own address, so that a copy that is kept in step is what the API shows.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::web;
use domain::id::{ArticleId, ProductId};
use domain::partner::{ProductFormat, Taking};
use domain::sync::{EntryKind, Hash, Keep, SyncAction, SyncAsked, SyncEntry, SyncItem, SyncPage, SyncStep, TextKey};
use domain::text::Body;
use domain::{Error, Language, Preference, Session};
use futures::future::LocalBoxFuture;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::asked::{WANTED, read_wanted};
use super::bundle::{self, AT_ONCE, Line, Part, Source, Thing};
use super::ninjs;
use super::query::Query;
use super::shape::{ArticleShape, ArticleWanted, Saying};
use crate::app::App;
use crate::http::{Reply, Representation};
use crate::problem::Refusal;
use crate::routes::{Call, Outcome};

/// The parameters of a page.
const PARAMETERS: &[&str] = &["product", "first", "after", "format"];

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PageShape {
    product: ProductId,
    step: SyncStep,
    data: Vec<ItemShape>,
    chain: ChainShape,
    page: PlaceShape,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ItemShape {
    number: i64,
    id: ArticleId,
    language: Language,
    kind: EntryKind,
    action: SyncAction,
    article: Option<Box<RawValue>>,
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
pub(super) struct LinkShape {
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

/// What is asked for, and how it is to be said.
struct Asked {
    sync: SyncAsked,
    wanted: ArticleWanted,
}

impl Asked {
    /// Reads a query, in which pages may be asked for.
    fn read(call: &Call, parameters: &[&'static str]) -> Result<Self, Refusal> {
        let mut query = Query::read(call.http.query_string(), &[parameters, WANTED])?;
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
        Ok(Self { sync: SyncAsked { product, format, first, after }, wanted })
    }

    /// The page that is asked for, with the bodies that are said with it.
    async fn page(&self, call: &Call) -> Result<Told, Error> {
        let page = call.session.syncs().page(self.sync.clone()).await?;
        let session = call.session.taking(Taking::Product(page.product));
        let items = page.items.iter().filter(|item| item.article.is_some());
        let keys: Vec<_> = items.map(|item| item.text.clone()).collect();
        let wanted = self.wanted;
        let bodies = if wanted.body() { session.articles().bodies(&keys).await? } else { HashMap::new() };
        Ok(Told { session, app: call.app.clone(), page, bodies, wanted })
    }
}

/// The product that is asked for.
fn named(query: &mut Query<'_>) -> Option<ProductId> {
    let named = query.value("product").map(ProductId::parse)?;
    named.map_err(|error| query.refuse(error.at("product"))).ok()
}

/// `GET /v1/sync`
pub async fn show(call: Call) -> Outcome {
    let asked = Asked::read(&call, PARAMETERS)?;
    let told = asked.page(&call).await?;
    let (page, articles) = told.articles(&call, asked.sync.format).await?;
    let bytes = said(page, articles)?;
    Ok(Reply::Content(Representation::json(bytes, call.app.ports.clock.now()).undated()))
}

/// `GET /v1/sync/bundle`
pub async fn bundle(call: Call) -> Outcome {
    let mut asked = Asked::read(&call, &["product", "format"])?;
    asked.sync.first = Some(AT_ONCE);
    Ok(bundle::bundle(Copy { call, asked }).await?)
}

/// The copy of a product, as it goes into a bundle.
struct Copy {
    call: Call,
    asked: Asked,
}

impl Source for Copy {
    fn call(&self) -> &Call {
        &self.call
    }

    fn part(&mut self) -> LocalBoxFuture<'_, Result<Part, Error>> {
        Box::pin(async {
            let told = self.asked.page(&self.call).await?;
            let keeps = told.keeps();
            let (page, articles) = told.articles(&self.call, self.asked.sync.format).await?;
            let line = |((item, keep), content): ((SyncItem, Option<Keep>), Option<Box<RawValue>>)| {
                let (id, language) = item.text;
                Some(Line::Article(Thing::new(id.into(), Some(language), keep, content?)))
            };
            let things = page.items.into_iter().zip(keeps).zip(articles).filter_map(line).collect();
            self.asked.sync.after = Some(page.cursor.clone());
            let end = page.is_copied.then(|| (page.cursor, Some(page.to.into())));
            Ok(Part { product: Some(page.product), things, end })
        })
    }
}

/// A page and all that is needed to say it.
struct Told {
    session: Session,
    app: web::Data<App>,
    page: SyncPage,
    bodies: HashMap<TextKey, Arc<Body>>,
    wanted: ArticleWanted,
}

/// The articles of a page as they are said, in the order of its items.
type Said = (SyncPage, Vec<Option<Box<RawValue>>>);

impl Told {
    fn body(&self, item: &SyncItem) -> Option<&Body> {
        self.bodies.get(&item.text).map(|body| &**body)
    }

    /// How long each of the articles may be kept.
    fn keeps(&self) -> Vec<Option<Keep>> {
        let syncs = self.session.syncs();
        let keep = |item: &SyncItem| item.article.as_ref().map(|article| syncs.keep(article, self.body(item)));
        self.page.items.iter().map(keep).collect()
    }

    async fn articles(self, call: &Call, format: ProductFormat) -> Result<Said, Error> {
        match format {
            ProductFormat::Ninjs => self.ninjs(call),
            _ => web::block(move || self.json()).await.map_err(Error::internal)?,
        }
    }

    fn json(self) -> Result<Said, Error> {
        let sayings = self.page.items.iter().map(|item| self.saying(&item.text.1)).collect::<Result<Vec<_>, _>>()?;
        let shape = |(item, saying): (&SyncItem, &'_ Saying<'_>)| -> Option<serde_json::Result<Box<_>>> {
            let article = item.article.as_ref()?;
            let text = saying.wish.best(&article.texts)?.text;
            let (body, wanted) = (self.body(item), self.wanted);
            let shape = ArticleShape { saying, article, text, is_fallback: false, body, wanted };
            Some(to_raw_value(&shape))
        };
        let articles = self.page.items.iter().zip(&sayings).map(|said| shape(said).transpose());
        let articles = articles.collect::<serde_json::Result<Vec<_>>>().map_err(Error::internal)?;
        drop(sayings);
        Ok((self.page, articles))
    }

    /// What is said of a text is said in its language, as at its own address.
    fn saying(&self, language: &Language) -> Result<Saying<'_>, Error> {
        let wish: Preference = self.session.languages().preference(Some(language), &[], false)?;
        Ok(Saying::new(&self.session, &self.app, wish))
    }

    fn ninjs(self, call: &Call) -> Result<Said, Error> {
        let item = |item: &SyncItem| {
            let Some(article) = &item.article else { return Ok(None) };
            let text = article.texts.iter().find(|text| text.language == item.text.1).ok_or_else(Error::not_found)?;
            let said = ninjs::item(call, &self.session, article, text, self.body(item))?;
            to_raw_value(&said).map(Some).map_err(Error::internal)
        };
        let articles = self.page.items.iter().map(item).collect::<Result<Vec<_>, Error>>()?;
        Ok((self.page, articles))
    }
}

/// A page with its articles, as they are said.
fn said(page: SyncPage, articles: Vec<Option<Box<RawValue>>>) -> Result<Vec<u8>, Error> {
    let item = |(item, article): (SyncItem, Option<Box<RawValue>>)| {
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
