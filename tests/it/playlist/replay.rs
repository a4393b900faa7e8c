//! A phone's queued writes: the same key, the same answer, one change.

use domain::testing::change_log;
use reqwest::Method;
use serde_json::json;
use tests::on_both;
use tests::publication::id;

use super::{filled, order};

on_both! {
    async fn a_write_that_comes_twice_is_done_once(app: TestApp) {
        let ada = app.reader("Ada").await;
        let keyed = |key: &str| ada.rest().with("idempotency-key", key);
        let made = keyed("k1").post("/v1/me/playlists", json!({"title": "Straits"})).await;
        let list = made.json()["id"].as_str().unwrap().to_owned();
        let path = format!("/v1/playlists/{list}");
        let add = json!({"items": [{"articleId": id("art", 1)}]});
        let added = keyed("k2").post(&format!("{path}/items"), add.clone()).await;
        let item = added.json()["items"][0].as_str().unwrap().to_owned();
        let describe = json!({"description": "First."}).to_string();
        let described = keyed("k3").send(Method::PATCH, &format!("{path}/items/{item}"), Some(&describe)).await;
        let log = change_log(&app.domain).await.unwrap().len();
        for _ in 0..2 {
            let again = keyed("k1").post("/v1/me/playlists", json!({"title": "Straits"})).await;
            assert_eq!((again.status, &again.body, again.header("etag")), (made.status, &made.body, made.header("etag")));
            let again = keyed("k2").post(&format!("{path}/items"), add.clone()).await;
            assert_eq!((again.status, &again.body), (added.status, &added.body));
            let again = keyed("k3").send(Method::PATCH, &format!("{path}/items/{item}"), Some(&describe)).await;
            assert_eq!((again.status, &again.body), (described.status, &described.body));
        }
        let other = keyed("k1").post("/v1/me/playlists", json!({"title": "Another"})).await;
        assert_eq!((other.status.as_u16(), other.code().as_str()), (422, "idempotency_key_reused"));
        let other = keyed("k2").post(&format!("{path}/items"), json!({"items": [{"articleId": id("art", 2)}]})).await;
        assert_eq!(other.code(), "idempotency_key_reused");
        assert_eq!(change_log(&app.domain).await.unwrap().len(), log, "no second entry");
        assert_eq!(order(&ada, &list).await, [item]);
        assert_eq!(ada.rest().get("/v1/me/playlists?total=true").await.json()["page"]["total"], 1);
        let gone = keyed("k4").send(Method::DELETE, &path, None).await;
        assert_eq!((gone.status, keyed("k4").send(Method::DELETE, &path, None).await.status), (reqwest::StatusCode::NO_CONTENT, reqwest::StatusCode::NO_CONTENT));
        let bad = keyed("a b").post("/v1/me/playlists", json!({"title": "Straits"})).await;
        assert_eq!(bad.code(), "idempotency_key_invalid");
    }

    async fn keys_are_taken_by_graphql_as_well(app: TestApp) {
        let ada = app.reader("Ada").await;
        let source = filled(&app.reader("Bob").await, "Tolls", "public", &[1, 2]).await;
        let log = change_log(&app.domain).await.unwrap().len();
        let copy = format!(r#"mutation {{ playlistCopy(id: "{source}", idempotencyKey: "k1") {{ playlist {{ id version itemCount }} userErrors {{ code }} }}
            playlistReport(id: "{source}", reason: "An advertisement.", idempotencyKey: "k2") {{ reportId createdAt userErrors {{ code }} }} }}"#);
        let first = ada.graphql().data(&copy).await;
        assert_eq!((&first["playlistCopy"]["playlist"]["itemCount"], &first["playlistReport"]["userErrors"]), (&json!(2), &json!([])));
        assert_eq!(ada.graphql().data(&copy).await, first);
        let other = ada.graphql().data(r#"mutation { playlistCreate(input: {title: "Straits"}, idempotencyKey: "k1") { playlist { id } userErrors { code field } } }"#).await;
        assert_eq!(other["playlistCreate"], json!({"playlist": null, "userErrors": [{"code": "idempotency_key_reused", "field": "idempotencyKey"}]}));
        assert_eq!(change_log(&app.domain).await.unwrap().len(), log + 2);
        let bob = app.reader("Ben").await;
        assert_ne!(bob.graphql().data(&copy).await["playlistCopy"], first["playlistCopy"], "a key is its account's own");
    }
}
