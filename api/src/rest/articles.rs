//! Articles: lists of all, of an expert, of a topic, of a region; one by itself; and what is related to it.

use std::sync::Arc;

use actix_web::http::header::LINK;
use actix_web::web;
use domain::article::{Article, ArticleQuery};
use domain::manuscript::Withdrawal;
use domain::text::Slug;
use domain::{Code, Error, Language, Preference};

use super::asked::{LIST, WANTED, read_filters, read_wanted};
use super::facets::{Counted, FACETS, FacetsAsked};
use super::found::{self, Found, Name};
use super::page::{self, List, PageInfo, localised, written};
use super::query::{LANGUAGES, PAGE, Query, Wish};
use super::shape::{ArticleShape, ArticleWanted, FacetsShape, Saying};
use super::taxonomy::{self, RegionTree, TopicTree, Tree};
use crate::http::Reply;
use crate::routes::{Call, Outcome};

/// How many related articles are given when the client doesn't say.
const RELATED_DEFAULT: usize = 5;
/// How many are looked at when some may be left out.
const RELATED_MAX: usize = 100;

/// `GET /v1/articles`
pub async fn list(call: Call) -> Outcome {
    page(&call, "/v1/articles", &["topic", "region", "expert"], |_| Ok(Found::Here(ArticleQuery::default(), None)))
        .await
}

/// `GET /v1/experts/{slug}/articles`
pub async fn of_expert(call: Call) -> Outcome {
    let find = |_: &Wish| match found::expert(&call.session, call.part("slug"))? {
        Found::Here(expert, _) => {
            Ok(Found::Here(ArticleQuery { expert: Some(expert.id), ..ArticleQuery::default() }, None))
        }
        Found::Moved(slug) => Ok(Found::Moved(slug)),
    };
    page(&call, "/v1/experts", &["topic", "region"], find).await
}

/// `GET /v1/topics/{slug}/articles`
pub async fn of_topic(call: Call) -> Outcome {
    let find = |wish: &Wish| {
        under::<TopicTree>(&call, wish, |topic| ArticleQuery { topic: Some(topic), ..ArticleQuery::default() })
    };
    page(&call, TopicTree::PATH, &["region", "expert"], find).await
}

/// `GET /v1/regions/{slug}/articles`
pub async fn of_region(call: Call) -> Outcome {
    let find = |wish: &Wish| {
        under::<RegionTree>(&call, wish, |region| ArticleQuery { region: Some(region), ..ArticleQuery::default() })
    };
    page(&call, RegionTree::PATH, &["topic", "expert"], find).await
}

fn under<T: Tree>(
    call: &Call,
    wish: &Wish,
    query: impl FnOnce(T::Id) -> ArticleQuery,
) -> Result<Found<ArticleQuery>, Error> {
    Ok(match taxonomy::find::<T>(&call.session, call.part("slug"), &wish.preference)? {
        Found::Here(term, language) => Found::Here(query(term.id), language),
        Found::Moved(slug) => Found::Moved(slug),
    })
}

