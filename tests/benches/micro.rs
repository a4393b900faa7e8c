//! The parts of a read, one by one and in process, each beside a reference in the same group: what the machine can do
//! for the same result without the part. Only the ratio within a group says something; see `tests/benches/README.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench that can't run has nothing to report")]

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use domain::article::ArticleQuery;
use domain::page::{PageRequest, Position, cursor};
use domain::testing::{self, TestClock};
use domain::text::{Body, HtmlFlavour, NoImages};
use domain::{Client, Domain};
use schema::document::{Document, Limits};
use schema::executor::Executor;
use schema::{Call, PublicUrl, RequestLanguage};
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

#[path = "load/documents.rs"]
#[allow(dead_code, reason = "the load comparison asks for more")]
mod documents;

/// Articles in the catalogue.
const ARTICLES: u64 = 10_000;

/// A publication of [`ARTICLES`] generated articles on SQLite, and the schema over it.
struct House {
    runtime: Runtime,
    domain: Domain,
    executor: Executor<Call>,
    _folder: TempDir,
}

impl House {
    fn built() -> Self {
        let runtime = Runtime::new().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("micro.sqlite").display());
        let ports = testing::ports(Arc::new(TestClock::at("2026-11-24T12:00:00Z".parse().unwrap())));
        let domain = runtime.block_on(async {
            migrations::up(&url).await.unwrap();
            let domain = Domain::open(testing::options(&url, 2), ports).await.unwrap();
            let session = domain.system("bench");
            let mut import = session.import(&api::demo::Media, false).await.unwrap();
            import.run(api::demo::content(), |_| {}).await.unwrap();
            import.run(api::demo::generate(ARTICLES), |_| {}).await.unwrap();
            domain.start_catalogue().await.unwrap().stop();
            domain
        });
        let executor = schema::executor(PublicUrl::default(), Limits::default()).unwrap();
        Self { runtime, domain, executor, _folder: folder }
    }

    /// All that a request passes behind HTTP: admitted, judged, run, written.
    async fn answer(&self, document: &str, variables: &Map<String, Value>) -> Vec<u8> {
        let document = self.executor.admit(document).unwrap();
        let prepared = self.executor.prepare(&document, None, variables.clone()).unwrap();
        let call =
            Call { session: self.domain.anonymous(Client::default(), "bench"), languages: RequestLanguage::default() };
        self.executor.execute(prepared, call, false).await.bytes.to_vec()
    }
}

/// A GraphQL answer, beside the writing of the same answer as JSON.
fn answers(criterion: &mut Criterion, house: &House) {
    let session = house.domain.anonymous(Client::default(), "bench");
    let page = house.runtime.block_on(session.articles().page(&ArticleQuery::default(), &first(1))).unwrap();
    let slug = page.items[0].1.texts[0].slug.to_string();
    let asked = [
        ("latest 20", documents::LATEST, json!({"first": 20})),
        ("article with blocks", documents::ARTICLE, json!({"slug": slug})),
        ("article as HTML", documents::ARTICLE_HTML, json!({"slug": slug})),
    ];
    for (name, document, variables) in asked {
        let variables = variables.as_object().unwrap().clone();
        let bytes = house.runtime.block_on(house.answer(document, &variables));
        let value: Value = serde_json::from_slice(&bytes).unwrap();
        assert!(value.get("errors").is_none(), "{value}");
        let mut group = criterion.benchmark_group(format!("answer: {name}"));
        group.bench_function("reference: to_vec of the answer", |bench| {
            bench.iter(|| serde_json::to_vec(black_box(&value)).unwrap());
        });
        group.bench_function("executor", |bench| {
            bench.to_async(&house.runtime).iter(|| house.answer(black_box(document), &variables));
        });
        group.finish();
    }
}

/// A document admitted, beside a copy of its text.
fn documents(criterion: &mut Criterion, house: &House) {
    let mut group = criterion.benchmark_group("document");
    group.bench_function("reference: copy of the text", |bench| bench.iter(|| black_box(documents::LATEST).to_owned()));
    group.bench_function("admitted, kept", |bench| {
        bench.iter(|| house.executor.admit(black_box(documents::LATEST)).unwrap());
    });
    let limits = Limits::default();
    group.bench_function("admitted, new", |bench| {
        bench.iter(|| Document::parse(black_box(documents::LATEST), &limits).unwrap());
    });
    let document = house.executor.admit(documents::LATEST).unwrap();
    let variables = json!({"first": 20}).as_object().unwrap().clone();
    group.bench_function("judged: operation, variables, cost", |bench| {
        bench.iter(|| house.executor.prepare(&document, None, black_box(variables.clone())).unwrap());
    });
    group.finish();
}

