//! What is refused, with which code, and what a client learns of faults of ours.

use serde_json::{Value as Json, json};

use super::world::{World, id};

/// Asks each document, and compares code, field and path of its one error.
async fn refused(world: &World, cases: &[(String, &str, &str)], path: &Json) {
    for (document, code, field) in cases {
        let field = if field.is_empty() { Json::Null } else { json!(field) };
        assert_eq!(world.refused(document).await, ((*code).to_owned(), field, path.clone()), "{document}");
    }
}

#[tokio::test]
async fn one_thing_is_named_by_one_valid_name() {
    let world = World::new().await;
    let article = |arguments: &str| format!("{{ article{arguments} {{ id }} }}");
    let (art, top) = (id("art", 1), id("top", 1));
    let cases = [
        (article(&format!("(id: \"{art}\", slug: \"x\")")), "parameter_invalid", "id"),
        (article("(id: \"nonsense\")"), "id_invalid", "id"),
        (article(&format!("(id: \"{top}\")")), "id_invalid", "id"),
        (article("(slug: \"x\", language: \"fr\")"), "language_invalid", "language"),
        (article("(slug: \"x\", language: \"not a tag\")"), "language_invalid", ""),
    ];
    refused(&world, &cases, &json!(["article"])).await;
    for names_nothing in ["", "(slug: \"A B\")", "(slug: \"\")"] {
        assert_eq!(world.ask(&article(names_nothing)).await, json!({"article": null}), "{names_nothing}");
    }
    let many = vec!["\"x\""; 101].join(",");
    let case = (format!("{{ nodes(ids: [{many}]) {{ id }} }}"), "parameter_invalid", "ids");
    refused(&world, &[case], &json!(["nodes"])).await;
}

#[tokio::test]
async fn a_list_refuses_what_it_can_not_mean() {
    let world = World::new().await;
    let articles = |arguments: &str| format!("{{ articles({arguments}) {{ totalCount }} }}");
    let first = world.ask("{ articles(first: 1) { pageInfo { endCursor } } }").await;
    let cursor = &first["articles"]["pageInfo"]["endCursor"];
    let strict = "language: \"en\", fallback: false";
    let cases = [
        (articles("first: 101"), "page_size_invalid", "first"),
        (articles("first: -1"), "page_size_invalid", "first"),
        (articles("first: 1, last: 1"), "page_size_invalid", "last"),
        (articles("after: \"forged\""), "cursor_invalid", "after"),
        (articles(&format!("filter: {{kind: [REPORT]}}, after: {cursor}")), "cursor_invalid", "after"),
        (articles(&format!("filter: {{topic: \"{}\"}}", id("exp", 1))), "id_invalid", "filter.topic"),
        (articles("filter: {language: \"fr\"}, language: \"en\""), "language_invalid", "filter.language"),
        (articles(&format!("filter: {{language: \"de\"}}, {strict}")), "parameter_invalid", "filter.language"),
        (articles("filter: {published: {from: \"yesterday\"}}"), "parameter_invalid", ""),
    ];
    refused(&world, &cases, &json!(["articles"])).await;
    let case = ("{ latest(first: 0) { id } }".to_owned(), "page_size_invalid", "first");
    refused(&world, &[case], &json!(["latest"])).await;
}

#[tokio::test]
async fn an_error_inside_of_a_list_keeps_its_path_and_the_rest_of_the_list() {
    let world = World::new().await;
    let inner = format!("articles(filter: {{topic: \"{}\"}}) {{ totalCount }}", id("top", 1));
    let case = (format!("{{ topics(root: true) {{ nodes {{ {inner} }} }} }}"), "parameter_invalid", "filter.topic");
    refused(&world, &[case], &json!(["topics", "nodes", 0, "articles"])).await;
    let document = "{ articles(first: 1) { nodes { title related(first: 21) { id } } } }";
    let case = (document.to_owned(), "page_size_invalid", "first");
    refused(&world, &[case], &json!(["articles", "nodes", 0, "related"])).await;
    let answer = world.ask_in(&[], document).await;
    assert_eq!(answer["data"]["articles"]["nodes"], json!([{"title": "en 45", "related": null}]));
}

#[tokio::test]
async fn a_fault_of_ours_tells_the_request_and_no_more() {
    let world = World::new().await;
    world.domain.close().await.unwrap();
    let answer = world.ask_in(&[], "{ articles(first: 1) { nodes { title body { html } } } }").await;
    let node = &answer["data"]["articles"]["nodes"][0];
    assert!(node["title"].is_string() && node["body"].is_null(), "{answer}");
    assert_eq!(answer["errors"].as_array().map(Vec::len), Some(1), "{answer}");
    let mut error = answer["errors"][0].clone();
    error.as_object_mut().unwrap().remove("locations");
    let told = json!({
        "message": "The service is unavailable for the moment.",
        "path": ["articles", "nodes", 0, "body"],
        "extensions": {"code": "unavailable", "requestId": "request-7"},
    });
    assert_eq!(error, told);
}
