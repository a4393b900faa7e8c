//! What staff changes of images, and images that are deleted.

use domain::testing::change_log;
use image::ImageFormat;
use reqwest::Method;
use serde_json::{Value, json};
use tests::publication::{self, id};
use tests::{Actor, Answer, TestApp, on_both};

use super::files::{author, file, path, uploaded};

async fn change(actor: &Actor, image: &Value, revision: i64, input: Value) -> Answer {
    let tag = format!("\"{}-{revision}\"", image["id"].as_str().unwrap());
    actor.rest().with("if-match", &tag).send(Method::PATCH, &path(image), Some(&input.to_string())).await
}

async fn delete(actor: &Actor, image: &Value, revision: i64) -> Answer {
    let tag = format!("\"{}-{revision}\"", image["id"].as_str().unwrap());
    actor.rest().with("if-match", &tag).send(Method::DELETE, &path(image), None).await
}

/// Puts an image into an article that everybody sees: as its lead, or within its text.
async fn show(app: &TestApp, image: &Value, within: bool) {
    let mut article = publication::small().into_iter().find(|record| record["id"] == id("art", 1)).unwrap();
    if within {
        let block = json!({"_type": "image", "_key": "picture", "image": image["id"]});
        article["texts"]["en"]["body"] = json!([block]);
    } else {
        article["leadImage"] = image["id"].clone();
    }
    publication::import(&app.domain, vec![article]).await;
}

on_both! {
    async fn what_is_sent_changes_and_the_rest_stays(app: TestApp) {
        let author = author(app).await;
        let image = uploaded(app, &author, &file(ImageFormat::Png, 20, 20)).await;
        let input = json!({"credit": "World Review", "agency": "dpa", "uses": ["web", "social"], "rightsUntil": "2027-01-01T00:00:00Z",
            "texts": [{"language": "de", "caption": "Ein Hafen", "alt": "Kräne"}, {"language": "en", "alt": "Cranes"}]});
        let changed = change(&author, &image, 1, input).await;
        assert_eq!(changed.status, 200);
        assert!(changed.header("etag").starts_with(&format!("\"{}-2-", image["id"].as_str().unwrap())));
        let changed = change(&author, &image, 2, json!({"agency": null, "texts": [{"language": "de"}]})).await.json();
        assert_eq!((&changed["credit"], &changed["agency"], &changed["revision"]), (&json!("World Review"), &json!(null), &json!(3)));
        assert_eq!(changed["uses"], json!(["web", "social"]));
        assert_eq!(changed["rightsUntil"], "2027-01-01T00:00:00Z");
        assert_eq!(changed["texts"], json!([{"language": "en", "caption": null, "alt": "Cranes"}]));
        let again = change(&author, &image, 3, json!({"credit": "World Review"})).await.json();
        assert_eq!(again["revision"], 3, "it is so already");
    }

    async fn a_stale_change_is_refused_and_tells_both_revisions(app: TestApp) {
        let author = author(app).await;
        let image = uploaded(app, &author, &file(ImageFormat::Png, 20, 20)).await;
        assert_eq!(change(&author, &image, 1, json!({"credit": "first"})).await.status, 200);
        let log = change_log(&app.domain).await.unwrap().len();
        for refused in [change(&author, &image, 1, json!({"credit": "second"})).await, delete(&author, &image, 1).await] {
            assert_eq!((refused.status.as_u16(), refused.code().as_str()), (412, "precondition_failed"));
            assert_eq!((&refused.json()["expectedVersion"], &refused.json()["presentVersion"]), (&json!(1), &json!(2)));
        }
        let without = author.rest().send(Method::PATCH, &path(&image), Some("{}")).await;
        assert_eq!((without.status.as_u16(), without.code().as_str()), (428, "precondition_required"));
        assert_eq!(author.rest().send(Method::DELETE, &path(&image), None).await.status, 428);
        assert_eq!(author.rest().get(&path(&image)).await.json()["credit"], "first");
        assert_eq!(change_log(&app.domain).await.unwrap().len(), log);
    }

    async fn of_sixteen_who_change_one_revision_one_does(app: TestApp) {
        let author = author(app).await;
        let image = uploaded(app, &author, &file(ImageFormat::Png, 20, 20)).await;
        let changes = (0..16).map(|number| change(&author, &image, 1, json!({"credit": format!("number {number}")})));
        let answers = futures::future::join_all(changes).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
        assert_eq!(answers.iter().filter(|answer| answer.status == 412).count(), 15);
        assert_eq!(author.rest().get(&path(&image)).await.json()["revision"], 2);
    }

    async fn values_that_will_not_do_are_refused_where_they_stand(app: TestApp) {
        let author = author(app).await;
        let image = uploaded(app, &author, &file(ImageFormat::Png, 20, 20)).await;
        for (input, status, field) in [
            (json!({"credit": ""}), 422, "credit"),
            (json!({"credit": "x".repeat(201)}), 422, "credit"),
            (json!({"rights": "a\u{202e}b"}), 422, "rights"),
            (json!({"focalPoint": {"x": 1.5, "y": 0}}), 422, "focalPoint"),
            (json!({"uses": ["print"]}), 422, "uses[0]"),
            (json!({"texts": [{"language": "fr", "alt": "x"}]}), 400, "texts[0].language"),
            (json!({"texts": [{"language": "en", "alt": "x"}, {"language": "en", "alt": "y"}]}), 400, "texts[1].language"),
            (json!({"file": "x.jpg"}), 422, "file"),
        ] {
            let refused = change(&author, &image, 1, input.clone()).await;
            assert_eq!(refused.status.as_u16(), status, "{input}: {}", refused.json());
            assert!(refused.json().to_string().contains(field), "{input}: {}", refused.json());
        }
        assert_eq!(author.rest().get(&path(&image)).await.json()["revision"], 1);
    }

    async fn an_image_in_use_stays(app: TestApp) {
        let author = author(app).await;
        for within in [false, true] {
            let image = uploaded(app, &author, &file(ImageFormat::Png, 20, 20)).await;
            show(app, &image, within).await;
            let refused = delete(&author, &image, 1).await;
            assert_eq!((refused.status.as_u16(), refused.code().as_str()), (409, "image_in_use"), "{within}");
            assert_eq!(app.rest().get(&path(&image)).await.status, 200);
        }
    }

    async fn an_image_that_nothing_shows_is_deleted(app: TestApp) {
        let author = author(app).await;
        let image = uploaded(app, &author, &file(ImageFormat::Png, 20, 20)).await;
        assert_eq!(delete(&author, &image, 1).await.status, 204);
        for voice in [app.rest(), author.rest()] {
            assert_eq!(voice.get(&path(&image)).await.status, 404);
        }
        assert_eq!(change(&author, &image, 1, json!({})).await.status, 404);
        assert_eq!(app.found("SELECT count(*) FROM image").await.trim(), "0");
        let log = change_log(&app.domain).await.unwrap();
        assert_eq!(log.last().unwrap().change.kind.as_str(), "image.deleted");
        let reader = app.reader("Ada").await;
        assert_eq!(change(&reader, &image, 1, json!({})).await.status, 403);
    }
}
