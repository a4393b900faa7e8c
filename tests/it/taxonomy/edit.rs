//! Editors add topics and regions, name them, move them and delete them.

use domain::testing::change_log;
use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tests::on_both;
use tests::publication::id;

use super::{change, children, same_beside, tag};
use crate::manuscript::desk::Desk;

const CREATE: &str = "mutation($input: TermCreateInput!) { topicCreate(input: $input) { topic { id slug revision texts { language slug name description } parent { slug } } userErrors { code field } } }";

on_both! {
    async fn a_topic_is_added_named_and_deleted(app: TestApp) {
        let editor = Desk::editor(app).await;
        let names = json!([{"language": "en", "name": "Shipping lanes"}, {"language": "de", "name": "Straßen der Schifffahrt", "description": "Wo Schiffe fahren."}]);
        let created = editor.actor.rest().post("/v1/topics", json!({"parent": id("top", 1), "texts": names})).await;
        assert_eq!(created.status, 201);
        let topic = created.json()["id"].as_str().unwrap().to_owned();
        assert!(created.header("etag").starts_with(&format!("\"{topic}-1")), "{}", created.header("etag"));
        assert_eq!(created.header("location"), format!("/v1/topics/{topic}"));
        assert_eq!(app.rest().get("/v1/topics/strassen-der-schifffahrt").await.json()["description"], "Wo Schiffe fahren.");
        assert_eq!(children(app, Some("economics")).await, ["trade", "shipping-lanes"], "behind what lies there");
        // A slug that is taken gets a number, in its own language.
        let again = editor.graphql.mutate(CREATE, json!({"texts": [{"language": "en", "name": "Shipping lanes"}]})).await;
        assert_eq!((&again["topic"]["slug"], &again["topic"]["parent"], &again["userErrors"]), (&json!("shipping-lanes-2"), &Value::Null, &json!([])));

        let path = format!("/v1/topics/{topic}");
        let renamed = json!({"texts": [{"language": "en", "name": "Sea lanes", "slug": "sea-lanes"}, {"language": "de", "description": null}]});
        let changed = change(&editor.actor, Method::PATCH, &path, &format!("{topic}-1"), &renamed).await;
        assert_eq!((changed.status.as_u16(), &changed.json()["name"]), (200, &json!("Sea lanes")));
        let moved = app.rest().get("/v1/topics/shipping-lanes?fields=name").await;
        assert_eq!((moved.status.as_u16(), moved.header("location")), (308, "/v1/topics/sea-lanes?fields=name"));
        assert_eq!(app.rest().get("/v1/topics/strassen-der-schifffahrt").await.json()["description"], Value::Null);
        // What is sent to an address that it had is led on as well.
        let led = change(&editor.actor, Method::PATCH, "/v1/topics/shipping-lanes", &format!("{topic}-2"), &json!({"texts": []})).await;
        assert_eq!((led.status.as_u16(), led.header("location")), (308, "/v1/topics/sea-lanes"));
        let unnamed = change(&editor.actor, Method::PATCH, &path, &format!("{topic}-2"), &json!({"removeLanguages": ["de"]})).await;
        assert_eq!(unnamed.status, 200);
        assert_eq!(app.rest().get("/v1/topics/strassen-der-schifffahrt").await.header("location"), "/v1/topics/sea-lanes");
        let data = app.graphql().data("{ topic(slug: \"strassen-der-schifffahrt\") { slug revision texts { language slug name description } } }").await;
        let text = json!({"language": "en", "slug": "sea-lanes", "name": "Sea lanes", "description": null});
        assert_eq!(data["topic"], json!({"slug": "sea-lanes", "revision": 3, "texts": [text]}));
        // The same again is no change.
        let before = change_log(&app.domain).await.unwrap().len();
        let same = json!({"texts": [{"language": "en", "name": "Sea lanes"}]});
        assert_eq!(change(&editor.actor, Method::PATCH, &path, &format!("{topic}-3"), &same).await.status, 200);
        assert_eq!(change_log(&app.domain).await.unwrap().len(), before);

        let deleted = change(&editor.actor, Method::DELETE, &path, &format!("{topic}-3"), &Value::Null).await;
        assert_eq!(deleted.status, 204);
        for gone in [topic.as_str(), "sea-lanes", "shipping-lanes", "strassen-der-schifffahrt"] {
            assert_eq!(app.rest().get(&format!("/v1/topics/{gone}")).await.status, 404, "{gone}");
        }
        same_beside(app, &["/v1/topics/sea-lanes", "/v1/topics/shipping-lanes"]).await;
        let free = editor.graphql.mutate(CREATE, json!({"texts": [{"language": "en", "name": "Sea lanes"}]})).await;
        assert_eq!(free["topic"]["slug"], "sea-lanes", "its slugs are free again");
    }

    async fn a_topic_moves_with_all_below_it(app: TestApp) {
        let editor = Desk::editor(app).await;
        let place = |number: u32| format!("/v1/topics/{}/place", id("top", number));
        let to = |parent: Option<u32>, after: Option<u32>| json!({"parent": parent.map(|it| id("top", it)), "after": after.map(|it| id("top", it))});
        let count = async || app.graphql().data(r#"{ topic(slug: "energy") { articles { totalCount } } }"#).await["topic"]["articles"]["totalCount"].clone();
        assert_eq!(count().await, 25);
        let moved = change(&editor.actor, Method::PUT, &place(2), &tag(app, 2).await, &to(Some(5), None)).await;
        assert_eq!((moved.status.as_u16(), &moved.json()["ancestors"][0]["slug"]), (200, &json!("energy")));
        assert_eq!(count().await, 30, "what is filed under it, and under what lies below it, came along");
        assert_eq!((children(app, Some("economics")).await.len(), children(app, Some("energy")).await), (0, vec!["trade".to_owned()]));
        assert_eq!(children(app, None).await, ["economics", "politics", "energy"]);
        for (number, after, order) in [
            (5, None, ["energy", "economics", "politics"]),
            (1, Some(4), ["energy", "politics", "economics"]),
            (5, Some(4), ["politics", "energy", "economics"]),
            (5, Some(4), ["politics", "energy", "economics"]),
        ] {
            let moved = change(&editor.actor, Method::PUT, &place(number), &tag(app, number).await, &to(None, after)).await;
            assert_eq!((moved.status.as_u16(), children(app, None).await), (200, order.map(str::to_owned).to_vec()));
        }
        let document = "mutation($id: ID!, $revision: Int!) { topicMove(id: $id, expectedRevision: $revision, after: null, parent: null) { topic { slug ancestors { slug } } userErrors { code } } }";
        let revision = tag(app, 3).await.rsplit_once('-').unwrap().1.parse::<i32>().unwrap();
        let answer = editor.graphql.run(document, json!({"id": id("top", 3), "revision": revision})).await;
        assert_eq!(answer["data"]["topicMove"], json!({"topic": {"slug": "tariffs", "ancestors": []}, "userErrors": []}));
        assert_eq!(children(app, None).await, ["tariffs", "politics", "energy", "economics"]);
        same_beside(app, &["/v1/topics/energy/articles?first=100", "/v1/topics?root=true"]).await;
    }

    async fn what_can_not_be_is_refused_and_changes_nothing(app: TestApp) {
        let editor = Desk::editor(app).await;
        let name = |language: &str, name: &str| json!({"language": language, "name": name});
        let before = change_log(&app.domain).await.unwrap().len();
        let english = name("en", "New");
        for (body, status, code, field) in [
            (json!({"texts": []}), 422, "value_invalid", "texts"),
            (json!({"texts": [name("en", " ")]}), 422, "value_invalid", "texts[0].name"),
            (json!({"texts": [{"language": "en"}]}), 422, "value_invalid", "texts[0].name"),
            (json!({"texts": [name("en", &"x".repeat(201))]}), 422, "value_invalid", "texts[0].name"),
            (json!({"texts": [english, name("fr", "Nouveau")]}), 400, "language_invalid", "texts[1].language"),
            (json!({"texts": [english, name("en", "Newer")]}), 400, "language_invalid", "texts[1].language"),
            (json!({"texts": [{"language": "en", "name": "New", "slug": "No Slug"}]}), 400, "slug_invalid", "texts[0].slug"),
            (json!({"texts": [{"language": "en", "name": "New", "slug": "trade"}]}), 409, "slug_taken", "texts[0].slug"),
            (json!({"parent": id("top", 99), "texts": [english]}), 422, "reference_missing", "parent"),
        ] {
            let refused = editor.actor.rest().post("/v1/topics", body.clone()).await;
            assert_eq!((refused.status.as_u16(), refused.code().as_str()), (status, code), "{body}");
            assert_eq!(refused.json()["errors"][0]["field"], field, "{body}");
            let said = editor.graphql.mutate(CREATE, body.clone()).await;
            assert_eq!(said, json!({"topic": null, "userErrors": [{"code": code, "field": field}]}), "{body}");
        }
        for (number, body, status, code, field) in [
            (1, json!({"parent": id("top", 3)}), 422, "value_invalid", "parent"),
            (1, json!({"parent": id("top", 1)}), 422, "value_invalid", "parent"),
            (1, json!({"after": id("top", 3)}), 422, "reference_missing", "after"),
            (1, json!({"parent": id("top", 99)}), 422, "reference_missing", "parent"),
        ] {
            let path = format!("/v1/topics/{}/place", id("top", number));
            let refused = change(&editor.actor, Method::PUT, &path, &tag(app, number).await, &body).await;
            assert_eq!((refused.status.as_u16(), refused.code().as_str()), (status, code), "{body}");
            assert_eq!(refused.json()["errors"][0]["field"], field, "{body}");
        }
        // Trade has something below it, politics an article and an expert, tariffs an article alone.
        for number in [2, 3, 4] {
            let refused = change(&editor.actor, Method::DELETE, &format!("/v1/topics/{}", id("top", number)), &tag(app, number).await, &Value::Null).await;
            assert_eq!((refused.status.as_u16(), refused.code().as_str()), (409, "term_in_use"), "{number}");
        }
        // A region's id names no topic.
        let path = format!("/v1/topics/{}", id("reg", 1));
        assert_eq!(change(&editor.actor, Method::DELETE, &path, &format!("{}-1", id("reg", 1)), &Value::Null).await.status, 404);
        // Nor does one without a version, or with an old one.
        let path = format!("/v1/topics/{}", id("top", 1));
        assert_eq!(editor.actor.rest().send(Method::PATCH, &path, Some("{}")).await.status, 428);
        let stale = change(&editor.actor, Method::PATCH, &path, &format!("{}-7", id("top", 1)), &json!({"texts": []})).await;
        assert_eq!((stale.status.as_u16(), stale.code().as_str()), (412, "precondition_failed"));
        let document = "mutation($id: ID!) { topicUpdate(id: $id, expectedRevision: 7, input: {texts: [{language: \"en\", name: \"Late\"}]}) { topic { name revision } userErrors { code } } }";
        let late = editor.graphql.run(document, json!({"id": id("top", 1)})).await;
        assert_eq!(late["data"]["topicUpdate"], json!({"topic": {"name": "Economics", "revision": 1}, "userErrors": [{"code": "version_conflict"}]}));
        assert_eq!(change_log(&app.domain).await.unwrap().len(), before);
    }

    async fn only_editors_change_the_trees(app: TestApp) {
        let (author, ada) = (Desk::author(app).await, app.reader("Ada").await);
        let before = change_log(&app.domain).await.unwrap().len();
        let path = format!("/v1/regions/{}", id("reg", 3));
        let body = json!({"texts": [{"language": "en", "name": "Asia and more"}]});
        for actor in [&author.actor, &ada] {
            assert_eq!(actor.rest().post("/v1/regions", body.clone()).await.status, 403);
            for (method, path) in [(Method::PATCH, path.clone()), (Method::PUT, format!("{path}/place")), (Method::POST, format!("{path}/merge")), (Method::DELETE, path.clone())] {
                let body = if path.ends_with("merge") { json!({"into": id("reg", 1)}) } else { body.clone() };
                let body = if path.ends_with("place") { json!({}) } else { body };
                assert_eq!(change(actor, method.clone(), &path, &format!("{}-1", id("reg", 3)), &body).await.status, 403, "{method} {path}");
            }
            let document = format!("mutation {{ regionDelete(id: \"{}\", expectedRevision: 1) {{ deletedId }} }}", id("reg", 3));
            assert_eq!(actor.graphql().code(&document).await, "forbidden");
        }
        assert_eq!(app.rest().post("/v1/regions", body).await.status, 401);
        assert_eq!(change_log(&app.domain).await.unwrap().len(), before);
    }

    async fn of_many_who_move_topics_at_once_none_makes_a_circle(app: TestApp) {
        let editor = Desk::editor(app).await;
        let mut moves = Vec::new();
        for round in 0u32..24 {
            let (number, parent) = (1 + round % 4, 1 + (round / 4 + round + 1) % 5);
            moves.push((number, (number != parent).then_some(parent)));
        }
        for moves in moves.chunks(8) {
            let sent = join_all(moves.iter().map(async |(number, parent)| {
                let body = json!({"parent": parent.map(|it| id("top", it))});
                let path = format!("/v1/topics/{}/place", id("top", *number));
                change(&editor.actor, Method::PUT, &path, &tag(app, *number).await, &body).await.status.as_u16()
            }));
            for status in sent.await {
                // It was done, or somebody was faster with the same one, or it would be a circle by now.
                assert!([200, 412, 422].contains(&status), "{status}");
            }
        }
        // Every topic is still reached from a root.
        let list = app.rest().get("/v1/topics?total=true").await.json();
        assert_eq!((list["page"]["total"].as_u64(), list["data"].as_array().unwrap().len()), (Some(5), 5));
        same_beside(app, &["/v1/topics?root=true", "/v1/topics/economics/articles"]).await;
    }
}
