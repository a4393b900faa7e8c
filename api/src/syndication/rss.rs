//! RSS 2.0, with full texts by the content module, authors by Dublin Core, links by Atom and images by Media RSS.

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use rss::extension::atom::{AtomExtension, Link};
use rss::extension::dublincore::DublinCoreExtension;
use rss::{Category, Channel, Guid, Image, Item};

use super::element::{MEDIA, picture};
use super::{Entry, Feed, Format};

/// The namespaces that are used, by their prefixes.
const NAMESPACES: [(&str, &str); 4] = [
    ("atom", "http://www.w3.org/2005/Atom"),
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("media", MEDIA),
];

/// Writes a feed.
pub(super) fn write(feed: &Feed) -> Result<Vec<u8>, String> {
    let channel = Channel {
        title: feed.title.clone(),
        link: feed.home.clone(),
        description: feed.description.clone(),
        language: Some(feed.language.to_string()),
        last_build_date: Some(date(feed.updated)?),
        image: feed.logo.as_ref().map(|url| Image {
            url: url.clone(),
            title: feed.title.clone(),
            link: feed.home.clone(),
            ..Default::default()
        }),
        items: feed.entries.iter().map(item).collect::<Result<_, _>>()?,
        atom_ext: Some(AtomExtension { links: links(feed) }),
        namespaces: NAMESPACES.map(|(prefix, name)| (prefix.to_owned(), name.to_owned())).into(),
        ..Default::default()
    };
    channel.write_to(Vec::new()).map_err(|error| error.to_string())
}

/// A date as RFC 822 has it, with four digits of the year.
fn date(at: Timestamp) -> Result<String, String> {
    DateTimePrinter::new().timestamp_to_rfc9110_string(&at).map_err(|error| error.to_string())
}

fn link(rel: &str, href: &str, media_type: Option<&str>, language: Option<String>) -> Link {
    let mime_type = media_type.map(str::to_owned);
    Link { rel: rel.to_owned(), href: href.to_owned(), mime_type, hreflang: language, ..Default::default() }
}

fn links(feed: &Feed) -> Vec<Link> {
    let rss = Some(Format::Rss.media_type());
    let mut links = vec![link("self", &feed.own, rss, None), link("first", &feed.pages.first, rss, None)];
    links.extend(feed.pages.previous.iter().map(|url| link("previous", url, rss, None)));
    links.extend(feed.pages.next.iter().map(|url| link("next", url, rss, None)));
    let others = feed.formats.iter().filter(|(format, _)| *format != Format::Rss);
    links.extend(others.map(|(format, url)| link("alternate", url, Some(format.media_type()), None)));
    links
}

fn item(entry: &Entry) -> Result<Item, String> {
    let alternates = entry.alternates.iter();
    let links = alternates.map(|(language, url)| link("alternate", url, None, Some(language.to_string())));
    let category = |(_, name): &(String, String)| Category { name: name.clone(), domain: None };
    let creators: Vec<String> = entry.authors.clone();
    Ok(Item {
        title: Some(entry.title.clone()),
        link: Some(entry.url.clone()),
        description: entry.summary.clone(),
        categories: entry.categories.iter().map(category).collect(),
        guid: Some(Guid { value: entry.id.clone(), permalink: false }),
        pub_date: Some(date(entry.published)?),
        content: entry.content.clone(),
        atom_ext: Some(AtomExtension { links: links.collect() }).filter(|it| !it.links.is_empty()),
        dublin_core_ext: Some(DublinCoreExtension { creators, ..Default::default() }),
        extensions: entry.picture.iter().map(picture).next().unwrap_or_default(),
        ..Default::default()
    })
}
