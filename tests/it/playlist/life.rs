//! The life of a list in both voices, which say the same.

use serde_json::{Value, json};
use tests::on_both;
use tests::publication::id;

use super::{LIST, add, delete, filled, list, order, patch, restate};

/// A list as REST says it, in the spelling of GraphQL's words.
fn said(mut list: Value) -> Value {
    list["visibility"] = json!(list["visibility"].as_str().unwrap().to_uppercase());
    list
}

on_both! {
    async fn a_list_lives_through_rest(app: TestApp) {
        let ada = app.reader("Ada").await;
        let made = list(&ada, " Straits ", "private").await;
        assert_eq!((&made["title"], &made["version"], &made["itemCount"], &made["owner"]), (&json!("Straits"), &json!(1), &json!(0), &json!({"displayName": "Ada"})));
        let path = format!("/v1/playlists/{}", made["id"].as_str().unwrap());
        let items = add(&ada, made["id"].as_str().unwrap(), &[1, 2, 4]).await;
        assert_eq!(order(&ada, made["id"].as_str().unwrap()).await, items);
        let described = patch(&ada.rest(), &format!("{path}/items/{}", items[0]), json!({"description": "Read this\nfirst."})).await;
        assert_eq!((described.status.as_u16(), &described.json()["playlist"]["version"], &described.json()["items"]), (200, &json!(3), &json!([items[0]])));
        let moved = patch(&ada.rest(), &format!("{path}/items/{}", items[2]), json!({"before": items[0]})).await;
        assert_eq!(moved.json()["playlist"]["version"], 4);
        let moved = patch(&ada.rest(), &format!("{path}/items/{}", items[0]), json!({"after": items[1], "description": "Last."})).await;
        assert_eq!(moved.json()["playlist"]["version"], 5);
        let expected = [items[2].clone(), items[1].clone(), items[0].clone()];
        assert_eq!(order(&ada, made["id"].as_str().unwrap()).await, expected);
        let page = ada.rest().get(&format!("{path}/items?first=2&total=true")).await;
        assert_eq!((page.header("cache-control"), page.header("content-language")), ("private, no-cache", "en"));
        let page = page.json();
        assert_eq!((&page["page"]["total"], &page["page"]["hasNext"], &page["data"][0]["article"]["slug"]), (&json!(3), &json!(true), &json!("the-corrected-one")));
        let rest = ada.rest().get(&format!("{path}/items?after={}", page["page"]["endCursor"].as_str().unwrap())).await.json();
        assert_eq!((&rest["data"][0]["id"], &rest["data"][0]["description"], &rest["page"]["hasNext"]), (&json!(items[0]), &json!("Last."), &json!(false)));
        let back = ada.rest().get(&format!("{path}/items?last=1&before={}", rest["page"]["startCursor"].as_str().unwrap())).await.json();
        assert_eq!(back["data"][0]["id"], items[1]);
        let removed = delete(&ada.rest(), &format!("{path}/items/{}", items[1])).await.json();
        assert_eq!((&removed["playlist"]["version"], &removed["playlist"]["itemCount"]), (&json!(6), &json!(2)));
        let renamed = patch(&ada.rest(), &path, json!({"title": "Tolls", "visibility": "unlisted"})).await.json();
        assert_eq!((&renamed["title"], &renamed["visibility"], &renamed["version"]), (&json!("Tolls"), &json!("unlisted"), &json!(7)));
        assert_eq!(ada.rest().get(&path).await.json(), renamed);
        assert_eq!(delete(&ada.rest(), &path).await.status, 204);
        assert_eq!(ada.rest().get(&path).await.status, 404);
        assert_eq!(ada.rest().get("/v1/me/playlists?total=true").await.json()["page"]["total"], 0);
    }

    async fn a_list_lives_through_graphql(app: TestApp) {
        let ada = app.reader("Ada").await;
        let made = ada.graphql().mutate(&format!("mutation($input: PlaylistCreateInput!) {{ playlistCreate(input: $input) {{ playlist {{ {LIST} }} userErrors {{ code }} }} }}"),
            json!({"title": "Straits", "visibility": "PUBLIC"})).await;
        let list = made["playlist"]["id"].as_str().unwrap().to_owned();
        assert_eq!(made["playlist"], said(ada.rest().get(&format!("/v1/playlists/{list}")).await.json()));
        let add = format!(r#"mutation {{ playlistItemsAdd(id: "{list}", items: [{{articleId: "{}", description: "One."}}, {{articleId: "{}"}}]) {{ playlist {{ version itemCount }} items {{ id description state article {{ slug }} }} userErrors {{ code }} }} }}"#, id("art", 1), id("art", 3));
        let added = ada.graphql().data(&add).await["playlistItemsAdd"].clone();
        assert_eq!(added["playlist"], json!({"version": 2, "itemCount": 2}));
        assert_eq!((&added["items"][0]["description"], &added["items"][0]["state"], &added["items"][1]["article"]["slug"]), (&json!("One."), &json!("AVAILABLE"), &json!("nur-auf-deutsch")));
        let (first, second) = (added["items"][0]["id"].as_str().unwrap(), added["items"][1]["id"].as_str().unwrap());
        let again = ada.graphql().data(&add).await["playlistItemsAdd"].clone();
        assert_eq!(again["userErrors"], json!([{"code": "article_listed"}]));
        let run = |call: String| { let graphql = ada.graphql(); async move { graphql.data(&format!("mutation {{ {call} }}")).await } };
        let moved = run(format!(r#"playlistItemMove(id: "{list}", itemId: "{second}", before: "{first}") {{ playlist {{ version items {{ totalCount nodes {{ id }} }} }} userErrors {{ code }} }}"#)).await;
        assert_eq!(moved["playlistItemMove"]["playlist"], json!({"version": 3, "items": {"totalCount": 2, "nodes": [{"id": second}, {"id": first}]}}));
        let described = run(format!(r#"playlistItemDescribe(id: "{list}", itemId: "{second}", description: "Two.") {{ items {{ description }} userErrors {{ code }} }}"#)).await;
        assert_eq!(described["playlistItemDescribe"]["items"], json!([{"description": "Two."}]));
        let removed = run(format!(r#"playlistItemRemove(id: "{list}", itemId: "{first}") {{ playlist {{ version itemCount }} userErrors {{ code }} }}"#)).await;
        assert_eq!(removed["playlistItemRemove"]["playlist"], json!({"version": 5, "itemCount": 1}));
        let updated = run(format!(r#"playlistUpdate(id: "{list}", input: {{title: "Tolls"}}) {{ playlist {{ title version visibility }} userErrors {{ code }} }}"#)).await;
        assert_eq!(updated["playlistUpdate"]["playlist"], json!({"title": "Tolls", "version": 6, "visibility": "PUBLIC"}));
        let page = ada.rest().get("/v1/me/playlists?total=true").await.json();
        let viewer = ada.graphql().data(&format!("{{ viewer {{ playlists {{ totalCount nodes {{ {LIST} }} pageInfo {{ endCursor }} }} }} }}")).await;
        assert_eq!(viewer["viewer"]["playlists"]["nodes"][0], said(page["data"][0].clone()));
        assert_eq!(viewer["viewer"]["playlists"]["pageInfo"]["endCursor"], page["page"]["endCursor"]);
        let node = app.graphql().data(&format!(r#"{{ node(id: "{list}") {{ ... on Playlist {{ title isOwn }} }} playlist(id: "{list}") {{ title }} }}"#)).await;
        assert_eq!(node, json!({"node": {"title": "Tolls", "isOwn": false}, "playlist": {"title": "Tolls"}}));
        let gone = run(format!(r#"playlistDelete(id: "{list}") {{ deletedId userErrors {{ code }} }}"#)).await;
        assert_eq!(gone["playlistDelete"], json!({"deletedId": list, "userErrors": []}));
        assert_eq!(app.graphql().data(&format!(r#"{{ playlist(id: "{list}") {{ title }} }}"#)).await, json!({"playlist": null}));
    }

    async fn ones_own_lists_come_by_their_last_change_at_a_constant_price(app: TestApp) {
        let ada = app.reader("Ada").await;
        for number in 1..=6u32 {
            app.clock.advance(jiff::SignedDuration::from_secs(1));
            filled(&ada, &format!("List {number}"), "private", &[200 + number, 210 + number, 1]).await;
        }
        let query = "{ viewer { playlists(first: 4) { nodes { title owner { displayName } items(first: 2) { nodes { article { title } } } } pageInfo { hasNextPage endCursor } } } }";
        let before = app.domain.statements();
        let data = ada.graphql().data(query).await;
        assert_eq!(app.domain.statements() - before, 3, "the account, the lists, their items");
        let lists = &data["viewer"]["playlists"];
        let titles: Vec<&str> = lists["nodes"].as_array().unwrap().iter().map(|list| list["title"].as_str().unwrap()).collect();
        assert_eq!(titles, ["List 6", "List 5", "List 4", "List 3"]);
        assert_eq!(lists["nodes"][3]["items"]["nodes"], json!([{"article": {"title": "Filler 3"}}, {"article": {"title": "Filler 13"}}]));
        restate(app, 206, "unpublished").await;
        let before = app.domain.statements();
        ada.graphql().data(query).await;
        assert_eq!(app.domain.statements() - before, 4, "and what became of articles that aren't public");
        let cursor = lists["pageInfo"]["endCursor"].as_str().unwrap();
        let rest = ada.rest().get(&format!("/v1/me/playlists?first=4&after={cursor}")).await.json();
        let titles: Vec<&str> = rest["data"].as_array().unwrap().iter().map(|list| list["title"].as_str().unwrap()).collect();
        assert_eq!((titles, &rest["page"]["hasNext"]), (vec!["List 2", "List 1"], &json!(false)));
    }
}
