//! The published schema and the reader say the same.

use super::*;
use crate::text::JSON_SCHEMA;
use crate::text::limits::*;

fn schema() -> Value {
    serde_json::from_str(JSON_SCHEMA).unwrap_or_else(|error| panic!("{error}"))
}

fn validator() -> jsonschema::Validator {
    jsonschema::draft202012::new(&schema()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_schema_is_a_schema_with_a_relative_id_and_the_limits_of_the_code() {
    let schema = schema();
    assert!(jsonschema::draft202012::meta::is_valid(&schema));
    assert_eq!(schema["$id"], "body.json");
    for (pointer, limit) in [
        ("/maxItems", MAX_BLOCKS),
        ("/$defs/spans/maxItems", MAX_SPANS),
        ("/$defs/markDefs/maxItems", MAX_LINKS),
        ("/$defs/text/maxLength", MAX_TEXT_CHARS),
        ("/$defs/code/properties/code/maxLength", MAX_CODE_CHARS),
        ("/$defs/image/properties/alt/maxLength", MAX_LINE_CHARS),
        ("/$defs/image/properties/caption/maxLength", MAX_LINE_CHARS),
        ("/$defs/image/properties/image/maxLength", MAX_URL_CHARS),
        ("/$defs/embed/properties/title/maxLength", MAX_LINE_CHARS),
        ("/$defs/embed/properties/provider/maxLength", MAX_NAME_CHARS),
        ("/$defs/embed/properties/url/maxLength", MAX_URL_CHARS),
        ("/$defs/href/maxLength", MAX_URL_CHARS),
        ("/$defs/table/properties/rows/maxItems", MAX_ROWS),
        ("/$defs/row/properties/cells/maxItems", MAX_CELLS),
        ("/$defs/block/properties/level/maximum", usize::from(MAX_LEVEL)),
        ("/$defs/span/properties/marks/items/maxLength", MAX_KEY_CHARS),
    ] {
        assert_eq!(schema.pointer(pointer), Some(&json!(limit)), "{pointer}");
    }
    let comment = schema["$comment"].as_str().unwrap_or_default();
    assert!(comment.contains(&MAX_BYTES.to_string()) && comment.contains(&format!("at most {MAX_NESTING} ")));
}

#[test]
fn bodies_from_html_are_valid() {
    let validator = validator();
    for sample in SAMPLES {
        for body in [plain(sample), wordpress(sample)] {
            let value = body.to_json();
            let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
            assert_eq!(errors, Vec::<String>::new(), "{sample}\n{value:#}");
        }
    }
}

fn span(text: &str, marks: Value) -> Value {
    json!([{"_type": "span", "_key": "s", "text": text, "marks": marks}])
}

fn link(href: &str) -> Value {
    block_with(json!({"markDefs": [{"_type": "link", "_key": "l", "href": href}]}))
}

fn one(kind: &str, more: Value) -> Value {
    let mut block = json!({"_type": kind, "_key": "a"});
    merge(&mut block, more);
    json!([block])
}

fn good() -> Vec<Value> {
    let mut good = vec![
        json!([]),
        block_with(json!({})),
        block_with(json!({"style": "h1"})),
        block_with(json!({"listItem": "number"})),
        block_with(json!({"listItem": "number", "level": 8})),
        block_with(json!({"children": []})),
        block_with(json!({"children": span("\t\n", json!(["sub", "strike-through"]))})),
        one("image", json!({"image": "img_01j9zzzzzzzzzzzzzzzzzzzzzz"})),
        one("image", json!({"image": "/a.png", "alt": "", "caption": "c"})),
        one("image", json!({"image": "http://a.example/ä.png"})),
        one("table", json!({"rows": []})),
        one("table", json!({"header": true, "rows": [{"_key": "r", "cells": ["", span("x", json!([]))]}]})),
        one("table", json!({"rows": [{"_type": "row", "_key": "r", "cells": []}]})),
        one("embed", json!({"url": "https://a.example", "provider": "", "title": "t"})),
        one("code", json!({"code": "", "language": "c#"})),
        one("break", json!({})),
        one("poll", json!({"anything": [1, {"x": null}]})),
    ];
    for href in ["https://a.example/x?y#z", "HTTPS://a.example", "mailto:a@b.example", "/", "/x", "#", "#x", "/x?y=//z"]
    {
        good.push(link(href));
    }
    good
}

fn bad() -> Vec<Value> {
    let mut bad = vec![
        json!({}),
        json!(null),
        json!(["text"]),
        json!([{"_type": "block", "children": []}]),
        json!([{"_key": "a", "children": []}]),
        json!([{"_type": "break", "_key": ""}]),
        json!([{"_type": "break", "_key": "a b"}]),
        json!([{"_type": "break", "_key": "x".repeat(65)}]),
        json!([{"_type": "break", "_key": 1}]),
        json!([{"_type": "9", "_key": "a"}]),
        json!([{"_type": "x".repeat(65), "_key": "a"}]),
        json!([{"_type": "block", "_key": "a"}]),
        block_with(json!({"style": "h7"})),
        block_with(json!({"style": null})),
        block_with(json!({"listItem": "square"})),
        block_with(json!({"level": 1})),
        block_with(json!({"listItem": "bullet", "level": 0})),
        block_with(json!({"listItem": "bullet", "level": 9})),
        block_with(json!({"listItem": "bullet", "level": 1.5})),
        block_with(json!({"colour": "red"})),
        block_with(json!({"children": [{"_type": "span", "text": "x"}]})),
        block_with(json!({"children": [{"_type": "span", "_key": "s"}]})),
        block_with(json!({"children": [{"_type": "footnote", "_key": "s", "text": "x"}]})),
        block_with(json!({"children": span("\u{0}", json!([]))})),
        block_with(json!({"children": span("\r", json!([]))})),
        block_with(json!({"children": span("\u{ffff}", json!([]))})),
        block_with(json!({"children": span("x", json!(["em", "em"]))})),
        block_with(json!({"children": span("x", json!("em"))})),
        block_with(json!({"markDefs": [{"_type": "footnote", "_key": "l"}]})),
        block_with(json!({"markDefs": [{"_type": "link", "_key": "l"}]})),
        block_with(json!({"markDefs": [{"_type": "link", "href": "/"}]})),
        one("image", json!({})),
        one("image", json!({"image": "img_1"})),
        one("image", json!({"image": "mailto:a@b.example"})),
        one("image", json!({"image": "data:image/png;base64,AA"})),
        one("image", json!({"image": "/a.png", "alt": 1})),
        one("image", json!({"image": "/a.png", "caption": "x".repeat(2001)})),
        one("table", json!({})),
        one("table", json!({"rows": [{"cells": []}]})),
        one("table", json!({"rows": [{"_key": "r", "_type": "column", "cells": []}]})),
        one("table", json!({"rows": [{"_key": "r", "cells": [1]}]})),
        one("table", json!({"header": "yes", "rows": []})),
        one("embed", json!({"url": "http://a.example"})),
        one("embed", json!({"url": "/x"})),
        one("code", json!({"code": "", "language": "C"})),
        one("code", json!({"code": "", "language": ""})),
        one("code", json!({"language": "c"})),
        one("break", json!({"x": 1})),
        one("poll", json!({"x": ["a\u{0}"]})),
        one("poll", json!({"\u{0}": 1})),
    ];
    let hrefs = [
        "",
        "javascript:alert(1)",
        "//a.example",
        "/\\a.example",
        "x",
        "/a b",
        "/a\"b",
        "ftp://a.example",
        "/\tx",
        "data:,x",
        "mailto:",
        "https://",
        "vbscript:x",
        " /x",
        "/x\n",
        "#<b>",
    ];
    bad.extend(hrefs.map(link));
    bad
}

#[test]
fn schema_and_reader_agree() {
    let validator = validator();
    for (samples, expected) in [(good(), true), (bad(), false)] {
        for sample in samples {
            let verdicts = (validator.is_valid(&sample), read(&sample).is_ok());
            assert_eq!(verdicts, (expected, expected), "(schema, reader) of {sample}: {:?}", read(&sample).err());
        }
    }
}

#[test]
fn what_json_schema_cannot_say_is_refused_by_the_reader_alone() {
    let validator = validator();
    for sample in [
        json!([{"_type": "break", "_key": "a"}, {"_type": "break", "_key": "a"}]),
        block_with(json!({"children": span("x", json!(["nothing"]))})),
        block_with(json!({"markDefs": [{"_type": "link", "_key": "em", "href": "/"}]})),
        link("http://["),
        one("poll", json!({"x": (0..40).fold(json!(1), |inner, _| json!([inner]))})),
        one("poll", json!({"x": "x".repeat(MAX_BYTES)})),
    ] {
        assert_eq!((validator.is_valid(&sample), read(&sample).is_ok()), (true, false));
    }
}
