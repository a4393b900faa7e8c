//! What is written is read again, by the crates that write it and by others.

use domain::Language;
use jiff::Timestamp;

use super::*;

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn language(tag: &str) -> Language {
    Language::parse(tag).unwrap()
}

fn feed() -> Feed {
    let address = |format: Format| format!("https://review.example/feeds/articles.{}", format.extension());
    Feed {
        title: "World Review: <Energy> & more".to_owned(),
        description: "Energy, the latest first.".to_owned(),
        language: language("en"),
        home: "https://review.example/".to_owned(),
        publication: "World Review".to_owned(),
        logo: Some("https://review.example/logo.png".to_owned()),
        own: "https://review.example/feeds/articles.atom?after=x".to_owned(),
        formats: Format::ALL.into_iter().map(|format| (format, address(format))).collect(),
        pages: Pages {
            first: address(Format::Atom),
            previous: Some("https://review.example/feeds/articles.atom?before=x".to_owned()),
            next: Some("https://review.example/feeds/articles.atom?after=y".to_owned()),
        },
        updated: instant("2026-11-24T12:00:00Z"),
        entries: vec![Entry {
            id: "urn:uuid:5a1c6d0e-7f6e-5a39-9c58-6d6f0d3f8a11".to_owned(),
            url: "https://review.example/en/oil".to_owned(),
            language: language("en"),
            title: "Oil & \u{201c}gas\u{201d} <now>".to_owned(),
            summary: Some("What a barrel costs.".to_owned()),
            content: Some("<p>A &amp; B, ]]&gt; and <em>C</em></p>".to_owned()),
            published: instant("2026-11-20T08:00:00Z"),
            updated: instant("2026-11-21T08:00:00Z"),
            authors: vec!["Anna Berg".to_owned()],
            contributors: vec!["Boris Aalto".to_owned()],
            categories: vec![("energy".to_owned(), "Energy".to_owned())],
            picture: Some(Picture {
                url: "https://review.example/media/a.jpg".to_owned(),
                media_type: "image/jpeg".to_owned(),
                width: 800,
                height: 600,
                focal_point: (0.5, 0.5),
                credit: Some("dpa".to_owned()),
                agency: None,
                photographer: None,
                rights: None,
                rights_until: None,
                caption: None,
                alt: None,
            }),
            alternates: vec![(language("de"), "https://review.example/de/oel".to_owned())],
        }],
        deleted: vec![Deleted {
            id: "urn:uuid:5a1c6d0e-7f6e-5a39-9c58-6d6f0d3f8a12".to_owned(),
            at: instant("2026-11-22T08:00:00Z"),
            reason: "The source was made up.".to_owned(),
        }],
    }
}

#[test]
fn atom_is_read_again() {
    let written = Format::Atom.write(&feed()).unwrap();
    let read = atom_syndication::Feed::read_from(&written[..]).unwrap();
    assert_eq!((read.id.as_str(), read.lang.as_deref()), ("https://review.example/feeds/articles.atom", Some("en")));
    assert_eq!(read.logo.as_deref(), Some("https://review.example/logo.png"));
    let entry = &read.entries[0];
    assert_eq!(entry.title.value, "Oil & \u{201c}gas\u{201d} <now>");
    assert_eq!(entry.content.as_ref().unwrap().value.as_deref(), Some("<p>A &amp; B, ]]&gt; and <em>C</em></p>"));
    let alternates: Vec<&str> = entry.links.iter().filter_map(|link| link.hreflang.as_deref()).collect();
    assert_eq!(alternates, ["en", "de"]);
    let gone = &read.extensions["at"]["deleted-entry"][0];
    assert_eq!(gone.attrs["ref"], "urn:uuid:5a1c6d0e-7f6e-5a39-9c58-6d6f0d3f8a12");
    assert_eq!(gone.children["comment"][0].value.as_deref(), Some("The source was made up."));
    let pages: Vec<&str> = read.links.iter().map(|link| link.rel.as_str()).collect();
    assert_eq!(pages, ["self", "alternate", "alternate", "alternate", "first", "previous", "next"]);
}

#[test]
fn rss_is_read_again() {
    let written = Format::Rss.write(&feed()).unwrap();
    let read = ::rss::Channel::read_from(&written[..]).unwrap();
    assert_eq!(read.title, "World Review: <Energy> & more");
    let item = &read.items[0];
    assert_eq!(item.pub_date.as_deref(), Some("Fri, 20 Nov 2026 08:00:00 GMT"));
    assert_eq!(item.content.as_deref(), Some("<p>A &amp; B, ]]&gt; and <em>C</em></p>"));
    assert_eq!(item.guid.as_ref().map(|guid| guid.permalink), Some(false));
    assert_eq!(item.dublin_core_ext.as_ref().unwrap().creators, ["Anna Berg"]);
    assert_eq!(item.extensions["media"]["content"][0].children["credit"][0].value.as_deref(), Some("dpa"));
}

#[test]
fn json_feed_has_one_kind_of_content() {
    let mut feed = feed();
    let full: serde_json::Value = serde_json::from_slice(&Format::Json.write(&feed).unwrap()).unwrap();
    assert_eq!(full["items"][0]["content_html"], "<p>A &amp; B, ]]&gt; and <em>C</em></p>");
    assert!(full["items"][0].get("content_text").is_none());
    assert_eq!(full["feed_url"], "https://review.example/feeds/articles.json");
    feed.entries[0].content = None;
    feed.entries[0].summary = None;
    let short: serde_json::Value = serde_json::from_slice(&Format::Json.write(&feed).unwrap()).unwrap();
    assert_eq!(short["items"][0]["content_text"], "Oil & \u{201c}gas\u{201d} <now>");
}
