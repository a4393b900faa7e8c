//! Translations know what they were made from, and how far they are behind.

use serde_json::{Value, json};
use tests::{TestApp, on_both};

use super::desk::{Desk, codes};

async fn translate(desk: &Desk, id: &str, revision: i64, expected: Option<i64>, text: Value) -> Value {
    let declared = "$id: ID!, $revision: Int!, $expected: Int, $text: ArticleTextInput!";
    let arguments = "id: $id, source: {language: \"en\", revision: $revision}, language: \"de\", expectedRevision: $expected, text: $text";
    let variables = json!({"id": id, "revision": revision, "expected": expected, "text": text});
    desk.send("articleTextTranslate", declared, arguments, variables).await
}

async fn behind(app: &TestApp, desk: &Desk, id: &str) -> Value {
    let document = format!(
        "{{ manuscript(id: \"{id}\") {{ text(language: \"de\") {{ behind {{ source {{ language revision }} revisions blocks }} }} }} }}"
    );
    let said = desk.graphql.data(&document).await["manuscript"]["text"]["behind"].clone();
    let rest = desk.actor.rest().get(&format!("/v1/manuscripts/{id}/texts/de")).await.json()["behind"].clone();
    assert_eq!(said, rest, "both voices");
    let _ = app;
    said
}

on_both! {
    async fn a_translation_tells_how_far_it_is_behind(app: TestApp) {
        let editor = Desk::editor(app).await;
        let blocks = json!([
            {"_type": "block", "_key": "a", "style": "normal", "markDefs": [], "children": [{"_type": "span", "_key": "1", "text": "One.", "marks": []}]},
            {"_type": "block", "_key": "b", "style": "normal", "markDefs": [], "children": [{"_type": "span", "_key": "1", "text": "Two.", "marks": []}]},
        ]);
        let begun = editor.try_create("en", json!({"title": "Numbers", "body": {"blocks": blocks}})).await;
        let article = begun["manuscript"]["id"].as_str().unwrap().to_owned();
        editor.publish(&article, 1).await;
        let made = translate(&editor, &article, 1, None, json!({"title": "Zahlen", "body": {"markdown": "Eins.\n\nZwei."}})).await;
        assert_eq!(codes(&made), [""; 0], "{made}");
        assert_eq!(behind(app, &editor, &article).await, json!({"source": {"language": "en", "revision": 1}, "revisions": 0, "blocks": []}));
        // Publishing one language never shows another.
        let german = app.graphql().data(&format!("{{ article(id: \"{article}\", language: \"de\") {{ language translations {{ language }} }} }}")).await;
        assert_eq!(german["article"], json!({"language": "en", "translations": [{"language": "en"}]}));
        assert_eq!(app.rest().get("/v1/articles/zahlen").await.status, 404);

        let mut changed = blocks.clone();
        changed[1]["children"][0]["text"] = json!("Two and a half.");
        editor.save(&article, "en", 1, json!({"body": {"blocks": changed}})).await;
        editor.save(&article, "en", 2, json!({"standfirst": "Of numbers."})).await;
        assert_eq!(behind(app, &editor, &article).await, json!({"source": {"language": "en", "revision": 1}, "revisions": 2, "blocks": ["b"]}));
        // A save of the translation is still of the old source; taken up again, it is of the new one.
        editor.save(&article, "de", 1, json!({"title": "Die Zahlen"})).await;
        assert_eq!(behind(app, &editor, &article).await["revisions"], 2);
        let stale = translate(&editor, &article, 3, Some(1), json!({})).await;
        assert_eq!(codes(&stale), ["version_conflict"]);
        let taken_up = translate(&editor, &article, 3, Some(2), json!({"title": "Die Zahlen", "body": {"markdown": "Eins.\n\nZweieinhalb."}})).await;
        assert_eq!(codes(&taken_up), [""; 0], "{taken_up}");
        assert_eq!(behind(app, &editor, &article).await, json!({"source": {"language": "en", "revision": 3}, "revisions": 0, "blocks": []}));
    }

    async fn what_can_not_be_translated_is_refused(app: TestApp) {
        let editor = Desk::editor(app).await;
        let article = editor.create("Alone", "Text.").await;
        let own = "mutation($id: ID!) { articleTextTranslate(id: $id, source: {language: \"en\", revision: 1}, language: \"en\") { userErrors { code field } } }";
        let own = editor.graphql.run(own, json!({"id": article})).await;
        assert_eq!(own["data"]["articleTextTranslate"]["userErrors"], json!([{"code": "language_invalid", "field": "language"}]));
        let missing = "mutation($id: ID!) { articleTextTranslate(id: $id, source: {language: \"en\", revision: 9}, language: \"de\") { userErrors { code } } }";
        let missing = editor.graphql.run(missing, json!({"id": article})).await;
        assert_eq!(missing["errors"][0]["extensions"]["code"], "not_found");
        assert_eq!(editor.standing(&article).await.len(), 1);
    }
}
