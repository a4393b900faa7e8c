//! Recommended content, and 'not interested'.

use std::fmt::Write;

use reqwest::Method;
use serde_json::{Value, json};
use tests::publication::id;
use tests::{Actor, TestApp, on_both};

/// A playlist with these articles, as rows.
async fn playlist(app: &TestApp, number: u32, owner: &Actor, visibility: &str, hidden: bool, articles: &[u32]) {
    let now: jiff::Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
    let now = now.as_microsecond();
    let list = id("pl", number);
    let (since, hidden) = (
        if visibility == "public" { now.to_string() } else { "NULL".to_owned() },
        if hidden { now.to_string() } else { "NULL".to_owned() },
    );
    let mut sql = format!(
        "INSERT INTO playlist (id, account_id, title, description, visibility, version, item_count, public_since, hidden_at, created_at, updated_at) \
         VALUES ('{list}', '{}', 'A list', '', '{visibility}', 1, {}, {since}, {hidden}, {now}, {now});",
        owner.account,
        articles.len()
    );
    for (place, article) in articles.iter().enumerate() {
        write!(sql, "INSERT INTO playlist_item (id, playlist_id, article_id, description, position, added_at, changed_in) VALUES ('{}', '{list}', '{}', '', {place}, {now}, 1);", id("pli", number * 100 + u32::try_from(place).unwrap()), id("art", *article)).unwrap();
    }
    app.sql(&sql).await;
}

async fn recommended(actor: &Actor, first: u32) -> Vec<Value> {
    actor.rest().get(&format!("/v1/me/recommendations?first={first}")).await.json()["data"].as_array().unwrap().clone()
}

fn ids(list: &[Value]) -> Vec<String> {
    list.iter().map(|item| item["article"]["id"].as_str().unwrap().to_owned()).collect()
}

fn of(list: &[Value], number: u32) -> Option<&Value> {
    list.iter().find(|item| item["article"]["id"] == id("art", number))
}

fn reasons(item: &Value) -> Vec<(&str, &str)> {
    item["reasons"]
        .as_array()
        .unwrap()
        .iter()
        .map(|reason| (reason["kind"].as_str().unwrap(), reason["text"].as_str().unwrap()))
        .collect()
}

