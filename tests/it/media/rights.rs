//! An image whose rights don't allow a use is left out of that use, on every way that an image is shown.

use image::ImageFormat;
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use tests::publication::{self, id};
use tests::{Actor, Graphql, Rest, TestApp, on_both};

use super::files::{author, file, path, uploaded};

/// An article with the image as its lead and within its text, and an expert with it as a portrait.
pub async fn show(app: &TestApp, image: &Value) {
    let records = publication::small().into_iter();
    let mut shown: Vec<Value> = records.filter(|it| it["id"] == id("exp", 1) || it["id"] == id("art", 1)).collect();
    for record in &mut shown {
        if record["id"] == id("exp", 1) {
            record["portrait"] = image["id"].clone();
        } else {
            record["leadImage"] = image["id"].clone();
            let block = json!({"_type": "image", "_key": "picture", "image": image["id"]});
            record["texts"]["en"]["body"] = json!([block]);
        }
    }
    publication::import(&app.domain, shown).await;
}

/// On how many ways the image is shown to a viewer, and on how many it could be.
pub async fn ways(rest: &Rest, graphql: &Graphql, image: &Value) -> (usize, usize) {
    let stem = image["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let mut shown: Vec<bool> = Vec::new();
    shown.push(rest.get(&path(image)).await.status == 200);
    for read in [
        "/v1/articles/ports-under-pressure?include=lead_image",
        "/v1/articles/ports-under-pressure?fields=leadImage",
        "/v1/articles/ports-under-pressure?fields=body&body=html",
        "/v1/articles/ports-under-pressure?fields=body&body=markdown",
        "/v1/articles?fields=leadImage&first=100",
        "/v1/experts/anna-berg",
        "/v1/experts?first=100",
    ] {
        let answer = rest.get(read).await;
        assert_eq!(answer.status, 200, "{read}");
        shown.push(String::from_utf8_lossy(&answer.body).contains(&stem));
    }
    let id = image["id"].as_str().unwrap();
    for query in [
        format!("{{ node(id: \"{id}\") {{ ... on Image {{ url }} }} }}"),
        format!("{{ nodes(ids: [\"{id}\"]) {{ ... on Image {{ url }} }} }}"),
        "{ article(slug: \"ports-under-pressure\") { leadImage { url } } }".to_owned(),
        "{ article(slug: \"ports-under-pressure\") { body { html } } }".to_owned(),
        "{ article(slug: \"ports-under-pressure\") { body { markdown } } }".to_owned(),
        "{ articles(first: 100) { nodes { leadImage { url } } } }".to_owned(),
        "{ expert(slug: \"anna-berg\") { portrait { url } } }".to_owned(),
    ] {
        shown.push(graphql.data(&query).await.to_string().contains(&stem));
    }
    (shown.iter().filter(|shown| **shown).count(), shown.len())
}

pub async fn change(actor: &Actor, image: &Value, revision: i64, input: Value) {
    let tag = format!("\"{}-{revision}\"", image["id"].as_str().unwrap());
    let answer = actor.rest().with("if-match", &tag).send(Method::PATCH, &path(image), Some(&input.to_string())).await;
    assert_eq!(answer.status, 200);
}

on_both! {
    async fn without_the_right_to_show_it_here_it_is_absent_everywhere(app: TestApp) {
        let author = author(app).await;
        let image = uploaded(app, &author, &file(ImageFormat::Png, 20, 20)).await;
        show(app, &image).await;
        let (nobody, reader) = ((app.rest(), app.graphql()), app.reader("Ada").await);
        let seen = ways(&nobody.0, &nobody.1, &image).await;
        assert!(seen.0 >= 12, "{seen:?}");
        change(&author, &image, 1, json!({"uses": ["newsletter", "syndication", "social"]})).await;
        assert_eq!(ways(&nobody.0, &nobody.1, &image).await.0, 0);
        assert_eq!(ways(&reader.rest(), &reader.graphql(), &image).await.0, 0);
        assert_eq!(ways(&author.rest(), &author.graphql(), &image).await, seen, "staff see it all the same");
        change(&author, &image, 2, json!({"uses": ["web"]})).await;
        assert_eq!(ways(&nobody.0, &nobody.1, &image).await, seen);
    }

    async fn when_its_rights_end_it_is_absent_from_that_instant_on(app: TestApp) {
        let author = author(app).await;
        let image = uploaded(app, &author, &file(ImageFormat::Png, 20, 20)).await;
        show(app, &image).await;
        change(&author, &image, 1, json!({"rightsUntil": "2026-11-24T13:00:00Z"})).await;
        let seen = ways(&app.rest(), &app.graphql(), &image).await;
        app.clock.advance(SignedDuration::from_mins(30));
        let article = app.rest().get("/v1/articles/ports-under-pressure").await;
        let dated = app.rest().with("if-modified-since", article.header("last-modified"));
        assert_eq!(dated.get("/v1/articles/ports-under-pressure").await.status, 304);
        app.clock.advance(SignedDuration::from_millis(30 * 60 * 1_000 - 1));
        assert_eq!(ways(&app.rest(), &app.graphql(), &image).await, seen);
        app.clock.advance(SignedDuration::from_millis(1));
        assert_eq!(ways(&app.rest(), &app.graphql(), &image).await.0, 0);
        app.clock.advance(SignedDuration::from_secs(2));
        let fetched = dated.get("/v1/articles/ports-under-pressure").await;
        assert_eq!(fetched.status, 200, "that its rights have ended is a change");
    }

    async fn rights_are_taken_along_when_content_moves(app: TestApp) {
        let author = author(app).await;
        let image = uploaded(app, &author, &file(ImageFormat::Png, 20, 20)).await;
        change(&author, &image, 1, json!({"uses": ["newsletter"], "rightsUntil": "2027-01-01T00:00:00Z"})).await;
        let session = app.domain.system("test");
        let mut export = session.export().await.unwrap();
        let mut records: Vec<Value> = Vec::new();
        while let Some(batch) = export.next().await.unwrap() {
            records.extend(batch.iter().map(|record| serde_json::to_value(record).unwrap()));
        }
        let record = records.into_iter().find(|record| record["id"] == image["id"]).unwrap();
        assert_eq!((&record["uses"], &record["rightsUntil"]), (&json!(["newsletter"]), &json!("2027-01-01T00:00:00Z")));
    }

    async fn the_card_for_social_networks_needs_a_right_of_its_own(app: TestApp) {
        let author = author(app).await;
        let image = uploaded(app, &author, &file(ImageFormat::Png, 20, 20)).await;
        let cards = async |rest: Rest| {
            let seen = rest.get(&path(&image)).await.json();
            seen["variants"].as_array().unwrap().iter().filter(|it| it["name"] == "og").count()
        };
        assert_eq!(cards(app.rest()).await, 3);
        change(&author, &image, 1, json!({"uses": ["web"]})).await;
        assert_eq!((cards(app.rest()).await, cards(author.rest()).await), (0, 3));
    }
}
