//! Paging through lists, forwards and backwards, in both voices.

use serde_json::{Value, json};
use tests::on_both;
use tests::publication::{self, id};

fn slugs(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|item| item["slug"].as_str().unwrap().to_owned()).collect()
}

on_both! {
    async fn every_article_is_met_once_in_both_directions_and_voices(app: TestApp) {
        let all = slugs(&app.graphql().data("{ articles(first: 100) { nodes { slug } } }").await["articles"]["nodes"]);
        let mut forwards = Vec::new();
        let mut after = Value::Null;
        loop {
            let answer = app.graphql().run("query($after: String) { articles(first: 7, after: $after) { nodes { slug } pageInfo { hasNextPage endCursor } } }", json!({"after": after})).await;
            let page = &answer["data"]["articles"];
            forwards.extend(slugs(&page["nodes"]));
            if page["pageInfo"]["hasNextPage"] == false { break; }
            after = page["pageInfo"]["endCursor"].clone();
        }
        assert_eq!(forwards, all);
        let mut backwards: Vec<String> = Vec::new();
        let mut before = Value::Null;
        loop {
            let answer = app.graphql().run("query($before: String) { articles(last: 7, before: $before) { nodes { slug } pageInfo { hasPreviousPage startCursor } } }", json!({"before": before})).await;
            let page = &answer["data"]["articles"];
            backwards.splice(0..0, slugs(&page["nodes"]));
            if page["pageInfo"]["hasPreviousPage"] == false { break; }
            before = page["pageInfo"]["startCursor"].clone();
        }
        assert_eq!(backwards, all);
        let mut by_links = Vec::new();
        let mut path = "/v1/articles?first=7".to_owned();
        loop {
            let answer = app.rest().get(&path).await;
            by_links.extend(slugs(&answer.json()["data"]));
            let Some(next) = link(answer.header("link"), "next") else { break };
            path = next;
        }
        assert_eq!(by_links, all);
    }

    async fn a_cursor_outlives_its_row(app: TestApp) {
        let page = app.rest().get("/v1/articles?first=2").await.json();
        let cursor = page["page"]["endCursor"].as_str().unwrap().to_owned();
        let mut record = publication::small().into_iter().find(|record| record["id"] == id("art", 4)).unwrap();
        record["texts"]["en"]["status"] = json!("archived");
        publication::import(&app.domain, vec![record]).await;
        let next = app.rest().get(&format!("/v1/articles?first=1&after={cursor}")).await.json();
        assert_eq!(slugs(&next["data"]), ["nur-auf-deutsch"]);
    }

    async fn a_cursor_belongs_to_its_list(app: TestApp) {
        let page = app.rest().get("/v1/articles?first=2").await.json();
        let cursor = page["page"]["endCursor"].as_str().unwrap();
        for other in ["kind=report", "order=published_at", "topic=energy", "language=de&fallback=false", "published_from=2026-01-01T00:00:00Z"] {
            assert_eq!(app.rest().get(&format!("/v1/articles?{other}&after={cursor}")).await.code(), "cursor_invalid", "{other}");
        }
        assert_eq!(app.rest().get(&format!("/v1/experts?after={cursor}")).await.code(), "cursor_invalid");
        for forged in ["x", "AAAA", "💥", &"A".repeat(44), &"A".repeat(5_000)] {
            let query = "query($after: String) { articles(after: $after) { totalCount nodes { id } } }";
            let answer = app.graphql().run(query, json!({"after": forged})).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "cursor_invalid", "{forged}: {answer}");
        }
    }

    async fn a_page_size_past_the_cap_is_refused(app: TestApp) {
        for size in ["first=0", "first=-1", "first=101", "last=101", "first=1&last=1"] {
            assert_eq!(app.rest().get(&format!("/v1/articles?{size}")).await.code(), "page_size_invalid", "{size}");
        }
        for size in ["first: 0", "first: -1", "first: 101", "last: 101", "first: 1, last: 1"] {
            assert_eq!(app.graphql().code(&format!("{{ articles({size}) {{ nodes {{ id }} }} }}")).await, "page_size_invalid", "{size}");
        }
    }

    async fn an_empty_list_is_a_page(app: TestApp) {
        let list = app.rest().get("/v1/articles?published_from=2030-01-01T00:00:00Z&total=true").await.json();
        assert_eq!(list["data"], json!([]));
        assert_eq!(list["page"], json!({"hasNext": false, "hasPrevious": false, "startCursor": null, "endCursor": null, "total": 0}));
    }

    async fn terms_and_experts_are_paged_too(app: TestApp) {
        let data = app.graphql().data("{ topics(first: 2) { totalCount nodes { slug } pageInfo { hasNextPage endCursor } } experts { nodes { slug } } }").await;
        assert_eq!(slugs(&data["topics"]["nodes"]), ["economics", "trade"], "depth first");
        assert_eq!(data["topics"]["totalCount"], 5);
        let after = data["topics"]["pageInfo"]["endCursor"].as_str().unwrap();
        let data2 = app.graphql().data(&format!(r#"{{ topics(first: 9, after: "{after}") {{ nodes {{ slug }} pageInfo {{ hasNextPage }} }} }}"#)).await;
        assert_eq!(slugs(&data2["topics"]["nodes"]), ["tariffs", "politics", "energy"]);
        assert_eq!(slugs(&data["experts"]["nodes"]), ["anna-berg", "boris-aalto", "chiara-zanetti"], "by name");
    }
}

/// The path of a link in a `Link` header field (RFC 8288).
fn link(header: &str, rel: &str) -> Option<String> {
    let found = header.split(", ").find(|link| link.contains(&format!("rel=\"{rel}\"")))?;
    let target = found.split_once('<')?.1.split_once('>')?.0;
    let path = target.split_once("://").map_or(target, |(_, rest)| &rest[rest.find('/').unwrap_or(rest.len())..]);
    Some(path.to_owned())
}
