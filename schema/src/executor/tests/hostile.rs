//! Documents made to hurt, through every stage, with the time they may take. The times are generous: a debug build
//! on a busy machine needs a few milliseconds where stock validation needs seconds.

use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use serde_json::json;

use super::toy::{ask, executor, executor_with, prepare};
use crate::document::{Document, DocumentError, FULL_INTROSPECTION, Limits};

async fn quickly(name: &str, text: &str, code: Option<&str>) {
    let executor = executor();
    let begun = Instant::now();
    let (_, json) = ask(&executor, text, json!({})).await;
    let took = begun.elapsed();
    println!("{name}: {} bytes, {took:?}", text.len());
    match code {
        Some(code) => assert_eq!(json["errors"][0]["extensions"]["code"], code, "{name}: {json}"),
        None => assert!(json.get("errors").is_none(), "{name}: {json}"),
    }
    assert!(took < Duration::from_millis(1500), "{name} took {took:?}");
}

/// Fragments that each spread the next one twice.
fn bomb(levels: usize) -> String {
    let mut text = "{item{...f0}}".to_owned();
    for level in 0..levels {
        write!(text, "fragment f{level} on Item{{...f{0} ...f{0}}}", level + 1).unwrap();
    }
    write!(text, "fragment f{levels} on Item{{id}}").unwrap();
    text
}

#[tokio::test]
async fn a_fragment_bomb_is_refused_in_milliseconds() {
    let text = bomb(21);
    assert!(text.len() < 1024);
    let begun = Instant::now();
    let refused = Document::parse(&text, &Limits::default());
    let took = begun.elapsed();
    println!("bomb of {} bytes: {took:?}", text.len());
    assert!(matches!(refused, Err(DocumentError::TooMany { .. })), "{refused:?}");
    assert!(took < Duration::from_millis(50), "{took:?}");
    quickly("bomb of 21 levels", &text, Some("document_too_complex")).await;
    quickly("bomb of 190 levels", &bomb(190), Some("document_too_complex")).await;
}

#[tokio::test]
async fn nesting_is_refused_before_it_is_parsed() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(5000), close.repeat(5000));
    let complex = Some("document_too_complex");
    quickly("braces", &deep("{a", "}"), complex).await;
    quickly("lists", &format!("{{ f(x: {}) }}", deep("[", "]")), complex).await;
    quickly("objects", &format!("{{ f(x: {}) }}", deep("{a:", "}")), complex).await;
    quickly("types", &format!("query($a: {}) {{ f }}", deep("[", "]")), complex).await;
    quickly("inline fragments", &deep("{...", "}"), complex).await;
}

#[tokio::test]
async fn a_long_chain_of_fragments_does_not_exhaust_the_stack() {
    let mut text = "{item{...f0}}".to_owned();
    for level in 0..45 {
        let (open, close) = ("...{".repeat(48), "}".repeat(48));
        write!(text, "fragment f{level} on Item{{{open}...f{}{close}}}", level + 1).unwrap();
    }
    text.push_str("fragment f45 on Item{id}");
    let refused = Document::parse(&text, &Limits::default()).err();
    let (what, limit) = ("selections", Limits::NESTING);
    assert_eq!(refused, Some(DocumentError::TooDeep { what, limit }));
    quickly("chain", &text, Some("document_too_complex")).await;
}

#[tokio::test]
async fn what_the_limits_allow_is_answered_in_time() {
    let repeat = |count: usize, unit: &str| unit.repeat(count);
    let invalid = Some("document_invalid");
    // As deep as it goes, in a thread with a common stack.
    let deep = format!("{{item{}{{id}}{}}}", repeat(22, "{again"), repeat(22, "}"));
    quickly("deep", &deep, None).await;
    quickly("introspection", FULL_INTROSPECTION, None).await;
    let inline = format!("{{item{{{}id{}}}}}", repeat(50, "...{"), repeat(50, "}"));
    quickly("deep inline", &inline, None).await;
    quickly("wide", &format!("{{item{{{}}}}}", repeat(3900, "id ")), None).await;
    quickly("unknown fields", &format!("{{item{{{}}}}}", repeat(3900, "idd ")), invalid).await;
    let mut variables = String::new();
    (0..100).for_each(|n| write!(variables, "$v{n}:Int ").unwrap());
    quickly("unused variables", &format!("query({variables}){{flag}}"), invalid).await;
    // Every fragment spreads all that follow, within the limit on selections.
    let mut many = "{item{...f0}}".to_owned();
    for level in 0..10 {
        let spreads: String = (level + 1..=10).map(|n| format!("...f{n} ")).collect();
        write!(many, "fragment f{level} on Item{{{spreads}}}").unwrap();
    }
    many.push_str("fragment f10 on Item{id}");
    quickly("mesh", &many, None).await;
    let mut conflicts = "{item{".to_owned();
    (0..190).for_each(|n| write!(conflicts, "a:latest(first:{}){{id}}", n % 2).unwrap());
    quickly("conflicts", &(conflicts + "}}"), invalid).await;
    let operations: String = (0..50).map(|n| format!("query q{n}{{...f}}")).collect();
    let shared = format!("{operations} fragment f on Query{{item{{{}}}}}", repeat(3000, "id "));
    quickly("many operations", &shared, Some("document_too_complex")).await;
}

#[tokio::test]
async fn a_variable_is_counted_where_it_is_used() {
    let executor = executor_with(Limits { tokens: 20_000, root_fields: 1000, aliases: 1000, ..Limits::default() });
    let uses: String = (0..900).map(|n| format!("a{n}:nodes(ids:$v){{id}} ")).collect();
    let text = format!("query($v:[ID!]!){{{uses}}}");
    let ids: Vec<u32> = (0..5000).collect();
    let refused = prepare(&executor, &text, json!({ "v": ids })).err();
    assert_eq!(refused, Some(DocumentError::InputTooLarge { limit: 50_000 }));
}
