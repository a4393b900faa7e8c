//! Texts that won't do, and those that will.

use serde_json::{Value, json};
use tests::on_both;
use tests::publication::id;

use super::{filled, order, patch};

on_both! {
    async fn texts_have_limits_and_no_tricks(app: TestApp) {
        let ada = app.reader("Ada").await;
        let list = filled(&ada, "Straits", "private", &[1]).await;
        let path = format!("/v1/playlists/{list}");
        let item = format!("{path}/items/{}", order(&ada, &list).await[0]);
        let long = |length: usize| "ä".repeat(length);
        for (at, body) in [
            (&path, json!({"title": ""})), (&path, json!({"title": "   "})), (&path, json!({"title": long(121)})), (&path, json!({"title": "a\u{0}b"})),
            (&path, json!({"title": "two\nlines"})), (&path, json!({"title": "a\u{202E}b"})), (&path, json!({"description": long(1_001)})),
            (&path, json!({"description": "bell\u{7}"})), (&path, json!({"visibility": "secret"})), (&path, json!({"title": 5})), (&path, json!({"owner": "Bob"})),
            (&item, json!({"description": long(501)})), (&item, json!({"description": "\u{2066}x"})), (&item, json!({})),
            (&item, json!({"before": item.rsplit('/').next().unwrap()})),
        ] {
            let refused = patch(&ada.rest(), at, body.clone()).await;
            assert_eq!((refused.status.as_u16(), refused.code().as_str()), (422, "value_invalid"), "{at} {body}");
        }
        for (items, status, code) in [
            (json!([]), 422, "value_invalid"),
            (json!([{"articleId": id("art", 101)}]), 422, "reference_missing"),
            (json!([{"articleId": id("art", 999)}]), 422, "reference_missing"),
            (json!([{"articleId": id("exp", 1)}]), 400, "id_invalid"),
            (json!([{"articleId": id("art", 2), "description": long(501)}]), 422, "value_invalid"),
            (json!([{"articleId": id("art", 2)}, {"articleId": id("art", 2)}]), 409, "article_listed"),
            (json!([{"articleId": id("art", 2)}, {"articleId": id("art", 1)}]), 409, "article_listed"),
        ] {
            let refused = ada.rest().post(&format!("{path}/items"), json!({"items": items})).await;
            assert_eq!((refused.status.as_u16(), refused.code().as_str()), (status, code), "{items}");
        }
        let present = ada.rest().get(&path).await.json();
        assert_eq!((&present["version"], &present["title"], &present["itemCount"]), (&json!(2), &json!("Straits"), &json!(1)), "nothing has changed");
        let hebrew = "\u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{5e2}\u{5d5}\u{5dc}\u{5dd}";
        let renamed = patch(&ada.rest(), &path, json!({"title": hebrew, "description": format!("{}\r\n", long(999))})).await.json();
        assert_eq!((&renamed["title"], renamed["description"].as_str().unwrap().chars().count()), (&json!(hebrew), 999));
        let mutation = "mutation($input: PlaylistCreateInput!) { playlistCreate(input: $input) { playlist { id } userErrors { code field } } }";
        let refused = ada.graphql().mutate(mutation, json!({"title": "a\u{202E}b"})).await;
        assert_eq!(refused, json!({"playlist": Value::Null, "userErrors": [{"code": "value_invalid", "field": "title"}]}));
    }
}
