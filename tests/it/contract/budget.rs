//! How many SQL statements each named query takes, exactly. A public list without bodies takes none.

use std::fmt::Write;

use serde_json::json;
use tests::{on_both, publication};

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

/// Of whoever is logged in, and follows, has read and keeps something.
const OWN: [(&str, &str); 6] = [
    ("viewer: account", "{ viewer { displayName } }"),
    (
        "viewer: 20 follows with followers",
        "{ viewer { follows(first: 20) { nodes { target { ... on Expert { name followerCount viewerFollows } ... on Topic { name followerCount viewerFollows } } } } } }",
    ),
    (
        "viewer: feed of 20",
        "{ viewer { feed(first: 20) { nodes { article { title byline { expert { name } } } reasons { text } } } } }",
    ),
    ("viewer: history of 20", "{ viewer { history(first: 20) { nodes { readAt article { title } } } } }"),
    (
        "viewer: 20 recommendations",
        "{ viewer { recommendations(first: 20) { article { title byline { expert { name } } } reasons { text } } } }",
    ),
    ("experts with followers, logged in", "{ experts { nodes { name followerCount viewerFollows } } }"),
];

/// The page of a reader: profile, sessions, identities, lists with their first items, follows, feed, recommendations.
const MY_WORLD_REVIEW: &str = include_str!("../../benches/readers/page.graphql");

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
        let query = "{ experts { nodes { name followerCount viewerFollows } } }";
        let before = app.domain.statements();
        app.graphql().data(query).await;
        writeln!(budget, "{}  experts with followers, as nobody", app.domain.statements() - before).unwrap();
        let ada = app.reader("Ada").await;
        for target in ["exp_01jb0000000000000000000001", "exp_01jb0000000000000000000003", "top_01jb0000000000000000000001"] {
            ada.rest().send(reqwest::Method::PUT, &format!("/v1/me/follows/{target}"), None).await;
        }
        ada.rest().send(reqwest::Method::PATCH, "/v1/me", Some(r#"{"historyEnabled": true}"#)).await;
        ada.rest().post("/v1/me/history", json!({"articleId": "art_01jb0000000000000000000001"})).await;
        for (name, query) in OWN {
            let before = app.domain.statements();
            ada.graphql().data(query).await;
            writeln!(budget, "{}  {name}", app.domain.statements() - before).unwrap();
        }
        for path in ["/v1/me/follows", "/v1/me/feed", "/v1/me/history", "/v1/me/recommendations"] {
            let before = app.domain.statements();
            ada.rest().get(path).await;
            writeln!(budget, "{}  REST: {path}", app.domain.statements() - before).unwrap();
        }
        for number in 1..=3 {
            let title = json!({"title": format!("List {number}"), "visibility": "public"});
            let list = ada.rest().post("/v1/me/playlists", title).await.json()["id"].as_str().unwrap().to_owned();
            let items: Vec<_> = (1..=5).map(|number| json!({"articleId": publication::id("art", number)})).collect();
            ada.rest().post(&format!("/v1/playlists/{list}/items"), json!({"items": items})).await;
        }
        let before = app.domain.statements();
        let page = ada.graphql().data(MY_WORLD_REVIEW).await;
        assert_eq!(page["viewer"]["playlists"]["nodes"][2]["items"]["nodes"].as_array().unwrap().len(), 3, "{page}");
        writeln!(budget, "{}  My World Review, in one round trip", app.domain.statements() - before).unwrap();
        let before = app.domain.statements();
        ada.graphql().data(MY_WORLD_REVIEW).await;
        writeln!(budget, "{}  the same again: what is featured is known", app.domain.statements() - before).unwrap();
        crate::contract::golden("budget.txt", &budget);
    }
}