/// A page of the catalogue, beside 20 clones of what it consists of.
fn pages(criterion: &mut Criterion, house: &House) {
    let session = house.domain.anonymous(Client::default(), "bench");
    let articles = session.articles();
    let query = ArticleQuery::default();
    let turn = |request: &PageRequest| house.runtime.block_on(articles.page(&query, request)).unwrap();
    let (mut deep, mut seen) = (first(100), 0);
    while seen < ARTICLES / 2 {
        deep.after = Some(turn(&deep).items.last().expect("the list goes on").0.clone());
        seen += 100;
    }
    let deep = PageRequest { first: Some(20), ..deep };
    let items: Vec<_> = turn(&first(20)).items;
    let mut group = criterion.benchmark_group(format!("page of 20 of {ARTICLES}"));
    group.bench_function("reference: clone of the page", |bench| bench.iter(|| black_box(&items).clone()));
    for (name, request) in [("first", first(20)), ("deep", deep)] {
        group.bench_function(name, |bench| {
            bench.to_async(&house.runtime).iter(|| async { articles.page(&query, black_box(&request)).await.unwrap() });
        });
    }
    group.bench_function("count of all", |bench| {
        bench.to_async(&house.runtime).iter(|| async { articles.count(black_box(&query)).await.unwrap() });
    });
    group.finish();
}

/// A cursor written and read, beside a copy of it.
fn cursors(criterion: &mut Criterion) {
    let query = ArticleQuery::default();
    let list = query.fingerprint();
    let at = Position { value: 1_793_491_200_000_000, id: [7; 16] };
    let text = cursor(list, &at);
    let request = PageRequest { after: Some(text.clone()), ..PageRequest::default() };
    let mut group = criterion.benchmark_group("cursor");
    group.bench_function("reference: copy of the text", |bench| bench.iter(|| black_box(&text).clone()));
    group.bench_function("fingerprint of the list", |bench| bench.iter(|| black_box(&query).fingerprint()));
    group.bench_function("written", |bench| bench.iter(|| cursor(list, black_box(&at))));
    group.bench_function("read", |bench| bench.iter(|| black_box(&request).check::<Position>(list).unwrap()));
    group.finish();
}

/// A body in its formats, beside the writing of its JSON.
fn bodies(criterion: &mut Criterion) {
    let paragraph = "<p>The <strong>central bank</strong> hedges against <a href=\"https://example.org/a\">a fragile \
                     ceasefire</a>, as long as the treaty holds &amp; storage is cheap.</p><h2>Who pays</h2>\
                     <ul><li>Importers</li><li>Voters</li></ul>";
    let html = paragraph.repeat(12);
    let body = Body::from_html(&html, HtmlFlavour::Plain).unwrap();
    let value = body.to_json();
    let mut group = criterion.benchmark_group(format!("body of {} blocks", body.blocks().len()));
    group.bench_function("reference: to_vec of its JSON", |bench| {
        bench.iter(|| serde_json::to_vec(black_box(&value)).unwrap());
    });
    group.bench_function("from HTML", |bench| {
        bench.iter(|| Body::from_html(black_box(&html), HtmlFlavour::Plain).unwrap());
    });
    group.bench_function("from JSON", |bench| bench.iter(|| Body::from_json(black_box(&value)).unwrap()));
    group.bench_function("to JSON", |bench| bench.iter(|| black_box(&body).to_json()));
    group.bench_function("to HTML", |bench| bench.iter(|| black_box(&body).to_html(&NoImages)));
    group.bench_function("to Markdown", |bench| bench.iter(|| black_box(&body).to_markdown(&NoImages)));
    group.bench_function("to plain text", |bench| bench.iter(|| black_box(&body).to_plain_text()));
    group.finish();
}

fn first(count: i64) -> PageRequest {
    PageRequest { first: Some(count), ..PageRequest::default() }
}

fn all(criterion: &mut Criterion) {
    let house = House::built();
    answers(criterion, &house);
    documents(criterion, &house);
    pages(criterion, &house);
    cursors(criterion);
    bodies(criterion);
}

criterion_group!(benches, all);
criterion_main!(benches);
