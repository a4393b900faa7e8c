//! Topics and regions: what everybody reads of them, and how editors change them.

mod edit;
mod merge;
mod read;

use reqwest::Method;
use serde_json::Value;
use tests::publication::id;
use tests::{Actor, Answer, TestApp};

/// Sends a change of something that has revisions, against one of them.
pub(crate) async fn change(actor: &Actor, method: Method, path: &str, tag: &str, body: &Value) -> Answer {
    let body = (!body.is_null()).then(|| body.to_string());
    actor.rest().with("if-match", &format!("\"{tag}\"")).send(method, path, body.as_deref()).await
}

/// The revision of a topic of the publication of the tests, as a tag names it.
pub(crate) async fn tag(app: &TestApp, number: u32) -> String {
    let topic = id("top", number);
    let data = app.graphql().data(&format!("{{ topic(id: \"{topic}\") {{ revision }} }}")).await;
    format!("{topic}-{}", data["topic"]["revision"])
}

/// What lies under a topic, or the roots, in order, by their English slugs.
pub(crate) async fn children(app: &TestApp, slug: Option<&str>) -> Vec<String> {
    let document = match slug {
        Some(slug) => format!("{{ topic(slug: \"{slug}\") {{ list: children {{ slug }} }} }}"),
        None => "{ topic: topics(root: true) { list: nodes { slug } } }".to_owned(),
    };
    let list = app.graphql().data(&document).await["topic"]["list"].clone();
    list.as_array().unwrap().iter().map(|child| child["slug"].as_str().unwrap().to_owned()).collect()
}

/// The pages on which everybody sees what experts, topics and regions there are and what is filed under them. An instance that
/// starts now shows the same ones.
pub(crate) async fn same_beside(app: &TestApp, more: &[&str]) {
    let pages = [
        "/v1/topics?first=100",
        "/v1/regions?first=100",
        "/v1/experts?first=100&include=topics",
        "/v1/articles?first=100",
    ];
    app.beside(
        |_| {},
        async |other| {
            for page in pages.iter().chain(more) {
                let (here, there) = (app.rest().get(page).await, other.rest().get(page).await);
                assert_eq!(here.status, there.status, "{page}");
                // A problem names its request.
                assert!(here.status == 404 || here.text() == there.text(), "{page}");
                assert_eq!(here.header("location"), there.header("location"), "{page}");
            }
        },
    )
    .await;
}
