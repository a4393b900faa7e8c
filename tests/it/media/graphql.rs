//! The same in GraphQL: the library, changes, deletions, and uploads by the multipart specification.

use image::ImageFormat;
use serde_json::{Value, json};
use tests::{Actor, TestApp, on_both, raw_client};

use super::files::{author, bytes, file, path, upload, uploaded};

const UPDATE: &str = "mutation($id: ID!, $revision: Int!, $input: ImageDetailsInput!) { \
    imageUpdate(id: $id, expectedRevision: $revision, input: $input) { image { id revision credit agency uses state rightsUntil \
    focalPoint { x y } texts { language caption alt } proposals { credit } } userErrors { code field } } }";
const DELETE: &str = "mutation($id: ID!, $revision: Int!) { imageDelete(id: $id, expectedRevision: $revision) { \
    deletedId userErrors { code } } }";
const UPLOAD: &str = "mutation($file: Upload!) { imageUpload(input: {file: $file, details: {credit: \"World Review\", \
    focalPoint: {x: 0.25, y: 0.75}, texts: [{language: \"de\", alt: \"Ein Hafen\"}]}}) { image { id credit state mediaType width \
    height focalPoint { x y } texts { language alt } proposals { credit } } userErrors { code field } } }";

async fn sent(actor: &Actor, document: &str, variables: Value) -> Value {
    let answer = actor.graphql().run(document, variables).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"].as_object().unwrap().values().next().unwrap().clone()
}

