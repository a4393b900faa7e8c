//! Every change of a list, tried by nobody, by another reader, and without the role that it needs.

use domain::Role;
use domain::testing::change_log;
use serde_json::{Value, json};
use tests::on_both;

use super::{code, filled, order};

on_both! {
    async fn no_change_is_made_by_the_wrong_viewer(app: TestApp) {
        let (ada, bob, author) = (app.reader("Ada").await, app.reader("Bob").await, app.staff("Ann", &[Role::Author]).await);
        let list = filled(&ada, "Straits", "public", &[1, 2, 4]).await;
        let items = order(&ada, &list).await;
        let (path, item) = (format!("/v1/playlists/{list}"), &items[0]);
        let before = ada.rest().get(&path).await.json();
        let log = change_log(&app.domain).await.unwrap().len();
        // Method, path, body, and what another reader is answered.
        let doors = [
            ("PATCH", path.clone(), json!({"title": "Taken"}), 404),
            ("DELETE", path.clone(), Value::Null, 404),
            ("POST", format!("{path}/items"), json!({"items": [{"articleId": "art_01jb0000000000000000000003"}]}), 404),
            ("PATCH", format!("{path}/items/{item}"), json!({"description": "Taken."}), 404),
            ("PATCH", format!("{path}/items/{item}"), json!({"after": items[1]}), 404),
            ("DELETE", format!("{path}/items/{item}"), Value::Null, 404),
            ("PUT", format!("{path}/moderation"), json!({"hiddenBecause": "I don't like it."}), 403),
            ("GET", "/v1/playlist-reports".to_owned(), Value::Null, 403),
        ];
        for (method, at, body, status) in doors {
            let body = if body.is_null() { None } else { Some(body.to_string()) };
            let nobody = app.rest().send(method.parse().unwrap(), &at, body.as_deref()).await;
            assert_eq!((nobody.status.as_u16(), nobody.code().as_str()), (401, "authentication_required"), "{method} {at}");
            for wrong in [&bob, &author] {
                let refused = wrong.rest().send(method.parse().unwrap(), &at, body.as_deref()).await;
                assert_eq!(refused.status.as_u16(), status, "{method} {at} as {}", wrong.name);
            }
        }
        for (method, at) in [("POST", "/v1/me/playlists".to_owned()), ("GET", "/v1/me/playlists".to_owned()), ("POST", format!("{path}/copy")), ("POST", format!("{path}/reports"))] {
            assert_eq!(app.rest().send(method.parse().unwrap(), &at, Some("{}").filter(|_| method == "POST")).await.status, 401, "{method} {at}");
        }
        let mutations = [
            (format!(r#"playlistUpdate(id: "{list}", input: {{title: "Taken"}}) {{ playlist {{ id }} }}"#), "not_found"),
            (format!(r#"playlistDelete(id: "{list}") {{ deletedId }}"#), "not_found"),
            (format!(r#"playlistItemsAdd(id: "{list}", items: [{{articleId: "art_01jb0000000000000000000003"}}]) {{ playlist {{ id }} }}"#), "not_found"),
            (format!(r#"playlistItemDescribe(id: "{list}", itemId: "{item}", description: "Taken.") {{ playlist {{ id }} }}"#), "not_found"),
            (format!(r#"playlistItemMove(id: "{list}", itemId: "{item}", after: "{}") {{ playlist {{ id }} }}"#, items[1]), "not_found"),
            (format!(r#"playlistItemRemove(id: "{list}", itemId: "{item}") {{ playlist {{ id }} }}"#), "not_found"),
            (format!(r#"playlistModerate(id: "{list}", input: {{hiddenBecause: "No."}}) {{ playlist {{ id }} }}"#), "forbidden"),
        ];
        for (mutation, refusal) in mutations {
            let document = format!("mutation {{ {mutation} }}");
            assert_eq!(code(&app.graphql().run(&document, json!({})).await), "authentication_required", "{mutation}");
            for wrong in [&bob, &author] {
                assert_eq!(code(&wrong.graphql().run(&document, json!({})).await), refusal, "{mutation} as {}", wrong.name);
            }
        }
        for mutation in [r#"playlistCreate(input: {title: "Mine"}) { playlist { id } }"#.to_owned(), format!(r#"playlistCopy(id: "{list}") {{ playlist {{ id }} }}"#), format!(r#"playlistReport(id: "{list}", reason: "No.") {{ reportId }}"#)] {
            assert_eq!(code(&app.graphql().run(&format!("mutation {{ {mutation} }}"), json!({})).await), "authentication_required");
        }
        assert_eq!(code(&bob.graphql().run("{ playlistReports { totalCount } }", json!({})).await), "forbidden");
        assert_eq!((ada.rest().get(&path).await.json(), order(&ada, &list).await), (before, items), "nothing has changed");
        assert_eq!(change_log(&app.domain).await.unwrap().len(), log);
    }
}
