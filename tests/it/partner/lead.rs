//! Embargoed texts, which a product with a lead has before everybody else.

use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::{Rest, TestApp, on_both};

use super::{Manager, Program};
use crate::manuscript::desk::Desk;

/// When the texts are to be published: eight minutes from the beginning.
const AT: &str = "2026-11-24T12:08:00Z";

/// An article that is on the schedule, with an embargo or without.
async fn scheduled(editor: &Desk, title: &str, is_embargoed: bool) -> String {
    let article = editor.create(title, &format!("The words of {title}.")).await;
    for step in ["articleSubmit", "articleApprove"] {
        editor.step(step, &article, 1, "").await;
    }
    let time = format!(", isEmbargoed: {is_embargoed}, time: {{at: \"2026-11-24T12:08:00\", zone: \"UTC\"}}");
    editor.step("articleSchedule", &article, 1, &time).await;
    article
}

/// By how many of these ways an article is told of: REST by id, slug, in the list, with its body, as ninjs; GraphQL by id, in a
/// list, by its body.
async fn ways(app: &TestApp, program: Option<&Program>, article: &str, word: &str) -> usize {
    let (rest, graphql) = match program {
        Some(program) => (program.rest(app), program.graphql(app)),
        None => (app.rest(), app.graphql()),
    };
    let mut told = Vec::new();
    for path in [
        format!("/v1/articles/{article}"),
        format!("/v1/articles/{word}"),
        "/v1/articles?first=1".to_owned(),
        "/v1/articles?first=1&include=body".to_owned(),
        format!("/v1/articles/{article}/ninjs"),
    ] {
        let answer = rest.get(&path).await;
        told.push(
            answer.status == 200 && answer.text().contains(&format!("The words of {word}.")) == path_has_body(&path),
        );
        let is_listed = !path.contains('?') || answer.text().contains(article);
        *told.last_mut().unwrap() &= is_listed;
    }
    for document in [
        format!("{{ it: article(id: \"{article}\") {{ id }} }}"),
        format!("{{ it: node(id: \"{article}\") {{ id }} }}"),
        "{ it: articles(first: 1) { nodes { id } } }".to_owned(),
        format!("{{ it: article(slug: \"{word}\") {{ id body {{ plainText }} }} }}"),
    ] {
        told.push(graphql.data(&document).await.to_string().contains(article));
    }
    told.iter().filter(|told| **told).count()
}

fn path_has_body(path: &str) -> bool {
    !path.contains('?') || path.contains("include=body")
}

/// What is open to everybody's programs without a key for it: feeds, sitemaps, what search engines are told.
async fn in_the_open(rest: &Rest, article: &str, word: &str) -> Vec<String> {
    let mut found = Vec::new();
    for path in [
        "/feeds/articles.atom".to_owned(),
        "/feeds/articles.rss".to_owned(),
        "/feeds/articles.json".to_owned(),
        "/sitemaps/news.xml".to_owned(),
        "/sitemaps/2026-11.xml".to_owned(),
        "/v1/front-page?first=50".to_owned(),
        format!("/v1/articles/{article}/json-ld"),
    ] {
        let answer = rest.get(&path).await;
        let said = answer.text().replace(&path, "");
        if said.contains(article) || said.contains(word) {
            found.push(path);
        }
    }
    found
}

