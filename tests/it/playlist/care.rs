//! Copies with credit, reports, and what staff does.

use domain::Role;
use serde_json::json;
use tests::on_both;

use super::{delete, filled, list, order, patch, put, restate};

on_both! {
    async fn a_public_list_is_copied_with_credit(app: TestApp) {
        let (ada, bob) = (app.reader("Ada").await, app.reader("Bob").await);
        let source = filled(&ada, "Straits", "public", &[1, 2, 4]).await;
        let item = order(&ada, &source).await.remove(0);
        patch(&ada.rest(), &format!("/v1/playlists/{source}/items/{item}"), json!({"description": "Ada's words."})).await;
        restate(app, 2, "unpublished").await;
        let copied = bob.rest().post(&format!("/v1/playlists/{source}/copy"), json!({})).await;
        assert_eq!(copied.status, 201);
        let copy = copied.json();
        assert_eq!((&copy["title"], &copy["visibility"], &copy["itemCount"], &copy["isOwn"]), (&json!("Straits"), &json!("private"), &json!(2), &json!(true)));
        assert_eq!(copy["copiedFrom"], json!({"id": source, "title": "Straits", "owner": {"displayName": "Ada"}}));
        let path = format!("/v1/playlists/{}", copy["id"].as_str().unwrap());
        assert!(copied.header("location").ends_with(&path));
        let items = bob.rest().get(&format!("{path}/items")).await.json();
        let said: Vec<(&str, &str)> = items["data"].as_array().unwrap().iter().map(|item| (item["article"]["slug"].as_str().unwrap(), item["description"].as_str().unwrap())).collect();
        assert_eq!(said, [("ports-under-pressure", ""), ("the-corrected-one", "")]);
        patch(&ada.rest(), &format!("/v1/playlists/{source}"), json!({"visibility": "private"})).await;
        let alone = bob.rest().get(&path).await.json();
        assert!(alone["copiedFrom"].is_null() && !alone.to_string().contains("Ada"));
        for suffix in ["copy", "reports"] {
            let body = if suffix == "copy" { json!({"title": "Mine now"}) } else { json!({"reason": "It is private."}) };
            assert_eq!(bob.rest().post(&format!("/v1/playlists/{source}/{suffix}"), body).await.status, 404);
        }
        assert_eq!(bob.rest().get("/v1/me/playlists?total=true").await.json()["page"]["total"], 1);
        delete(&ada.rest(), &format!("/v1/playlists/{source}")).await;
        assert_eq!(bob.rest().get(&path).await.json()["itemCount"], 2, "a copy is its owner's own");
    }

    async fn staff_reads_reports_and_hides_with_a_reason(app: TestApp) {
        let (ada, bob, editor) = (app.reader("Ada").await, app.reader("Bob").await, app.staff("Ed", &[Role::Editor]).await);
        let list = filled(&ada, "Buy now", "public", &[1, 2, 4]).await;
        let path = format!("/v1/playlists/{list}");
        let report = bob.rest().post(&format!("{path}/reports"), json!({"reason": " An advertisement. "})).await;
        assert_eq!(report.status, 201);
        let again = bob.rest().post(&format!("{path}/reports"), json!({"reason": "Still one."})).await;
        assert_eq!((again.status.as_u16(), again.json()), (201, report.json()), "one open report each");
        let own = ada.rest().post(&format!("{path}/reports"), json!({"reason": "Mine."})).await;
        assert_eq!((own.status.as_u16(), own.code().as_str()), (422, "value_invalid"));
        let page = editor.rest().get("/v1/playlist-reports?total=true").await.json();
        assert_eq!((&page["page"]["total"], &page["data"][0]["reason"], &page["data"][0]["playlist"]["title"]), (&json!(1), &json!("An advertisement."), &json!("Buy now")));
        assert!(!page.to_string().contains("Bob") && !page.to_string().contains("acc_"));
        let said = editor.graphql().data("{ playlistReports { totalCount nodes { reason playlist { title } } } }").await;
        assert_eq!(said["playlistReports"], json!({"totalCount": 1, "nodes": [{"reason": "An advertisement.", "playlist": {"title": "Buy now"}}]}));
        let hidden = editor.graphql().data(&format!(r#"mutation {{ playlistModerate(id: "{list}", input: {{hiddenBecause: "Advertising."}}) {{ playlist {{ hiddenBecause hiddenAt version }} userErrors {{ code }} }} }}"#)).await;
        assert_eq!(hidden["playlistModerate"]["playlist"], json!({"hiddenBecause": "Advertising.", "hiddenAt": "2026-11-24T12:00:00Z", "version": 3}));
        assert_eq!(editor.rest().get("/v1/playlist-reports?total=true").await.json()["page"]["total"], 0);
        for rest in [app.rest(), bob.rest()] {
            assert_eq!((rest.get(&path).await.status.as_u16(), rest.get(&format!("{path}/items")).await.status.as_u16()), (404, 404));
        }
        let own = ada.rest().get(&path).await.json();
        assert_eq!((&own["hiddenBecause"], &own["visibility"]), (&json!("Advertising."), &json!("public")), "its owner is told why");
        assert_eq!(patch(&ada.rest(), &path, json!({"title": "Straits"})).await.status, 200);
        assert_eq!(app.rest().get(&path).await.status, 404, "a new title doesn't show it");
        assert_eq!(put(&editor.rest(), &format!("{path}/moderation"), json!({})).await.status, 200);
        assert_eq!(app.rest().get(&path).await.json()["title"], "Straits");
        for body in [json!({"hiddenBecause": ""}), json!({"hiddenBecause": "x".repeat(501)}), json!({"pinnedUntil": "2026-11-24T12:00:00Z"})] {
            assert_eq!(put(&editor.rest(), &format!("{path}/moderation"), body).await.code(), "value_invalid");
        }
    }

    async fn reports_are_limited(app: TestApp) {
        let (ada, bob) = (app.reader("Ada").await, app.reader("Bob").await);
        for number in 1..=21 {
            let list = list(&ada, &format!("List {number}"), "public").await["id"].as_str().unwrap().to_owned();
            let told = bob.rest().post(&format!("/v1/playlists/{list}/reports"), json!({"reason": "No."})).await;
            assert_eq!(told.status.as_u16(), if number <= 20 { 201 } else { 429 });
        }
    }

    async fn what_is_held_on_an_account_can_be_said_and_forgotten(app: TestApp) {
        let (ada, bob) = (app.reader("Ada").await, app.reader("Bob").await);
        let public = filled(&ada, "Straits", "public", &[1, 2, 4]).await;
        filled(&ada, "Mine", "private", &[1]).await;
        let copy = bob.rest().post(&format!("/v1/playlists/{public}/copy"), json!({})).await.json();
        let held = domain::testing::held_playlists(&app.domain, ada.account).await.unwrap();
        // Both were made in one instant: which is told first is for their ids to say.
        let of = |title: &str| held.as_array().unwrap().iter().find(|list| list["title"] == title).unwrap();
        assert_eq!((of("Straits")["items"].as_array().unwrap().len(), &of("Mine")["visibility"]), (3, &json!("private")));
        let told = domain::testing::forget_playlists(&app.domain, ada.account).await.unwrap();
        assert_eq!(told, ["playlist.unpublished public"]);
        assert_eq!(app.rest().get(&format!("/v1/playlists/{public}")).await.status, 404);
        assert_eq!(ada.rest().get("/v1/me/playlists?total=true").await.json()["page"]["total"], 0);
        let left = bob.rest().get(&format!("/v1/playlists/{}", copy["id"].as_str().unwrap())).await.json();
        assert_eq!((&left["itemCount"], left["copiedFrom"].is_null()), (&json!(3), true));
    }
}