/// A list of articles: `find` says of what, by the path; `filters` are the parameters that narrow it down.
async fn page(
    call: &Call,
    root: &str,
    filters: &[&str],
    find: impl FnOnce(&Wish) -> Result<Found<ArticleQuery>, Error>,
) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[filters, LIST, PAGE, FACETS, WANTED, LANGUAGES])?;
    let wish = query.wish(call);
    let narrowing = read_filters(&mut query, call, &wish.preference);
    let wanted = read_wanted(&mut query, false);
    let (request, total) = (query.page(), query.switch("total", false));
    let facets = FacetsAsked::read(&mut query);
    query.finish()?;
    let (base, named) = match find(&wish)? {
        Found::Here(base, named) => (base, named),
        Found::Moved(slug) => return Ok(found::moved(call, &slug)),
    };
    let wish = wish.for_text(named.as_ref());
    let asked = ArticleQuery {
        topic: base.topic.or(narrowing.topic),
        region: base.region.or(narrowing.region),
        expert: base.expert.or(narrowing.expert),
        language: (!wish.allows_fallback()).then(|| wish.chain()[0].clone()),
        ..narrowing
    };
    let articles = call.session.articles();
    let page = articles.page(&asked, &request).await?;
    let count = page::total(total, &page, articles.count(&asked)).await?;
    let counted = facets.count(&call.session, &asked).await?;
    let info = PageInfo::of(&page, count);
    let path = match call.part("slug") {
        "" => root.to_owned(),
        slug => format!("{root}/{slug}/articles"),
    };
    let links = info.links(&call.app, &path, &query, &request);
    let articles = page.items.into_iter().map(|(_, article)| article).collect();
    let (bytes, languages) = render(call, articles, wish, wanted, Some((info, counted))).await?;
    Ok(Reply::Content(localised(call, bytes, &languages).with(LINK, links)))
}

/// `GET /v1/articles/{slug}`
pub async fn show(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[WANTED, LANGUAGES])?;
    let (wish, wanted) = (query.wish(&call), read_wanted(&mut query, true));
    query.finish()?;
    let (article, named) = match find(&call, &wish.preference).await? {
        Found::Here(article, named) => (article, named),
        Found::Moved(slug) => return Ok(found::moved(&call, &slug)),
    };
    let wish = wish.for_text(named.as_ref());
    let best = wish.best(&article.texts).ok_or_else(|| unserved(&call, &article, &wish))?;
    let language = best.text.language.clone();
    let key = (article.id, language);
    let keys = if wanted.body() { std::slice::from_ref(&key) } else { &[] };
    let mut bodies = call.session.articles().bodies(keys).await?;
    let body = bodies.remove(&key);
    let (session, app) = (call.session.clone(), call.app.clone());
    let work = move || {
        let saying = Saying::new(&session, &app, wish);
        let served = saying.wish.best(&article.texts).ok_or_else(Error::not_found)?;
        let (text, is_fallback) = (served.text, served.is_fallback);
        let body = body.as_deref();
        let shape = ArticleShape { saying: &saying, article: &article, text, is_fallback, body, wanted };
        let links = shape.links();
        Ok(written(&saying, &shape)?).map(|(bytes, languages)| (bytes, languages, links))
    };
    let (bytes, languages, links) = worked(wanted.body(), work).await?;
    Ok(Reply::Content(localised(&call, bytes, &languages).with(LINK, links)))
}

/// `GET /v1/articles/{slug}/related`
pub async fn related(call: Call) -> Outcome {
    let mut query = Query::read(call.http.query_string(), &[&["first"], WANTED, LANGUAGES])?;
    let wish = query.wish(&call);
    let (count, wanted) = (query.count("first", RELATED_DEFAULT), read_wanted(&mut query, false));
    query.finish()?;
    let (article, named) = match find(&call, &wish.preference).await? {
        Found::Here(article, named) => (article, named),
        Found::Moved(slug) => return Ok(found::moved(&call, &slug)),
    };
    let wish = wish.for_text(named.as_ref());
    if wish.best(&article.texts).is_none() {
        return Err(Error::not_found().into());
    }
    let looked_at = if wish.allows_fallback() { count } else { RELATED_MAX };
    let mut near = call.session.articles().related(&article, looked_at);
    near.retain(|article| wish.best(&article.texts).is_some());
    near.truncate(count);
    let (bytes, languages) = render(&call, near, wish, wanted, None).await?;
    Ok(Reply::Content(localised(&call, bytes, &languages)))
}

