//! The audit: what staff did is noted, by whom, from what to what; and stays.

use domain::Role;
use reqwest::Method;
use serde_json::{Value, json};
use tests::on_both;
use tests::publication::id;

use super::desk::Desk;

on_both! {
    async fn what_staff_does_is_noted_and_what_readers_do_is_not(app: TestApp) {
        let (editor, admin, ada) = (Desk::editor(app).await, app.staff("Admin", &[Role::Admin]).await, app.reader("Ada").await);
        ada.rest().send(Method::PUT, &format!("/v1/me/follows/{}", id("exp", 1)), None).await;
        let article = editor.published("Noted", "Text.").await;
        let noted = admin.rest().get(&format!("/v1/audit?subject={article}&total=true")).await.json();
        let events: Vec<(&str, &Value, &Value)> = noted["data"].as_array().unwrap().iter()
            .map(|it| (it["event"].as_str().unwrap(), &it["fromState"], &it["toState"])).collect();
        let state = |word: &str| json!(word);
        assert_eq!(events, [
            ("article.publish", &state("approved"), &state("published")), ("article.approve", &state("in_review"), &state("approved")),
            ("article.submit", &state("draft"), &state("in_review")), ("article.save", &Value::Null, &Value::Null),
        ]);
        assert!(noted["data"].as_array().unwrap().iter().all(|it| it["actor"] == format!("staff:{}", editor.actor.account)));
        let query = format!("{{ auditEntries(filter: {{subject: \"{article}\"}}) {{ totalCount nodes {{ number event actor action toRevision }} }} }}");
        let graphql = admin.graphql().data(&query).await["auditEntries"].clone();
        assert_eq!((&graphql["totalCount"], &noted["page"]["total"]), (&json!(4), &json!(4)));
        for (rest, graphql) in noted["data"].as_array().unwrap().iter().zip(graphql["nodes"].as_array().unwrap()) {
            for (name, value) in graphql.as_object().unwrap() {
                assert_eq!(&rest[name], value, "{name}");
            }
        }
        let all = admin.rest().get("/v1/audit?first=100").await;
        let said = String::from_utf8_lossy(&all.body).into_owned();
        assert!(!said.contains(&ada.account.to_string()) && !said.contains("follow") && !said.contains("example.org"), "{said}");
        let numbers = app.found("SELECT max(number) - count(*) FROM audit_entry").await;
        assert_eq!(numbers, "0", "numbers without a gap");
        for wrong in [editor.actor.rest(), ada.rest()] {
            assert_eq!(wrong.get("/v1/audit").await.status, 403);
        }
    }

    async fn entries_stay_as_they_are(app: TestApp) {
        let editor = Desk::editor(app).await;
        editor.create("Kept", "Text.").await;
        let before = app.found("SELECT count(*) FROM audit_entry").await;
        for statement in ["UPDATE audit_entry SET actor = 'nobody'", "DELETE FROM audit_entry"] {
            assert!(app.try_sql(statement).await.is_err(), "{statement}");
        }
        assert_eq!(app.found("SELECT count(*) FROM audit_entry").await, before);
    }
}
