//! Files of foreign formats, read back through both voices: small ones of our own (`tests/files`), and, where they lie
//! beside the project, WordPress's theme unit test and IPTC's own examples.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use domain::Domain;
use domain::import::{NoMediaFiles, Reader, Report, ninjs, wxr};
use jiff::Timestamp;
use serde_json::{Value, json};
use tests::{TestApp, on_both, repository};

async fn import(domain: &Domain, reader: Reader) -> Report {
    let session = domain.system("test");
    let mut import = session.import(&NoMediaFiles, false).await.unwrap();
    import.run(reader, |_| {}).await.unwrap();
    import.report().clone()
}

fn wordpress(file: PathBuf, app: &TestApp) -> Reader {
    let open = move || Ok(Box::new(BufReader::new(File::open(&file)?)) as Box<dyn BufRead + Send>);
    wxr::read(open, &app.settings.languages, now())
}

fn agency(file: &Path, app: &TestApp) -> Reader {
    ninjs::read(BufReader::new(File::open(file).unwrap()), &app.settings.languages, now())
}

fn now() -> Timestamp {
    "2026-11-24T12:00:00Z".parse().unwrap()
}

/// Real files, which are not the project's to copy.
fn real(path: &str) -> Option<PathBuf> {
    let found = repository().join("../shared/data").join(path);
    if !found.exists() {
        eprintln!("{path} does not lie beside the project: only the project's own files were tried");
    }
    found.exists().then_some(found)
}

/// Every public article, whole, through both voices, which must agree.
async fn read_all(app: &TestApp) -> Vec<Value> {
    let mut articles = Vec::new();
    let mut after = Value::Null;
    loop {
        let query = "query($after: String) { articles(first: 50, after: $after) { pageInfo { hasNextPage endCursor }
            nodes { id slug title language status body { html plainText } byline { expert { name } } topics { name } } } }";
        let answer = app.graphql().run(query, json!({"after": after})).await;
        assert!(answer.get("errors").is_none(), "{answer}");
        let page = &answer["data"]["articles"];
        articles.extend(page["nodes"].as_array().unwrap().iter().cloned());
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    let can_run = regex::Regex::new(r#"<script|javascript:|<[^>]* on[a-z]+="#).unwrap();
    for article in &articles {
        let rest = app.rest().get(&format!("/v1/articles/{}", article["id"].as_str().unwrap())).await.json();
        assert_eq!(rest["title"], article["title"]);
        assert_eq!(rest["body"]["html"], article["body"]["html"]);
        let html = article["body"]["html"].as_str().unwrap().to_lowercase();
        assert!(!can_run.is_match(&html), "{}: {html}", article["slug"]);
    }
    articles
}

on_both! {
    async fn a_wordpress_export_comes_in(app: TestApp) {
        let file = repository().join("tests/files/newsroom.wxr.xml");
        let report = import(&app.domain, wordpress(file.clone(), app)).await;
        assert_eq!((report.nouns["article"].added, report.skipped_count), (3, 0), "{report:#?}");
        let article = app.rest().get("/v1/articles/storage-before-the-winter?body=html,text").await.json();
        assert_eq!(article["standfirst"], "What the storage levels say.");
        assert_eq!(article["byline"][0]["name"], "Ines Okafor");
        assert_eq!(article["topics"][0]["name"], "Gas");
        let html = article["body"]["html"].as_str().unwrap();
        assert!(html.contains("<p>The first paragraph is <strong>plain</strong>.</p>") && !html.contains("alert"), "{html}");
        for hidden in ["not-yet", "for-members"] {
            assert_eq!(app.rest().get(&format!("/v1/articles/{hidden}")).await.status, 404);
        }
        // The category `energy` is the topic that was there, and keeps its German name.
        let list = app.rest().get("/v1/topics/energy/articles?total=true").await.json();
        assert_eq!(list["page"]["total"], 26);
        assert_eq!(app.rest().get("/v1/topics/energy?language=de").await.json()["name"], "Energie");
        let all = app.rest().get("/v1/experts").await.json().to_string();
        assert!(!all.contains("old.example.org"), "mail addresses are not taken over: {all}");
        let again = import(&app.domain, wordpress(file, app)).await;
        assert!(again.nouns.values().all(|tally| tally.added + tally.changed == 0), "{again:#?}");
    }

    async fn items_of_an_agency_come_in(app: TestApp) {
        let file = repository().join("tests/files/agency.ninjs.json");
        let report = import(&app.domain, agency(&file, app)).await;
        assert_eq!((report.nouns["article"].added, report.skipped_count), (2, 1), "{report:#?}");
        let article = app.rest().get("/v1/articles/die-strasse-nach-norden").await.json();
        assert_eq!((article["language"].as_str(), article["title"].as_str()), (Some("de"), Some("Die Straße nach Norden")));
        let names: Vec<&str> = article["byline"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["Jana Weiß", "Tom Brandt"]);
        assert!(article["body"]["html"].as_str().unwrap().contains("<h2>Ein Titel</h2>"));
        assert_eq!(app.rest().get("/v1/articles/withheld").await.status, 404);
        let again = import(&app.domain, agency(&file, app)).await;
        assert!(again.nouns.values().all(|tally| tally.added + tally.changed == 0), "{again:#?}");
    }

    async fn wordpress_s_own_test_comes_in(app: TestApp) {
        let Some(file) = real("wordpress/themeunittestdata.wordpress.xml") else { return };
        let before = read_all(app).await.len();
        let report = import(&app.domain, wordpress(file, app)).await;
        assert_eq!(report.nouns["article"].added, 58, "{report:#?}");
        let articles = read_all(app).await;
        assert_eq!(articles.len() - before, 55, "of 58 one is scheduled, one a draft, one behind a password");
        let titles: Vec<String> = articles.iter().map(|article| article["title"].to_string().to_lowercase()).collect();
        assert!(!titles.iter().any(|title| title.contains("password protected") || title.contains("draft")), "{titles:#?}");
        assert!(articles.iter().any(|article| article["title"].as_str().unwrap().chars().count() > 70), "long titles");
        assert!(articles.iter().any(|article| article["body"]["html"].as_str().unwrap().contains("<li>")), "lists");
    }

    async fn iptc_s_examples_come_in(app: TestApp) {
        let Some(folder) = real("ninjs/examples/3.0") else { return };
        let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        let before = read_all(app).await.len();
        for file in &files {
            import(&app.domain, agency(file, app)).await;
        }
        let articles = read_all(app).await;
        assert_eq!(articles.len() - before, 4);
        let dpa = articles.iter().find(|article| article["body"]["plainText"].as_str().unwrap().contains("Lucien Favre")).unwrap();
        assert_eq!(dpa["language"], "de");
        assert_eq!(dpa["byline"][0]["expert"]["name"], "Christian Hollmann");
    }
}
