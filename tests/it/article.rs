//! Articles, as readers find them.

use serde_json::{Value, json};
use tests::on_both;
use tests::publication::{self, HIDDEN, id};

/// The slugs of a connection's nodes.
fn slugs(connection: &Value) -> Vec<&str> {
    connection["nodes"].as_array().unwrap().iter().map(|node| node["slug"].as_str().unwrap()).collect()
}

on_both! {
    async fn the_latest_go_first(app: TestApp) {
        let data = app.graphql().data("{ articles(first: 5) { totalCount nodes { slug } } }").await;
        assert_eq!(slugs(&data["articles"]), ["half-translated", "the-corrected-one", "nur-auf-deutsch", "a-tariff-too-far", "ports-under-pressure"]);
        assert_eq!(data["articles"]["totalCount"], 30);
    }

    async fn an_article_has_all_that_its_page_needs(app: TestApp) {
        let data = app.graphql().data(r#"{ article(slug: "ports-under-pressure") {
            id kind slug title standfirst status publishedAt updatedAt wordCount readingMinutes language isFallback
            byline { role title affiliation expert { name honorific slug } }
            topics { slug name ancestors { slug } } regions { name } leadImage { url } corrections { note }
            translations { language slug title } body { html markdown plainText blocks }
        } }"#).await;
        let article = &data["article"];
        assert_eq!(article["id"], id("art", 1));
        assert_eq!(article["kind"], "ANALYSIS");
        assert_eq!(article["publishedAt"], "2026-11-10T08:00:00Z");
        assert_eq!(article["byline"][0]["affiliation"], "Institute of Ports", "the affiliation is that at publication");
        assert_eq!(article["byline"][1]["role"], "CO_AUTHOR");
        assert_eq!(article["topics"][0]["ancestors"], json!([{"slug": "economics"}]));
        assert_eq!(article["leadImage"], Value::Null);
        assert_eq!(article["translations"].as_array().unwrap().len(), 2);
        assert_eq!(article["wordCount"], 6);
        assert!(article["body"]["html"].as_str().unwrap().contains("<p>This is about ports-under-pressure.</p>"));
        assert_eq!(article["body"]["plainText"].as_str().unwrap().trim(), "This is about ports-under-pressure.");
        assert_eq!(article["body"]["blocks"], publication::body("ports-under-pressure"), "an unknown block survives");
    }

    async fn a_topic_holds_what_lies_below_it(app: TestApp) {
        let filter = |topic: u32| format!("{{ articles(filter: {{topic: \"{}\"}}) {{ totalCount nodes {{ slug }} }} }}", id("top", topic));
        let data = app.graphql().data(&filter(1)).await;
        assert_eq!(data["articles"]["totalCount"], 5, "economics: trade and tariffs are below it");
        let data = app.graphql().data(&filter(3)).await;
        assert_eq!(slugs(&data["articles"]), ["a-tariff-too-far"]);
        let data = app.graphql().data(&filter(5)).await;
        assert_eq!(data["articles"]["totalCount"], 25);
    }

    async fn conditions_hold_together(app: TestApp) {
        let query = format!(r#"{{ articles(filter: {{topic: "{}", region: "{}", expert: "{}", kind: [OPINION, ANALYSIS],
            published: {{from: "2026-11-01T00:00:00Z", until: "2026-11-15T08:00:00Z"}}}}) {{ totalCount nodes {{ slug }} }} }}"#,
            id("top", 1), id("reg", 1), id("exp", 2));
        let data = app.graphql().data(&query).await;
        assert_eq!(slugs(&data["articles"]), ["ports-under-pressure"]);
        assert_eq!(data["articles"]["totalCount"], 1);
    }

    async fn a_period_includes_its_start_and_excludes_its_end(app: TestApp) {
        let count = async |from: &str, until: &str| {
            let query = format!(r#"{{ articles(filter: {{published: {{from: "{from}", until: "{until}"}}}}) {{ totalCount }} }}"#);
            app.graphql().data(&query).await["articles"]["totalCount"].as_u64().unwrap()
        };
        assert_eq!(count("2026-11-15T08:00:00Z", "2026-11-16T08:00:00Z").await, 1);
        assert_eq!(count("2026-11-15T08:00:01Z", "2026-11-16T08:00:00Z").await, 0);
    }

    async fn a_language_filter_shows_what_is_published_in_it(app: TestApp) {
        let data = app.graphql().data(r#"{ articles(filter: {language: "de"}, language: "de") { totalCount nodes { slug language isFallback } } }"#).await;
        assert_eq!(slugs(&data["articles"]), ["nur-auf-deutsch", "haefen-unter-druck"], "by the dates of the German texts, without drafts");
        assert!(data["articles"]["nodes"].as_array().unwrap().iter().all(|node| node["isFallback"] == false));
    }

    async fn no_hidden_state_is_found_by_any_path(app: TestApp) {
        let rest = app.rest();
        let absent = rest.get("/v1/articles/there-is-no-such-article").await;
        for (number, state) in (101..).zip(HIDDEN) {
            let slug = format!("hidden-{}", state.replace('_', "-"));
            let data = app.graphql().data(&format!(r#"{{ article(slug: "{slug}") {{ id }} node(id: "{}") {{ id }} }}"#, id("art", number))).await;
            assert_eq!(data, json!({"article": null, "node": null}), "{state}");
            for path in [slug, id("art", number)] {
                let hidden = rest.get(&format!("/v1/articles/{path}")).await;
                assert_eq!(hidden.status, 404, "{state}");
                let (mut hidden, mut absent) = (hidden.json(), absent.json());
                for own in ["requestId", "instance"] {
                    hidden.as_object_mut().unwrap().remove(own);
                    absent.as_object_mut().unwrap().remove(own);
                }
                assert_eq!(hidden, absent, "hidden and absent answer alike");
            }
        }
        let all = app.graphql().data("{ articles(first: 100) { nodes { title translations { title } } } }").await.to_string();
        assert!(!all.contains("Hidden") && !all.contains("Halb"), "{all}");
        let all = rest.get("/v1/articles?first=100").await.json().to_string();
        assert!(!all.contains("Hidden") && !all.contains("Halb"), "{all}");
    }

    async fn a_draft_translation_is_not_served_as_a_fallback(app: TestApp) {
        let data = app.graphql().data(r#"{ article(slug: "half-translated", language: "de") { language isFallback title } }"#).await;
        assert_eq!(data["article"], json!({"language": "en", "isFallback": true, "title": "Half translated"}));
        let data = app.graphql().data(r#"{ article(slug: "halb-uebersetzt") { id } }"#).await;
        assert_eq!(data["article"], Value::Null);
    }

    async fn a_former_slug_leads_to_the_present_one(app: TestApp) {
        let data = app.graphql().data(r#"{ article(slug: "harbours-under-pressure") { slug } }"#).await;
        assert_eq!(data["article"]["slug"], "ports-under-pressure");
        let moved = app.rest().get("/v1/articles/harbours-under-pressure?fields=title").await;
        assert_eq!((moved.status.as_u16(), moved.header("location")), (308, "/v1/articles/ports-under-pressure?fields=title"));
    }

    async fn a_changed_slug_becomes_a_former_one(app: TestApp) {
        let mut record = publication::small().into_iter().find(|record| record["id"] == id("art", 2)).unwrap();
        record["texts"]["en"]["slug"] = json!("one-tariff-too-many");
        publication::import(&app.domain, vec![record]).await;
        let moved = app.rest().get("/v1/articles/a-tariff-too-far").await;
        assert_eq!((moved.status.as_u16(), moved.header("location")), (308, "/v1/articles/one-tariff-too-many"));
        let data = app.graphql().data(r#"{ article(slug: "a-tariff-too-far") { slug } }"#).await;
        assert_eq!(data["article"]["slug"], "one-tariff-too-many");
    }

    async fn a_change_shows_at_once_everywhere(app: TestApp) {
        let mut record = publication::small().into_iter().find(|record| record["id"] == id("art", 1)).unwrap();
        record["texts"]["en"]["title"] = json!("Ports under strain");
        record["texts"]["en"]["body"] = publication::body("strain");
        record["topics"] = json!([id("top", 4)]);
        publication::import(&app.domain, vec![record]).await;
        let article = app.rest().get("/v1/articles/ports-under-pressure").await.json();
        assert_eq!(article["title"], "Ports under strain");
        assert!(article["body"]["html"].as_str().unwrap().contains("about strain"));
        let data = app.graphql().data(&format!(r#"{{ topic(id: "{}") {{ articles {{ nodes {{ title }} }} }} }}"#, id("top", 4))).await;
        assert!(data.to_string().contains("Ports under strain"));
        let data = app.graphql().data(&format!(r#"{{ topic(id: "{}") {{ articles {{ nodes {{ title }} }} }} }}"#, id("top", 2))).await;
        assert!(!data.to_string().contains("Ports under"), "it has left its former list: {data}");
    }

    async fn what_is_taken_back_is_gone_from_every_list(app: TestApp) {
        let mut record = publication::small().into_iter().find(|record| record["id"] == id("art", 1)).unwrap();
        record["texts"]["en"]["status"] = json!("withdrawn");
        record["texts"]["de"]["status"] = json!("unpublished");
        publication::import(&app.domain, vec![record]).await;
        for path in ["ports-under-pressure", "haefen-unter-druck", "harbours-under-pressure", &id("art", 1)] {
            assert_eq!(app.rest().get(&format!("/v1/articles/{path}")).await.status, 404, "{path}");
        }
        let data = app.graphql().data("{ articles(first: 100) { totalCount nodes { title } } latest(first: 50) { title } }").await;
        assert_eq!(data["articles"]["totalCount"], 29);
        assert!(!data.to_string().contains("Ports"));
    }

    async fn a_correction_is_told(app: TestApp) {
        let data = app.graphql().data(r#"{ article(slug: "the-corrected-one") { status corrections { kind at note } } }"#).await;
        let expected = json!({"status": "CORRECTED", "corrections": [{"kind": "CORRECTION", "at": "2026-11-18T09:00:00Z", "note": "A figure was wrong."}]});
        assert_eq!(data["article"], expected);
    }

    async fn related_articles_are_near_and_public(app: TestApp) {
        let data = app.graphql().data(r#"{ article(slug: "ports-under-pressure") { related(first: 3) { slug } } }"#).await;
        let related: Vec<&str> = data["article"]["related"].as_array().unwrap().iter().map(|it| it["slug"].as_str().unwrap()).collect();
        assert_eq!(related, ["half-translated", "the-corrected-one", "nur-auf-deutsch"], "same expert, topic and region, the latest first");
    }

    async fn the_latest_updates_are_by_the_time_of_change(app: TestApp) {
        let mut record = publication::small().into_iter().find(|record| record["id"] == id("art", 205)).unwrap();
        record["texts"]["en"]["updatedAt"] = json!("2026-11-23T10:00:00Z");
        publication::import(&app.domain, vec![record]).await;
        let data = app.graphql().data("{ latest(first: 2) { slug } }").await;
        assert_eq!(data["latest"], json!([{"slug": "filler-5"}, {"slug": "half-translated"}]));
        let list = app.rest().get("/v1/articles?order=-updated_at&first=1").await.json();
        assert_eq!(list["data"][0]["slug"], "filler-5");
    }
}
