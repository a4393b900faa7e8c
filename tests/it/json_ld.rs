//! What search engines are told of an article.

use serde_json::json;
use tests::on_both;

use crate::manuscript::desk::Desk;

on_both! {
    async fn an_article_is_said_in_the_words_of_schema_org(app: TestApp) {
        let answer = app.rest().get("/v1/articles/haefen-unter-druck/json-ld").await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type"), answer.header("content-language")), (200, "application/ld+json", "de"));
        let said = answer.json();
        let page = format!("{}/v1/articles/haefen-unter-druck", app.url);
        for (member, value) in [
            ("@context", json!("https://schema.org")),
            ("@type", json!("AnalysisNewsArticle")),
            ("headline", json!("Häfen unter Druck")),
            ("url", json!(page)),
            ("inLanguage", json!("de")),
            ("datePublished", json!("2026-11-12T08:00:00Z")),
            ("isAccessibleForFree", json!(true)),
            ("about", json!([{"@type": "Thing", "name": "Handel"}])),
            ("contentLocation", json!([{"@type": "Place", "name": "Deutschland"}])),
        ] {
            assert_eq!(said[member], value, "{member}");
        }
        assert_eq!(said["author"][0], json!({"@type": "Person", "name": "Anna Berg", "honorificPrefix": "Professor", "jobTitle": "Fellow",
            "affiliation": {"@type": "Organization", "name": "Institute of Ports"}, "url": format!("{}/v1/experts/anna-berg", app.url)}), "as she was at publication");
        assert_eq!(said["workTranslation"][0]["headline"], "Ports under pressure");
        assert!(said.get("correction").is_none() && said.get("image").is_none(), "what there is not isn't said");
        let corrected = app.rest().get("/v1/articles/the-corrected-one/json-ld").await.json();
        assert_eq!(corrected["correction"], json!([{"@type": "CorrectionComment", "text": "A figure was wrong.", "datePublished": "2026-11-18T09:00:00Z"}]));
        let moved = app.rest().get("/v1/articles/harbours-under-pressure/json-ld").await;
        assert_eq!((moved.status.as_u16(), moved.header("location")), (308, "/v1/articles/ports-under-pressure/json-ld"));
    }

    async fn what_was_scheduled_was_not_changed_before_it_was_published(app: TestApp) {
        let editor = Desk::editor(app).await;
        let article = editor.create("Tomorrow", "Text.").await;
        for step in ["articleSubmit", "articleApprove"] {
            editor.step(step, &article, 1, "").await;
        }
        editor.step("articleSchedule", &article, 1, ", time: {at: \"2026-11-25T12:00:00\", zone: \"UTC\"}").await;
        app.clock.advance(jiff::SignedDuration::from_hours(25));
        app.run_jobs().await;
        let said = app.rest().get(&format!("/v1/articles/{article}/json-ld")).await.json();
        assert_eq!((&said["datePublished"], &said["dateModified"]), (&json!("2026-11-25T12:00:00Z"), &json!("2026-11-25T12:00:00Z")));
    }

    async fn what_is_not_public_is_not_said(app: TestApp) {
        let editor = Desk::editor(app).await;
        let draft = editor.create("Coming soon", "Text.").await;
        let path = format!("/v1/articles/{draft}/json-ld");
        assert_eq!(editor.actor.rest().get(&path).await.status, 404, "not even to editors");
        assert_eq!(app.rest().get(&path).await.status, 404);
        editor.publish(&draft, 1).await;
        assert_eq!(app.rest().get(&path).await.json()["headline"], "Coming soon");
        editor.step("articleWithdraw", &draft, 1, ", reason: \"Wrong.\"").await;
        let gone = app.rest().get(&path).await;
        assert_eq!((gone.status.as_u16(), gone.json()["detail"].as_str().unwrap_or_default()), (410, "Wrong."));
    }
}
