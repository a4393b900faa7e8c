//! Exports of WordPress in small.

use std::io::{self, BufRead, Cursor};
use std::sync::Arc;

mod broken;
mod long;

use super::super::record::{
    ArticleRecord, ArticleTextRecord, BodyRecord, ExpertRecord, ImageRecord, Record, TermRecord,
};
use super::super::{Found, RECORD_BYTES_MAX, ReadError};
use super::read;
use crate::article::{Kind, Status};
use crate::language::{Language, Languages};

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!-- generator="WordPress" > -->
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>A &amp; B</title><link>https://blog.example</link><language>en-US</language>
<wp:base_blog_url>https://blog.example/</wp:base_blog_url>
<wp:author><wp:author_login><![CDATA[ann]]></wp:author_login><wp:author_email>ann@blog.example</wp:author_email>
<wp:author_display_name><![CDATA[Ann Lee ann@blog.example]]></wp:author_display_name></wp:author>
<wp:author><wp:author_login>bo@blog.example</wp:author_login>
<wp:author_display_name>bo@blog.example</wp:author_display_name></wp:author>
<wp:category><wp:category_nicename>gas</wp:category_nicename><wp:category_parent>energy</wp:category_parent>
<wp:cat_name><![CDATA[Gas]]></wp:cat_name></wp:category>
<wp:category><wp:category_nicename>energy</wp:category_nicename><wp:category_parent/>
<wp:cat_name><![CDATA[Energy]]></wp:cat_name></wp:category>
<wp:category><wp:category_nicename>x</wp:category_nicename><wp:category_parent>y</wp:category_parent></wp:category>
<wp:category><wp:category_nicename>y</wp:category_nicename><wp:category_parent>x</wp:category_parent></wp:category>
<wp:category><wp:category_nicename>lost</wp:category_nicename><wp:category_parent>nowhere</wp:category_parent></wp:category>
"#;
const TAIL: &str = "</channel>\n</rss>\n";

fn languages() -> Languages {
    Languages::new(["en", "de"].map(|tag| Language::parse(tag).unwrap()).to_vec()).unwrap()
}

fn found(file: impl Into<Vec<u8>>) -> (Vec<Found>, Option<ReadError>) {
    let file: Arc<[u8]> = file.into().into();
    let open = move || -> io::Result<Box<dyn BufRead + Send>> { Ok(Box::new(Cursor::new(file.clone()))) };
    let mut all = Vec::new();
    for one in read(open, &languages(), "2026-06-01T00:00:00Z".parse().unwrap()) {
        match one {
            Ok(found) => all.push(found),
            Err(error) => return (all, Some(error)),
        }
    }
    (all, None)
}

fn post(id: u32, fields: &str) -> String {
    let has = |name: &str| fields.contains(name);
    let mut more = String::new();
    for (name, value) in [
        ("title", format!("Post {id}")),
        ("wp:post_type", "post".to_owned()),
        ("wp:status", "publish".to_owned()),
        ("wp:post_date_gmt", "2026-01-02 03:04:05".to_owned()),
        ("content:encoded", "<![CDATA[<p>Text</p>]]>".to_owned()),
    ] {
        if !has(&format!("<{name}>")) {
            more += &format!("<{name}>{value}</{name}>");
        }
    }
    format!("<item>\n<wp:post_id>{id}</wp:post_id>{fields}{more}</item>\n")
}

fn of(items: &[String]) -> Vec<Found> {
    let (found, error) = found(format!("{HEAD}{}{TAIL}", items.concat()));
    assert!(error.is_none(), "{error:?}");
    found
}

fn records(found: &[Found]) -> Vec<&Record> {
    found.iter().filter_map(|found| if let Found::Record(_, record) = found { Some(&**record) } else { None }).collect()
}