on_both! {
    async fn a_new_reader_is_recommended_the_latest_of_each_main_topic_and_what_is_collected(app: TestApp) {
        let (ada, bo, cy) = (app.reader("Ada").await, app.reader("Bo").await, app.reader("Cy").await);
        let list = recommended(&ada, 50).await;
        assert_eq!(list.len(), 10, "five on economics, of which one is on politics as well, and five on energy");
        assert_eq!(reasons(&list[0]), [("editors", "the latest on Economics"), ("editors", "the latest on Politics")]);
        assert_eq!((reasons(&list[1]), &list[1]["article"]["id"]), (vec![("editors", "the latest on Economics")], &json!(id("art", 5))));
        playlist(app, 1, &bo, "public", false, &[203, 204]).await;
        playlist(app, 2, &cy, "public", false, &[203]).await;
        playlist(app, 3, &cy, "unlisted", false, &[205]).await;
        playlist(app, 4, &cy, "private", false, &[205]).await;
        playlist(app, 5, &cy, "public", true, &[205]).await;
        assert!(of(&recommended(&ada, 50).await, 203).is_none(), "what is popular is as old as a minute");
        app.clock.advance(jiff::SignedDuration::from_secs(61));
        let list = recommended(&ada, 50).await;
        assert_eq!(ids(&list)[..2], [id("art", 203), id("art", 204)], "two readers, then one");
        assert_eq!(reasons(&list[0]), [("popular", "collected by many readers of late")]);
        assert!(of(&list, 205).is_none(), "what not everybody may see is no reason");
        app.clock.advance(jiff::SignedDuration::from_hours(24 * 31));
        let later = app.reader("Dee").await;
        assert!(of(&recommended(&later, 50).await, 203).is_none(), "that was not of late");
    }

    async fn what_a_reader_follows_is_recommended_with_the_reason(app: TestApp) {
        let ada = app.reader("Ada").await;
        for target in [id("exp", 2), id("reg", 3)] {
            ada.rest().send(Method::PUT, &format!("/v1/me/follows/{target}"), None).await;
        }
        let list = recommended(&ada, 20).await;
        assert_eq!(ids(&list)[..2], [id("art", 1), id("art", 2)]);
        assert_eq!(reasons(&list[0]), [("follows_expert", "because you follow Boris Aalto"), ("editors", "the latest on Economics")]);
        assert_eq!(list[0]["reasons"][0]["about"], json!({"id": id("exp", 2), "kind": "expert", "name": "Boris Aalto"}));
        let german = ada.rest().with("accept-language", "de").get("/v1/me/recommendations?first=1").await;
        assert_eq!(german.json()["data"][0]["article"]["slug"], "haefen-unter-druck");
        assert_eq!(reasons(&german.json()["data"][0]), [("follows_expert", "weil Sie Boris Aalto folgen"), ("editors", "das Neueste zu Wirtschaft")]);
        let data = ada.graphql().with("accept-language", "de").data("{ viewer { recommendations(first: 1) { article { slug } reasons { kind text language about { __typename ... on Expert { id } } } } } }").await;
        assert_eq!(data["viewer"]["recommendations"][0]["article"]["slug"], "haefen-unter-druck");
        assert_eq!(data["viewer"]["recommendations"][0]["reasons"][0], json!({"kind": "FOLLOWS_EXPERT", "text": "weil Sie Boris Aalto folgen", "language": "de", "about": {"__typename": "Expert", "id": id("exp", 2)}}));
        assert_eq!(recommended(&ada, 50).await, recommended(&ada, 50).await, "the same at the same instant");
    }

    async fn what_readers_keep_together_is_recommended_for_what_one_keeps_or_reads(app: TestApp) {
        let (ada, bo, cy) = (app.reader("Ada").await, app.reader("Bo").await, app.reader("Cy").await);
        playlist(app, 1, &bo, "public", false, &[201, 202, 1]).await;
        playlist(app, 2, &cy, "public", false, &[201, 202]).await;
        playlist(app, 3, &ada, "private", false, &[201]).await;
        playlist(app, 4, &cy, "private", false, &[201, 207]).await;
        let list = recommended(&ada, 50).await;
        assert_eq!(ids(&list)[0], id("art", 202));
        let kept = ("kept_together", "readers who kept Filler 1 also kept this");
        assert_eq!(reasons(&list[0])[0], kept);
        assert!(reasons(of(&list, 1).unwrap()).contains(&kept));
        assert!(reasons(of(&list, 220).unwrap()).contains(&("topic_of_yours", "because you read and keep articles on Energy")));
        assert!(of(&list, 201).is_none(), "what one keeps is not recommended");
        assert!(of(&list, 207).is_none_or(|item| !reasons(item).contains(&kept)), "a private list of another's tells nothing");
        ada.rest().send(Method::PATCH, "/v1/me", Some(r#"{"historyEnabled": true}"#)).await;
        ada.rest().post("/v1/me/history", json!({"articleId": id("art", 202)})).await;
        let list = recommended(&ada, 50).await;
        assert!(of(&list, 202).is_none(), "what one has read is not recommended");
        assert!(reasons(of(&list, 1).unwrap()).contains(&("kept_together", "readers who kept Filler 2 also kept this")));
        ada.rest().send(Method::PATCH, "/v1/me", Some(r#"{"historyEnabled": false}"#)).await;
        assert!(of(&recommended(&ada, 50).await, 202).is_some());
    }

    async fn what_is_dismissed_is_gone_at_once_and_comes_back_when_that_is_taken_back(app: TestApp) {
        let (ada, bo) = (app.reader("Ada").await, app.reader("Bo").await);
        let first = ids(&recommended(&ada, 50).await);
        let path = format!("/v1/me/recommendations/dismissed/{}", first[0]);
        for _ in 0..2 {
            assert_eq!(ada.rest().send(Method::PUT, &path, None).await.status, 204);
        }
        assert!(!ids(&recommended(&ada, 50).await).contains(&first[0]));
        assert_eq!(ids(&recommended(&bo, 50).await), first, "another reader sees nothing of it");
        for _ in 0..2 {
            assert_eq!(ada.rest().send(Method::DELETE, &path, None).await.status, 204);
        }
        assert_eq!(ids(&recommended(&ada, 50).await), first);
        let dismissed = ada.graphql().data(&format!(r#"mutation {{ recommendationDismiss(articleId: "{}") {{ articleId userErrors {{ code }} }} }}"#, first[1])).await;
        assert_eq!(dismissed["recommendationDismiss"], json!({"articleId": first[1], "userErrors": []}));
        assert!(!ids(&recommended(&ada, 50).await).contains(&first[1]));
        ada.graphql().data(&format!(r#"mutation {{ recommendationRestore(articleId: "{}") {{ articleId }} }}"#, first[1])).await;
        assert_eq!(ids(&recommended(&ada, 50).await), first);
        for wrong in [id("art", 101), id("art", 999), "nonsense".to_owned()] {
            let refused = ada.rest().send(Method::PUT, &format!("/v1/me/recommendations/dismissed/{wrong}"), None).await;
            assert_eq!((refused.status.as_u16(), refused.code().as_str()), (422, "reference_missing"), "{wrong}");
        }
    }

    async fn no_more_than_fifty_can_be_asked_for(app: TestApp) {
        let ada = app.reader("Ada").await;
        for size in ["0", "51", "-1"] {
            assert_eq!(ada.rest().get(&format!("/v1/me/recommendations?first={size}")).await.code(), "page_size_invalid", "{size}");
            let answer = ada.graphql().run(&format!("{{ viewer {{ recommendations(first: {size}) {{ article {{ id }} }} }} }}"), json!({})).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "page_size_invalid", "{size}");
        }
        assert_eq!(recommended(&ada, 3).await.len(), 3);
    }
}
