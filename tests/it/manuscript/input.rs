//! What editors send, and what of it is refused, where it stands.

use domain::testing::change_log;
use serde_json::{Value, json};
use tests::on_both;
use tests::publication::id;

use super::desk::{Desk, codes};

on_both! {
    async fn who_begins_the_same_at_once_gets_a_slug_each(app: TestApp) {
        let editor = Desk::editor(app).await;
        let begun = futures::future::join_all((0..8).map(|_| editor.try_create("en", json!({"title": "At once"})))).await;
        let mut slugs: Vec<String> = begun.iter().map(|payload| {
            assert_eq!(payload["userErrors"], json!([]), "{payload}");
            payload["manuscript"]["texts"][0]["latest"]["slug"].as_str().unwrap().to_owned()
        }).collect();
        slugs.sort();
        slugs.dedup();
        assert_eq!((slugs.len(), slugs[0].as_str()), (8, "at-once"));
    }

    async fn what_is_wrong_is_told_where_it_stands(app: TestApp) {
        let editor = Desk::editor(app).await;
        let article = editor.create("Input", "Text.").await;
        let log = change_log(&app.domain).await.unwrap().len();
        let block = |text: Value| json!([{"_type": "block", "_key": "a", "style": "normal", "markDefs": [], "children": [text]}]);
        for (text, code, field) in [
            (json!({"title": ""}), "value_invalid", "title"),
            (json!({"title": "x".repeat(301)}), "value_invalid", "title"),
            (json!({"title": "evil \u{202e}txt"}), "value_invalid", "title"),
            (json!({"standfirst": "x".repeat(2_001)}), "value_invalid", "standfirst"),
            (json!({"slug": "Not A Slug"}), "slug_invalid", "slug"),
            (json!({"slug": "ports-under-pressure"}), "slug_taken", "slug"),
            (json!({"note": "x".repeat(1_001)}), "value_invalid", "note"),
            (json!({"body": {"blocks": block(json!({"_type": "span", "_key": "1", "text": "a", "marks": ["nowhere"]}))}}), "body_invalid", "body.blocks[0].children[0].marks[0]"),
            (json!({"body": {"blocks": [{"_type": "image", "_key": "pic", "image": id("img", 99)}]}}), "reference_missing", "body.blocks[0].image"),
            (json!({"body": {"blocks": {"no": "array"}}}), "body_invalid", "body.blocks"),
        ] {
            let refused = editor.save(&article, "en", 1, text).await;
            assert_eq!((codes(&refused)[0], refused["userErrors"][0]["field"].as_str()), (code, Some(field)), "{refused}");
        }
        assert_eq!(codes(&editor.try_create("en", json!({"standfirst": "No title."})).await), ["value_invalid"]);
        assert_eq!(codes(&editor.try_create("fr", json!({"title": "Non"})).await), ["language_invalid"]);
        assert_eq!(change_log(&app.domain).await.unwrap().len(), log);
    }

    async fn html_is_sanitised_and_what_was_left_out_is_told(app: TestApp) {
        let editor = Desk::editor(app).await;
        let html = "<p onclick=\"steal()\">Safe <script>steal()</script><a href=\"javascript:steal()\">text</a></p><iframe src=\"https://evil.example\"></iframe>";
        let begun = editor.try_create("en", json!({"title": "HTML", "body": {"html": html}})).await;
        assert_eq!(codes(&begun), [""; 0]);
        assert!(!begun["notes"].as_array().unwrap().is_empty(), "{begun}");
        let article = begun["manuscript"]["id"].as_str().unwrap();
        editor.publish(article, 1).await;
        let said = app.graphql().data(&format!("{{ article(id: \"{article}\") {{ body {{ html blocks markdown }} }} }}")).await.to_string();
        for attack in ["steal", "javascript", "iframe", "onclick", "script"] {
            assert!(!said.contains(attack), "{attack}: {said}");
        }
        assert!(said.contains("Safe"));
    }

    async fn a_slug_keeps_leading_to_its_article(app: TestApp) {
        let editor = Desk::editor(app).await;
        let article = editor.published("Old name", "Text.").await;
        editor.save(&article, "en", 1, json!({"slug": "new-name"})).await;
        assert_eq!(app.rest().get("/v1/articles/old-name").await.status, 200, "it is saved, and not published");
        editor.step("articlePublish", &article, 2, "").await;
        let moved = app.rest().get("/v1/articles/old-name").await;
        assert_eq!((moved.status.as_u16(), moved.header("location")), (308, "/v1/articles/new-name"));
        assert_eq!(codes(&editor.try_create("en", json!({"title": "Another", "slug": "old-name"})).await), ["slug_taken"]);
        // Its own former slug it may have again.
        editor.save(&article, "en", 2, json!({"slug": "old-name"})).await;
        editor.step("articlePublish", &article, 3, "").await;
        assert_eq!(app.rest().get("/v1/articles/old-name").await.status, 200);
    }

    async fn an_earlier_revision_is_restored_as_a_new_one(app: TestApp) {
        let editor = Desk::editor(app).await;
        let article = editor.create("First", "One.").await;
        editor.save(&article, "en", 1, json!({"title": "Second", "body": {"markdown": "Two."}})).await;
        let restored = editor.actor.rest().with("if-match", &format!("\"{article}.en-2\""))
            .post(&format!("/v1/manuscripts/{article}/texts/en/revisions/1/restore"), json!({})).await;
        assert_eq!((restored.status.as_u16(), &restored.json()["revision"]), (200, &json!(3)));
        let text = editor.actor.rest().get(&format!("/v1/manuscripts/{article}/texts/en")).await.json();
        assert_eq!((&text["latest"]["title"], &text["latest"]["restoredFrom"]), (&json!("First"), &json!(1)));
        let diff = editor.actor.rest().get(&format!("/v1/manuscripts/{article}/texts/en/diff?from=1&to=3")).await.json();
        assert_eq!(diff["blocks"], json!([]));
        let diff = editor.actor.rest().get(&format!("/v1/manuscripts/{article}/texts/en/diff?from=1&to=2")).await.json();
        assert!(!diff["blocks"].as_array().unwrap().is_empty());
        for path in ["diff?from=1&to=9", "revisions/9", "revisions/x"] {
            assert_eq!(editor.actor.rest().get(&format!("/v1/manuscripts/{article}/texts/en/{path}")).await.status, 404, "{path}");
        }
    }

    async fn a_slug_that_was_taken_meanwhile_holds_up_a_publication_and_nothing_else(app: TestApp) {
        let editor = Desk::editor(app).await;
        let (first, second) = (editor.published("First come", "Text.").await, editor.published("Second come", "Text.").await);
        // Both wish for the same slug; it is nobody's until it is published.
        for article in [&first, &second] {
            assert_eq!(codes(&editor.save(article, "en", 1, json!({"slug": "the-one"})).await), [""; 0]);
        }
        editor.step("articlePublish", &second, 2, "").await;
        let late = editor.step_of("articlePublish", &first, &[("en", 2)], "").await;
        assert_eq!((codes(&late), late["userErrors"][0]["field"].as_str()), (vec!["slug_taken"], Some("slug")));
        assert_eq!(app.rest().get("/v1/articles/first-come").await.status, 200);
        editor.step("articleUnpublish", &first, 2, "").await;
        assert_eq!(app.rest().get("/v1/articles/first-come").await.status, 404);
        assert_eq!(codes(&editor.step_of("articlePublish", &first, &[("en", 2)], "").await), ["slug_taken"]);
        editor.save(&first, "en", 2, json!({"slug": "another-one"})).await;
        editor.step("articlePublish", &first, 3, "").await;
        assert_eq!(app.rest().get("/v1/articles/another-one").await.status, 200);
    }
}
