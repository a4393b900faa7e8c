//! A phone stays in step with what is its reader's own, and with nothing of anybody else's.

use reqwest::Method;
use serde_json::{Value, json};
use tests::publication::{self, id};
use tests::{Actor, TestApp, on_both};

use super::end;

async fn page(actor: &Actor, more: &str) -> Value {
    let answer = actor.rest().get(&format!("/v1/me/sync?first=100{more}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// What is told behind a cursor, as `type id action`, and where that ends.
async fn told(actor: &Actor, after: &str) -> (Vec<String>, String) {
    let page = page(actor, &format!("&after={after}")).await;
    assert_eq!((&page["step"], &page["page"]["hasNext"]), (&json!("log"), &json!(false)));
    let word = |thing: &Value, name: &str| thing[name].as_str().unwrap().to_owned();
    let said = |thing: &Value| format!("{} {} {}", word(thing, "type"), word(thing, "id"), word(thing, "action"));
    (page["data"].as_array().unwrap().iter().map(said).collect(), end(&page))
}

/// A reader who follows an expert and has a list with two articles; and the list.
async fn reader(app: &TestApp, name: &str) -> (Actor, String) {
    let reader = app.reader(name).await;
    reader.rest().send(Method::PUT, &format!("/v1/me/follows/{}", id("exp", 2)), None).await;
    let list = reader.rest().post("/v1/me/playlists", json!({"title": "Mine", "visibility": "public"})).await.json();
    let list = list["id"].as_str().unwrap().to_owned();
    let items = json!({"items": [{"articleId": id("art", 1), "description": "First"}, {"articleId": id("art", 2)}]});
    assert_eq!(reader.rest().post(&format!("/v1/playlists/{list}/items"), items).await.status, 201);
    (reader, list)
}

on_both! {
    async fn it_begins_with_all_and_goes_on_with_what_changes(app: TestApp) {
        let ((ada, list), (_, other)) = (reader(app, "Ada").await, reader(app, "Bob").await);
        let all = page(&ada, "").await;
        assert_eq!((&all["step"], &all["page"]["hasNext"]), (&json!("snapshot"), &json!(false)));
        let ids: Vec<&str> = all["data"].as_array().unwrap().iter().map(|thing| thing["id"].as_str().unwrap()).collect();
        assert_eq!(ids, [id("art", 1).as_str(), id("art", 2).as_str(), id("exp", 2).as_str(), list.as_str()]);
        assert_eq!(all["data"][0]["article"], ada.rest().get(&format!("/v1/articles/{}", id("art", 1))).await.json());
        let items = all["data"][3]["items"].as_array().unwrap();
        assert_eq!((&items[0]["articleId"], &items[0]["description"]), (&json!(id("art", 1)), &json!("First")));
        // A page at a time it is the same.
        let (mut at, mut found) = (page(&ada, "").await, Vec::new());
        let mut small = ada.rest().get("/v1/me/sync?first=1").await.json();
        while small["step"] == "snapshot" {
            found.extend(small["data"].as_array().unwrap().clone());
            let next = ada.rest().get(&format!("/v1/me/sync?first=1&after={}", end(&small))).await.json();
            if small["page"]["hasNext"] == false { break; }
            small = next;
        }
        assert_eq!(json!(found), at["data"]);
        let mut cursor = end(&at);
        assert_eq!(told(&ada, &cursor).await.0, [""; 0]);
        // What others do with theirs is not told, though everybody can see it.
        app.reader("Cyd").await.rest().send(Method::PUT, &format!("/v1/me/follows/{}", id("exp", 3)), None).await;
        let (_, later) = told(&ada, &cursor).await;
        cursor = later;
        ada.rest().send(Method::PATCH, &format!("/v1/playlists/{list}"), Some(r#"{"title": "Mine still"}"#)).await;
        ada.rest().send(Method::PUT, &format!("/v1/me/follows/{}", id("top", 2)), None).await;
        ada.rest().send(Method::DELETE, &format!("/v1/me/follows/{}", id("exp", 2)), None).await;
        let (changed, later) = told(&ada, &cursor).await;
        assert_eq!(changed, [format!("playlist {list} replace"), format!("follow {} replace", id("top", 2)), format!("follow {} delete", id("exp", 2))]);
        cursor = later;
        // An article of the list changes, another one goes, and a third that is on nobody's list changes as well.
        let text = |title: &str, status: &str| json!({"en": publication::text("changed", title, status, Some("2026-11-15T08:00:00Z"))});
        publication::import(&app.domain, vec![
            publication::article(1, "analysis", json!({"en": publication::text("ports-under-pressure", "New title", "published", Some("2026-11-10T08:00:00Z"))})),
            publication::article(2, "opinion", text("Gone", "unpublished")),
            publication::article(4, "report", json!({"en": publication::text("the-corrected-one", "Nobody's", "published", Some("2026-11-17T08:00:00Z"))})),
        ]).await;
        let (changed, later) = told(&ada, &cursor).await;
        assert_eq!(changed, [format!("article {} replace", id("art", 1)), format!("article {} delete", id("art", 2))]);
        cursor = later;
        ada.rest().send(Method::DELETE, &format!("/v1/playlists/{list}"), None).await;
        assert_eq!(told(&ada, &cursor).await.0, [format!("playlist {list} delete")]);
        at = page(&ada, "").await;
        assert!(!at.to_string().contains(&other), "nothing of anybody else's");
    }

    async fn what_was_merged_is_followed_as_what_it_became(app: TestApp) {
        let (ada, _) = reader(app, "Ada").await;
        let cursor = end(&page(&ada, "").await);
        let editor = app.staff("Edith", &[domain::Role::Editor]).await;
        let merge = "mutation { expertMerge(id: \"%1\", into: \"%2\", expectedRevision: 1) { userErrors { code message } } }";
        let merge = merge.replace("%1", &id("exp", 2)).replace("%2", &id("exp", 1));
        let merged = editor.graphql().data(&merge).await;
        assert_eq!(merged["expertMerge"]["userErrors"], json!([]));
        let (changed, _) = told(&ada, &cursor).await;
        assert_eq!(changed.iter().filter(|told| told.starts_with("follow")).collect::<Vec<_>>(),
            [&format!("follow {} delete", id("exp", 2)), &format!("follow {} replace", id("exp", 1))]);
    }

    async fn a_cursor_is_its_owner_s(app: TestApp) {
        let ((ada, _), (bob, _)) = (reader(app, "Ada").await, reader(app, "Bob").await);
        let cursor = end(&page(&ada, "").await);
        let answer = bob.rest().get(&format!("/v1/me/sync?after={cursor}")).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (400, "cursor_invalid"));
        assert_eq!(app.rest().get("/v1/me/sync").await.status, 401);
    }
}
