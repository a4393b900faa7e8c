//! Which documents are admitted, and where the others are refused.

use crate::document::{Document, DocumentError, Documents, Limits, Location, OperationKind};

fn parse(text: &str) -> Result<std::sync::Arc<Document>, DocumentError> {
    Document::parse(text, &Limits::default())
}

#[test]
fn operations_are_chosen_as_the_specification_says() {
    let one = parse("query A { n }").unwrap();
    assert_eq!(one.operation(None).unwrap().name, Some("A"));
    assert_eq!(one.operation(Some("B")).unwrap_err(), DocumentError::OperationUnknown("B".into()));
    let anonymous = parse("{ n }").unwrap();
    assert!(anonymous.operation(Some("A")).is_err());
    let three = parse("query A { n } mutation B { n } subscription C { n }").unwrap();
    assert_eq!(three.operation(None).unwrap_err(), DocumentError::OperationNameRequired);
    assert_eq!(three.operation(Some("B")).unwrap().kind, OperationKind::Mutation);
    assert_eq!(three.operation(Some("C")).unwrap().kind, OperationKind::Subscription);
    assert_eq!(three.operations().count(), 3);
}

#[test]
fn each_limit_refuses_what_is_past_it() {
    let limits = Limits {
        bytes: 200,
        tokens: 60,
        depth: 3,
        selections: 8,
        aliases: 2,
        directives: 2,
        root_fields: 4,
        fragments: 2,
        operations: 2,
        variables: 2,
        ..Limits::default()
    };
    let allowed = [
        "{ a { b { c } } }",
        "{ x: a y: b }",
        "{ a b c d }",
        "query($a: Int $b: Int) { a }",
        "{ a @x @y }",
        "{ ...F } fragment F on Query { a { b { c } } }",
    ];
    for text in allowed {
        assert!(Document::parse(text, &limits).is_ok(), "{text}");
    }
    let refused = [
        "{ a { b { c { d } } } }",
        "{ x: a y: b z: c }",
        "{ a b c d e }",
        "{ a @x @y @z }",
        "query($a: Int $b: Int $c: Int) { a }",
        "{ a { a b c d e f g h } }",
        "{ a { ...F ...F ...F } } fragment F on Query { x y }",
        "query @a @b @c { n }",
        "{ ...F } fragment F on Query { a { b { c { d } } } }",
        "query($a: Int @a @b @c) { n }",
        "query A { a } query B { a } query C { a }",
        "{ ...F } fragment F on Query { x: a y: b z: c }",
        "{ a } fragment A on T { a } fragment B on T { a } fragment C on T { a }",
        "{ a } fragment Unused on T { a { b { c { d } } } }",
    ];
    for text in refused {
        let error = Document::parse(text, &limits).err();
        assert_eq!(error.as_ref().map(DocumentError::code), Some("document_too_complex"), "{text}: {error:?}");
    }
    let long = format!("{{ n }} #{}", "x".repeat(200));
    assert!(matches!(Document::parse(&long, &limits), Err(DocumentError::TooLong { .. })));
    let tokens = format!("{{ a(x: [{}]) }}", "1 ".repeat(60));
    assert!(matches!(Document::parse(&tokens, &limits), Err(DocumentError::TooMany { what: "tokens", .. })));
}

#[test]
fn cycles_are_named_with_their_place() {
    let text = "{ n }\nfragment B on Query { ...C }\nfragment C on Query { n ...B }\nfragment A on Query { ...B }";
    let Err(DocumentError::FragmentCycle { name, at }) = parse(text) else { unreachable!("a cycle is refused") };
    // `A` only leads into the cycle.
    assert_eq!((name.as_str(), at), ("B", Location { line: 2, column: 1 }));
}

#[test]
fn syntax_errors_say_what_was_expected_and_where() {
    let error = parse("{ a(x: ) }").unwrap_err();
    assert_eq!(error.location(), Some(Location { line: 1, column: 8 }));
    assert!(error.to_string().starts_with("Syntax error: expected"), "{error}");
    assert_eq!(parse("").unwrap_err().code(), "document_parse_failed");
    assert_eq!(parse("fragment F on Query { n }").unwrap_err().code(), "document_parse_failed");
}

#[test]
fn documents_are_kept_within_their_bounds() {
    let limits = Limits { kept_documents: 10, kept_bytes: 100_000, ..Limits::default() };
    let kept = Documents::new(limits);
    let first = kept.admit("{ n }").unwrap();
    assert!(std::sync::Arc::ptr_eq(&first, &kept.admit("{ n }").unwrap()));
    assert!(!std::sync::Arc::ptr_eq(&first, &kept.admit("{  n }").unwrap()));
    for n in 0..100 {
        kept.admit(&format!("{{ a{n} }}")).unwrap();
    }
    assert!(kept.len() <= 10, "{}", kept.len());
}
