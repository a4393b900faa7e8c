//! Atom (RFC 4287), with feed paging (RFC 5005), deleted entries (RFC 6721) and images by Media RSS.

use std::collections::BTreeMap;

use atom_syndication::extension::{Extension, ExtensionMap};
use atom_syndication::{Category, Content, FixedDateTime, Link, Person, Text};
use jiff::Timestamp;

use super::element::{Element, MEDIA, elements, picture};
use super::{Deleted, Entry, Feed, Format};

/// The namespace of deleted entries.
const TOMBSTONES: &str = "http://purl.org/atompub/tombstones/1.0";
/// The element that tells of a deleted entry: the prefix and the local name.
const DELETED: (&str, &str) = ("at", "deleted-entry");

/// Writes a feed.
pub(super) fn write(feed: &Feed) -> Result<Vec<u8>, String> {
    let namespaces = [("at", TOMBSTONES), ("media", MEDIA)];
    let document = atom_syndication::Feed {
        title: Text::plain(feed.title.as_str()),
        id: feed.formats.iter().find(|(format, _)| *format == Format::Atom).map_or(&feed.own, |(_, url)| url).clone(),
        updated: instant(feed.updated)?,
        authors: vec![person(&feed.publication)],
        links: links(feed),
        logo: feed.logo.clone(),
        subtitle: Some(Text::plain(feed.description.as_str())),
        entries: feed.entries.iter().map(entry).collect::<Result<_, _>>()?,
        extensions: deleted(&feed.deleted),
        namespaces: namespaces.map(|(prefix, name)| (prefix.to_owned(), name.to_owned())).into(),
        lang: Some(feed.language.to_string()),
        ..Default::default()
    };
    document.write_to(Vec::new()).map_err(|error| error.to_string())
}

fn instant(at: Timestamp) -> Result<FixedDateTime, String> {
    at.to_string().parse().map_err(|error| format!("{at}: {error}"))
}

fn person(name: &str) -> Person {
    Person { name: name.to_owned(), ..Default::default() }
}

fn link(rel: &str, href: &str, mime_type: Option<&str>) -> Link {
    let mime_type = mime_type.map(str::to_owned);
    Link { href: href.to_owned(), rel: rel.to_owned(), mime_type, ..Default::default() }
}

fn links(feed: &Feed) -> Vec<Link> {
    let atom = Some(Format::Atom.media_type());
    let mut links = vec![link("self", &feed.own, atom), link("alternate", &feed.home, None)];
    let others = feed.formats.iter().filter(|(format, _)| *format != Format::Atom);
    links.extend(others.map(|(format, url)| link("alternate", url, Some(format.media_type()))));
    links.push(link("first", &feed.pages.first, atom));
    links.extend(feed.pages.previous.iter().map(|url| link("previous", url, atom)));
    links.extend(feed.pages.next.iter().map(|url| link("next", url, atom)));
    links
}

fn entry(entry: &Entry) -> Result<atom_syndication::Entry, String> {
    let mut links = vec![Link { hreflang: Some(entry.language.to_string()), ..link("alternate", &entry.url, None) }];
    links.extend(
        entry
            .alternates
            .iter()
            .map(|(language, url)| Link { hreflang: Some(language.to_string()), ..link("alternate", url, None) }),
    );
    links.extend(entry.picture.iter().map(|it| link("enclosure", &it.url, Some(&it.media_type))));
    let category = |(term, label): &(String, String)| Category {
        term: term.clone(),
        label: Some(label.clone()),
        ..Default::default()
    };
    let language = Some(entry.language.to_string());
    Ok(atom_syndication::Entry {
        title: Text { lang: language.clone(), ..Text::plain(entry.title.as_str()) },
        id: entry.id.clone(),
        updated: instant(entry.updated)?,
        published: Some(instant(entry.published)?),
        authors: entry.authors.iter().map(|name| person(name)).collect(),
        contributors: entry.contributors.iter().map(|name| person(name)).collect(),
        categories: entry.categories.iter().map(category).collect(),
        links,
        summary: entry.summary.as_deref().map(|text| Text { lang: language.clone(), ..Text::plain(text) }),
        content: entry.content.as_ref().map(|html| Content {
            lang: language.clone(),
            value: Some(html.clone()),
            content_type: Some("html".to_owned()),
            ..Default::default()
        }),
        extensions: entry.picture.iter().map(picture).next().unwrap_or_default(),
        ..Default::default()
    })
}

fn deleted(deleted: &[Deleted]) -> ExtensionMap {
    let entry = |gone: &Deleted| {
        let at = gone.at.to_string();
        let comment = Extension::new(("at", "comment"), Some(&gone.reason), &[], BTreeMap::new());
        let said = BTreeMap::from([("comment".to_owned(), vec![comment])]);
        Extension::new(DELETED, None, &[("ref", &gone.id), ("when", &at)], said)
    };
    if deleted.is_empty() {
        return ExtensionMap::new();
    }
    elements(DELETED, deleted.iter().map(entry).collect())
}
