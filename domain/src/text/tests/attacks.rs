//! What is sent to hurt: Portable Text with addresses that run and words that are markup, markup that is deep or huge.

use serde_json::{Value, json};

use super::properties::assert_harmless;
use super::*;
use crate::error::Code;
use crate::text::BodyInput;
use crate::text::limits::MAX_HTML_BYTES;

/// Addresses that would run, in the spellings that browsers forgive.
const ADDRESSES: &[&str] = &[
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "java\tscript:alert(1)",
    " javascript:alert(1)",
    "\u{1}javascript:alert(1)",
    "javascript&colon;alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml;base64,PHN2Zz4=",
    "file:///etc/passwd",
    "//evil.example\u{202e}",
    "https://user:password@evil.example/\u{0}",
    "blob:https://a.example/1",
];

fn block(children: Value, links: Value) -> Value {
    json!([{"_type": "block", "_key": "a", "style": "normal", "children": children, "markDefs": links}])
}

#[test]
fn addresses_that_run_are_refused_in_portable_text_or_come_out_harmless() {
    for address in ADDRESSES {
        let span = json!([{"_type": "span", "_key": "s", "text": "x", "marks": ["l"]}]);
        let linked = block(span, json!([{"_type": "link", "_key": "l", "href": address}]));
        let pictured = json!([{"_type": "image", "_key": "p", "image": address, "alt": "x\" onerror=\"alert(1)"}]);
        let embedded = json!([{"_type": "embed", "_key": "e", "url": address}]);
        for blocks in [linked, pictured, embedded] {
            match BodyInput::Blocks(blocks).read(None) {
                Ok(read) => assert_harmless(&html(&read.body)),
                Err(error) => assert_eq!(error.code, Code::BodyInvalid, "{address:?}"),
            }
        }
    }
}

#[test]
fn words_are_words_wherever_they_stand() {
    let markup = "<img src=x onerror=alert(1)>\"'><script>alert(1)</script>&lt;b&gt;";
    let span = json!([{"_type": "span", "_key": "s", "text": markup, "marks": []}]);
    let table = json!([{"_type": "table", "_key": "t", "rows": [{"_key": "r", "cells": [[{"_type": "span", "_key": "s", "text": markup, "marks": []}]]}]}]);
    let code = json!([{"_type": "code", "_key": "c", "code": markup, "language": "html\" onload=\"alert(1)"}]);
    let picture = json!([{"_type": "image", "_key": "p", "image": "/a.png", "alt": markup, "caption": markup}]);
    let strange = json!([{"_type": "<script>", "_key": "x", "text": markup}]);
    for blocks in [block(span, json!([])), table, code, picture, strange] {
        match BodyInput::Blocks(blocks.clone()).read(None) {
            Ok(read) => {
                let said = html(&read.body);
                assert_harmless(&said);
                assert!(!said.contains("<script"), "{said}");
            }
            Err(error) => assert_eq!(error.code, Code::BodyInvalid, "{blocks}"),
        }
    }
}

#[test]
fn what_is_deep_or_huge_is_refused_or_read_within_its_limits() {
    let deep = |open: &str, close: &str, times: usize| format!("{}x{}", open.repeat(times), close.repeat(times));
    for html_in in [
        deep("<div>", "</div>", 10_000),
        deep("<blockquote>", "</blockquote>", 10_000),
        deep("<ul><li>", "</li></ul>", 5_000),
        deep("<table><tr><td>", "</td></tr></table>", 3_000),
        deep("<b><i>", "</i></b>", 10_000),
        "<p>".repeat(100_000),
        format!("<p title=\"{}\">x</p>", "a".repeat(1_000_000)),
        format!("<p {}>x</p>", (0..50_000).map(|number| format!("a{number}=1 ")).collect::<String>()),
        format!("<a href=\"https://a.example/{}\">x</a>", "a".repeat(1_000_000)),
        "&lt;".repeat(200_000),
        "<".repeat(300_000),
        "x".repeat(MAX_HTML_BYTES + 1),
    ] {
        match BodyInput::Html(html_in.clone()).read(None) {
            Ok(read) => assert_harmless(&html(&read.body)),
            Err(error) => assert_eq!(error.code, Code::BodyInvalid, "{html_in:.60}"),
        }
    }
    for markdown_in in [
        "> ".repeat(20_000),
        "- ".repeat(20_000),
        "*".repeat(200_000),
        "[".repeat(100_000),
        "![](".repeat(50_000),
        "`".repeat(100_000),
    ] {
        match BodyInput::Markdown(markdown_in.clone()).read(None) {
            Ok(read) => assert_harmless(&html(&read.body)),
            Err(error) => assert_eq!(error.code, Code::BodyInvalid, "{markdown_in:.60}"),
        }
    }
}
