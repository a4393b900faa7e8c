//! Somebody else's private list answers exactly as one that does not exist.

use domain::testing::change_log;
use serde_json::{Value, json};
use tests::{Answer, on_both};

use super::{add, delete, filled, patch};

/// A list that there has never been.
const ABSENT: &str = "pl_01jb0000000000000000000009";

/// An answer without what names the request itself.
fn bare(answer: &Answer, id: &str) -> String {
    let mut headers: Vec<String> = answer
        .headers
        .iter()
        .filter(|(name, _)| !["x-request-id", "date"].contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {value:?}"))
        .collect();
    headers.sort();
    let request = answer.header("x-request-id");
    let body = String::from_utf8(answer.body.clone()).unwrap().replace(id, "ID").replace(request, "REQUEST");
    format!("{} {headers:?} {body}", answer.status)
}

on_both! {
    async fn a_private_list_is_absent_byte_for_byte(app: TestApp) {
        let (ada, bob) = (app.reader("Ada").await, app.reader("Bob").await);
        let editor = app.staff("Ed", &[domain::Role::Editor]).await;
        let hidden = filled(&ada, "Mine alone", "private", &[1, 2, 4]).await;
        for rest in [app.rest(), bob.rest(), editor.rest()] {
            for suffix in ["", "/items", "/items?total=true"] {
                let found = rest.get(&format!("/v1/playlists/{hidden}{suffix}")).await;
                let absent = rest.get(&format!("/v1/playlists/{ABSENT}{suffix}")).await;
                assert_eq!(found.status, 404);
                assert_eq!(bare(&found, &hidden), bare(&absent, ABSENT), "{suffix}");
            }
            for (method, suffix, body) in [
                ("PATCH", "", json!({"title": "Taken"})), ("DELETE", "", Value::Null), ("POST", "/items", json!({"items": [{"articleId": "art_01jb0000000000000000000001"}]})),
                ("POST", "/copy", json!({})), ("POST", "/reports", json!({"reason": "It is private."})), ("PUT", "/moderation", json!({"hiddenBecause": "It is private."})),
            ] {
                let body = if body.is_null() { None } else { Some(body.to_string()) };
                let found = rest.send(method.parse().unwrap(), &format!("/v1/playlists/{hidden}{suffix}"), body.as_deref()).await;
                let absent = rest.send(method.parse().unwrap(), &format!("/v1/playlists/{ABSENT}{suffix}"), body.as_deref()).await;
                assert!([401, 403, 404].contains(&found.status.as_u16()), "{method} {suffix}: {}", found.status);
                assert_eq!(bare(&found, &hidden), bare(&absent, ABSENT), "{method} {suffix}");
            }
        }
        for graphql in [app.graphql(), bob.graphql(), editor.graphql()] {
            let ask = |id: &str| format!(r#"{{ playlist(id: "{id}") {{ title itemCount items {{ totalCount }} }} node(id: "{id}") {{ id }} nodes(ids: ["{id}"]) {{ id }} featuredPlaylists {{ playlist {{ id }} }} }}"#);
            let found = graphql.post(json!({"query": ask(&hidden)})).await;
            let absent = graphql.post(json!({"query": ask(ABSENT)})).await;
            assert_eq!(bare(&found, &hidden), bare(&absent, ABSENT));
            assert_eq!(found.json()["data"], json!({"playlist": null, "node": null, "nodes": [null], "featuredPlaylists": []}));
        }
        let own = ada.rest().get(&format!("/v1/playlists/{hidden}")).await.json();
        assert_eq!((&own["version"], &own["title"]), (&json!(2), &json!("Mine alone")), "nothing has changed");
    }

    async fn an_unlisted_list_is_seen_by_its_address_and_never_listed(app: TestApp) {
        let ada = app.reader("Ada").await;
        let list = filled(&ada, "By link", "unlisted", &[1, 2, 4]).await;
        let seen = app.rest().get(&format!("/v1/playlists/{list}")).await.json();
        assert_eq!((&seen["title"], &seen["isOwn"]), (&json!("By link"), &json!(false)));
        assert!(!seen.to_string().contains("acc_") && !seen.to_string().contains('@'));
        assert_eq!(app.rest().get("/v1/playlists?featured").await.json()["data"], json!([]));
        patch(&ada.rest(), &format!("/v1/playlists/{list}"), json!({"visibility": "private"})).await;
        assert_eq!(app.rest().get(&format!("/v1/playlists/{list}")).await.status, 404);
    }

    async fn the_log_tells_everybody_only_of_what_everybody_can_see(app: TestApp) {
        let ada = app.reader("Ada").await;
        let start = change_log(&app.domain).await.unwrap().len();
        let list = filled(&ada, "Secret title", "private", &[1]).await;
        let path = format!("/v1/playlists/{list}");
        for visibility in ["public", "unlisted"] {
            patch(&ada.rest(), &path, json!({"visibility": visibility})).await;
        }
        patch(&ada.rest(), &path, json!({"visibility": "public"})).await;
        add(&ada, &list, &[2]).await;
        delete(&ada.rest(), &path).await;
        let log = change_log(&app.domain).await.unwrap();
        let told: Vec<(String, &str, i64)> = log[start..].iter().map(|entry| (entry.change.kind.to_string(), entry.change.audience.as_str(), entry.change.revision)).collect();
        let expected = [
            ("playlist.created", "account", 1), ("playlist.item_added", "account", 2),
            ("playlist.updated", "account", 3), ("playlist.published", "public", 3),
            ("playlist.updated", "account", 4), ("playlist.unpublished", "public", 4),
            ("playlist.updated", "account", 5), ("playlist.published", "public", 5),
            ("playlist.item_added", "public", 6),
            ("playlist.deleted", "account", 7), ("playlist.unpublished", "public", 7),
        ];
        assert_eq!(told, expected.map(|(kind, audience, revision)| (kind.to_owned(), audience, revision)));
        assert!(!format!("{:?}", &log[start..]).contains("Secret"));
    }
}
