//! What an operator looks at: probes, metrics, header fields of every answer, and how the server behaves when the database does not.

use serde_json::json;
use tests::{Served, on_both, raw_client};

on_both! {
    async fn the_probes_answer(app: TestApp) {
        assert_eq!(app.rest().get("/livez").await.json(), json!({"status": "live"}));
        assert_eq!(app.rest().get("/readyz").await.json(), json!({"status": "ready"}));
    }

    async fn a_closed_database_makes_it_not_ready_and_public_lists_go_on(app: TestApp) {
        app.domain.close().await.unwrap();
        assert_eq!(app.rest().get("/livez").await.status, 200);
        let ready = app.rest().get("/readyz").await;
        assert_eq!((ready.status.as_u16(), ready.code().as_str()), (503, "unavailable"));
        assert!(!ready.header("retry-after").is_empty());
        assert_eq!(app.rest().get("/v1/articles").await.status, 200, "what the catalogue holds is served");
        let article = app.rest().get("/v1/articles/ports-under-pressure").await;
        assert_eq!((article.status.as_u16(), article.code().as_str()), (503, "unavailable"), "a body needs the database");
        let answer = app.graphql().run(r#"{ article(slug: "ports-under-pressure") { title body { html } } }"#, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "unavailable", "{answer}");
        assert!(!answer.to_string().to_lowercase().contains("pool"), "no internals: {answer}");
    }

    async fn every_answer_names_its_request(app: TestApp) {
        let answer = app.rest().get("/v1/articles/nothing").await;
        assert_eq!(answer.json()["requestId"], answer.header("x-request-id"));
        let answer = app.rest().with("x-request-id", "my-own-id_1").get("/v1").await;
        assert_eq!(answer.header("x-request-id"), "my-own-id_1");
        let answer = app.rest().with("x-request-id", "no id: \"quoted\"").get("/v1").await;
        assert_ne!(answer.header("x-request-id"), "no id: \"quoted\"");
    }

    async fn validators_save_bytes(app: TestApp) {
        for path in ["/v1/articles", "/v1/articles/ports-under-pressure", "/v1/topics/energy/articles?first=3", "/v1", "/openapi.yaml", "/schemas/body.json"] {
            let first = app.rest().get(path).await;
            let etag = first.header("etag").to_owned();
            assert!(etag.starts_with('"'), "{path}: a strong ETag, not `{etag}`");
            let again = app.rest().with("if-none-match", &format!("\"other\", {etag}")).get(path).await;
            assert_eq!((again.status.as_u16(), again.body.len(), again.header("etag")), (304, 0, etag.as_str()), "{path}");
            let other = app.rest().with("if-none-match", "\"other\"").get(path).await;
            assert_eq!(other.status, 200, "{path}");
            let head = app.rest().send(reqwest::Method::HEAD, path, None).await;
            assert_eq!((head.status.as_u16(), head.header("etag")), (200, etag.as_str()), "{path}");
        }
        let article = app.rest().get("/v1/articles/ports-under-pressure").await;
        let modified = article.header("last-modified").to_owned();
        assert!(modified.ends_with(" GMT"), "{modified}");
        let again = app.rest().with("if-modified-since", &modified).get("/v1/articles/ports-under-pressure").await;
        assert_eq!(again.status, 304);
    }

    async fn the_validator_changes_with_what_is_shown(app: TestApp) {
        let path = "/v1/articles/ports-under-pressure";
        let before = app.rest().get(path).await.header("etag").to_owned();
        let mut expert = tests::publication::small().into_iter().find(|record| record["slug"] == "anna-berg").unwrap();
        expert["name"] = json!("Anna B. Berg");
        tests::publication::import(&app.domain, vec![expert]).await;
        let after = app.rest().with("if-none-match", &before).get(path).await;
        assert_eq!(after.status, 200);
        assert_ne!(after.header("etag"), before);
    }

    async fn a_page_that_is_asked_after_keeps_its_own_policy(app: TestApp) {
        for path in ["/", "/reference"] {
            let page = app.rest().get(path).await;
            let policy = page.header("content-security-policy").to_owned();
            assert!(policy.contains("script-src 'self'"), "{policy}");
            let again = app.rest().with("if-none-match", page.header("etag")).get(path).await;
            assert_eq!(again.status, 304);
            let found = again.header("content-security-policy");
            assert!(found.is_empty() || found == policy, "a browser would put this in place of the page's own: {found}");
        }
    }

    async fn content_codings_are_negotiated(app: TestApp) {
        let client = reqwest::Client::builder().no_brotli().no_gzip().no_zstd().build().unwrap();
        let get = async |accept: &str| {
            let request = client.get(format!("{}/v1/articles", app.url)).header("accept-encoding", accept);
            let response = request.send().await.unwrap();
            let field = |name: &str| response.headers().get(name).map_or(String::new(), |v| v.to_str().unwrap().to_owned());
            (field("content-encoding"), field("etag"), field("vary"))
        };
        let (none, plain, vary) = get("identity").await;
        assert!(none.is_empty() && vary.to_lowercase().contains("accept-encoding"));
        for coding in ["br", "zstd", "gzip"] {
            let (found, etag, _) = get(coding).await;
            assert_eq!(found, coding);
            assert_ne!(etag, plain, "each coding has a validator of its own");
        }
        assert_eq!(get("gzip;q=0, br;q=0.1, identity;q=0").await.0, "br");
        assert_eq!(get("unknown, *;q=0").await.0, "", "nothing acceptable: as it is, rather than 406");
    }
}

/// The page of metrics is at an address of its own, and nowhere else.
#[tokio::test]
async fn metrics_are_told_where_the_operator_wants_them() {
    let folder = tempfile::tempdir().unwrap();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let server = Served::start(folder.path(), &["--demo"], &[("METRICS_LISTEN", &free), ("SURROGATE_KEYS", "true")]);
    for _ in 0..3 {
        assert_eq!(server.rest().get("/v1/articles").await.status, 200);
    }
    assert_eq!(raw_client().get(format!("{}/metrics", server.url)).send().await.unwrap().status(), 404);
    let answer = raw_client().get(format!("http://{free}/metrics")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("application/openmetrics-text"));
    let page = answer.text().await.unwrap();
    let value = |name: &str| {
        let line = page.lines().find_map(|line| line.strip_prefix(&format!("world_review_{name} ")));
        line.unwrap_or_else(|| panic!("{name} is missing:\n{page}")).parse::<f64>().unwrap()
    };
    assert_eq!((value("catalogue_behind"), value("catalogue_behind_seconds")), (0.0, 0.0));
    assert!(
        value("catalogue_position") > 0.0 && value("catalogue_articles") > 5.0 && value("catalogue_bytes") > 5_000.0
    );
    assert!(value("catalogue_bytes") / value("catalogue_articles") < 4_096.0, "{page}");
    assert_eq!((value("answers_kept_misses_total"), value("answers_kept_hits_total")), (1.0, 2.0));
    assert!(value("answers_kept") >= 1.0 && value("answers_kept_bytes") > 100.0);
    assert!(value("connections_max") == 8.0 && page.ends_with("# EOF\n"));
    let other = raw_client().get(format!("http://{free}/v1/articles")).send().await.unwrap();
    assert_eq!(other.status(), 404, "it has no other page");
    assert!(server.stop(), "it ends with the program");
}
