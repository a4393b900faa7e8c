//! Items of ninjs in small.

use std::io::Cursor;

mod files;

use super::super::record::{
    ArticleRecord, ArticleTextRecord, BodyRecord, ExpertRecord, ImageRecord, Record, TermRecord,
};
use super::super::{Found, RECORD_BYTES_MAX, ReadError};
use super::read;
use crate::article::{ContributorRole, Kind, Status};
use crate::language::{Language, Languages};

fn found(file: impl Into<Vec<u8>>) -> (Vec<Found>, Option<ReadError>) {
    let languages = Languages::new(["en", "de"].map(|tag| Language::parse(tag).unwrap()).to_vec()).unwrap();
    let mut all = Vec::new();
    for one in read(Cursor::new(file.into()), &languages, "2026-06-01T00:00:00Z".parse().unwrap()) {
        match one {
            Ok(found) => all.push(found),
            Err(error) => return (all, Some(error)),
        }
    }
    (all, None)
}

fn of(file: impl Into<Vec<u8>>) -> Vec<Found> {
    let (found, error) = found(file);
    assert!(error.is_none(), "{error:?}");
    found
}

/// A text with more properties, each ending in a comma.
fn item(uri: &str, more: &str) -> String {
    let language = if more.contains("\"language\"") { "" } else { r#""language": "en","# };
    let dated = if more.contains("Created\"") { "" } else { r#""versionCreated": "2026-02-03T04:05:06+01:00","# };
    let headed = if more.contains("\"headlines\"") { "" } else { r#""headlines": [{"value": "Head"}],"# };
    let bodies = if more.contains("\"bodies\"") {
        ""
    } else {
        r#""bodies": [{"contentType": "text/html", "value": "<p>Text</p>"}],"#
    };
    format!("{{{more}{language}{dated}{headed}{bodies}\n\"uri\": \"{uri}\"}}")
}

fn record<'f, T>(found: &'f [Found], of: impl Fn(&'f Record) -> Option<&'f T>) -> Vec<&'f T> {
    let records =
        found.iter().filter_map(|found| if let Found::Record(_, record) = found { Some(&**record) } else { None });
    records.filter_map(of).collect()
}

fn articles(found: &[Found]) -> Vec<&ArticleRecord> {
    record(found, |record| if let Record::Article(article) = record { Some(&**article) } else { None })
}

fn images(found: &[Found]) -> Vec<&ImageRecord> {
    record(found, |record| if let Record::Image(image) = record { Some(image) } else { None })
}

fn terms(found: &[Found]) -> Vec<&TermRecord> {
    record(found, |record| if let Record::Topic(term) | Record::Region(term) = record { Some(term) } else { None })
}

fn experts(found: &[Found]) -> Vec<&ExpertRecord> {
    record(found, |record| if let Record::Expert(expert) = record { Some(expert) } else { None })
}

fn text(article: &ArticleRecord) -> &ArticleTextRecord {
    article.texts.values().next().unwrap()
}

fn skipped(found: &[Found]) -> Vec<&str> {
    found
        .iter()
        .filter_map(|found| if let Found::Skipped(_, why) = found { Some(why.as_str()) } else { None })
        .collect()
}

fn noted(found: &[Found]) -> Vec<&str> {
    found.iter().filter_map(|found| if let Found::Noted(_, why) = found { Some(why.as_str()) } else { None }).collect()
}

#[test]
fn a_text_becomes_an_article_with_what_it_refers_to() {
    let file = item(
        "urn:a:1",
        r#""type": "text", "pubStatus": "usable", "firstCreated": "2026-02-01T00:00:00Z", "language": "de-AT",
        "versionCreated": "2026-02-03T04:05:06+01:00", "by": "Von Erika Muster und Max Muster, dpa", "copyrightHolder": "dpa",
        "headlines": [{"role": "short", "value": "Kurz"}, {"role": "main", "value": "Größe zählt"}],
        "descriptions": [{"role": "caption", "value": "No"}, {"role": "lead", "value": "Darum geht es."}],
        "bodies": [{"contentType": "text/plain", "value": "Plain"}, {"contentType": "text/html; charset=utf-8", "value": "<p>Rich</p>"}],
        "genres": [{"uri": "http://cv.iptc.org/newscodes/genre/Opinion"}],
        "subjects": [{"name": "Energie", "uri": "medtop:1"}, {"name": "Energie", "literal": "x"}, {"literal": "123"}],
        "places": [{"name": "Wien"}, {"name": "Wien"}],
        "associations": [{"name": "v", "uri": "urn:v", "type": "video"}, {"name": "p", "uri": "urn:p", "type": "picture",
            "by": "Ann Lee", "copyrightHolder": "Bild", "copyrightNotice": "(c) Bild", "usageTerms": "Editorial.",
            "descriptions": [{"role": "caption", "value": "Das Bild"}],
            "renditions": [{"name": "s", "href": "https://i.example/s.jpg?x=1", "width": 100, "height": 50},
                {"name": "l", "href": "https://i.example/l%20l.jpg", "width": 1000, "height": 500, "poi": {"x": 250, "y": 500}}]}],"#,
    );
    let found = of(file);
    let article = articles(&found)[0];
    assert_eq!((article.id.as_str(), article.kind), ("ninjs:urn:a:1", Kind::Opinion));
    let text = text(article);
    assert_eq!((text.title.as_str(), text.slug.as_str()), ("Größe zählt", "groesse-zaehlt"));
    assert_eq!(article.texts.keys().next().unwrap().as_str(), "de");
    assert_eq!(text.standfirst.as_deref(), Some("Darum geht es."));
    assert_eq!(text.body, BodyRecord::Html { html: "<p>Rich</p>".to_owned() });
    assert_eq!(text.status, Status::Published);
    assert_eq!(text.published_at.unwrap().to_string(), "2026-02-01T00:00:00Z");
    assert_eq!(text.updated_at.unwrap().to_string(), "2026-02-03T03:05:06Z");
    assert_eq!(article.topics, ["ninjs:subject:medtop:1", "ninjs:subject:x"]);
    assert_eq!(article.regions, ["ninjs:place:Wien"]);
    let slugs: Vec<&str> =
        terms(&found).into_iter().flat_map(|term| term.texts.values()).map(|t| t.slug.as_str()).collect();
    assert_eq!(slugs, ["energie", "energie-2", "wien"]);

    let byline: Vec<(&str, ContributorRole, Option<&str>)> = article
        .experts
        .iter()
        .map(|one| {
            (one.expert.as_str(), one.role, one.texts.values().next().and_then(|text| text.affiliation.as_deref()))
        })
        .collect();
    let expected = [
        ("ninjs:by:erika muster", ContributorRole::Author, Some("dpa")),
        ("ninjs:by:max muster", ContributorRole::CoAuthor, Some("dpa")),
    ];
    assert_eq!(byline, expected);
    assert_eq!(experts(&found)[0].slug, "erika-muster");

    let image = images(&found)[0];
    assert_eq!(article.lead_image.as_deref(), Some(image.id.as_str()));
    assert_eq!(
        (image.id.as_str(), image.file.as_str(), image.width, image.height),
        ("ninjs:urn:p", "l l.jpg", 1000, 500)
    );
    assert_eq!((image.focal_point.x, image.focal_point.y), (0.25, 1.0));
    assert_eq!((image.credit.as_deref(), image.agency.as_deref()), (Some("Ann Lee/Bild"), Some("Bild")));
    assert_eq!(image.rights.as_deref(), Some("(c) Bild Editorial."));
    assert_eq!(image.texts.values().next().unwrap().caption.as_deref(), Some("Das Bild"));
    assert!(matches!(found.first(), Some(Found::Record(_, record)) if matches!(**record, Record::Image(_))));
    // One note for all that was lost.
    assert_eq!(noted(&found).len(), 1);
}

#[test]
fn plain_text_becomes_paragraphs() {
    let body = |value: &str| {
        let found = of(item("u", &format!(r#""bodies": [{{"contentType": "text/plain", "value": "{value}"}}],"#)));
        text(articles(&found)[0]).body.clone()
    };
    let html = |html: &str| BodyRecord::Html { html: html.to_owned() };
    assert_eq!(body(r"a < b\n\nc & d\ne"), html("<p>a &lt; b</p><p>c &amp; d<br>e</p>"));
    assert_eq!(body(r"one\r\ntwo\u0000"), html("<p>one</p><p>two</p>"));
}

#[test]
fn a_description_that_the_body_has_is_no_standfirst() {
    let with = |description: &str| {
        let found = of(item("u", &format!(r#""descriptions": [{{"role": "text", "value": "{description}"}}],"#)));
        text(articles(&found)[0]).standfirst.clone()
    };
    assert_eq!(with("Text"), None);
    assert_eq!(with("Other"), Some("Other".to_owned()));
    assert_eq!(with(&"Long ".repeat(200)), None);
}

#[test]
fn status_and_dates_are_kept_and_nothing_becomes_public_too_soon() {
    let status = |more: &str| {
        let found = of(item("u", more));
        let text = text(articles(&found)[0]);
        (text.status, text.published_at.map(|at| at.to_string()))
    };
    let at = |text: &str| Some(text.to_owned());
    assert_eq!(status(""), (Status::Published, at("2026-02-03T03:05:06Z")));
    assert_eq!(status(r#""pubStatus": "withheld","#), (Status::Draft, None));
    assert_eq!(status(r#""pubStatus": "canceled","#), (Status::Withdrawn, at("2026-02-03T03:05:06Z")));
    for name in ["embargoed", "embargoedUntil"] {
        let embargo = |until: &str| status(&format!(r#""{name}": "{until}","#));
        assert_eq!(embargo("2026-07-01T00:00:00Z"), (Status::Scheduled, at("2026-07-01T00:00:00Z")));
        assert_eq!(embargo("2026-03-01T00:00:00Z"), (Status::Published, at("2026-03-01T00:00:00Z")));
        assert_eq!(embargo("until further notice"), (Status::Draft, None));
    }
    assert_eq!(status(r#""versionCreated": "2027-01-01T00:00:00Z","#), (Status::Scheduled, at("2027-01-01T00:00:00Z")));
    assert_eq!(status(r#""versionCreated": "soon","#), (Status::Draft, None));
    assert_eq!(skipped(&of(item("u", r#""pubStatus": "x","#))).len(), 1);
}

#[test]
fn pictures_come_alone_unless_they_are_withheld() {
    let picture = |more: &str| {
        let renditions = r#""renditions": [{"name": "a", "href": "https://i.example/a.jpg"}],"#;
        of(item("u", &format!(r#""type": "picture", {more} {renditions}"#)))
    };
    let taken = picture("");
    assert_eq!(images(&taken)[0].texts.values().next().unwrap().caption.as_deref(), Some("Head"));
    assert!(articles(&taken).is_empty());
    for more in [
        r#""pubStatus": "withheld","#,
        r#""pubStatus": "canceled","#,
        r#""embargoedUntil": "2026-07-01T00:00:00Z","#,
        r#""embargoed": "?","#,
    ] {
        let found = picture(more);
        assert!(images(&found).is_empty() && skipped(&found).len() == 1, "{more}");
    }
    assert_eq!(skipped(&of(item("u", r#""type": "picture","#))), ["a picture without the address of a file"]);
}

#[test]
fn what_is_neither_text_nor_picture_is_skipped_with_the_reason() {
    for kind in ["audio", "video", "graphic", "component", "event", "planning", "package", "?"] {
        let found = of(item("u", &format!(r#""type": "{kind}","#)));
        assert_eq!(skipped(&found), [format!("of type `{kind}`, neither a text nor a picture")]);
    }
    for (more, reason) in [
        (r#""eventDetails": {},"#, "an event, not a text"),
        (
            r#""bodies": [{"contentType": "application/xml", "value": "<a/>"}],"#,
            "neither a type nor a body in HTML or plain text",
        ),
        (r#""type": "text", "bodies": [],"#, "a text without a body in HTML or plain text"),
        (r#""language": "nb-NO","#, "it is in `nb-NO`, in which this publication does not appear"),
    ] {
        assert_eq!(skipped(&of(item("u", more))), [reason]);
    }
}
