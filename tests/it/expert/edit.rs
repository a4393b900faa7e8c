//! Editors add experts, change what is said of them, and delete them.

use domain::testing::change_log;
use reqwest::Method;
use serde_json::{Value, json};
use tests::on_both;
use tests::publication::id;

use crate::manuscript::desk::Desk;
use crate::taxonomy::{change, same_beside};

const CREATE: &str = "mutation($input: ExpertInput!) { expertCreate(input: $input) { expert { id slug name } userErrors { code field } } }";

on_both! {
    async fn an_expert_is_added_changed_and_deleted(app: TestApp) {
        let editor = Desk::editor(app).await;
        let body = json!({"name": "Jürgen Öztürk", "honorific": "Dr", "topics": [id("top", 5), id("top", 2)],
            "links": [{"kind": "website", "url": "https://oeztuerk.example.org"}],
            "texts": [{"language": "en", "title": "Fellow", "bio": "He counts ships."}, {"language": "de", "title": "Mitarbeiter"}]});
        let created = editor.actor.rest().post("/v1/experts", body).await;
        assert_eq!(created.status, 201, "{}", created.text());
        let expert = created.json()["id"].as_str().unwrap().to_owned();
        assert_eq!(created.json()["slug"], "juergen-oeztuerk");
        assert!(created.header("etag").starts_with(&format!("\"{expert}-1")));
        let again = editor.graphql.mutate(CREATE, json!({"name": "Jürgen Öztürk"})).await;
        assert_eq!((&again["expert"]["slug"], &again["userErrors"]), (&json!("juergen-oeztuerk-2"), &json!([])));

        let path = format!("/v1/experts/{expert}");
        let body = json!({"slug": "j-oeztuerk", "honorific": null, "topics": [], "texts": [{"language": "en", "title": "Director"}, {"language": "de", "title": null}]});
        let changed = change(&editor.actor, Method::PATCH, &path, &format!("{expert}-1"), &body).await;
        assert_eq!(changed.status, 200, "{}", changed.text());
        let seen = app.rest().get("/v1/experts/j-oeztuerk").await.json();
        for (member, value) in [("name", json!("Jürgen Öztürk")), ("honorific", Value::Null), ("title", json!("Director")), ("bio", json!("He counts ships.")), ("topics", json!([])), ("links", json!([{"kind": "website", "url": "https://oeztuerk.example.org"}]))] {
            assert_eq!(seen[member], value, "{member}");
        }
        assert_eq!(app.rest().get("/v1/experts/juergen-oeztuerk").await.header("location"), "/v1/experts/j-oeztuerk");
        let data = app.graphql().data(&format!("{{ expert(id: \"{expert}\") {{ revision texts {{ language title affiliation bio }} }} }}")).await;
        assert_eq!(data["expert"], json!({"revision": 2, "texts": [{"language": "en", "title": "Director", "affiliation": null, "bio": "He counts ships."}]}));
        let before = change_log(&app.domain).await.unwrap().len();
        assert_eq!(change(&editor.actor, Method::PATCH, &path, &format!("{expert}-2"), &json!({"name": "Jürgen Öztürk"})).await.status, 200);
        assert_eq!(change_log(&app.domain).await.unwrap().len(), before, "the same again is no change");
        let fan = app.reader("Fan").await;
        fan.rest().send(Method::PUT, &format!("/v1/me/follows/{expert}"), None).await;
        same_beside(app, &["/v1/experts/juergen-oeztuerk"]).await;

        assert_eq!(change(&editor.actor, Method::DELETE, &path, &format!("{expert}-2"), &Value::Null).await.status, 204);
        for gone in [expert.as_str(), "j-oeztuerk", "juergen-oeztuerk"] {
            assert_eq!(app.rest().get(&format!("/v1/experts/{gone}")).await.status, 404, "{gone}");
        }
        assert_eq!(fan.graphql().data("{ viewer { follows { totalCount } } }").await["viewer"]["follows"]["totalCount"], 0);
        same_beside(app, &["/v1/experts/j-oeztuerk"]).await;
    }

    async fn what_can_not_be_said_of_an_expert_is_refused(app: TestApp) {
        let (editor, author, ada) = (Desk::editor(app).await, Desk::author(app).await, app.reader("Ada").await);
        let before = change_log(&app.domain).await.unwrap().len();
        let link = |url: &str| json!([{"kind": "website", "url": url}]);
        for (body, status, code, field) in [
            (json!({}), 422, "value_invalid", "name"),
            (json!({"name": "\u{202e}nna"}), 422, "value_invalid", "name"),
            (json!({"name": "N", "slug": "anna-berg"}), 409, "slug_taken", "slug"),
            (json!({"name": "N", "slug": "anna-tal"}), 409, "slug_taken", "slug"),
            (json!({"name": "N", "slug": "Anna"}), 400, "slug_invalid", "slug"),
            (json!({"name": "N", "honorific": "x".repeat(61)}), 422, "value_invalid", "honorific"),
            (json!({"name": "N", "links": link("javascript:alert(1)")}), 422, "value_invalid", "links[0].url"),
            (json!({"name": "N", "topics": [id("top", 99)]}), 422, "reference_missing", "topics[0]"),
            (json!({"name": "N", "topics": [id("top", 1), id("top", 1)]}), 422, "value_invalid", "topics[1]"),
            (json!({"name": "N", "portrait": id("img", 99)}), 422, "reference_missing", "portrait"),
            (json!({"name": "N", "texts": [{"language": "fr", "title": "Directrice"}]}), 400, "language_invalid", "texts[0].language"),
            (json!({"name": "N", "texts": [{"language": "en", "bio": "x".repeat(5001)}]}), 422, "value_invalid", "texts[0].bio"),
        ] {
            let refused = editor.actor.rest().post("/v1/experts", body.clone()).await;
            assert_eq!((refused.status.as_u16(), refused.code().as_str()), (status, code), "{body}");
            assert_eq!(refused.json()["errors"][0]["field"], field, "{body}");
            let said = editor.graphql.mutate(CREATE, body.clone()).await;
            assert_eq!(said, json!({"expert": null, "userErrors": [{"code": code, "field": field}]}), "{body}");
        }
        let path = format!("/v1/experts/{}", id("exp", 1));
        let tag = format!("{}-1", id("exp", 1));
        let refused = change(&editor.actor, Method::DELETE, &path, &tag, &Value::Null).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (409, "expert_in_use"));
        assert_eq!(editor.actor.rest().send(Method::PATCH, &path, Some("{}")).await.status, 428);
        assert_eq!(change(&editor.actor, Method::PATCH, &path, &format!("{}-9", id("exp", 1)), &json!({"name": "Late"})).await.status, 412);
        let document = format!("mutation {{ expertUpdate(id: \"{}\", expectedRevision: 9, input: {{name: \"Late\"}}) {{ expert {{ name }} userErrors {{ code }} }} }}", id("exp", 1));
        let late = editor.graphql.data(&document).await["expertUpdate"].clone();
        assert_eq!(late, json!({"expert": {"name": "Anna Berg"}, "userErrors": [{"code": "version_conflict"}]}));
        for actor in [&author.actor, &ada] {
            assert_eq!(actor.rest().post("/v1/experts", json!({"name": "N"})).await.status, 403);
            assert_eq!(change(actor, Method::PATCH, &path, &tag, &json!({"name": "N"})).await.status, 403);
            assert_eq!(change(actor, Method::DELETE, &path, &tag, &Value::Null).await.status, 403);
            assert_eq!(change(actor, Method::POST, &format!("{path}/merge"), &tag, &json!({"into": id("exp", 2)})).await.status, 403);
        }
        assert_eq!(change_log(&app.domain).await.unwrap().len(), before);
    }
}
