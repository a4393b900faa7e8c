//! The front page: what editors place, the clock, and the latest behind it; never what isn't public.

use domain::testing::change_log;
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use tests::publication::id;
use tests::{Answer, TestApp, on_both};

use crate::manuscript::desk::Desk;

async fn arrange(desk: &Desk, language: &str, revision: i64, slots: Value) -> Answer {
    let path = format!("/v1/front-page/{language}/arrangement");
    let tag = format!("\"front_page.{language}-{revision}\"");
    let body = json!({"slots": slots}).to_string();
    desk.actor.rest().with("if-match", &tag).send(Method::PUT, &path, Some(&body)).await
}

/// The ids on the page and whether they were placed, by both voices.
async fn seen(app: &TestApp, language: &str, first: usize) -> Vec<(String, bool)> {
    let rest = app.rest().get(&format!("/v1/front-page?language={language}&first={first}")).await;
    assert_eq!(rest.status, 200);
    let document = format!(
        "{{ frontPage(language: \"{language}\", first: {first}) {{ language items {{ isPlaced article {{ id language }} }} }} }}"
    );
    let graphql = app.graphql().data(&document).await["frontPage"].clone();
    let said = |item: &Value| (item["article"]["id"].as_str().unwrap().to_owned(), item["isPlaced"].as_bool().unwrap());
    let items: Vec<(String, bool)> = rest.json()["data"].as_array().unwrap().iter().map(said).collect();
    assert_eq!(items, graphql["items"].as_array().unwrap().iter().map(said).collect::<Vec<_>>(), "both voices");
    assert!(graphql["items"].as_array().unwrap().iter().all(|item| item["article"]["language"] == language));
    items
}

fn placed(items: &[(String, bool)]) -> Vec<&str> {
    items.iter().filter(|(_, is_placed)| *is_placed).map(|(id, _)| id.as_str()).collect()
}

