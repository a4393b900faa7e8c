//! Versions: a change that was made against an older one is refused where order matters, and merged where it doesn't.

use serde_json::{Value, json};
use tests::on_both;
use tests::publication::id;

use super::{add, filled, list, order, patch};

on_both! {
    async fn a_stale_change_is_refused_with_both_versions(app: TestApp) {
        let ada = app.reader("Ada").await;
        let list = filled(&ada, "Straits", "private", &[1, 2]).await;
        let path = format!("/v1/playlists/{list}");
        let items = order(&ada, &list).await;
        let seen = ada.rest().get(&path).await;
        let tag = seen.header("etag").to_owned();
        assert!(tag.starts_with(&format!("\"{list}-2-")), "{tag}");
        assert_eq!(ada.rest().with("if-none-match", &tag).get(&path).await.status, 304);
        let renamed = patch(&ada.rest().with("if-match", &tag), &path, json!({"title": "Tolls"})).await;
        assert_eq!(renamed.status, 200);
        assert_eq!(renamed.header("etag"), ada.rest().with("accept-encoding", "identity").get(&path).await.header("etag"));
        let stale = ada.rest().with("if-match", &tag);
        for (method, path, body) in [
            ("PATCH", path.clone(), Some(json!({"title": "Late"}))),
            ("PATCH", path.clone(), Some(json!({"visibility": "public"}))),
            ("PATCH", format!("{path}/items/{}", items[1]), Some(json!({"before": items[0]}))),
            ("DELETE", path.clone(), None),
        ] {
            let refused = stale.send(method.parse().unwrap(), &path, body.map(|body| body.to_string()).as_deref()).await;
            let problem = refused.json();
            assert_eq!((refused.status.as_u16(), refused.code().as_str()), (412, "precondition_failed"), "{method} {path}");
            assert_eq!((&problem["expectedVersion"], &problem["presentVersion"]), (&json!(2), &json!(3)));
            assert!(problem["detail"].as_str().unwrap().contains('2') && problem["detail"].as_str().unwrap().contains('3'));
        }
        for foreign in ["\"nonsense\"", "W/\"weak\"", &format!("\"{}-3\"", "pl_01jb0000000000000000000009")] {
            let refused = patch(&ada.rest().with("if-match", foreign), &path, json!({"title": "Late"})).await;
            assert_eq!((refused.status.as_u16(), refused.code().as_str()), (412, "precondition_failed"));
        }
        let refused = ada.graphql().data(&format!(r#"mutation {{ playlistUpdate(id: "{list}", input: {{title: "Late"}}, expectedVersion: 2) {{ playlist {{ title version }} userErrors {{ code message }} }}
            playlistDelete(id: "{list}", expectedVersion: 2) {{ deletedId playlist {{ version }} userErrors {{ code }} }} }}"#)).await;
        let message = "This was made against version 2; the present version is 3.";
        assert_eq!(refused["playlistUpdate"], json!({"playlist": {"title": "Tolls", "version": 3}, "userErrors": [{"code": "version_conflict", "message": message}]}));
        assert_eq!(refused["playlistDelete"], json!({"deletedId": null, "playlist": {"version": 3}, "userErrors": [{"code": "version_conflict"}]}));
        assert_eq!(patch(&ada.rest().with("if-match", "*"), &path, json!({"description": "Any."})).await.status, 200);
        assert_eq!(patch(&ada.rest(), &path, json!({"title": "The last one wins"})).await.json()["version"], 5);
        assert_eq!(order(&ada, &list).await, items);
    }

    async fn changes_are_merged_where_order_does_not_matter(app: TestApp) {
        let ada = app.reader("Ada").await;
        let list = filled(&ada, "Straits", "private", &[1, 2]).await;
        let path = format!("/v1/playlists/{list}");
        let items = order(&ada, &list).await;
        let stale = ada.rest().with("if-match", &format!("\"{list}-2\""));
        for (number, version) in [(3, 3), (4, 4)] {
            let added = stale.post(&format!("{path}/items"), json!({"items": [{"articleId": id("art", number)}]})).await;
            assert_eq!((added.status.as_u16(), &added.json()["playlist"]["version"]), (201, &json!(version)));
        }
        for (item, version) in [(&items[0], 5), (&items[1], 6)] {
            let described = patch(&stale, &format!("{path}/items/{item}"), json!({"description": "Merged."})).await;
            assert_eq!((described.status.as_u16(), &described.json()["playlist"]["version"]), (200, &json!(version)));
        }
        let same = patch(&stale, &format!("{path}/items/{}", items[0]), json!({"description": "Late."})).await;
        assert_eq!((same.status.as_u16(), &same.json()["expectedVersion"], &same.json()["presentVersion"]), (412, &json!(2), &json!(6)));
        let twice = stale.post(&format!("{path}/items"), json!({"items": [{"articleId": id("art", 3)}]})).await;
        assert_eq!((twice.status.as_u16(), twice.code().as_str()), (409, "article_listed"));
        let removed = stale.send(reqwest::Method::DELETE, &format!("{path}/items/{}", items[1]), None).await;
        assert_eq!(removed.status, 412, "that item changed");
        let page = ada.rest().get(&format!("{path}/items")).await.json();
        let said: Vec<&Value> = page["data"].as_array().unwrap().iter().map(|item| &item["description"]).collect();
        assert_eq!(said, ["Merged.", "Merged.", "", ""]);
    }

    async fn a_place_that_is_full_is_made_room_in(app: TestApp) {
        let ada = app.reader("Ada").await;
        let list = list(&ada, "Straits", "private").await["id"].as_str().unwrap().to_owned();
        let mut expected = add(&ada, &list, &[1, 2, 3, 4]).await;
        let half = ada.rest().get(&format!("/v1/playlists/{list}/items?first=2")).await.json()["page"]["endCursor"].as_str().unwrap().to_owned();
        // Each of the last two goes to the second place in turn, which halves the room before it.
        for round in 0..70 {
            let last = expected.pop().unwrap();
            let path = format!("/v1/playlists/{list}/items/{last}");
            let moved = patch(&ada.rest(), &path, json!({"after": expected[0]})).await;
            assert_eq!(moved.json()["playlist"]["version"], 3 + round);
            expected.insert(1, last);
        }
        assert_eq!(order(&ada, &list).await, expected);
        let behind = ada.rest().get(&format!("/v1/playlists/{list}/items?after={half}")).await.json();
        assert!(behind["data"].as_array().unwrap().len() <= 3, "a cursor stays good");
    }
}
