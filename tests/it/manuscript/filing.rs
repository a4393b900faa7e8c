//! What an article is about and who contributed.

use domain::testing::change_log;
use reqwest::Method;
use serde_json::{Value, json};
use tests::publication::id;
use tests::{Answer, on_both};

use super::desk::Desk;

async fn file(desk: &Desk, article: &str, revision: i64, filing: Value) -> Answer {
    let tag = format!("\"{article}-{revision}\"");
    let path = format!("/v1/manuscripts/{article}");
    desk.actor.rest().with("if-match", &tag).send(Method::PATCH, &path, Some(&filing.to_string())).await
}

on_both! {
    async fn a_byline_is_signed_at_the_publication(app: TestApp) {
        let editor = Desk::editor(app).await;
        let article = editor.create("Signed", "Text.").await;
        let filed = file(&editor, &article, 1, json!({"topics": [id("top", 2)], "regions": [id("reg", 1)], "kind": "report",
            "byline": [{"expert": id("exp", 1), "role": "author"}]})).await;
        assert_eq!(filed.status, 200, "{}", String::from_utf8_lossy(&filed.body));
        assert_eq!((&filed.json()["kind"], &filed.json()["topics"]), (&json!("report"), &json!([id("top", 2)])));
        editor.publish(&article, 1).await;
        let document = format!("{{ article(id: \"{article}\") {{ kind topics {{ id }} byline {{ title affiliation expert {{ id title affiliation }} }} }} }}");
        let seen = app.graphql().data(&document).await["article"].clone();
        assert_eq!(seen["topics"], json!([{"id": id("top", 2)}]));
        let signed = &seen["byline"][0];
        assert!(signed["title"].is_string(), "{signed}");
        assert_eq!((&signed["title"], &signed["affiliation"]), (&signed["expert"]["title"], &signed["expert"]["affiliation"]));
        let listed = app.graphql().data(&format!("{{ articles(filter: {{topic: \"{}\"}}) {{ nodes {{ id }} }} }}", id("top", 2))).await;
        assert!(listed.to_string().contains(&article));
    }

    async fn what_is_named_must_be_there_once(app: TestApp) {
        let editor = Desk::editor(app).await;
        let article = editor.create("Filed", "Text.").await;
        let log = change_log(&app.domain).await.unwrap().len();
        for (filing, code, field) in [
            (json!({"topics": [id("top", 1), id("top", 99)]}), "reference_missing", "topics[1]"),
            (json!({"regions": [id("reg", 1), id("reg", 1)]}), "value_invalid", "regions[1]"),
            (json!({"byline": [{"expert": id("exp", 99), "role": "author"}]}), "reference_missing", "byline[0]"),
            (json!({"leadImage": id("img", 99)}), "reference_missing", "leadImage"),
        ] {
            let refused = file(&editor, &article, 1, filing).await;
            assert_eq!((refused.status.as_u16(), refused.code().as_str()), (422, code), "{field}");
            assert_eq!(refused.json()["errors"][0]["field"], field);
        }
        let stale = file(&editor, &article, 7, json!({"kind": "report"})).await;
        assert_eq!((stale.status.as_u16(), stale.code().as_str()), (412, "precondition_failed"));
        assert_eq!(editor.actor.rest().send(Method::PATCH, &format!("/v1/manuscripts/{article}"), Some("{}")).await.status, 428);
        assert_eq!(change_log(&app.domain).await.unwrap().len(), log);
    }

    async fn authors_do_not_file_what_is_public(app: TestApp) {
        let (author, editor) = (Desk::author(app).await, Desk::editor(app).await);
        let article = author.create("Public", "Text.").await;
        assert_eq!(file(&author, &article, 1, json!({"topics": [id("top", 1)]})).await.status, 200);
        author.step("articleSubmit", &article, 1, "").await;
        editor.step("articleApprove", &article, 1, "").await;
        editor.step("articlePublish", &article, 1, "").await;
        let revision = editor.actor.rest().get(&format!("/v1/manuscripts/{article}")).await.json()["revision"].as_i64().unwrap();
        let refused = file(&author, &article, revision, json!({"topics": []})).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (403, "forbidden"));
        let list = app.graphql().data(&format!("{{ article(id: \"{article}\") {{ topics {{ id }} }} }}")).await;
        assert_eq!(list["article"]["topics"], json!([{"id": id("top", 1)}]));
    }
}
