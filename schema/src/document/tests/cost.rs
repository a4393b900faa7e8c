//! What operations cost, with and without variables.

use async_graphql::Variables;
use serde_json::{Map, Value as Json, json};

use crate::document::{Document, DocumentError, Limits, Shape, introspection::FULL};

const SDL: &str = r#"
    type Query { item: Item, items(first: Int, last: Int): ItemConnection!, nodes(ids: [ID!]!): [Item]!, found: Found, n: Int }
    type Mutation { change(first: Int): Item }
    union Found = Item
    interface Node { id: ID! }
    type Item implements Node { id: ID!, again: Item!, list: [Item!]!, tags: [String!]!, latest(first: Int = 7): [Item!]!,
        items(first: Int = 3, last: Int): ItemConnection! }
    type ItemConnection { edges: [ItemEdge!]!, nodes: [Item!]!, pageInfo: PageInfo!, totalCount: Int! }
    type ItemEdge { node: Item!, cursor: String! }
    type PageInfo { hasNextPage: Boolean! }
"#;

/// In tenths of an object.
fn cost(text: &str, variables: Json) -> u64 {
    let shape = Shape::read(SDL).unwrap();
    let document = Document::parse(text, &Limits::default()).unwrap();
    let operation = document.operation(None).unwrap();
    let given = match variables {
        Json::Object(map) => map,
        _ => Map::new(),
    };
    let variables: Variables = operation.variables(given, &shape).unwrap();
    let limits = Limits::default();
    let rounded = document.cost(&operation, &variables, &shape, &limits).unwrap().requested;
    let (tenths, _) = document.add_up(&operation, &variables, &shape, &limits);
    assert_eq!(rounded, tenths.div_ceil(10));
    tenths
}

#[test]
fn an_object_costs_one_and_a_scalar_a_tenth() {
    assert_eq!(cost("{ n __typename }", json!({})), 2);
    assert_eq!(cost("{ item { id tags again { id } } }", json!({})), 10 + 2 + 10 + 1);
    assert_eq!(cost("mutation { change { id } }", json!({})), 11);
    assert_eq!(cost("{ found { ... on Item { again { id } } } }", json!({})), 21);
}

#[test]
fn a_page_multiplies_by_its_size() {
    let fixed = |text, tenths| assert_eq!(cost(text, json!({})), tenths, "{text}");
    // The connection, then each node and what hangs on it.
    fixed("{ items(first: 10) { nodes { again { id } } } }", 10 + 10 * 21);
    fixed("{ items(last: 10) { edges { cursor node { id } } } }", 10 + 10 * 12);
    fixed("{ items(first: 10) { totalCount pageInfo { hasNextPage } } }", 10 + 1 + 11);
    // The server's default, the schema's default, and that of a list without a connection.
    fixed("{ items { nodes { id } } }", 10 + 20 * 11);
    fixed("{ item { items { nodes { id } } } }", 10 + 10 + 3 * 11);
    fixed("{ item { latest { id } } }", 10 + 7 * 11);
    fixed("{ item { list { id } } }", 10 + 5 * 11);
    fixed("{ items(first: 0) { nodes { id } } }", 10);
    fixed("{ items(first: null) { nodes { id } } }", 10 + 20 * 11);
    let nested = "{ items(first: 100) { nodes { items(first: 90) { nodes { id id } } } } }";
    fixed(nested, 10 + 100 * (10 + 10 + 90 * 12));
}

#[test]
fn a_page_size_may_come_from_a_variable() {
    let text = "query($n: Int = 4) { items(first: $n) { ...C } } fragment C on ItemConnection { nodes { id } }";
    assert_eq!(cost(text, json!({})), 10 + 4 * 11);
    assert_eq!(cost(text, json!({"n": 50})), 10 + 50 * 11);
    assert_eq!(cost(text, json!({"n": null})), 10 + 20 * 11);
    let text = "query($ids: [ID!]!) { nodes(ids: $ids) { again { id } } }";
    assert_eq!(cost(text, json!({"ids": [1, 2, 3]})), 3 * 21);
    assert_eq!(cost("{ nodes(ids: [1, 2]) { id } }", json!({})), 2 * 11);
    let ids: Vec<u32> = (0..349).collect();
    assert_eq!(cost(text, json!({ "ids": ids })), 349 * 21 + 35);
}

#[test]
fn aliases_and_repeated_fields_count() {
    assert_eq!(cost("{ a: item { id } b: item { id } c: item { id } }", json!({})), 3 * 11);
    assert_eq!(cost("{ item { id id id __typename __typename } }", json!({})), 15);
    let text = "query($x: Boolean!) { item @skip(if: $x) { id } again: item @include(if: $x) { again { id } } }";
    assert_eq!(cost(text, json!({"x": true})), 21);
    assert_eq!(cost(text, json!({"x": false})), 11);
}

#[test]
fn introspection_as_tools_do_it_passes() {
    assert_eq!(cost(FULL, json!({})), 0);
    assert_eq!(cost("{ __type(name: \"Item\") { fields { name type { name } } } }", json!({})), 0);
}

#[test]
fn introspection_that_multiplies_is_refused() {
    let shape = Shape::read(SDL).unwrap();
    let refused = |text: &str| {
        let document = Document::parse(text, &Limits::default()).unwrap();
        let operation = document.operation(None).unwrap();
        let cost = document.cost(&operation, &Variables::default(), &shape, &Limits::default());
        assert!(matches!(cost, Err(DocumentError::TooMany { .. })), "{text}: {cost:?}");
    };
    let levels = 8;
    let deep =
        format!("{{ __schema {{ types {}{{ name }}{} }} }}", "{ fields { type ".repeat(levels), "} }".repeat(levels));
    refused(&deep);
    let wide = "fields { type { fields { name } } } ".repeat(100);
    refused(&format!("{{ __schema {{ types {{ {wide} }} }} }}"));
}
