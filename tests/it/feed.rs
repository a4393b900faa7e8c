//! The personal feed.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};
use tests::publication::{self, id};
use tests::{Actor, on_both};

async fn follow(actor: &Actor, targets: &[String]) {
    for target in targets {
        assert_eq!(actor.rest().send(Method::PUT, &format!("/v1/me/follows/{target}"), None).await.status, 200);
    }
}

fn slugs(list: &Value) -> Vec<String> {
    list["data"].as_array().unwrap().iter().map(|item| item["article"]["slug"].as_str().unwrap().to_owned()).collect()
}

/// What an article was published by: its experts, topics and regions with all that they lie under.
fn publishers(article: &Value) -> BTreeSet<String> {
    let ids = |list: &Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
    };
    let mut found: BTreeSet<String> = article["byline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["expert"]["id"].as_str().unwrap().to_owned())
        .collect();
    for name in ["topics", "regions"] {
        for term in article[name].as_array().unwrap() {
            found.insert(term["id"].as_str().unwrap().to_owned());
            found.extend(ids(&term["ancestors"]));
        }
    }
    found
}

on_both! {
    async fn a_feed_is_what_a_naive_reader_would_gather(app: TestApp) {
        let all = app.graphql().data("{ articles(first: 100) { nodes { id byline { expert { id } } topics { id ancestors { id } } regions { id ancestors { id } } } } }").await;
        let cases = [
            vec![],
            vec![id("exp", 2)],
            vec![id("top", 1), id("reg", 3), id("exp", 2)],
            vec![id("top", 5), id("top", 1), id("reg", 1), id("exp", 1), id("exp", 3)],
        ];
        for (number, followed) in cases.into_iter().enumerate() {
            let ada = app.reader(&format!("Ada{number}")).await;
            follow(&ada, &followed).await;
            let followed: BTreeSet<String> = followed.into_iter().collect();
            let naive: Vec<(Value, BTreeSet<String>)> = all["articles"]["nodes"].as_array().unwrap().iter()
                .map(|article| (article["id"].clone(), publishers(article).intersection(&followed).cloned().collect()))
                .filter(|(_, reasons): &(Value, BTreeSet<String>)| !reasons.is_empty()).collect();
            let feed = ada.graphql().data("{ viewer { feed(first: 100) { totalCount nodes { article { id } reasons { about { ... on Expert { id } ... on Topic { id } ... on Region { id } } } } } } }").await["viewer"]["feed"].clone();
            let found: Vec<(Value, BTreeSet<String>)> = feed["nodes"].as_array().unwrap().iter().map(|item| {
                let reasons = item["reasons"].as_array().unwrap();
                let ids: BTreeSet<String> = reasons.iter().map(|reason| reason["about"]["id"].as_str().unwrap().to_owned()).collect();
                assert_eq!(ids.len(), reasons.len(), "no reason comes twice");
                (item["article"]["id"].clone(), ids)
            }).collect();
            assert_eq!(found, naive, "{followed:?}");
            assert_eq!(feed["totalCount"], naive.len());
        }
    }

    async fn a_feed_is_paged_both_ways_and_its_cursors_are_its_own(app: TestApp) {
        let (ada, bo) = (app.reader("Ada").await, app.reader("Bo").await);
        for actor in [&ada, &bo] {
            follow(actor, &[id("top", 1), id("exp", 1), id("exp", 3)]).await;
        }
        let all = slugs(&ada.rest().get("/v1/me/feed?first=100").await.json());
        assert_eq!(all.len(), 30);
        for (size, start, place, edge, more) in [("first", "", "after", "endCursor", "hasNext"), ("last", "?last=7", "before", "startCursor", "hasPrevious")] {
            let mut met: Vec<String> = Vec::new();
            let mut path = format!("/v1/me/feed{}", if start.is_empty() { "?first=7" } else { start });
            loop {
                let page = ada.rest().get(&path).await.json();
                if size == "first" { met.extend(slugs(&page)) } else { met.splice(0..0, slugs(&page)); }
                if page["page"][more] == false { break }
                path = format!("/v1/me/feed?{size}=7&{place}={}", page["page"][edge].as_str().unwrap());
            }
            assert_eq!(met, all, "{size}");
        }
        let page = ada.rest().get("/v1/me/feed?first=2&total=true").await.json();
        let cursor = page["page"]["endCursor"].as_str().unwrap();
        assert_eq!(page["page"]["total"], 30);
        assert_eq!(bo.rest().get(&format!("/v1/me/feed?after={cursor}")).await.code(), "cursor_invalid");
        assert_eq!(ada.rest().get(&format!("/v1/me/history?after={cursor}")).await.code(), "cursor_invalid");
        let public = app.rest().get("/v1/articles?first=1").await.json();
        assert_eq!(ada.rest().get(&format!("/v1/me/feed?after={}", public["page"]["endCursor"].as_str().unwrap())).await.code(), "cursor_invalid");
    }

    async fn what_is_unpublished_leaves_the_feed_at_once(app: TestApp) {
        let ada = app.reader("Ada").await;
        follow(&ada, &[id("top", 2)]).await;
        let before = slugs(&ada.rest().get("/v1/me/feed").await.json());
        assert_eq!(before, ["half-translated", "the-corrected-one", "nur-auf-deutsch", "a-tariff-too-far", "ports-under-pressure"]);
        let mut record = publication::small().into_iter().find(|record| record["id"] == id("art", 4)).unwrap();
        record["texts"]["en"]["status"] = json!("unpublished");
        publication::import(&app.domain, vec![record]).await;
        let after = slugs(&ada.rest().get("/v1/me/feed").await.json());
        assert_eq!(after, ["half-translated", "nur-auf-deutsch", "a-tariff-too-far", "ports-under-pressure"]);
        ada.rest().send(Method::DELETE, &format!("/v1/me/follows/{}", id("top", 2)), None).await;
        assert_eq!(slugs(&ada.rest().get("/v1/me/feed").await.json()), [""; 0]);
    }

    async fn reasons_are_said_in_the_language_of_the_answer(app: TestApp) {
        let ada = app.reader("Ada").await;
        follow(&ada, &[id("exp", 2), id("top", 1), id("reg", 1)]).await;
        let last = "/v1/me/feed?last=1";
        let reasons = |list: Value| -> Vec<String> { list["data"][0]["reasons"].as_array().unwrap().iter().map(|reason| reason["text"].as_str().unwrap().to_owned()).collect() };
        assert_eq!(reasons(ada.rest().get(last).await.json()), ["because you follow Boris Aalto", "because you follow Economics", "because you follow Europe"]);
        let german = ada.rest().with("accept-language", "de-AT, en;q=0.5").get(last).await;
        assert_eq!((german.header("content-language"), german.json()["data"][0]["article"]["slug"].clone()), ("de", json!("haefen-unter-druck")));
        assert_eq!(reasons(german.json()), ["weil Sie Boris Aalto folgen", "weil Sie Wirtschaft folgen", "weil Sie Europa folgen"]);
        let data = ada.graphql().data(r#"{ viewer { feed(last: 1, language: "de") { nodes { article { title } reasons { kind text language about { __typename } } } } } }"#).await;
        assert_eq!(data["viewer"]["feed"]["nodes"], json!([{"article": {"title": "Häfen unter Druck"}, "reasons": [
            {"kind": "FOLLOWS_EXPERT", "text": "weil Sie Boris Aalto folgen", "language": "de", "about": {"__typename": "Expert"}},
            {"kind": "FOLLOWS_TOPIC", "text": "weil Sie Wirtschaft folgen", "language": "de", "about": {"__typename": "Topic"}},
            {"kind": "FOLLOWS_REGION", "text": "weil Sie Europa folgen", "language": "de", "about": {"__typename": "Region"}},
        ]}]));
    }
}
