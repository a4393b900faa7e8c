//! Sitemaps: an index, the addresses of the articles of each month, and the news of two days. They are the same for everybody:
//! gathered as nobody in particular, whoever asks.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::Error;
use domain::article::{Article, ArticleText};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::page::{own, representation};
use super::passed_on::{nobody, origin, page_of};
use super::query::Query;
use crate::http::{Reply, Representation};
use crate::routes::{Call, Outcome};
use crate::syndication::sitemap::{ADDRESSES_MAX, NEWS_MAX, NewsOfPage, Page, index, pages};

/// How old news may be.
const NEWS_FOR: SignedDuration = SignedDuration::from_hours(48);
/// The sitemap of news.
const NEWS: &str = "news";

/// The month that an article is listed under: of its first publication, in UTC.
fn month_of(article: &Article) -> Option<Date> {
    let date = TimeZone::UTC.to_datetime(article.first_published()?).date();
    Some(date.first_of_month())
}

/// What there is of news changes by the clock as well, of which no date tells: its tag does.
fn said(call: &Call, bytes: Vec<u8>, has_news: bool) -> Reply {
    let content_type = "application/xml; charset=utf-8";
    let dated = if has_news { own(call, bytes) } else { representation(call, bytes) };
    Reply::Content(Representation { content_type, ..dated })
}

/// `GET /sitemap.xml`
pub async fn show_index(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let origin = origin(&call);
    let mut months: BTreeMap<Date, (usize, Timestamp)> = BTreeMap::new();
    let articles = nobody(&call).articles().public_between(None, None);
    for article in &articles {
        let (Some(month), Some(updated)) = (month_of(article), article.last_updated()) else { continue };
        let (count, at) = months.entry(month).or_insert((0, updated));
        *count += article.texts.len();
        *at = updated.max(*at);
    }
    // A sitemap has one address at the least.
    let newest = news(&call, &articles).into_iter().map(|(_, text)| text.last_changed()).max();
    let mut sitemaps: Vec<_> = newest.map(|at| (format!("{origin}/sitemaps/{NEWS}.xml"), at)).into_iter().collect();
    for (month, (count, at)) in months.into_iter().rev() {
        let parts = count.div_ceil(ADDRESSES_MAX);
        sitemaps.extend((1..=parts).map(|part| (format!("{origin}/sitemaps/{}.xml", named(month, part)), at)));
    }
    let bytes = index(sitemaps).map_err(Error::internal)?;
    Ok(said(&call, bytes, true))
}

/// `2026-11`, and for what doesn't fit into one `2026-11-2`.
fn named(month: Date, part: usize) -> String {
    let name = month.strftime("%Y-%m");
    if part == 1 { name.to_string() } else { format!("{name}-{part}") }
}

/// Month and part of a name.
fn read(name: &str) -> Option<(Date, usize)> {
    let (month, part) = match name.match_indices('-').nth(1) {
        Some((place, _)) => (&name[..place], name[place + 1..].parse().ok()?),
        None => (name, 1),
    };
    let month: Date = format!("{month}-01").parse().ok()?;
    (named(month, part) == name && part > 0).then_some((month, part))
}

/// `GET /sitemaps/{file}`: `news.xml`, `2026-11.xml`
pub async fn show(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let name = call.part("file").strip_suffix(".xml").ok_or_else(Error::not_found)?;
    let is_news = name == NEWS;
    let origin = origin(&call);
    let listed = if is_news {
        let articles = nobody(&call).articles().public_between(None, None);
        news(&call, &articles).into_iter().map(|(article, text)| page(&call, &origin, article, text, true)).collect()
    } else {
        of_month(&call, &origin, name)?
    };
    let bytes = pages(listed).map_err(Error::internal)?;
    Ok(said(&call, bytes, is_news))
}

fn of_month(call: &Call, origin: &str, name: &str) -> Result<Vec<Page>, Error> {
    let (month, part) = read(name).ok_or_else(Error::not_found)?;
    let begins = |date: Date| TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).map_err(Error::internal);
    let next = month.checked_add(1.month()).map_err(|_| Error::not_found())?;
    let articles = nobody(call).articles().public_between(Some(begins(month)?), Some(begins(next)?));
    let all = articles.iter().flat_map(|article| article.texts.iter().map(move |text| (article, text)));
    let page: Vec<Page> = all
        .skip((part - 1) * ADDRESSES_MAX)
        .take(ADDRESSES_MAX)
        .map(|(article, text)| page(call, origin, article, text, false))
        .collect();
    if page.is_empty() { Err(Error::not_found()) } else { Ok(page) }
}

/// What of these was published within two days, the latest first.
fn news<'a>(call: &Call, articles: &'a [Arc<Article>]) -> Vec<(&'a Article, &'a ArticleText)> {
    let since = call.session.now() - NEWS_FOR;
    // A translation may be news of an older article.
    let all = articles.iter().flat_map(|article| article.texts.iter().map(move |text| (&**article, text)));
    let mut fresh: Vec<_> = all.filter(|(_, text)| text.published_at.is_some_and(|at| at >= since)).collect();
    fresh.sort_by_key(|(article, text)| std::cmp::Reverse((text.published_at, article.id)));
    fresh.truncate(NEWS_MAX);
    fresh
}

fn page(call: &Call, origin: &str, article: &Article, text: &ArticleText, as_news: bool) -> Page {
    let address = |text: &ArticleText| page_of(&call.app, origin, text);
    let news = || {
        Some(NewsOfPage {
            publication: call.app.publisher.name.clone(),
            language: text.language.as_str().split('-').next().unwrap_or_default().to_owned(),
            published: text.published_at?,
            title: text.title.to_string(),
        })
    };
    Page {
        url: address(text),
        languages: article.texts.iter().map(|text| (text.language.to_string(), address(text))).collect(),
        updated: text.last_changed(),
        news: if as_news { news() } else { None },
    }
}

/// `GET /robots.txt`
pub async fn robots(call: Call) -> Outcome {
    Query::read(call.http.query_string(), &[])?.finish()?;
    let text = format!("User-agent: *\nAllow: /\n\nSitemap: {}/sitemap.xml\n", origin(&call));
    let content_type = "text/plain; charset=utf-8";
    let plain = Representation::json(text.into_bytes(), call.app.started());
    Ok(Reply::Content(Representation { content_type, ..plain }))
}
