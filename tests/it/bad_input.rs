//! What clients send that makes no sense: each gets a clear answer with its code, and the server goes on.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;
use tests::on_both;

/// Sends bytes as they are and reads what comes back until the other side has done.
fn raw(url: &str, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(url.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    stream.write_all(request).unwrap();
    let mut answer = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(count) = stream.read(&mut buffer) {
        if count == 0 {
            break;
        }
        answer.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&answer);
        if text.contains("\r\n\r\n") && (text.ends_with('}') || text.ends_with("0\r\n\r\n")) {
            break;
        }
    }
    String::from_utf8_lossy(&answer).into_owned()
}

fn post(body: &[u8], content_type: &str) -> Vec<u8> {
    let mut request = format!(
        "POST /graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    request.extend_from_slice(body);
    request
}

on_both! {
    async fn malformed_graphql_requests_are_told_apart(app: TestApp) {
        let cases: [(&[u8], &str, u16); 9] = [
            (b"{", "application/json", 400),
            (b"[]", "application/json", 400),
            (b"\"query\"", "application/json", 400),
            (b"{\"query\": 5}", "application/json", 400),
            (b"{\"query\": \"{ languages }\", \"variables\": []}", "application/json", 400),
            (b"{\"query\": \"\xff\xfe\"}", "application/json", 400),
            (b"query={languages}", "application/x-www-form-urlencoded", 415),
            (b"{ languages }", "text/plain", 415),
            (b"{\"query\": \"{ nothing }\"}", "application/json", 200),
        ];
        for (body, content_type, status) in cases {
            let answer = raw(&app.url, &post(body, content_type));
            assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{}: {answer}", String::from_utf8_lossy(body));
            assert!(answer.contains("\"code\""), "{answer}");
        }
        assert!(app.graphql().data("{ languages }").await["languages"].is_array(), "the server goes on");
    }

    async fn a_body_past_the_limit_is_refused_unread(app: TestApp) {
        let huge = format!("{{\"query\": \"{}\"}}", " ".repeat(200_000));
        let answer = raw(&app.url, &post(huge.as_bytes(), "application/json"));
        assert!(answer.starts_with("HTTP/1.1 413"), "{}", &answer[..answer.len().min(300)]);
    }

    async fn a_bomb_of_fragments_is_refused_in_milliseconds(app: TestApp) {
        let mut query = String::from("{ ...a0 }");
        for level in 0..30 {
            query.push_str(&format!(" fragment a{level} on Query {{ ...a{next} ...a{next} }}", next = level + 1));
        }
        query.push_str(" fragment a30 on Query { languages }");
        let began = Instant::now();
        let answer = app.graphql().run(&query, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "document_too_complex", "{answer}");
        // Stock validation takes seconds on it; this bound says 'not exponential', not 'fast'.
        assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    }

    async fn documents_past_their_limits_are_refused(app: TestApp) {
        let nested = |depth: usize| format!("{{ topics {{ nodes {}{}{} }} }}", "{ children ".repeat(depth), "{ id }", " }".repeat(depth));
        let aliases: String = (0..200).map(|n| format!("a{n}: languages ")).collect();
        let costly = "{ articles(first: 100) { nodes { byline { expert { articles(first: 100) { nodes { topics { articles(first: 100) { nodes { id } } } } } } } } } }";
        let directives = format!("{{ languages {} }}", "@include(if: true) ".repeat(300));
        for query in [nested(40), format!("{{ {aliases} }}"), costly.to_owned(), directives, "{".repeat(5_000), format!("{{ articles(filter: {}) {{ totalCount }} }}", "[".repeat(5_000))] {
            let answer = app.graphql().run(&query, json!({})).await;
            let code = answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default();
            assert!(["document_too_complex", "document_parse_failed"].contains(&code), "{}: {answer}", &query[..60]);
            assert!(answer.get("data").is_none());
        }
    }

    async fn cost_is_told_when_it_is_asked_for(app: TestApp) {
        let answer = app.graphql().post(json!({"query": "query($n: Int) { articles(first: $n) { nodes { title } } }", "variables": {"n": 50}, "extensions": {"cost": true}})).await.json();
        let (requested, limit) = (&answer["extensions"]["cost"]["requested"], &answer["extensions"]["cost"]["limit"]);
        assert!(requested.as_u64().unwrap() >= 50 && limit.as_u64().unwrap() > 1_000, "{answer}");
        let answer = app.graphql().post(json!({"query": "{ languages }"})).await.json();
        assert!(answer.get("extensions").is_none());
    }

    async fn wrong_arguments_are_named(app: TestApp) {
        assert_eq!(app.graphql().code(r#"{ article(id: "nonsense") { id } }"#).await, "id_invalid");
        assert_eq!(app.graphql().code(r#"{ article(id: "exp_01jb0000000000000000000001") { id } }"#).await, "id_invalid");
        let both = r#"{ article(id: "art_01jb0000000000000000000001", slug: "a") { id } }"#;
        assert_eq!(app.graphql().code(both).await, "parameter_invalid");
        let data = app.graphql().data(r#"{ a: article { id } b: topic(slug: "Not A Slug") { id } c: expert { id } }"#).await;
        assert_eq!(data, json!({"a": null, "b": null, "c": null}), "nothing is named by that");
        assert_eq!(app.graphql().code(r#"{ articles(filter: {published: {from: "yesterday"}}) { totalCount } }"#).await, "parameter_invalid");
        assert_eq!(app.graphql().code(r#"{ articles(filter: {colour: "red"}) { totalCount } }"#).await, "document_invalid");
        let answer = app.graphql().run("query($id: ID!) { node(id: $id) { id } }", json!({"id": {"a": 1}})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "variables_invalid", "{answer}");
        let rest = app.rest();
        for (query, code) in [
            ("colour=red", "parameter_unknown"), ("kind=novel", "parameter_invalid"), ("order=title", "parameter_invalid"),
            ("first=many", "page_size_invalid"), ("first=1&first=2", "parameter_invalid"), ("published_from=yesterday", "parameter_invalid"),
            ("fields=id,secret", "parameter_invalid"), ("include=everything", "parameter_invalid"), ("fallback=perhaps", "parameter_invalid"),
            ("after=%ff%fe", "bad_request"),
        ] {
            let answer = rest.get(&format!("/v1/articles?{query}")).await;
            let code_found = answer.code();
            let fits = code_found == code || (code == "page_size_invalid" && code_found == "parameter_invalid") || (code == "bad_request" && code_found == "cursor_invalid") || (code == "bad_request" && code_found == "parameter_invalid");
            assert!(answer.status == 400 && fits, "{query}: {} {code_found}", answer.status);
        }
    }

    async fn odd_paths_are_not_found(app: TestApp) {
        for path in ["/v1/nothing", "/v1/articles/", "/v1/articles/%00", "/v1/articles/%F0%9F%92%A5", "/v1/articles/Upper-Case", "/v1/articles/a/b", "/favicon.ico%20", "//"] {
            let answer = app.rest().get(path).await;
            assert!([404, 400].contains(&answer.status.as_u16()), "{path}: {}", answer.status);
        }
        let long = format!("/v1/articles/{}", "a".repeat(20_000));
        let answer = raw(&app.url, format!("GET {long} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes());
        assert!(answer.starts_with("HTTP/1.1 4"), "{}", &answer[..answer.len().min(100)]);
    }

    async fn a_slow_client_is_let_go(app: TestApp) {
        let mut stream = TcpStream::connect(app.url.trim_start_matches("http://")).unwrap();
        stream.write_all(b"GET /v1 HT").unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let mut answer = Vec::new();
        let ended = stream.read_to_end(&mut answer);
        let text = String::from_utf8_lossy(&answer);
        assert!(ended.is_ok() && (text.is_empty() || text.contains(" 408 ")), "{ended:?} {text}");
    }
}
