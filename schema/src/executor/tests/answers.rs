//! What answers look like: data, errors, costs.

use serde_json::{Value as Json, json};

use super::toy::{ask, executor, prepare};

/// The request is refused with `code`: no data, and every error has that code.
async fn refused(text: &str, variables: Json, code: &str) -> String {
    let (answer, json) = ask(&executor(), text, variables).await;
    assert!(answer.request_error, "{text} ran: {json}");
    assert!(json.get("data").is_none(), "{json}");
    let errors = json["errors"].as_array().unwrap();
    assert_eq!(answer.errors, errors.len());
    assert!(!errors.is_empty());
    for error in errors {
        assert_eq!(error["extensions"]["code"], code, "{text}: {json}");
    }
    errors[0]["message"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_answer_holds_data_and_nothing_else() {
    let (answer, json) = ask(&executor(), "{ session item { id } }", json!({})).await;
    assert!(!answer.request_error);
    assert_eq!(json, json!({"data": {"session": "me", "item": {"id": 1}}}));
}

#[tokio::test]
async fn the_cost_is_reported_when_asked_for() {
    let executor = executor();
    let prepared = prepare(&executor, "{ item { again { id } } }", json!({})).unwrap();
    let answer = executor.execute(prepared, String::new(), true).await;
    let json: Json = serde_json::from_slice(&answer.bytes).unwrap();
    assert_eq!(json["extensions"], json!({"cost": {"requested": 3, "limit": 10_000}}));
}

#[tokio::test]
async fn documents_that_cannot_run_are_request_errors() {
    let message = refused("{ item { id ", json!({}), "document_parse_failed").await;
    assert!(message.starts_with("Syntax error: expected"), "{message}");
    refused("", json!({}), "document_parse_failed").await;
    refused("{ nope }", json!({}), "document_invalid").await;
    refused("{ item }", json!({}), "document_invalid").await;
    refused("{ picky }", json!({}), "document_invalid").await;
    refused("{ picky(value: 1) }", json!({}), "document_invalid").await;
    refused("{ filtered(filter: {size: \"x\"}) }", json!({}), "document_invalid").await;
    refused("{ flag(on: $x) }", json!({}), "document_invalid").await;
    refused("{ item { ...A } } fragment A on Item { ...A }", json!({}), "document_invalid").await;
    refused("query A { flag } query B { flag }", json!({}), "operation_not_found").await;
    refused("subscription { flag }", json!({}), "operation_not_supported").await;
}

#[tokio::test]
async fn a_variable_type_that_does_not_exist_does_not_break_the_engine() {
    // The engine's own rule panics on the default value of this one.
    refused("query($a: [Nope] = [1]) { flag }", json!({}), "document_invalid").await;
    refused("query($a: [[Item!]]) { flag }", json!({}), "document_invalid").await;
}

#[tokio::test]
async fn variables_that_do_not_fit_are_request_errors() {
    let code = "variables_invalid";
    for (declared, value) in [
        ("$v: Int!", json!(null)),
        ("$v: Int", json!("1")),
        ("$v: Int", json!(1.5)),
        ("$v: Int", json!(2_147_483_648_i64)),
        ("$v: Boolean", json!(0)),
        ("$v: String", json!(1)),
        ("$v: Float", json!("1")),
        ("$v: ID", json!(true)),
        ("$v: ID", json!(1.5)),
        ("$v: [Int!]", json!([1, null])),
        ("$v: Colour", json!("GREEN")),
        ("$v: Filter", json!({})),
        ("$v: Filter", json!([])),
        ("$v: Filter", json!({"size": 1, "colour": 1})),
        ("$v: Filter", json!({"size": 1, "extra": 1})),
    ] {
        // Not used by any field, so only our own coercion can notice.
        refused(&format!("query({declared}) {{ flag }}"), json!({ "v": value }), code).await;
    }
    refused("query($v: Int!) { flag }", json!({}), code).await;
    let text = "query($v: Filter) { filtered(filter: $v) }";
    let message = refused(text, json!({"v": {"size": 1, "tags": ["a", 2]}}), code).await;
    assert_eq!(message, "Variable \"$v\" at \"tags[1]\" must be of type \"String\", not 2.");
    // Refused by the scalar, during the engine's validation.
    refused("query($v: Picky!) { picky(value: $v) }", json!({"v": 5}), code).await;
}

#[tokio::test]
async fn variables_that_fit_arrive() {
    let text = "query($v: Filter) { filtered(filter: $v) }";
    let given = json!({"v": {"size": 3.0, "colour": "RED", "tags": "one"}, "undeclared": 1});
    let (_, json) = ask(&executor(), text, given).await;
    assert_eq!(json["data"]["filtered"], "3 true one");
    let text = "query($on: Boolean! = true) { flag @include(if: $on) item @skip(if: $on) { id } }";
    let (_, json) = ask(&executor(), text, json!({})).await;
    assert_eq!(json, json!({"data": {"flag": false}}));
    let text = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    let (_, json) = ask(&executor(), text, json!({"ids": [1, "2"]})).await;
    assert_eq!(json["data"]["nodes"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn an_error_of_a_resolver_keeps_the_rest() {
    let (answer, json) = ask(&executor(), "{ flag refused }", json!({})).await;
    assert!(!answer.request_error);
    assert_eq!(json["data"], json!({"flag": false, "refused": null}));
    assert_eq!(json["errors"][0]["path"], json!(["refused"]));
    assert_eq!(json["errors"][0]["extensions"]["code"], "forbidden");
    assert_eq!(json["errors"][0]["message"], "Not for you.");
}

#[tokio::test]
async fn data_is_null_and_there_when_an_error_reaches_the_root() {
    let (answer, json) = ask(&executor(), "{ flag broken }", json!({})).await;
    assert!(!answer.request_error);
    assert_eq!(json.get("data"), Some(&Json::Null));
    assert_eq!(json["errors"][0]["extensions"], json!({"code": "internal"}));
    assert!(!json.to_string().contains("hunter2"), "{json}");
}

#[tokio::test]
async fn a_scalar_refused_at_run_time_is_the_client_s_error() {
    let (answer, json) = ask(&executor(), "{ picky(value: \"late\") }", json!({})).await;
    assert!(!answer.request_error);
    assert_eq!(json["errors"][0]["extensions"]["code"], "parameter_invalid");
    assert_eq!(json["errors"][0]["message"], "Failed to parse \"Picky\": too late");
}

#[tokio::test]
async fn a_panic_is_an_internal_error() {
    let (answer, json) = ask(&executor(), "{ panics }", json!({})).await;
    assert!(!answer.request_error);
    assert_eq!(json["errors"][0]["extensions"]["code"], "internal");
    assert!(!json.to_string().contains("a bug"));
}