/// The article that the path names.
pub(super) async fn find(call: &Call, wish: &Preference) -> Result<Found<Arc<Article>>, Error> {
    let articles = call.session.articles();
    match Name::read(call.part("slug")) {
        Some(Name::Id(id)) => {
            let id = id.try_into().map_err(|_| Error::not_found())?;
            let article = articles.by_id(id).await?;
            Ok(Found::Here(article.ok_or_else(|| missing(articles.withdrawals(id).first()))?, None))
        }
        Some(Name::Slug(slug)) => {
            let found = articles.by_slug(&slug, wish).await?;
            // What has the slug now goes before what had it and was withdrawn, and that before what had it formerly.
            let withdrawn = articles.withdrawal_by_slug(&slug, wish);
            if withdrawn.is_some() && found.as_ref().is_none_or(|found| found.moved) {
                return Err(missing(withdrawn.as_ref()));
            }
            let found = found.ok_or_else(Error::not_found)?;
            match found.moved {
                false => Ok(Found::Here(found.article, Some(found.language))),
                true => Ok(Found::Moved(present_slug(&found.article, &found.language, wish)?.as_str().to_owned())),
            }
        }
        None => Err(Error::not_found()),
    }
}

/// There is no such text: it was withdrawn, or never there for this viewer.
fn missing(withdrawn: Option<&Withdrawal>) -> Error {
    withdrawn.map_or_else(Error::not_found, |withdrawal| Error::new(Code::Withdrawn, withdrawal.reason.clone()))
}

/// There is no text of the article in a language that will do.
pub(super) fn unserved(call: &Call, article: &Article, wish: &Preference) -> Error {
    let withdrawals = call.session.articles().withdrawals(article.id);
    missing(withdrawals.iter().find(|withdrawal| wish.chain().contains(&withdrawal.language)))
}

/// The slug now of the text that had a former one; of another text, should that one not be public any more.
fn present_slug<'a>(article: &'a Article, language: &Language, wish: &Preference) -> Result<&'a Slug, Error> {
    let served = wish.starting_with(language).best(&article.texts).map(|served| served.text);
    let text = served.or(article.texts.first()).ok_or_else(Error::not_found)?;
    Ok(&text.slug)
}

/// The JSON of a list, with its page and what is counted of it, or without.
async fn render(
    call: &Call,
    articles: Vec<Arc<Article>>,
    wish: Preference,
    wanted: ArticleWanted,
    list: Option<(PageInfo, Option<Counted>)>,
) -> Result<(Vec<u8>, Vec<Language>), Error> {
    let served = |article: &Arc<Article>| {
        let text = wish.best(&article.texts)?.text;
        Some((article.id, text.language.clone()))
    };
    let keys: Vec<_> = if wanted.body() { articles.iter().filter_map(served).collect() } else { Vec::new() };
    let bodies = call.session.articles().bodies(&keys).await?;
    let (session, app) = (call.session.clone(), call.app.clone());
    let work = move || {
        let saying = Saying::new(&session, &app, wish);
        let shapes = articles.iter().filter_map(|article| {
            let served = saying.wish.best(&article.texts)?;
            let body = bodies.get(&(article.id, served.text.language.clone())).map(|body| &**body);
            let (text, is_fallback) = (served.text, served.is_fallback);
            Some(ArticleShape { saying: &saying, article, text, is_fallback, body, wanted })
        });
        let data: Vec<_> = shapes.collect();
        match list {
            Some((page, None)) => written(&saying, &List { data, page }),
            Some((page, Some(facets))) => {
                written(&saying, &FacetedList { list: List { data, page }, facets: facets.said(&saying) })
            }
            None => written(&saying, &Selection { data }),
        }
    };
    worked(wanted.body(), work).await
}

/// A list with what is counted of it.
#[derive(serde::Serialize)]
struct FacetedList<'a, T> {
    #[serde(flatten)]
    list: List<T>,
    facets: FacetsShape<'a>,
}

/// A list without pages.
#[derive(serde::Serialize)]
struct Selection<T> {
    data: Vec<T>,
}

/// Does the work here or, where bodies are rendered (a millisecond each), on the blocking pool.
async fn worked<T: Send + 'static>(
    heavy: bool,
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    if heavy { web::block(work).await.map_err(Error::internal)? } else { work() }
}
