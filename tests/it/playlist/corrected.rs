//! A reader who saved an article sees that it was corrected since.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tests::on_both;
use tests::publication::{self, id};

use super::list;

on_both! {
    async fn an_item_tells_that_its_article_was_corrected_since(app: TestApp) {
        let ada = app.reader("Ada").await;
        let list = list(&ada, "Straits", "private").await["id"].as_str().unwrap().to_owned();
        let path = format!("/v1/playlists/{list}/items");
        ada.rest().post(&path, json!({"items": [{"articleId": id("art", 4)}]})).await;
        let before = ada.rest().get(&path).await.json();
        let item = &before["data"][0];
        // It was corrected when it was added already.
        assert_eq!((item["article"]["corrections"].as_array().map(Vec::len), &item["correctedAt"]), (Some(1), &json!(null)), "{item}");
        let added: Timestamp = item["addedAt"].as_str().unwrap().parse().unwrap();
        app.clock.advance(SignedDuration::from_secs(60));
        let later = (added + SignedDuration::from_secs(30)).to_string();
        let mut record = publication::small().into_iter().find(|record| record["id"] == id("art", 4)).unwrap();
        let corrections = record["corrections"].as_array_mut().unwrap();
        corrections.insert(0, json!({"kind": "clarification", "at": later, "notes": {"en": "Put more clearly."}}));
        publication::import(&app.domain, vec![record]).await;
        let after = ada.rest().get(&path).await.json();
        let said = after["data"][0]["correctedAt"].as_str().unwrap_or_else(|| panic!("{after}"));
        let said: Timestamp = said.parse().unwrap();
        assert_eq!(said, added + SignedDuration::from_secs(30));
        let query = format!("{{ playlist(id: \"{list}\") {{ items {{ nodes {{ correctedAt }} }} }} }}");
        let data = ada.graphql().data(&query).await;
        assert_eq!(data["playlist"]["items"]["nodes"], json!([{"correctedAt": after["data"][0]["correctedAt"]}]));
    }
}
