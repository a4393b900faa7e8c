//! Articles and playlists as IPTC ninjs: valid by IPTC's own schema (`tests/files/ninjs-schema_3.1.json`, under CC BY 4.0), and read
//! back by the import.

use std::io::Cursor;
use std::sync::OnceLock;

use domain::import::{Found, Record, ninjs};
use jiff::Timestamp;
use jsonschema::{Registry, Validator};
use serde_json::{Value, json};
use tests::publication::id;
use tests::{TestApp, on_both, repository};

use crate::manuscript::desk::Desk;

fn is_ninjs(item: &Value) {
    static SCHEMA: OnceLock<Validator> = OnceLock::new();
    let schema = SCHEMA.get_or_init(|| {
        let text = std::fs::read_to_string(repository().join("tests/files/ninjs-schema_3.1.json")).unwrap();
        // Items have no shapes on a map, and nothing is fetched.
        let none = json!({"not": {}});
        let registry =
            Registry::new().add("https://geojson.org/schema/GeoJSON.json", &none).unwrap().prepare().unwrap();
        let options = jsonschema::options().should_validate_formats(true).with_registry(&registry);
        options.build(&serde_json::from_str(&text).unwrap()).unwrap()
    });
    let errors: Vec<String> =
        schema.iter_errors(item).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{}\n{item}", errors.join("\n"));
}

/// What the import makes of an item.
fn records(app: &TestApp, item: &Value) -> Vec<Record> {
    let now: Timestamp = "2026-11-24T12:00:00Z".parse().unwrap();
    let source = Cursor::new(item.to_string().into_bytes());
    let found = ninjs::read(source, &app.settings.languages, now).map(Result::unwrap);
    let records = found.filter_map(|found| match found {
        Found::Record(_, record) => Some(*record),
        Found::Skipped(_, reason) => panic!("{reason}"),
        Found::Noted(..) => None,
    });
    records.collect()
}

on_both! {
    async fn every_article_is_valid_and_is_read_back(app: TestApp) {
        for slug in ["ports-under-pressure", "haefen-unter-druck", "a-tariff-too-far", "nur-auf-deutsch", "the-corrected-one", "half-translated"] {
            let answer = app.rest().get(&format!("/v1/articles/{slug}/ninjs")).await;
            assert_eq!(answer.status, 200);
            let (item, article) = (answer.json(), app.rest().get(&format!("/v1/articles/{slug}?body=html")).await.json());
            is_ninjs(&item);
            let records = records(app, &item);
            let Some(Record::Article(read)) = records.last() else { panic!("{slug}: {records:?}") };
            let (language, text) = read.texts.iter().next().unwrap();
            assert_eq!(json!([language, text.title, text.standfirst, text.published_at, read.kind]),
                json!([article["language"], article["title"], article["standfirst"], article["publishedAt"], article["kind"]]), "{slug}");
            let named = |kind: fn(&Record) -> Option<String>| records.iter().filter_map(kind).collect::<Vec<_>>();
            let names = |member: &str| article[member].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
            let of_term = |term: &domain::import::record::TermRecord| term.texts.values().next().map(|text| text.name.clone());
            assert_eq!(records.iter().filter_map(|it| match it { Record::Topic(term) => of_term(term), _ => None }).collect::<Vec<_>>(), names("topics"), "{slug}");
            assert_eq!(records.iter().filter_map(|it| match it { Record::Region(term) => of_term(term), _ => None }).collect::<Vec<_>>(), names("regions"), "{slug}");
            assert_eq!(named(|it| match it { Record::Expert(expert) => Some(expert.name.clone()), _ => None }), names("byline"), "{slug}");
            let said: Vec<Value> = read.experts.iter().map(|it| {
                let text = it.texts.values().next();
                json!([it.role, text.and_then(|text| text.title.clone()), text.and_then(|text| text.affiliation.clone())])
            }).collect();
            let expected: Vec<Value> = article["byline"].as_array().unwrap().iter().map(|it| json!([it["role"], it["title"], it["affiliation"]])).collect();
            assert_eq!(said, expected, "{slug}: with title and affiliation as they were at publication");
            let domain::import::record::BodyRecord::Html { html } = &text.body else { panic!("{slug}: its body is no HTML") };
            assert_eq!(json!(html), article["body"]["html"], "{slug}");
        }
    }

    async fn what_is_not_public_is_no_item(app: TestApp) {
        let editor = Desk::editor(app).await;
        let draft = editor.create("Coming soon", "Text.").await;
        let path = format!("/v1/articles/{draft}/ninjs");
        assert_eq!((editor.actor.rest().get(&path).await.status.as_u16(), app.rest().get(&path).await.status.as_u16()), (404, 404));
        let moved = app.rest().get("/v1/articles/harbours-under-pressure/ninjs").await;
        assert_eq!((moved.status.as_u16(), moved.header("location")), (308, "/v1/articles/ports-under-pressure/ninjs"));
    }

    async fn a_playlist_is_a_package(app: TestApp) {
        let ada = app.reader("Ada").await;
        let list = ada.rest().post("/v1/me/playlists", json!({"title": "Ports", "description": "To read.", "visibility": "public"})).await.json();
        let path = format!("/v1/playlists/{}", list["id"].as_str().unwrap());
        let items = json!({"items": [{"articleId": id("art", 1), "description": "First."}, {"articleId": id("art", 4)}]});
        assert_eq!(ada.rest().post(&format!("{path}/items"), items).await.status, 201);
        let package = app.rest().get(&format!("{path}/ninjs")).await.json();
        is_ninjs(&package);
        let members = package["associations"].as_array().unwrap();
        let item = app.rest().get("/v1/articles/ports-under-pressure/ninjs").await.json();
        assert_eq!((members.len(), &members[0]["uri"], &members[0]["descriptions"][0]["value"]), (2, &item["uri"], &json!("First.")));
        ada.rest().send(reqwest::Method::PATCH, &path, Some(r#"{"visibility": "private"}"#)).await;
        assert_eq!(ada.rest().get(&format!("{path}/ninjs")).await.status, 404, "what is private is no package, not even its owner's");
    }
}
