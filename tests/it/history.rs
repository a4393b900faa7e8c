//! The reading history: off until it is wished for, private, erasable.

use domain::testing::change_log;
use reqwest::Method;
use serde_json::json;
use tests::publication::{self, id};
use tests::{Actor, on_both};

const RECORD: &str = "mutation($input: ID!) { readingRecord(articleId: $input) { reading { readAt article { slug } } userErrors { code field } } }";

async fn switch(actor: &Actor, on: bool) {
    let changed = actor.rest().send(Method::PATCH, "/v1/me", Some(&json!({"historyEnabled": on}).to_string())).await;
    assert_eq!(changed.json()["historyEnabled"], on);
}

async fn read(actor: &Actor, number: u32) {
    assert_eq!(actor.rest().post("/v1/me/history", json!({"articleId": id("art", number)})).await.status, 204);
}

async fn slugs(actor: &Actor) -> Vec<String> {
    let list = actor.rest().get("/v1/me/history?first=100").await.json();
    list["data"].as_array().unwrap().iter().map(|item| item["article"]["slug"].as_str().unwrap().to_owned()).collect()
}

on_both! {
    async fn nothing_is_remembered_unless_it_is_wished_for(app: TestApp) {
        let ada = app.reader("Ada").await;
        let before = change_log(&app.domain).await.unwrap().len();
        let refused = ada.graphql().mutate(RECORD, json!(id("art", 1))).await;
        assert_eq!(refused, json!({"reading": null, "userErrors": [{"code": "history_disabled", "field": null}]}));
        let refused = ada.rest().post("/v1/me/history", json!({"articleId": id("art", 1)})).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (409, "history_disabled"));
        assert_eq!(slugs(&ada).await, [""; 0]);
        assert_eq!(change_log(&app.domain).await.unwrap().len(), before);
    }

    async fn what_is_read_is_listed_once_the_latest_first_to_its_reader_alone(app: TestApp) {
        let (ada, bo) = (app.reader("Ada").await, app.reader("Bo").await);
        switch(&ada, true).await;
        switch(&bo, true).await;
        for number in [1, 2, 201, 1] {
            read(&ada, number).await;
            app.clock.advance(jiff::SignedDuration::from_secs(60));
        }
        assert_eq!(slugs(&ada).await, ["ports-under-pressure", "filler-1", "a-tariff-too-far"]);
        assert_eq!(slugs(&bo).await, [""; 0]);
        let data = ada.graphql().data("{ viewer { history(first: 1) { totalCount nodes { readAt article { slug } } pageInfo { hasNextPage endCursor } } } }").await["viewer"]["history"].clone();
        assert_eq!((&data["totalCount"], &data["nodes"], &data["pageInfo"]["hasNextPage"]), (&json!(3), &json!([{"readAt": "2026-11-24T12:03:00Z", "article": {"slug": "ports-under-pressure"}}]), &json!(true)));
        let cursor = data["pageInfo"]["endCursor"].as_str().unwrap();
        assert_eq!(ada.rest().get(&format!("/v1/me/history?first=1&after={cursor}")).await.json()["data"][0]["article"]["slug"], "filler-1");
        assert_eq!(bo.rest().get(&format!("/v1/me/history?after={cursor}")).await.code(), "cursor_invalid");
        for wrong in [id("art", 101), id("art", 999), id("exp", 1), "nonsense".to_owned()] {
            let refused = ada.graphql().mutate(RECORD, json!(wrong)).await;
            assert_eq!(refused["userErrors"], json!([{"code": "reference_missing", "field": "articleId"}]), "hidden and absent are the same: {wrong}");
        }
        let mut record = publication::small().into_iter().find(|record| record["id"] == id("art", 2)).unwrap();
        record["texts"]["en"]["status"] = json!("unpublished");
        publication::import(&app.domain, vec![record]).await;
        assert_eq!(slugs(&ada).await, ["ports-under-pressure", "filler-1"]);
        let log = change_log(&app.domain).await.unwrap();
        for entry in log.iter().filter(|entry| entry.change.kind.as_str().starts_with("reading.")) {
            assert_eq!((entry.change.subject, entry.change.audience.account()), (ada.account.into(), Some(ada.account)), "the log holds no history");
        }
    }

    async fn it_is_erased_one_by_one_as_a_whole_and_by_switching_it_off(app: TestApp) {
        let (ada, bo) = (app.reader("Ada").await, app.reader("Bo").await);
        for actor in [&ada, &bo] {
            switch(actor, true).await;
            for number in [1, 2, 4, 5] {
                read(actor, number).await;
            }
        }
        let erased = ada.graphql().data(&format!(r#"mutation {{ readingErase(articleId: "{}") {{ erased }} }}"#, id("art", 1))).await;
        assert_eq!(erased["readingErase"]["erased"], 1);
        for path in [format!("/v1/me/history/{}", id("art", 2)), format!("/v1/me/history/{}", id("art", 2)), "/v1/me/history/nonsense".to_owned()] {
            assert_eq!(ada.rest().send(Method::DELETE, &path, None).await.status, 204);
        }
        assert_eq!(slugs(&ada).await.len(), 2);
        assert_eq!(ada.graphql().data("mutation { historyErase { erased } }").await["historyErase"]["erased"], 2);
        assert_eq!(ada.rest().send(Method::DELETE, "/v1/me/history", None).await.status, 204);
        assert_eq!((slugs(&ada).await.len(), slugs(&bo).await.len()), (0, 4));
        switch(&bo, false).await;
        switch(&bo, true).await;
        assert_eq!(slugs(&bo).await, [""; 0], "switching it off has erased it");
    }

    async fn the_oldest_go_past_the_limit(app: TestApp) {
        let ada = app.reader("Ada").await;
        switch(&ada, true).await;
        app.sql(&format!(
            "INSERT INTO reading (account_id, article_id, read_at) SELECT '{}', id, 1 FROM article WHERE id <> '{}'", ada.account, id("art", 1)
        )).await;
        // The rest of the thousand are copies that nobody ever published.
        app.sql(&format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 970) \
             INSERT INTO article (id, kind, lead_image_id, corrections, sort_at, revision) SELECT 'art_01jc000000000000000000' || (1000 + i), kind, lead_image_id, corrections, sort_at, revision FROM n, article WHERE id = '{}'", id("art", 1)
        )).await;
        app.sql(&format!("INSERT INTO reading (account_id, article_id, read_at) SELECT '{}', id, 2 FROM article WHERE id LIKE 'art_01jc%'", ada.account)).await;
        read(&ada, 1).await;
        app.sql(&format!("DELETE FROM reading WHERE account_id = '{}' AND read_at = 2", ada.account)).await;
        let left = slugs(&ada).await;
        assert_eq!((left.len(), left[0].as_str()), (26, "ports-under-pressure"), "seven of 1,007 had to go, the smaller ids first");
        assert!(!left.contains(&"half-translated".to_owned()) && left.contains(&"filler-1".to_owned()));
    }
}