fn articles(found: &[Found]) -> Vec<&ArticleRecord> {
    let records = records(found).into_iter();
    records.filter_map(|record| if let Record::Article(article) = record { Some(&**article) } else { None }).collect()
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
fn authors_become_experts_without_their_mail_addresses() {
    let found = of(&[]);
    let experts: Vec<&ExpertRecord> = records(&found)
        .into_iter()
        .filter_map(|record| if let Record::Expert(expert) = record { Some(expert) } else { None })
        .collect();
    assert_eq!(experts.len(), 2);
    assert_eq!(experts[0].id, "wxr:https://blog.example:author:ann");
    assert_eq!((experts[0].name.as_str(), experts[0].slug.as_str()), ("Ann Lee", "ann-lee"));
    assert_eq!(experts[1].name, "Unnamed author");
    assert!(!format!("{found:?}").contains("@blog"));
}

#[test]
fn categories_become_topics_with_parents_first() {
    let found = of(&[]);
    let topics: Vec<&TermRecord> = records(&found)
        .into_iter()
        .filter_map(|record| if let Record::Topic(topic) = record { Some(topic) } else { None })
        .collect();
    let told: Vec<(&str, Option<&str>)> = topics
        .iter()
        .map(|topic| (topic.id.rsplit(':').next().unwrap(), topic.parent.as_deref().and_then(|p| p.rsplit(':').next())))
        .collect();
    let expected = [("energy", None), ("gas", Some("energy")), ("y", None), ("x", Some("y")), ("lost", None)];
    assert_eq!(told, expected);
    assert_eq!(noted(&found).len(), 3, "{:?}", noted(&found));
    let english = &topics[1].texts[&Language::parse("en").unwrap()];
    assert_eq!((english.slug.as_str(), english.name.as_str()), ("gas", "Gas"));
}

#[test]
fn pictures_come_first_with_their_texts() {
    let attachment = |id: u32, url: &str| {
        post(
            id,
            &format!(
                "<wp:post_type>attachment</wp:post_type><wp:status>inherit</wp:status>\
            <excerpt:encoded><![CDATA[A <b>caption</b>]]></excerpt:encoded><wp:attachment_url>{url}</wp:attachment_url>\
            <wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value>Alt</wp:meta_value></wp:postmeta>"
            ),
        )
    };
    let with_thumbnail =
        "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>2</wp:meta_value></wp:postmeta>";
    let found = of(&[
        post(1, with_thumbnail),
        attachment(2, "https://blog.example/wp-content/uploads/2026/01/a%20b.JPG"),
        attachment(3, "https://blog.example/wp-content/uploads/2026/02/a%20b.JPG"),
        attachment(4, "https://blog.example/wp-content/uploads/2026/02/a.pdf"),
        attachment(5, "https://blog.example/a%20b.JPG"),
    ]);
    let images: Vec<&ImageRecord> = records(&found)
        .into_iter()
        .filter_map(|record| if let Record::Image(image) = record { Some(image) } else { None })
        .collect();
    assert_eq!(images.iter().map(|image| image.file.as_str()).collect::<Vec<_>>(), ["a b.JPG", "2026/02/a b.JPG"]);
    let english = &images[0].texts[&Language::parse("en").unwrap()];
    assert_eq!((english.caption.as_deref(), english.alt.as_deref()), (Some("A caption"), Some("Alt")));
    let expected = ["the attachment `a.pdf` is not a picture", "another attachment has the file name `a b.JPG`"];
    assert_eq!(skipped(&found), expected);
    let article = articles(&found)[0];
    assert_eq!(article.lead_image.as_deref(), Some("wxr:https://blog.example:attachment:2"));
    assert!(matches!(records(&found).last().unwrap(), Record::Article(_)));
}

#[test]
fn a_post_becomes_an_article() {
    let fields = r#"<title>The <![CDATA[<em>Gas</em>]]> Question</title><dc:creator><![CDATA[>ann]]></dc:creator>
        <category domain="category" nicename="opinion">Opinion</category><category domain="category" nicename="gas"/>
        <category domain="post_tag" nicename="t">T</category><wp:post_name>%d0%9c%d0%b8%d1%80</wp:post_name>
        <excerpt:encoded><![CDATA[<p>In short.</p>]]></excerpt:encoded>
        <content:encoded><![CDATA[One]]]]><![CDATA[>two &amp;]]></content:encoded>
        <wp:post_modified_gmt>2026-02-01 00:00:00</wp:post_modified_gmt><wp:comment><wp:comment_id>1</wp:comment_id></wp:comment>"#;
    let found = of(&[post(7, fields)]);
    let article = articles(&found)[0];
    assert_eq!(article.id, "wxr:https://blog.example:post:7");
    assert_eq!(article.kind, Kind::Opinion);
    assert_eq!(article.experts[0].expert, "wxr:https://blog.example:author:ann");
    assert_eq!(article.topics, ["opinion", "gas"].map(|name| format!("wxr:https://blog.example:category:{name}")));
    let text = text(article);
    assert_eq!((text.title.as_str(), text.slug.as_str()), ("The Gas Question", "mir"));
    assert_eq!(text.standfirst.as_deref(), Some("In short."));
    assert_eq!(text.body, BodyRecord::WordPress { wordpress: "One]]>two &amp;".to_owned() });
    assert_eq!(text.status, Status::Published);
    assert_eq!(text.published_at.unwrap().to_string(), "2026-01-02T03:04:05Z");
    assert_eq!(text.updated_at.unwrap().to_string(), "2026-02-01T00:00:00Z");
    // A category that only the post knows is told before it.
    assert!(records(&found).iter().any(|record| record.key() == "wxr:https://blog.example:category:opinion"));
    let notes = noted(&found);
    assert_eq!(
        notes[notes.len() - 2..],
        ["1 tags of posts are not taken over", "1 comments of posts are not taken over"]
    );
}

