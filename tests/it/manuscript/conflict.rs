//! Nobody's work is lost: a change that was made against an older revision is refused, and told what came between.

use domain::testing::change_log;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, on_both};

use super::desk::{Desk, codes};

async fn save(desk: &Desk, id: &str, revision: i64, text: Value) -> Answer {
    let tag = format!("\"{id}.en-{revision}\"");
    let path = format!("/v1/manuscripts/{id}/texts/en");
    desk.actor.rest().with("if-match", &tag).send(Method::PATCH, &path, Some(&text.to_string())).await
}

on_both! {
    async fn a_stale_save_is_told_both_revisions_and_what_lies_between(app: TestApp) {
        let editor = Desk::editor(app).await;
        let article = editor.create("Oil", "One.\n\nThe second of them is short.").await;
        editor.save(&article, "en", 1, json!({"title": "Oil and gas", "body": {"markdown": "One.\n\nThe second of them is long."}})).await;
        let log = change_log(&app.domain).await.unwrap().len();
        let late = editor.save(&article, "en", 1, json!({"title": "Coal"})).await;
        assert_eq!(codes(&late), ["version_conflict"]);
        assert_eq!((&late["conflict"]["expected"]["title"], &late["conflict"]["present"]["title"]), (&json!("Oil"), &json!("Oil and gas")));
        let blocks = late["conflict"]["diff"]["blocks"].as_array().unwrap();
        assert_eq!((blocks.len(), &blocks[0]["before"], &blocks[0]["after"]), (1, &json!("The second of them is short."), &json!("The second of them is long.")));
        assert_eq!(late["manuscript"]["texts"][0]["revision"], 2, "the manuscript as somebody else has left it");

        let refused = save(&editor, &article, 1, json!({"title": "Coal"})).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (412, "precondition_failed"));
        let problem = refused.json();
        assert_eq!((&problem["expectedVersion"], &problem["presentVersion"]), (&json!(1), &json!(2)));
        assert_eq!(problem["conflict"]["present"]["title"], "Oil and gas");
        assert_eq!(problem["conflict"]["diff"]["blocks"][0]["after"], "The second of them is long.");
        let stale = json!({"step": "submit", "texts": [{"language": "en", "revision": 1}]});
        let refused = editor.actor.rest().post(&format!("/v1/manuscripts/{article}/steps"), stale).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (409, "version_conflict"));
        assert_eq!(refused.json()["conflict"]["present"]["number"], 2);
        // One that never was is told the present one alone.
        let strange = editor.save(&article, "en", 99, json!({"title": "Coal"})).await;
        assert_eq!((codes(&strange), &strange["conflict"]["expected"]), (vec!["version_conflict"], &Value::Null));
        let without = editor.actor.rest().send(Method::PATCH, &format!("/v1/manuscripts/{article}/texts/en"), Some("{}")).await;
        assert_eq!((without.status.as_u16(), without.code().as_str()), (428, "precondition_required"));
        assert_eq!(change_log(&app.domain).await.unwrap().len(), log, "nothing has changed");
    }

    async fn of_sixteen_who_save_one_revision_one_does(app: TestApp) {
        let editor = Desk::editor(app).await;
        let article = editor.create("Gas", "Text.").await;
        for revision in 1..=3 {
            let saves = (0..16).map(|number| save(&editor, &article, revision, json!({"title": format!("Gas {revision}.{number}")})));
            let answers = futures::future::join_all(saves).await;
            let done: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 200).collect();
            assert_eq!(done.len(), 1);
            assert_eq!(answers.iter().filter(|answer| answer.status == 412).count(), 15);
            let title = done[0].json()["manuscript"]["texts"][0]["latest"]["title"].clone();
            for late in answers.iter().filter(|answer| answer.status == 412) {
                assert_eq!(late.json()["conflict"]["present"]["title"], title, "all are told the one that won");
            }
        }
        let revisions = editor.actor.rest().get(&format!("/v1/manuscripts/{article}/texts/en/revisions?total=true")).await.json();
        assert_eq!(revisions["page"]["total"], 4);
        assert_eq!(revisions["data"].as_array().unwrap().iter().map(|it| it["number"].as_i64().unwrap()).collect::<Vec<_>>(), [4, 3, 2, 1]);
    }

    async fn of_sixteen_who_schedule_one_text_one_does(app: TestApp) {
        let editor = Desk::editor(app).await;
        let article = editor.create("Twice", "Text.").await;
        editor.step("articleSubmit", &article, 1, "").await;
        editor.step("articleApprove", &article, 1, "").await;
        let path = format!("/v1/manuscripts/{article}/steps");
        let rest = editor.actor.rest();
        let steps = (0..16).map(|number| {
            let time = json!({"at": format!("2026-12-01T06:{number:02}:00"), "zone": "Europe/Berlin"});
            rest.post(&path, json!({"step": "schedule", "texts": [{"language": "en", "revision": 1}], "time": time}))
        });
        let answers = futures::future::join_all(steps).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
        let refused: Vec<String> = answers.iter().filter(|answer| answer.status == 409).map(Answer::code).collect();
        assert_eq!(refused, vec!["transition_refused"; 15]);
    }

    async fn sixteen_who_begin_with_one_title_get_sixteen_slugs(app: TestApp) {
        let editor = Desk::editor(app).await;
        let begun = (0..16).map(|_| editor.try_create("de", json!({"title": "Straße", "body": {"markdown": "Text."}})));
        let begun = futures::future::join_all(begun).await;
        let (mut slugs, mut late) = (Vec::new(), 0);
        for payload in &begun {
            match codes(payload).as_slice() {
                [] => slugs.push(payload["manuscript"]["texts"][0]["latest"]["slug"].as_str().unwrap().to_owned()),
                // On PostgreSQL two may find the same slug free; the database lets one of them have it.
                codes => {
                    assert_eq!(codes, ["slug_taken"]);
                    late += 1;
                }
            }
        }
        for _ in 0..late {
            let again = editor.try_create("de", json!({"title": "Straße"})).await;
            slugs.push(again["manuscript"]["texts"][0]["latest"]["slug"].as_str().unwrap().to_owned());
        }
        slugs.sort_by_key(|slug| (slug.len(), slug.clone()));
        let expected: Vec<String> = std::iter::once("strasse".to_owned()).chain((2..=16).map(|number| format!("strasse-{number}"))).collect();
        assert_eq!(slugs, expected);
    }
}
