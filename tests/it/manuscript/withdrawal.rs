//! What is withdrawn leaves a tombstone with its reason, and nothing else, wherever one looks.

use serde_json::{Value, json};
use tests::{TestApp, on_both};

use super::desk::{Desk, codes, seen};

async fn tombstones(app: &TestApp, by: &str) -> Value {
    app.graphql().data(&format!("{{ articleWithdrawals({by}) {{ articleId language reason }} }}")).await["articleWithdrawals"].clone()
}

on_both! {
    async fn a_tombstone_is_all_that_is_left(app: TestApp) {
        let (editor, ada) = (Desk::editor(app).await, app.reader("Ada").await);
        let article = editor.published("The made-up interview", "He said so.").await;
        editor.save(&article, "en", 1, json!({"slug": "the-interview"})).await;
        editor.step("articlePublish", &article, 2, "").await;
        let list = ada.rest().post("/v1/me/playlists", json!({"title": "Mine"})).await.json();
        let items = format!("/v1/playlists/{}/items", list["id"].as_str().unwrap());
        assert_eq!(ada.rest().post(&items, json!({"items": [{"articleId": article}]})).await.status, 201);
        let count = app.graphql().data("{ articles { totalCount } }").await["articles"]["totalCount"].as_i64().unwrap();
        editor.step("articleWithdraw", &article, 2, ", reason: \"The interview was made up.\"").await;

        assert_eq!(seen(app, &article).await, Value::Null);
        assert_eq!(app.graphql().data("{ articles { totalCount } }").await["articles"]["totalCount"], count - 1);
        assert_eq!(app.graphql().data(&format!("{{ node(id: \"{article}\") {{ __typename }} }}")).await["node"], Value::Null);
        let tombstone = json!([{"articleId": article, "language": "en", "reason": "The interview was made up."}]);
        for by in [format!("id: \"{article}\""), "slug: \"the-interview\"".to_owned(), "slug: \"the-made-up-interview\"".to_owned()] {
            assert_eq!(tombstones(app, &by).await, tombstone, "{by}");
        }
        for name in [article.as_str(), "the-interview", "the-made-up-interview"] {
            let gone = app.rest().get(&format!("/v1/articles/{name}")).await;
            assert_eq!((gone.status.as_u16(), gone.code().as_str()), (410, "withdrawn"), "{name}");
            assert_eq!(gone.json()["detail"], "The interview was made up.");
            assert!(!String::from_utf8_lossy(&gone.body).contains("He said"));
        }
        let item = ada.rest().get(&items).await.json()["data"][0].clone();
        assert_eq!((&item["state"], &item["article"]), (&json!("withdrawn"), &Value::Null));
        // It stays so: nothing can be done with it, and nobody else gets its slug.
        for (step, more) in [("articlePublish", ""), ("articleReopen", ""), ("articleArchive", ""), ("articleWithdraw", ", reason: \"Again.\"")] {
            assert_eq!(codes(&editor.step_of(step, &article, &[("en", 2)], more).await), ["transition_refused"], "{step}");
        }
        assert_eq!(codes(&editor.save(&article, "en", 2, json!({"title": "Back"})).await), ["transition_refused"]);
        assert_eq!(codes(&editor.try_create("en", json!({"title": "New", "slug": "the-interview"})).await), ["slug_taken"]);
        // A server that starts anew knows it as well.
        app.beside(|_| {}, async |other| {
            assert_eq!(other.rest().get("/v1/articles/the-interview").await.status, 410);
        }).await;
    }

    async fn one_language_is_withdrawn_and_the_other_stays(app: TestApp) {
        let editor = Desk::editor(app).await;
        let article = editor.published("Both", "Text.").await;
        let declared = "$id: ID!, $text: ArticleTextInput!";
        let arguments = "id: $id, source: {language: \"en\", revision: 1}, language: \"de\", text: $text";
        editor.send("articleTextTranslate", declared, arguments, json!({"id": article, "text": {"title": "Beide"}})).await;
        for step in ["articleSubmit", "articleApprove", "articlePublish"] {
            assert_eq!(codes(&editor.step_of(step, &article, &[("de", 1)], "").await), [""; 0]);
        }
        let reason = ", reason: \"Falsch übersetzt.\"";
        assert_eq!(codes(&editor.step_of("articleWithdraw", &article, &[("de", 1)], reason).await), [""; 0]);
        assert_eq!(app.rest().get("/v1/articles/both").await.status, 200);
        assert_eq!(app.rest().get("/v1/articles/beide").await.status, 410);
        let german = app.rest().get(&format!("/v1/articles/{article}?language=de&fallback=false")).await;
        assert_eq!((german.status.as_u16(), &german.json()["detail"]), (410, &json!("Falsch übersetzt.")));
        assert_eq!(app.rest().get(&format!("/v1/articles/{article}?language=de")).await.json()["language"], "en");
    }
}