on_both! {
    async fn what_is_placed_goes_first_and_the_latest_fill_the_rest(app: TestApp) {
        let editor = Desk::editor(app).await;
        let latest = seen(app, "en", 5).await;
        assert_eq!(placed(&latest), [""; 0], "nothing is placed yet");
        // The third of the latest, and one that is far behind.
        let (third, old) = (latest[2].0.clone(), id("art", 201));
        let arranged = arrange(&editor, "en", 0, json!([{"articleId": old}, {"articleId": third}])).await;
        assert_eq!((arranged.status.as_u16(), &arranged.json()["revision"]), (200, &json!(1)));
        let now = seen(app, "en", 5).await;
        assert_eq!(placed(&now), [old.as_str(), third.as_str()]);
        let rest: Vec<&str> = now[2..].iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(rest, [latest[0].0.as_str(), latest[1].0.as_str(), latest[3].0.as_str()], "nothing is there twice");
        assert_eq!(placed(&seen(app, "de", 5).await), [""; 0], "each language has its own");
        // One page is short enough for what is placed alone.
        assert_eq!(seen(app, "en", 1).await, [(old, true)]);
        for wrong in ["0", "51", "many"] {
            assert_eq!(app.rest().get(&format!("/v1/front-page?first={wrong}")).await.status, 400, "{wrong}");
        }
    }

    async fn slots_go_by_the_clock(app: TestApp) {
        let editor = Desk::editor(app).await;
        let (one, two) = (id("art", 1), id("art", 4));
        let slots = json!([
            {"articleId": one, "startsAt": "2026-11-24T12:10:00Z", "endsAt": "2026-11-24T12:20:00Z"},
            {"articleId": two, "endsAt": "2026-11-24T12:10:00Z"},
        ]);
        assert_eq!(arrange(&editor, "en", 0, slots).await.status, 200);
        let mut tags = Vec::new();
        for (minutes, expected) in [(0, vec![two.as_str()]), (10, vec![one.as_str()]), (10, vec![])] {
            app.clock.advance(SignedDuration::from_mins(minutes));
            assert_eq!(placed(&seen(app, "en", 5).await), expected);
            tags.push(app.rest().get("/v1/front-page?language=en").await.header("etag").to_owned());
        }
        tags.dedup();
        assert_eq!(tags.len(), 3, "each has its own tag, though nothing was written");
    }

    async fn what_is_not_public_is_not_there(app: TestApp) {
        let editor = Desk::editor(app).await;
        let draft = editor.create("Coming soon", "Text.").await;
        assert_eq!(arrange(&editor, "en", 0, json!([{"articleId": draft}, {"articleId": id("art", 1)}])).await.status, 200);
        assert_eq!(placed(&seen(app, "en", 5).await), [id("art", 1)]);
        editor.publish(&draft, 1).await;
        assert_eq!(placed(&seen(app, "en", 5).await), [draft.clone(), id("art", 1)]);
        // Publishing one language shows no other.
        assert_eq!(arrange(&editor, "de", 0, json!([{"articleId": draft}])).await.status, 200);
        assert_eq!(placed(&seen(app, "de", 5).await), [""; 0]);
        editor.step("articleWithdraw", &draft, 1, ", reason: \"Gone.\"").await;
        assert_eq!(placed(&seen(app, "en", 5).await), [id("art", 1)]);
        // Another instance, which starts now, shows the same.
        app.beside(|_| {}, async |other| assert_eq!(placed(&seen(other, "en", 5).await), [id("art", 1)])).await;
    }

    async fn what_can_not_be_arranged_is_refused_and_changes_nothing(app: TestApp) {
        let (editor, ada) = (Desk::editor(app).await, app.reader("Ada").await);
        let author = Desk::author(app).await;
        assert_eq!(arrange(&editor, "en", 0, json!([{"articleId": id("art", 1)}])).await.status, 200);
        let (log, before) = (change_log(&app.domain).await.unwrap().len(), seen(app, "en", 5).await);
        for (slots, code, field) in [
            (json!([{"articleId": id("art", 1)}, {"articleId": id("art", 1)}]), "value_invalid", "slots[1].articleId"),
            (json!([{"articleId": id("art", 999_999)}]), "reference_missing", "slots[0].articleId"),
            (json!([{"articleId": id("art", 1), "startsAt": "2026-12-02T00:00:00Z", "endsAt": "2026-12-01T00:00:00Z"}]), "value_invalid", "slots[0].endsAt"),
        ] {
            let refused = arrange(&editor, "en", 1, slots).await;
            assert_eq!((refused.status.as_u16(), refused.code().as_str()), (422, code), "{field}");
            assert_eq!(refused.json()["errors"][0]["field"], field);
        }
        let stale = arrange(&editor, "en", 0, json!([])).await;
        assert_eq!((stale.status.as_u16(), stale.code().as_str()), (412, "precondition_failed"));
        let path = "/v1/front-page/en/arrangement";
        assert_eq!(editor.actor.rest().send(Method::PUT, path, Some("{\"slots\": []}")).await.status, 428);
        assert_eq!(arrange(&author, "en", 1, json!([])).await.status, 403);
        assert_eq!(ada.rest().get(path).await.status, 403);
        assert_eq!(editor.actor.rest().get("/v1/front-page/fr/arrangement").await.status, 404);
        assert_eq!((change_log(&app.domain).await.unwrap().len(), seen(app, "en", 5).await), (log, before));
        let document = "mutation($slots: [FrontPageSlotInput!]!) { frontPageSave(language: \"en\", expectedRevision: 7, slots: $slots) { arrangement { revision slots { articleId } } userErrors { code } } }";
        let late = editor.graphql.run(document, json!({"slots": []})).await["data"]["frontPageSave"].clone();
        assert_eq!(late, json!({"arrangement": {"revision": 1, "slots": [{"articleId": id("art", 1)}]}, "userErrors": [{"code": "version_conflict"}]}));
    }

    async fn of_sixteen_who_arrange_one_page_one_does(app: TestApp) {
        let editor = Desk::editor(app).await;
        for revision in 0..2 {
            let slots = (1..=16).map(|_| arrange(&editor, "de", revision, json!([{"articleId": id("art", 1)}])));
            let answers = futures::future::join_all(slots).await;
            assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
            assert_eq!(answers.iter().filter(|answer| answer.status == 412).count(), 15);
        }
    }
}
