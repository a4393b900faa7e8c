//! What is left of an item when its article isn't public any more.

use serde_json::{Value, json};
use tests::on_both;
use tests::publication::id;

use super::{list, restate};

on_both! {
    async fn an_item_outlives_its_article_unless_that_was_withdrawn(app: TestApp) {
        let ada = app.reader("Ada").await;
        let list = list(&ada, "Straits", "public").await["id"].as_str().unwrap().to_owned();
        let path = format!("/v1/playlists/{list}/items");
        let items = json!([1, 2, 4].map(|number| json!({"articleId": id("art", number), "description": format!("About {number}.")})));
        ada.rest().post(&path, json!({"items": items})).await;
        restate(app, 2, "unpublished").await;
        restate(app, 4, "withdrawn").await;
        for rest in [ada.rest(), app.rest(), app.staff("Ed", &[domain::Role::Editor]).await.rest()] {
            let page = rest.get(&path).await.json();
            let said: Vec<(&Value, &Value, bool)> = page["data"].as_array().unwrap().iter().map(|item| (&item["state"], &item["description"], item["article"].is_null())).collect();
            assert_eq!(said, [(&json!("available"), &json!("About 1."), false), (&json!("unpublished"), &json!("About 2."), true), (&json!("withdrawn"), &json!(""), true)]);
            assert!(!page.to_string().contains(&id("art", 2)) && !page.to_string().contains(&id("art", 4)) && !page.to_string().contains("corrected-one"));
        }
        let data = app.graphql().data(&format!(r#"{{ playlist(id: "{list}") {{ itemCount items {{ totalCount nodes {{ state description article {{ id }} }} }} }} }}"#)).await;
        assert_eq!(data["playlist"], json!({"itemCount": 3, "items": {"totalCount": 3, "nodes": [
            {"state": "AVAILABLE", "description": "About 1.", "article": {"id": id("art", 1)}},
            {"state": "UNPUBLISHED", "description": "About 2.", "article": null},
            {"state": "WITHDRAWN", "description": "", "article": null},
        ]}}));
        restate(app, 2, "published").await;
        let page = ada.rest().get(&path).await.json();
        assert_eq!((&page["data"][1]["state"], &page["data"][1]["article"]["title"]), (&json!("available"), &json!("A tariff too far")));
    }
}
