//! Sitemaps (<https://www.sitemaps.org/protocol.html>) for search engines: an index, the addresses of articles with those in other
//! languages, and the news of two days (<https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap>).

use std::fmt::Display;
use std::str::FromStr;

use jiff::Timestamp;
use sitemap_rs::news::{News, Publication};
use sitemap_rs::sitemap::Sitemap;
use sitemap_rs::sitemap_index::SitemapIndex;
use sitemap_rs::url::{Link, Url};
use sitemap_rs::url_set::UrlSet;

/// The most addresses of one sitemap: some fewer than the protocol allows.
pub const ADDRESSES_MAX: usize = 40_000;
/// The most addresses of a sitemap of news.
pub const NEWS_MAX: usize = 1_000;

/// The page of a text.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its address.
    pub url: String,
    /// The same article in each of its languages, this one among them: language and address.
    pub languages: Vec<(String, String)>,
    /// When it last changed.
    pub updated: Timestamp,
    /// As news.
    pub news: Option<NewsOfPage>,
}

/// What is said of news.
#[derive(Debug, Clone)]
pub struct NewsOfPage {
    /// The name of the publication.
    pub publication: String,
    /// The language, by ISO 639.
    pub language: String,
    /// When it was published.
    pub published: Timestamp,
    /// The headline.
    pub title: String,
}

/// Writes an index: the addresses of sitemaps, and when anything in them last changed.
///
/// # Errors
/// For more sitemaps than the protocol allows.
pub fn index(sitemaps: Vec<(String, Timestamp)>) -> Result<Vec<u8>, String> {
    let sitemap = |(url, at): (String, Timestamp)| Ok(Sitemap::new(url, Some(date(at)?)));
    let sitemaps = sitemaps.into_iter().map(sitemap).collect::<Result<_, String>>()?;
    let index = SitemapIndex::new(sitemaps).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    index.write(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// Writes a sitemap.
///
/// # Errors
/// For more addresses than the protocol allows.
pub fn pages(pages: Vec<Page>) -> Result<Vec<u8>, String> {
    let url = |page: Page| -> Result<Url, String> {
        let mut url = Url::builder(page.url);
        url.last_modified(date(page.updated)?);
        // One that stands alone has no other languages to be found by.
        if page.languages.len() > 1 {
            url.links(page.languages.into_iter().map(|(language, address)| Link::new(language, address)));
        }
        if let Some(NewsOfPage { publication, language, published, title }) = page.news {
            url.news(News::new(Publication::new(publication, language), date(published)?, title));
        }
        url.build().map_err(|error| error.to_string())
    };
    let urls = pages.into_iter().map(url).collect::<Result<Vec<_>, _>>()?;
    let set = UrlSet::new(urls).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    set.write(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// An instant as the crate has it, which names the one of another version of the library of dates.
fn date<Zoned: FromStr<Err: Display>>(at: Timestamp) -> Result<Zoned, String> {
    format!("{at}[+00:00]").parse().map_err(|error: Zoned::Err| error.to_string())
}
