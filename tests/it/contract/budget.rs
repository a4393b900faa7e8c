//! How many SQL statements each named query takes, exactly. A public list without bodies takes none.

use std::fmt::Write;

use serde_json::json;
use tests::on_both;

/// Name and document. Each is run on a server that has answered nothing yet of what it asks.
const QUERIES: [(&str, &str); 8] = [
    (
        "latest 20 with experts and topics",
        "{ articles(first: 20) { totalCount nodes { title byline { expert { name } } topics { name ancestors { name } } leadImage { url } } pageInfo { endCursor } } }",
    ),
    (
        "article by slug with body",
        r#"{ article(slug: "ports-under-pressure") { title body { html } byline { expert { name } } related { title } } }"#,
    ),
    (
        "the same again",
        r#"{ article(slug: "ports-under-pressure") { title body { html } byline { expert { name } } related { title } } }"#,
    ),
    (
        "expert page",
        r#"{ expert(slug: "anna-berg") { name bio articles(first: 20) { totalCount nodes { title topics { name } } } } }"#,
    ),
    ("twenty bodies", "{ articles(first: 20) { nodes { title body { plainText } } } }"),
    (
        "topic tree",
        "{ topics(root: true) { nodes { name children { name articles(first: 3) { nodes { title } } } } } }",
    ),
    (
        "filtered list with count",
        r#"{ articles(filter: {kind: [REPORT], language: "en"}, first: 10) { totalCount nodes { title } } }"#,
    ),
    (
        "nodes",
        r#"{ nodes(ids: ["art_01jb0000000000000000000001", "exp_01jb0000000000000000000001", "top_01jb0000000000000000000001"]) { id __typename } }"#,
    ),
];

on_both! {
    async fn the_statements_are_the_budgeted_ones(app: TestApp) {
        let mut budget = String::from("# SQL statements of each named query, on either database.\n");
        for (name, query) in QUERIES {
            let before = app.domain.statements();
            let answer = app.graphql().run(query, json!({})).await;
            assert!(answer.get("errors").is_none(), "{name}: {answer}");
            writeln!(budget, "{}  {name}", app.domain.statements() - before).unwrap();
        }
        let before = app.domain.statements();
        app.rest().get("/v1/articles?first=20&include=experts,topics").await;
        writeln!(budget, "{}  REST: latest 20", app.domain.statements() - before).unwrap();
        crate::contract::golden("budget.txt", &budget);
    }
}
