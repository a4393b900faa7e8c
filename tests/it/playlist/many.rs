//! Many at once, and very many.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};
use tests::on_both;
use tests::publication::id;

use super::{add, filled, list, order, patch};

on_both! {
    async fn sixteen_clients_lose_nothing(app: TestApp) {
        let ada = Arc::new(app.reader("Ada").await);
        let list = Arc::new(filled(&ada, "Straits", "public", &[1]).await);
        let anchor = order(&ada, &list).await.remove(0);
        let clients = (1..=16u32).map(|number| {
            let (ada, list, anchor) = (Arc::clone(&ada), Arc::clone(&list), anchor.clone());
            tokio::spawn(async move {
                let own = add(&ada, &list, &[200 + number]).await.remove(0);
                let path = format!("/v1/playlists/{list}/items/{own}");
                let moved = patch(&ada.rest(), &path, json!({"before": anchor})).await;
                assert_eq!(moved.status, 200, "{}", moved.json());
                let described = patch(&ada.rest(), &path, json!({"description": format!("By {number}.")})).await;
                assert_eq!(described.status, 200, "{}", described.json());
                let versions = [moved, described].map(|answer| answer.json()["playlist"]["version"].as_i64().unwrap());
                (own, versions)
            })
        });
        let mut versions = BTreeSet::new();
        let mut own = BTreeSet::new();
        for client in clients.collect::<Vec<_>>() {
            let (item, of) = client.await.unwrap();
            own.insert(item);
            versions.extend(of);
        }
        assert_eq!((own.len(), versions.len()), (16, 32), "no version was given out twice");
        let present = app.rest().get(&format!("/v1/playlists/{list}")).await.json();
        assert_eq!((&present["version"], &present["itemCount"]), (&json!(2 + 48), &json!(17)));
        let page = app.rest().get(&format!("/v1/playlists/{list}/items?first=100")).await.json();
        let found: Vec<&Value> = page["data"].as_array().unwrap().iter().collect();
        assert_eq!((found.len(), &found[16]["id"]), (17, &json!(anchor)), "all stand before the anchor");
        assert!(found[..16].iter().all(|item| own.contains(item["id"].as_str().unwrap()) && item["description"].as_str().unwrap().starts_with("By ")));
    }

    async fn the_same_article_added_by_sixteen_is_there_once(app: TestApp) {
        let ada = Arc::new(app.reader("Ada").await);
        let list = Arc::new(list(&ada, "Straits", "private").await["id"].as_str().unwrap().to_owned());
        let clients = (0..16).map(|_| {
            let (ada, list) = (Arc::clone(&ada), Arc::clone(&list));
            tokio::spawn(async move {
                ada.rest().post(&format!("/v1/playlists/{list}/items"), json!({"items": [{"articleId": id("art", 1)}]})).await.status.as_u16()
            })
        });
        let mut told = Vec::new();
        for client in clients.collect::<Vec<_>>() {
            told.push(client.await.unwrap());
        }
        told.sort_unstable();
        assert_eq!((told[0], told[1], told[15]), (201, 409, 409));
        assert_eq!(order(&ada, &list).await.len(), 1);
    }

    async fn a_thousand_items_fit_and_no_more(app: TestApp) {
        let ada = app.reader("Ada").await;
        let list = list(&ada, "All of it", "private").await["id"].as_str().unwrap().to_owned();
        let path = format!("/v1/playlists/{list}/items");
        let hundred: Vec<Value> = (0..100).map(|place| json!({"articleId": id("art", 201 + place % 25)})).collect();
        for round in 1..=10 {
            let added = ada.rest().post(&path, json!({"items": hundred, "allowDuplicates": true})).await.json();
            assert_eq!(added["playlist"]["itemCount"], round * 100);
        }
        let refused = ada.rest().post(&path, json!({"items": [{"articleId": id("art", 1)}]})).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (409, "limit_reached"));
        let mut more = hundred.clone();
        more.push(json!({"articleId": id("art", 1)}));
        let refused = ada.rest().post(&path, json!({"items": more})).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (422, "value_invalid"));
        let (mut seen, mut after) = (BTreeSet::new(), String::new());
        loop {
            let page = ada.rest().get(&format!("{path}?first=100{after}")).await.json();
            seen.extend(page["data"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
            if page["page"]["hasNext"] == false {
                break;
            }
            after = format!("&after={}", page["page"]["endCursor"].as_str().unwrap());
        }
        assert_eq!(seen.len(), 1_000);
        let present = ada.rest().get(&format!("/v1/playlists/{list}")).await.json();
        assert_eq!((&present["version"], &present["itemCount"]), (&json!(11), &json!(1_000)));
    }

    async fn an_account_has_two_hundred_lists(app: TestApp) {
        let ada = app.reader("Ada").await;
        for number in 0..200 {
            list(&ada, &format!("List {number}"), "private").await;
        }
        let refused = ada.rest().post("/v1/me/playlists", json!({"title": "One more"})).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (409, "limit_reached"));
        assert_eq!(ada.rest().get("/v1/me/playlists?total=true&first=1").await.json()["page"]["total"], 200);
    }
}