/// A request by the multipart specification, with one file.
async fn multipart(app: &TestApp, actor: &Actor, file: &[u8]) -> Value {
    let operations = json!({"query": UPLOAD, "variables": {"file": null}}).to_string();
    let mut body = Vec::new();
    for (head, content) in [
        ("name=\"operations\"", operations.as_bytes()),
        ("name=\"map\"", br#"{"0": ["variables.file"]}"#),
        ("name=\"0\"; filename=\"harbour.html\"\r\ncontent-type: text/html", file),
    ] {
        body.extend_from_slice(format!("--limit\r\ncontent-disposition: form-data; {head}\r\n\r\n").as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--limit--\r\n");
    let request = raw_client().post(format!("{}/graphql", app.url)).header("authorization", actor.authorization());
    let request =
        request.header("content-type", "multipart/form-data; boundary=limit").header("graphql-require-preflight", "1");
    let answer = request.header("accept", "application/graphql-response+json").body(body).send().await.unwrap();
    serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
}

on_both! {
    async fn an_image_is_uploaded_by_the_multipart_specification(app: TestApp) {
        let author = author(app).await;
        let answer = multipart(app, &author, &file(ImageFormat::Png, 60, 40)).await;
        let payload = &answer["data"]["imageUpload"];
        assert_eq!(payload["userErrors"], json!([]), "{answer}");
        let image = &payload["image"];
        assert_eq!((&image["credit"], &image["state"], &image["mediaType"]), (&json!("World Review"), &json!("PROCESSING"), &json!("image/png")));
        assert_eq!((&image["width"], &image["focalPoint"]), (&json!(60), &json!({"x": 0.25, "y": 0.75})));
        assert_eq!(image["texts"], json!([{"language": "de", "alt": "Ein Hafen"}]));
        app.run_jobs().await;
        assert_eq!(app.rest().get(&path(image)).await.status, 200);
        let refused = multipart(app, &author, b"<script>alert(1)</script>").await;
        assert_eq!(refused["data"]["imageUpload"]["userErrors"], json!([{"code": "unsupported_media_type", "field": "file"}]));
        let reader = multipart(app, &app.reader("Ada").await, b"").await;
        assert_eq!(reader["errors"][0]["extensions"]["code"], "forbidden");
    }

    async fn an_upload_without_its_file_is_to_be_mended(app: TestApp) {
        let author = author(app).await;
        for place in ["#__graphql_file__:0", "#__graphql_file__:99", "#__graphql_file__:x", "harbour.jpg"] {
            let payload = sent(&author, UPLOAD, json!({"file": place})).await;
            assert_eq!(payload["userErrors"], json!([{"code": "value_invalid", "field": "file"}]), "{place}");
        }
        assert_eq!(app.found("SELECT count(*) FROM image").await.trim(), "0");
    }

    async fn staff_change_an_image_against_its_revision(app: TestApp) {
        let author = author(app).await;
        let image = uploaded(app, &author, &file(ImageFormat::Png, 20, 20)).await;
        let input = json!({"credit": "World Review", "uses": ["WEB"], "rightsUntil": "2027-01-01T01:00:00+01:00",
            "focalPoint": {"x": 1, "y": 0}, "texts": [{"language": "en", "caption": "A port"}]});
        let payload = sent(&author, UPDATE, json!({"id": image["id"], "revision": 1, "input": input})).await;
        assert_eq!(payload["userErrors"], json!([]));
        let changed = &payload["image"];
        assert_eq!((&changed["revision"], &changed["uses"], &changed["rightsUntil"]), (&json!(2), &json!(["WEB"]), &json!("2027-01-01T00:00:00Z")));
        assert_eq!(changed["texts"], json!([{"language": "en", "caption": "A port", "alt": null}]));
        let stale = sent(&author, UPDATE, json!({"id": image["id"], "revision": 1, "input": {"agency": "dpa"}})).await;
        assert_eq!(stale["userErrors"], json!([{"code": "version_conflict", "field": null}]));
        assert_eq!((&stale["image"]["revision"], &stale["image"]["agency"]), (&json!(2), &json!(null)));
        let cleared = sent(&author, UPDATE, json!({"id": image["id"], "revision": 2, "input": {"credit": null, "rightsUntil": null}})).await;
        assert_eq!((&cleared["image"]["credit"], &cleared["image"]["rightsUntil"]), (&json!(null), &json!(null)));
        let wrong = sent(&author, UPDATE, json!({"id": image["id"], "revision": 3, "input": {"credit": ""}})).await;
        assert_eq!((&wrong["image"], &wrong["userErrors"]), (&json!(null), &json!([{"code": "value_invalid", "field": "credit"}])));
        let missing = author.graphql().run(UPDATE, json!({"id": tests::publication::id("img", 9), "revision": 1, "input": {}})).await;
        assert_eq!(missing["errors"][0]["extensions"]["code"], "not_found");
    }

    async fn staff_delete_an_image_and_page_through_the_rest(app: TestApp) {
        let author = author(app).await;
        let mut images = Vec::new();
        for side in 1..=3u32 {
            app.clock.advance(jiff::SignedDuration::from_secs(1));
            images.push(upload(&author, "image/png", &file(ImageFormat::Png, side, side)).await.json());
        }
        let library = "{ images(first: 2) { totalCount nodes { id state } pageInfo { hasNextPage endCursor } } }";
        let page = author.graphql().data(library).await["images"].clone();
        assert_eq!((&page["totalCount"], &page["pageInfo"]["hasNextPage"]), (&json!(3), &json!(true)));
        assert_eq!(page["nodes"], json!([{"id": images[2]["id"], "state": "PROCESSING"}, {"id": images[1]["id"], "state": "PROCESSING"}]));
        let deleted = sent(&author, DELETE, json!({"id": images[2]["id"], "revision": 1})).await;
        assert_eq!(deleted, json!({"deletedId": images[2]["id"], "userErrors": []}));
        let ready = author.graphql().data("{ images(filter: {state: READY}) { totalCount } }").await;
        assert_eq!(ready["images"]["totalCount"], 0);
        let stale = sent(&author, DELETE, json!({"id": images[0]["id"], "revision": 7})).await;
        assert_eq!(stale["userErrors"], json!([{"code": "version_conflict"}]));
        assert_eq!(app.graphql().code("{ images { totalCount } }").await, "authentication_required");
        assert_eq!(app.reader("Ada").await.graphql().code("{ images { totalCount } }").await, "forbidden");
    }

    async fn what_is_for_staff_is_null_for_everybody_else(app: TestApp) {
        let author = author(app).await;
        let image = uploaded(app, &author, &file(ImageFormat::Png, 20, 20)).await;
        let asked = format!("{{ node(id: {}) {{ ... on Image {{ url revision state uses rightsUntil proposals {{ credit }} texts {{ alt }} variants {{ name url }} }} }} }}", image["id"]);
        let seen = app.graphql().data(&asked).await["node"].clone();
        for staff_alone in ["state", "uses", "rightsUntil", "proposals", "texts"] {
            assert_eq!(seen[staff_alone], json!(null), "{staff_alone}");
        }
        assert_eq!(seen["revision"], 1);
        assert_eq!(seen["variants"].as_array().unwrap().len(), image["variants"].as_array().unwrap().len());
        assert!(!bytes(app, &seen["url"]).await.is_empty());
        assert_eq!(author.graphql().data(&asked).await["node"]["state"], "READY");
    }
}
