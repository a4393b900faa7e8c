//! From draft to publication, correction, and the archive; by whom, and what everybody sees meanwhile.

use domain::testing::change_log;
use serde_json::{Value, json};
use tests::publication::id;
use tests::{TestApp, on_both};

use super::desk::{Desk, codes, seen};

async fn told(app: &TestApp, article: &str) -> Vec<String> {
    let log = change_log(&app.domain).await.unwrap();
    let of = log.iter().filter(|entry| entry.change.subject.to_string() == article);
    of.map(|entry| format!("{} {}", entry.change.kind, entry.change.audience.as_str())).collect()
}

on_both! {
    async fn an_article_goes_from_draft_to_correction_and_the_archive(app: TestApp) {
        let (author, editor) = (Desk::author(app).await, Desk::editor(app).await);
        let article = author.create("Grain and straits", "The first paragraph.\n\nThe second.").await;
        assert_eq!(author.standing(&article).await, [("en".to_owned(), "DRAFT".to_owned(), 1, 1)]);
        assert_eq!(seen(app, &article).await, Value::Null);
        let saved = author.save(&article, "en", 1, json!({"title": "Grain and the straits", "note": "Title"})).await;
        assert_eq!((&saved["made"], codes(&saved)), (&json!(2), vec![]), "{saved}");
        author.step("articleSubmit", &article, 2, "").await;
        editor.step("articleReturn", &article, 2, ", reason: \"Name the sources.\"").await;
        author.save(&article, "en", 2, json!({"standfirst": "What ships carry."})).await;
        author.step("articleSubmit", &article, 3, "").await;
        editor.step("articleApprove", &article, 3, "").await;
        assert_eq!(seen(app, &article).await, Value::Null);
        editor.step("articlePublish", &article, 3, "").await;
        assert_eq!(seen(app, &article).await, "Grain and the straits");

        // What is saved of a public text waits.
        let saved = editor.save(&article, "en", 3, json!({"title": "Grain, and the straits", "body": {"markdown": "The first paragraph.\n\nThe 2nd."}})).await;
        assert_eq!(codes(&saved), [""; 0]);
        assert_eq!(editor.standing(&article).await, [("en".to_owned(), "PUBLISHED".to_owned(), 4, 3)]);
        assert_eq!(seen(app, &article).await, "Grain and the straits");
        let notes = ", kind: CLARIFICATION, notes: [{language: \"en\", note: \"The second paragraph was put more clearly.\"}]";
        editor.step("articleCorrect", &article, 4, notes).await;
        let document = format!("{{ article(id: \"{article}\") {{ title status corrections {{ kind note }} body {{ plainText }} }} }}");
        assert_eq!(app.graphql().data(&document).await["article"], json!({
            "title": "Grain, and the straits", "status": "CORRECTED",
            "corrections": [{"kind": "CLARIFICATION", "note": "The second paragraph was put more clearly."}],
            "body": {"plainText": "The first paragraph.\n\nThe 2nd."},
        }));
        editor.step("articleUnpublish", &article, 4, ", reason: \"A question of rights.\"").await;
        assert_eq!(seen(app, &article).await, Value::Null);
        editor.step("articleArchive", &article, 4, "").await;
        editor.step("articleReopen", &article, 4, "").await;
        assert_eq!(editor.standing(&article).await, [("en".to_owned(), "DRAFT".to_owned(), 4, 4)]);

        assert_eq!(told(app, &article).await, [
            "article.saved staff", "article.saved staff", "article.saved staff", "article.saved staff", "article.saved staff",
            "article.saved staff", "article.saved staff", "article.published public", "article.saved staff",
            "article.corrected public", "article.unpublished public", "article.saved staff", "article.saved staff",
        ]);
        let history = editor.graphql.data(&format!("{{ manuscript(id: \"{article}\") {{ history {{ event from to revision reason actor }} }} }}")).await;
        let history = history["manuscript"]["history"].as_array().unwrap().clone();
        let steps: Vec<(&str, &str, i64)> = history.iter()
            .map(|step| (step["event"].as_str().unwrap(), step["to"].as_str().unwrap(), step["revision"].as_i64().unwrap())).collect();
        assert_eq!(steps, [
            ("article.submit", "IN_REVIEW", 2), ("article.return", "DRAFT", 2), ("article.submit", "IN_REVIEW", 3),
            ("article.approve", "APPROVED", 3), ("article.publish", "PUBLISHED", 3), ("article.correct", "CORRECTED", 4),
            ("article.unpublish", "UNPUBLISHED", 4), ("article.archive", "ARCHIVED", 4), ("article.reopen", "DRAFT", 4),
        ]);
        assert_eq!(history[1]["reason"], "Name the sources.");
        assert_eq!(history[0]["actor"], format!("staff:{}", author.actor.account));
    }

    async fn a_save_takes_back_an_approval(app: TestApp) {
        let editor = Desk::editor(app).await;
        let article = editor.create("Coal", "Text.").await;
        editor.step("articleSubmit", &article, 1, "").await;
        editor.step("articleApprove", &article, 1, "").await;
        editor.save(&article, "en", 1, json!({"title": "Coal again"})).await;
        assert_eq!(editor.standing(&article).await, [("en".to_owned(), "DRAFT".to_owned(), 2, 2)]);
    }

    async fn steps_out_of_order_are_refused_and_change_nothing(app: TestApp) {
        let editor = Desk::editor(app).await;
        let article = editor.create("Steps", "Text.").await;
        let log = change_log(&app.domain).await.unwrap().len();
        for (step, more) in [
            ("articleApprove", ""), ("articlePublish", ""), ("articleUnschedule", ""), ("articleUnpublish", ""), ("articleReopen", ""),
            ("articleReturn", ""), ("articleWithdraw", ", reason: \"No.\""),
            ("articleCorrect", ", kind: TYPO, notes: [{language: \"en\", note: \"A slip.\"}]"),
            ("articleSchedule", ", time: {at: \"2026-12-01T06:00:00\", zone: \"Europe/Berlin\"}"),
        ] {
            let refused = editor.step_of(step, &article, &[("en", 1)], more).await;
            assert_eq!(codes(&refused), ["transition_refused"], "{step}");
        }
        // With several texts at once: with all of them or with none.
        let both = editor.step_of("articleSubmit", &article, &[("en", 1), ("de", 1)], "").await;
        assert_eq!((codes(&both), both["userErrors"][0]["field"].as_str()), (vec!["reference_missing"], Some("texts[1].language")));
        assert_eq!(change_log(&app.domain).await.unwrap().len(), log);
    }

    async fn authors_write_what_is_theirs_and_nothing_else(app: TestApp) {
        let (aldo, editor) = (Desk::author(app).await, Desk::editor(app).await);
        let berta = Desk::of(app, "Berta", domain::Role::Author).await;
        let article = aldo.create("Mine", "Text.").await;
        let list = "{ manuscripts { totalCount nodes { id: articleId } } }";
        assert_eq!(aldo.graphql.data(list).await["manuscripts"], json!({"totalCount": 1, "nodes": [{"id": article}]}));
        assert_eq!(berta.graphql.data(list).await["manuscripts"]["totalCount"], 0);
        let all = editor.graphql.data(list).await["manuscripts"]["totalCount"].as_i64().unwrap();
        assert!(all > 30, "editors see all: {all}");
        let document = format!("{{ manuscript(id: \"{article}\") {{ articleId }} }}");
        assert_eq!(berta.graphql.data(&document).await["manuscript"], Value::Null);
        // Somebody else's is as absent as what isn't there.
        for of in [article.clone(), id("art", 999_999)] {
            let save = format!("mutation {{ articleTextSave(id: \"{of}\", language: \"en\", expectedRevision: 1, text: {{title: \"Yours\"}}) {{ userErrors {{ code }} }} }}");
            assert_eq!(berta.graphql.code(&save).await, "not_found");
            let submit = format!("mutation {{ articleSubmit(id: \"{of}\", texts: [{{language: \"en\", revision: 1}}]) {{ userErrors {{ code }} }} }}");
            assert_eq!(berta.graphql.code(&submit).await, "not_found");
        }
        // What editors decide is for editors, of what is one's own as well.
        let approve = format!("mutation {{ articleApprove(id: \"{article}\", texts: [{{language: \"en\", revision: 1}}]) {{ userErrors {{ code }} }} }}");
        assert_eq!(aldo.graphql.code(&approve).await, "forbidden");
        // An editor gives it to another author.
        let declared = "$id: ID!, $authors: [ID!]!";
        let given = editor.send("articleAuthorsSet", declared, "id: $id, expectedRevision: 1, authors: $authors",
            json!({"id": article, "authors": [berta.actor.account.to_string()]})).await;
        assert_eq!(given["manuscript"]["authors"], json!([berta.actor.account.to_string()]));
        assert_eq!(aldo.graphql.data(&document).await["manuscript"], Value::Null);
        assert_eq!(codes(&berta.save(&article, "en", 1, json!({"title": "Now mine"})).await), [""; 0]);
    }

    async fn what_was_imported_is_worked_on_from_its_first_revision(app: TestApp) {
        let editor = Desk::editor(app).await;
        let article = id("art", 1);
        let before = editor.standing(&article).await;
        assert!(before.iter().all(|(_, _, revision, shown)| (*revision, *shown) == (1, 1)), "{before:?}");
        let title = seen(app, &article).await;
        editor.save(&article, "en", 1, json!({"title": "Another"})).await;
        assert_eq!(seen(app, &article).await, title);
        let document = format!("{{ manuscript(id: \"{article}\") {{ text(language: \"en\") {{ revisions {{ totalCount nodes {{ number title body {{ plainText }} }} }} }} }} }}");
        let revisions = editor.graphql.data(&document).await["manuscript"]["text"]["revisions"].clone();
        assert_eq!(revisions["totalCount"], 2);
        assert_eq!(revisions["nodes"][1]["title"], title);
        assert_eq!(revisions["nodes"][0]["body"], revisions["nodes"][1]["body"]);
        editor.step("articlePublish", &article, 2, "").await;
        assert_eq!(seen(app, &article).await, "Another");
        // A second import is a revision of its own.
        let record = tests::publication::small().into_iter().find(|record| record["id"] == article).unwrap();
        let mut record = record;
        record["texts"]["en"]["title"] = json!("From elsewhere");
        tests::publication::import(&app.domain, vec![record]).await;
        assert_eq!(seen(app, &article).await, "From elsewhere");
        assert!(editor.standing(&article).await.contains(&("en".to_owned(), "PUBLISHED".to_owned(), 3, 3)));
    }
}
