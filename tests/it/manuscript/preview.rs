//! Links to look at a text before others do.

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use tests::on_both;
use tests::publication::id;

use super::desk::Desk;

on_both! {
    async fn whoever_has_a_link_sees_one_text_and_nothing_else(app: TestApp) {
        let (author, other) = (Desk::author(app).await, Desk::of(app, "Berta", domain::Role::Author).await);
        let article = author.create("Secret", "First.").await;
        let path = format!("/v1/manuscripts/{article}/previews");
        let made = author.actor.rest().post(&path, json!({"language": "en"})).await;
        assert_eq!(made.status, 201);
        let token = made.json()["token"].as_str().unwrap().to_owned();
        let pinned = author.actor.rest().post(&path, json!({"language": "en", "revision": 1})).await.json();
        author.save(&article, "en", 1, json!({"body": {"markdown": "Second."}})).await;

        let seen = app.rest().get(&format!("/v1/previews/{token}")).await;
        assert_eq!(seen.status, 200);
        assert_eq!((seen.header("cache-control"), seen.header("x-robots-tag")), ("no-store", "noindex, nofollow, noarchive"));
        assert_eq!((&seen.json()["body"]["html"], &seen.json()["status"]), (&json!("<p>Second.</p>"), &json!("draft")));
        let document = format!("{{ articlePreview(token: \"{token}\") {{ articleId title revision status body {{ plainText }} }} }}");
        assert_eq!(app.graphql().data(&document).await["articlePreview"], json!({
            "articleId": article, "title": "Secret", "revision": 2, "status": "DRAFT", "body": {"plainText": "Second."}}));
        let first = app.rest().get(&format!("/v1/previews/{}", pinned["token"].as_str().unwrap())).await.json();
        assert_eq!((&first["revision"], &first["body"]["html"]), (&json!(1), &json!("<p>First.</p>")));
        assert_eq!(app.rest().get(&format!("/v1/articles/{article}")).await.status, 404, "the link shows it, and nothing else does");
        // The token is nowhere in the database.
        assert_eq!(app.found(&format!("SELECT count(*) FROM preview WHERE token_digest = '{token}'")).await, "0");

        // Somebody else's links are as absent as those that aren't there.
        let link = made.json()["id"].as_str().unwrap().to_owned();
        for of in [article.clone(), id("art", 999_999)] {
            let path = format!("/v1/manuscripts/{of}/previews");
            assert_eq!(other.actor.rest().get(&path).await.status, 404);
            assert_eq!(other.actor.rest().post(&path, json!({"language": "en"})).await.status, 404);
            assert_eq!(other.actor.rest().send(Method::DELETE, &format!("{path}/{link}"), None).await.status, 404);
        }
        let listed = author.actor.rest().get(&path).await.json();
        assert_eq!(listed["data"].as_array().unwrap().len(), 2);
        assert!(!listed.to_string().contains(&token));
        assert_eq!(author.actor.rest().send(Method::DELETE, &format!("{path}/{link}"), None).await.status, 204);
        let never = app.rest().get("/v1/previews/never").await.json();
        let revoked = app.rest().get(&format!("/v1/previews/{token}")).await.json();
        assert_eq!((&revoked["status"], &revoked["detail"]), (&never["status"], &never["detail"]));
        assert_eq!(app.graphql().data(&document).await["articlePreview"], Value::Null);
    }

    async fn a_link_ends_by_itself_and_with_a_withdrawal(app: TestApp) {
        let editor = Desk::editor(app).await;
        let article = editor.published("Open", "Text.").await;
        let path = format!("/v1/manuscripts/{article}/previews");
        let token = async |body: Value| editor.actor.rest().post(&path, body).await.json()["token"].as_str().unwrap().to_owned();
        let short = token(json!({"language": "en", "expiresAt": "2026-11-24T12:05:00Z"})).await;
        let long = token(json!({"language": "en"})).await;
        for wrong in ["2026-11-24T12:00:00Z", "2026-12-25T12:00:01Z"] {
            let refused = editor.actor.rest().post(&path, json!({"language": "en", "expiresAt": wrong})).await;
            assert_eq!((refused.status.as_u16(), refused.code().as_str()), (422, "value_invalid"), "{wrong}");
        }
        for missing in [json!({"language": "de"}), json!({"language": "en", "revision": 7})] {
            assert_eq!(editor.actor.rest().post(&path, missing).await.status, 404);
        }
        app.clock.advance(SignedDuration::from_secs(299));
        assert_eq!(app.rest().get(&format!("/v1/previews/{short}")).await.status, 200);
        app.clock.advance(SignedDuration::from_secs(1));
        assert_eq!(app.rest().get(&format!("/v1/previews/{short}")).await.status, 404);
        assert_eq!(app.rest().get(&format!("/v1/previews/{long}")).await.status, 200);
        editor.step("articleWithdraw", &article, 1, ", reason: \"Gone.\"").await;
        assert_eq!(app.rest().get(&format!("/v1/previews/{long}")).await.status, 404);
    }
}
