//! Portable Text in and out.

use super::*;
use crate::text::limits::*;
use crate::text::{Block, BodyProblem};

fn error(value: &Value) -> BodyError {
    match read(value) {
        Err(error) => error,
        Ok(_) => panic!("accepted: {value}"),
    }
}

#[test]
fn every_known_block_survives_a_round_trip() {
    let value = json!([
        {"_type": "block", "_key": "a", "style": "h2", "markDefs": [], "children": [{"_type": "span", "_key": "s", "text": "T", "marks": []}]},
        {"_type": "block", "_key": "b", "style": "normal", "listItem": "number", "level": 3,
            "markDefs": [{"_type": "link", "_key": "l", "href": "https://a.example/"}],
            "children": [{"_type": "span", "_key": "s", "text": "x\ny", "marks": ["em", "l", "strong"]}]},
        {"_type": "image", "_key": "c", "image": "img_01j9zzzzzzzzzzzzzzzzzzzzzz", "alt": "", "caption": "C"},
        {"_type": "table", "_key": "d", "header": true, "markDefs": [],
            "rows": [{"_type": "row", "_key": "r", "cells": ["x", [{"_type": "span", "_key": "s", "text": "y", "marks": ["code"]}]]}]},
        {"_type": "embed", "_key": "e", "url": "https://a.example/v", "provider": "a.example", "title": "V"},
        {"_type": "code", "_key": "f", "language": "c++", "code": "\tx\n"},
        {"_type": "break", "_key": "g"},
    ]);
    let body = read(&value).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(body.to_json().to_string(), value.to_string());
    assert_eq!(serde_json::from_str::<Body>(&value.to_string()).ok(), Some(body));
}

#[test]
fn a_block_of_unknown_type_is_kept_byte_for_byte_and_rendered_as_nothing() {
    let text =
        r#"[{"z":1.50,"_type":"poll","b":{"y":[null,true,"<script>"],"a":-0.0},"_key":"k","a":18446744073709551615}]"#;
    let text = text.replace("1.50", "1.5");
    let body: Body = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}"));
    assert!(matches!(body.blocks(), [Block::Unknown(block)] if block.key == "k"));
    assert_eq!(serde_json::to_string(&body).ok(), Some(text));
    let said = (html(&body), body.to_markdown(&NoImages), body.to_plain_text(), body.word_count());
    assert_eq!(said, (String::new(), String::new(), String::new(), 0));
}

#[test]
fn higher_and_lower_headings_are_taken_in() {
    for (given, stored) in [("h1", "h2"), ("h5", "h4"), ("h6", "h4")] {
        let body = read(&block_with(json!({"style": given}))).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(body.to_json()[0]["style"], stored);
    }
}

#[test]
fn an_error_names_the_block_the_path_and_the_fault() {
    let link = json!([{"_type": "link", "_key": "l", "href": "javascript:alert(1)"}]);
    let fault = error(&block_with(json!({"markDefs": link})));
    assert_eq!((fault.block_key.as_deref(), fault.block_index), (Some("a"), Some(0)));
    assert_eq!(fault.path, "/0/markDefs/0/href");
    let said = "block `a`, at /0/markDefs/0/href: `javascript:alert(1)` is not a link: http, https or mailto, or a place \
                that begins with `/` or `#`";
    assert_eq!(fault.to_string(), said);

    let fault = error(&json!([{"_type": "break", "_key": "a"}, {"_type": "break"}]));
    assert_eq!((fault.block_key, fault.block_index, fault.path.as_str()), (None, Some(1), "/1"));
    assert_eq!(fault.problem, BodyProblem::Missing("_key"));

    let fault = error(&json!([{"_type": "poll", "_key": "a", "x/y~": ["\u{0}"]}]));
    assert_eq!(fault.path, "/0/x~1y~0/0");
}

#[test]
fn keys_are_unique_and_marks_name_something() {
    let span = |key: &str, marks: Value| json!({"_type": "span", "_key": key, "text": "x", "marks": marks});
    let twice = json!([{"_type": "break", "_key": "a"}, {"_type": "poll", "_key": "a"}]);
    assert_eq!(error(&twice).problem, BodyProblem::DuplicateKey("a".to_owned()));
    let spans = block_with(json!({"children": [span("s", json!([])), span("s", json!([]))]}));
    assert_eq!(error(&spans).problem, BodyProblem::DuplicateKey("s".to_owned()));
    let mark = block_with(json!({"children": [span("s", json!(["l"]))]}));
    assert_eq!(error(&mark).problem, BodyProblem::UnknownMark("l".to_owned()));
    assert_eq!(error(&mark).path, "/0/children/0/marks/0");
    let links = json!([{"_type": "link", "_key": "l", "href": "/"}, {"_type": "link", "_key": "m", "href": "/"}]);
    let both = block_with(json!({"markDefs": links, "children": [span("s", json!(["l", "m"]))]}));
    assert_eq!(error(&both).problem, BodyProblem::SurplusMark("m".to_owned()));
}

#[test]
fn limits_are_kept_exactly() {
    let breaks =
        |count: usize| -> Value { (0..count).map(|n| json!({"_type": "break", "_key": n.to_string()})).collect() };
    assert!(read(&breaks(MAX_BLOCKS)).is_ok());
    assert!(matches!(
        error(&breaks(MAX_BLOCKS + 1)).problem,
        BodyProblem::TooMany { found: 2001, limit: MAX_BLOCKS, .. }
    ));

    let text =
        |count: usize| block_with(json!({"children": [{"_type": "span", "_key": "s", "text": "ä".repeat(count)}]}));
    assert!(read(&text(MAX_TEXT_CHARS)).is_ok());
    assert_eq!(error(&text(MAX_TEXT_CHARS + 1)).path, "/0/children/0/text");

    let spans = |count: usize| -> Value {
        (0..count).map(|n| json!({"_type": "span", "_key": n.to_string(), "text": ""})).collect()
    };
    assert!(read(&block_with(json!({"children": spans(MAX_SPANS)}))).is_ok());
    assert_eq!(error(&block_with(json!({"children": spans(MAX_SPANS + 1)}))).path, "/0/children");

    for (level, is_good) in [(0, false), (1, true), (MAX_LEVEL, true), (MAX_LEVEL + 1, false)] {
        assert_eq!(read(&block_with(json!({"listItem": "bullet", "level": level}))).is_ok(), is_good, "{level}");
    }

    let nested = |depth: usize| (0..depth).fold(json!(1), |inner, _| json!([inner]));
    assert!(read(&json!([{"_type": "poll", "_key": "a", "x": nested(MAX_NESTING - 2)}])).is_ok());
    let deep = error(&json!([{"_type": "poll", "_key": "a", "x": nested(MAX_NESTING)}]));
    assert_eq!(deep.problem, BodyProblem::TooDeep(MAX_NESTING));

    let filled = |bytes: usize| json!([{"_type": "poll", "_key": "a", "x": "x".repeat(bytes)}]);
    let rest = filled(0).to_string().len();
    assert!(read(&filled(MAX_BYTES - rest)).is_ok());
    assert!(matches!(error(&filled(MAX_BYTES - rest + 1)).problem, BodyProblem::TooLong { unit: "bytes", .. }));
}
