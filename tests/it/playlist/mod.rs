//! Playlists, through the front door. Here is what their tests share; each question has a file of its own.

mod care;
mod corrected;
mod doors;
mod featured;
mod life;
mod many;
mod placeholder;
mod privacy;
mod replay;
mod text;
mod version;

use reqwest::Method;
use serde_json::{Value, json};
use tests::publication::id;
use tests::{Actor, Answer, Rest, TestApp, publication};

/// All fields of a list but its items.
const LIST: &str = "id title description visibility version itemCount owner { displayName } isOwn
    copiedFrom { id title owner { displayName } } hiddenAt hiddenBecause pinnedUntil createdAt updatedAt";

/// Makes a list, and answers it.
async fn list(actor: &Actor, title: &str, visibility: &str) -> Value {
    let made = actor.rest().post("/v1/me/playlists", json!({"title": title, "visibility": visibility})).await;
    assert_eq!(made.status, 201, "{}", made.json());
    made.json()
}

/// The id of a new list with these articles.
async fn filled(actor: &Actor, title: &str, visibility: &str, articles: &[u32]) -> String {
    let id = list(actor, title, visibility).await["id"].as_str().unwrap().to_owned();
    add(actor, &id, articles).await;
    id
}

/// Adds articles by their numbers, and answers the ids of the items.
async fn add(actor: &Actor, list: &str, articles: &[u32]) -> Vec<String> {
    let items: Vec<Value> = articles.iter().map(|number| json!({"articleId": id("art", *number)})).collect();
    let added = actor.rest().post(&format!("/v1/playlists/{list}/items"), json!({"items": items})).await;
    assert_eq!(added.status, 201, "{}", added.json());
    serde_json::from_value(added.json()["items"].clone()).unwrap()
}

async fn patch(rest: &Rest, path: &str, body: Value) -> Answer {
    rest.send(Method::PATCH, path, Some(&body.to_string())).await
}

async fn put(rest: &Rest, path: &str, body: Value) -> Answer {
    rest.send(Method::PUT, path, Some(&body.to_string())).await
}

async fn delete(rest: &Rest, path: &str) -> Answer {
    rest.send(Method::DELETE, path, None).await
}

/// The ids of the items of a list in their order.
async fn order(actor: &Actor, list: &str) -> Vec<String> {
    let page = actor.rest().get(&format!("/v1/playlists/{list}/items?first=100")).await.json();
    page["data"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

/// Puts the article of this number into another state.
async fn restate(app: &TestApp, number: u32, status: &str) {
    let mut record = publication::small().into_iter().find(|record| record["id"] == id("art", number)).unwrap();
    for text in record["texts"].as_object_mut().unwrap().values_mut() {
        text["status"] = json!(status);
    }
    publication::import(&app.domain, vec![record]).await;
}

/// The first code of the errors of a GraphQL answer.
fn code(answer: &Value) -> &str {
    answer["errors"][0]["extensions"]["code"].as_str().unwrap_or("")
}
