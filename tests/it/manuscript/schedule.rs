//! What is put on the schedule: which times there are, and that what was approved is published when its time has come.

use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::publication::{self, id};
use tests::{TestApp, on_both};

use super::desk::{Desk, codes, seen};

async fn approved(desk: &Desk, title: &str) -> String {
    let article = desk.create(title, "What was approved.").await;
    desk.step("articleSubmit", &article, 1, "").await;
    desk.step("articleApprove", &article, 1, "").await;
    article
}

fn time(at: &str, more: &str) -> String {
    format!(", time: {{at: \"{at}\", zone: \"Europe/Berlin\"{more}}}")
}

async fn body(app: &TestApp, article: &str) -> Value {
    let document = format!("{{ article(id: \"{article}\") {{ publishedAt body {{ plainText }} }} }}");
    app.graphql().data(&document).await["article"].clone()
}

on_both! {
    async fn what_can_not_be_published_holds_up_nothing_else(app: TestApp) {
        // More of them than are looked up at once: their bodies are lost, and they are due before the one that is well.
        let mut records = Vec::new();
        for number in 400..=505 {
            let at = if number == 505 { "2026-11-24T12:02:00Z" } else { "2026-11-24T12:01:00Z" };
            let text = publication::text(&format!("scheduled-{number}"), "Scheduled", "scheduled", Some(at));
            records.push(publication::article(number, "report", json!({"en": text})));
        }
        publication::import(&app.domain, records).await;
        let (first, last) = (id("art", 400), id("art", 504));
        app.sql(&format!("DELETE FROM article_body WHERE article_id BETWEEN '{first}' AND '{last}'")).await;
        app.clock.advance(SignedDuration::from_secs(300));
        app.run_jobs().await;
        assert_eq!(seen(app, &id("art", 505)).await, "Scheduled");
        assert_eq!(seen(app, &first).await, Value::Null);
    }

    async fn what_was_approved_is_published_when_its_time_has_come(app: TestApp) {
        let editor = Desk::editor(app).await;
        let article = approved(&editor, "Tomorrow").await;
        let payload = editor.step("articleSchedule", &article, 1, &time("2026-11-24T13:05:00", "")).await;
        let schedule = &payload["manuscript"]["texts"][0]["schedule"];
        assert_eq!(schedule, &json!({"at": "2026-11-24T12:05:00Z", "zone": "Europe/Berlin", "isEmbargoed": false}));
        let saved = editor.save(&article, "en", 1, json!({"body": {"markdown": "What was saved since."}})).await;
        assert_eq!(codes(&saved), [""; 0]);
        app.clock.advance(SignedDuration::from_secs(299));
        app.run_jobs().await;
        assert_eq!(seen(app, &article).await, Value::Null);
        app.clock.advance(SignedDuration::from_secs(1));
        app.run_jobs().await;
        assert_eq!(body(app, &article).await, json!({"publishedAt": "2026-11-24T12:05:00Z", "body": {"plainText": "What was approved."}}));
        assert_eq!(editor.standing(&article).await, [("en".to_owned(), "PUBLISHED".to_owned(), 2, 1)]);
        app.run_jobs().await;
        let published = format!("SELECT count(*) FROM change_log WHERE kind = 'article.published' AND subject = '{article}'");
        assert_eq!(app.found(&published).await, "1");
    }

    async fn times_that_no_clock_shows_or_that_are_past_are_refused(app: TestApp) {
        let editor = Desk::editor(app).await;
        let article = approved(&editor, "Never").await;
        for (at, more, field) in [
            ("2026-11-24T12:59:59", "", "at"),
            ("2027-03-28T02:30:00", "", "at"),
            ("2027-10-31T02:30:00", "", "offset"),
            ("2027-10-31T02:30:00", ", offset: \"+05:00\"", "offset"),
            ("2029-01-01T00:00:00", "", "at"),
            ("soon", "", "at"),
        ] {
            let refused = editor.step_of("articleSchedule", &article, &[("en", 1)], &time(at, more)).await;
            assert_eq!((codes(&refused), refused["userErrors"][0]["field"].as_str()), (vec!["value_invalid"], Some(field)), "{at}");
        }
        let strange = editor.step_of("articleSchedule", &article, &[("en", 1)], ", time: {at: \"2027-01-01T00:00:00\", zone: \"Mars/Base\"}").await;
        assert_eq!(strange["userErrors"][0]["field"], "zone");
        assert_eq!(editor.standing(&article).await[0].1, "APPROVED");
        // The hour that comes twice, with its offset.
        let payload = editor.step("articleSchedule", &article, 1, &time("2027-10-31T02:30:00", ", offset: \"+01:00\"")).await;
        assert_eq!(payload["manuscript"]["texts"][0]["schedule"]["at"], "2027-10-31T01:30:00Z");
    }

    async fn what_is_taken_off_the_schedule_is_approved_only_if_nothing_was_saved_since(app: TestApp) {
        let editor = Desk::editor(app).await;
        let (same, changed) = (approved(&editor, "Same").await, approved(&editor, "Changed").await);
        for article in [&same, &changed] {
            editor.step("articleSchedule", article, 1, &time("2026-12-01T06:00:00", "")).await;
        }
        editor.save(&changed, "en", 1, json!({"title": "Changed since"})).await;
        editor.step("articleUnschedule", &same, 1, "").await;
        editor.step("articleUnschedule", &changed, 2, "").await;
        assert_eq!(editor.standing(&same).await, [("en".to_owned(), "APPROVED".to_owned(), 1, 1)]);
        assert_eq!(editor.standing(&changed).await, [("en".to_owned(), "DRAFT".to_owned(), 2, 2)]);
        app.clock.advance(SignedDuration::from_hours(24 * 30));
        app.run_jobs().await;
        assert_eq!((seen(app, &same).await, seen(app, &changed).await), (Value::Null, Value::Null));
    }

    async fn what_was_imported_for_later_is_published_as_well(app: TestApp) {
        let text = publication::text("later-on", "Later on", "scheduled", Some("2026-11-24T12:00:10Z"));
        publication::import(&app.domain, vec![publication::article(700, "report", json!({"en": text}))]).await;
        assert_eq!(seen(app, &id("art", 700)).await, Value::Null);
        app.clock.advance(SignedDuration::from_secs(10));
        app.run_jobs().await;
        assert_eq!(seen(app, &id("art", 700)).await, "Later on");
    }

    async fn one_that_can_not_be_published_does_not_hold_up_the_others(app: TestApp) {
        let editor = Desk::editor(app).await;
        let (broken, fine) = (approved(&editor, "Broken").await, approved(&editor, "Fine").await);
        for article in [&broken, &fine] {
            editor.step("articleSchedule", article, 1, &time("2026-11-24T13:05:00", "")).await;
        }
        app.sql(&format!("DELETE FROM article_body WHERE article_id = '{broken}'")).await;
        app.clock.advance(SignedDuration::from_secs(300));
        app.run_jobs().await;
        assert_eq!((seen(app, &broken).await, seen(app, &fine).await), (Value::Null, json!("Fine")));
    }
}