on_both! {
    async fn an_embargoed_text_is_there_before_everybody_sees_it(app: TestApp) {
        let (manager, editor) = (Manager::of(app).await, Desk::editor(app).await);
        let (ahead, others) = (manager.program(json!({"leadMinutes": 5})).await, manager.program(json!({})).await);
        let (article, open) = (scheduled(&editor, "zanzibar", true).await, scheduled(&editor, "tanganyika", false).await);
        for program in [None, Some(&ahead), Some(&others)] {
            assert_eq!(ways(app, program, &article, "zanzibar").await, 0, "five minutes aren't eight");
        }
        app.clock.advance(SignedDuration::from_secs(179));
        assert_eq!(ways(app, Some(&ahead), &article, "zanzibar").await, 0);
        app.clock.advance(SignedDuration::from_secs(1));
        assert_eq!(ways(app, Some(&ahead), &article, "zanzibar").await, 9);
        for program in [None, Some(&others)] {
            assert_eq!(ways(app, program, &article, "zanzibar").await, 0);
        }
        for program in [None, Some(&ahead), Some(&others)] {
            assert_eq!(ways(app, program, &open, "tanganyika").await, 0, "without an embargo nobody is ahead");
        }
        assert_eq!(in_the_open(&ahead.rest(app), &article, "zanzibar").await, [""; 0]);
        let counts = async |program: &Program| program.rest(app).get("/v1/articles?total=true").await.json()["page"]["total"].as_u64().unwrap();
        assert_eq!((counts(&ahead).await, counts(&others).await), (31, 30));

        // It says until when.
        let rest = ahead.rest(app).get(&format!("/v1/articles/{article}")).await.json();
        assert_eq!((&rest["status"], &rest["embargoedUntil"], &rest["publishedAt"]), (&json!("scheduled"), &json!(AT), &json!(AT)));
        let sparse = ahead.rest(app).get(&format!("/v1/articles/{article}?fields=embargoedUntil")).await.json();
        assert_eq!(sparse, json!({"id": article, "language": "en", "isFallback": false, "embargoedUntil": AT}));
        assert!(ahead.rest(app).get(&format!("/v1/articles/{article}?fields=title")).await.json().get("embargoedUntil").is_none());
        let data = ahead.graphql(app).data(&format!("{{ article(id: \"{article}\") {{ status embargoedUntil publishedAt }} }}")).await;
        assert_eq!(data["article"], json!({"status": "SCHEDULED", "embargoedUntil": AT, "publishedAt": AT}));
        let ninjs = ahead.rest(app).get(&format!("/v1/articles/{article}/ninjs")).await.json();
        assert_eq!((&ninjs["embargoedUntil"], &ninjs["pubStatus"]), (&json!(AT), &json!("usable")));
        let staff = editor.actor.rest().get(&format!("/v1/articles/{article}")).await.json();
        assert_eq!(staff["embargoedUntil"], AT);
        let unembargoed = editor.actor.rest().get(&format!("/v1/articles/{open}")).await.json();
        assert_eq!((&unembargoed["status"], unembargoed.get("embargoedUntil")), (&json!("scheduled"), None));

        // From its time on it is everybody's, and nothing is said of an embargo any more.
        app.clock.advance(SignedDuration::from_secs(300));
        app.run_jobs().await;
        for (program, title) in [(None, "zanzibar"), (Some(&ahead), "zanzibar"), (Some(&others), "zanzibar")] {
            let seen = ways(app, program, &article, title).await;
            // Two articles came out at once: one of them is the latest.
            assert!(seen >= 6, "{seen}");
        }
        assert!(in_the_open(&ahead.rest(app), &article, "zanzibar").await.len() >= 6);
        let rest = ahead.rest(app).get(&format!("/v1/articles/{article}")).await.json();
        assert_eq!((&rest["status"], rest.get("embargoedUntil")), (&json!("published"), None));
        let data = ahead.graphql(app).data(&format!("{{ article(id: \"{article}\") {{ embargoedUntil }} }}")).await;
        assert_eq!(data["article"]["embargoedUntil"], Value::Null);
        assert!(ahead.rest(app).get(&format!("/v1/articles/{article}/ninjs")).await.json().get("embargoedUntil").is_none());
        app.run_jobs().await;
        let taken = ahead.rest(app).get("/v1/partner/usage?total=true").await.json();
        assert!(taken["data"].as_array().unwrap().iter().any(|line| line["articleId"] == article.as_str()));
    }

    async fn what_leaves_the_schedule_is_nobodys_again(app: TestApp) {
        let (manager, editor) = (Manager::of(app).await, Desk::editor(app).await);
        let program = manager.program(json!({"leadMinutes": 10})).await;
        let article = scheduled(&editor, "zanzibar", true).await;
        app.clock.advance(SignedDuration::from_secs(5));
        assert_eq!(ways(app, Some(&program), &article, "zanzibar").await, 9);
        let before = program.rest(app).get(&format!("/v1/articles/{article}")).await;
        app.clock.advance(SignedDuration::from_secs(5));
        editor.step("articleUnschedule", &article, 1, "").await;
        assert_eq!(ways(app, Some(&program), &article, "zanzibar").await, 0);
        let again = program.rest(app).with("if-modified-since", before.header("last-modified")).get("/v1/articles").await;
        assert_eq!(again.status, 200, "a date doesn't say that the list is as it was");
    }

    async fn a_product_with_a_lead_has_no_more_of_it_than_it_names(app: TestApp) {
        let (manager, editor) = (Manager::of(app).await, Desk::editor(app).await);
        let article = scheduled(&editor, "zanzibar", true).await;
        for (terms, seen) in [
            (json!({"kinds": ["analysis"]}), 9),
            (json!({"kinds": ["opinion"]}), 0),
            (json!({"languages": ["de"]}), 0),
            (json!({"topics": [tests::publication::id("top", 1)]}), 0),
            // Its body doesn't come with a summary: by itself, within a list, and as ninjs.
            (json!({"texts": "summary"}), 5),
            (json!({"formats": ["json"]}), 8),
        ] {
            let mut ahead = terms.clone();
            ahead["leadMinutes"] = json!(60);
            let program = manager.program(ahead).await;
            assert_eq!(ways(app, Some(&program), &article, "zanzibar").await, seen, "{terms}");
        }
    }

    async fn an_embargoed_translation_is_in_no_feed(app: TestApp) {
        let (manager, editor) = (Manager::of(app).await, Desk::editor(app).await);
        let program = manager.program(json!({"leadMinutes": 10})).await;
        let article = editor.published("Numbers", "One.").await;
        let path = format!("/v1/manuscripts/{article}/texts/de/translation");
        let body = json!({"source": {"language": "en", "revision": 1}, "text": {"title": "Sansibar", "body": {"markdown": "Eins."}}});
        let made = editor.actor.rest().send(reqwest::Method::PUT, &path, Some(&body.to_string())).await;
        assert_eq!(made.status, 200, "{}", made.text());
        for (step, more) in [("articleSubmit", ""), ("articleApprove", ""), ("articleSchedule", ", isEmbargoed: true, time: {at: \"2026-11-24T12:08:00\", zone: \"UTC\"}")] {
            let payload = editor.step_of(step, &article, &[("de", 1)], more).await;
            assert_eq!(payload["userErrors"], json!([]), "{payload}");
        }
        let german = program.rest(app).get("/v1/articles/sansibar").await.json();
        assert_eq!((&german["embargoedUntil"], german["translations"].as_array().unwrap().len()), (&json!(AT), 2));
        for end in ["atom", "rss", "json"] {
            let feed = program.rest(app).get(&format!("/feeds/articles.{end}")).await.text();
            assert!(feed.contains("Numbers") && !feed.to_lowercase().contains("sansibar"), "{end}");
        }
        for end in ["json-ld", "ninjs"] {
            let said = program.rest(app).get(&format!("/v1/articles/{article}/{end}?language=en")).await.text();
            assert!(said.contains("Numbers") && !said.to_lowercase().contains("sansibar"), "{said}");
        }
    }
}