#[test]
fn what_only_some_may_read_does_not_become_public() {
    let found = of(&[
        post(1, "<wp:post_password>enter</wp:post_password>"),
        post(2, "<wp:post_password><![CDATA[ ]]></wp:post_password>"),
        post(3, "<wp:status>private</wp:status>"),
        post(4, "<wp:status>draft</wp:status>"),
        post(5, "<wp:status>pending</wp:status>"),
        post(6, "<wp:status>future</wp:status><wp:post_password>enter</wp:post_password>"),
        post(7, "<wp:post_date_gmt>2026-07-01 00:00:00</wp:post_date_gmt>"),
        post(8, "<wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt>"),
        post(9, "<wp:post_password></wp:post_password>"),
        post(10, "<wp:status>future</wp:status>"),
    ]);
    let told: Vec<(Status, bool)> =
        articles(&found).into_iter().map(|a| (text(a).status, text(a).published_at.is_some())).collect();
    use Status::{Draft, InReview, Published, Scheduled};
    let [draft, scheduled] = [(Draft, false), (Scheduled, true)];
    let expected =
        [draft, draft, draft, draft, (InReview, false), draft, scheduled, draft, (Published, true), scheduled];
    assert_eq!(told, expected);
}

#[test]
fn what_is_no_post_is_skipped_with_the_reason() {
    let of_type = |id, name: &str| post(id, &format!("<wp:post_type>{name}</wp:post_type>"));
    let of_status = |id, name: &str| post(id, &format!("<wp:status>{name}</wp:status>"));
    let items = [of_type(1, "page"), of_type(2, "nav_menu_item"), of_type(3, "product"), of_status(4, "trash")];
    let found = of(&[items.concat(), of_status(5, "auto-draft"), of_status(6, "inherit"), post(7, ""), post(7, "")]);
    assert_eq!(articles(&found).len(), 1);
    let expected = [
        "a page, not a post",
        "an entry of a menu, not a post",
        "of type `product`, not a post",
        "a post of status `trash`",
        "a post of status `auto-draft`",
        "a post of status `inherit`",
        "the file has this post twice",
    ];
    assert_eq!(skipped(&found), expected);
}

#[test]
fn titles_and_slugs_are_made_to_fit() {
    let long = "word ".repeat(100);
    let found = of(&[
        post(1, "<title/><title></title><wp:post_name>a</wp:post_name>"),
        post(2, "<title></title><content:encoded></content:encoded><wp:post_name>a</wp:post_name>"),
        post(3, &format!("<title>{long}</title>")),
    ]);
    let told: Vec<(&str, &str)> =
        articles(&found).into_iter().map(|a| (text(a).title.as_str(), text(a).slug.as_str())).collect();
    assert_eq!(told[..2], [("Text", "a"), ("Untitled", "a-2")]);
    assert_eq!(told[2].0.chars().count(), 300);
    assert_eq!(noted(&found).len(), 3 + 3);
}

#[test]
fn a_site_in_another_language_is_skipped() {
    let file = format!("{HEAD}{}{TAIL}", post(1, "")).replace("en-US", "fr-FR");
    let (found, error) = found(file);
    assert!(error.is_none());
    assert_eq!(skipped(&found), ["the site is in `fr-FR`, in which this publication does not appear"]);
    assert!(records(&found).is_empty());
}
