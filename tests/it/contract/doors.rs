//! Every door, tried by every wrong viewer. As long as nobody can register, each credential is a wrong one.

use std::fmt::Write;

use reqwest::Method;
use serde_json::json;
use tests::{Openapi, on_both};

/// What is tried on each door, as the `Authorization` field.
const CREDENTIALS: [(&str, &str); 6] = [
    ("nonsense", "nonsense"),
    ("an empty bearer", "Bearer "),
    ("an unsigned token", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9."),
    ("a foreign token", "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZG1pbiJ9.c2lnbmF0dXJl"),
    ("a password", "Basic YWRtaW46YWRtaW4="),
    (
        "an overlong one",
        "Bearer aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ),
];

on_both! {
    async fn a_broken_credential_is_never_anonymous(app: TestApp) {
        let mut doors = String::from("# Every door, and what it answers to nobody and to a broken credential.\n");
        for (method, template) in Openapi::get().operations() {
            let path = example(&template);
            let method: Method = method.parse().unwrap();
            if template == "/graphql" {
                continue;
            }
            let nobody = app.rest().send(method.clone(), &path, None).await.status.as_u16();
            for (name, credential) in CREDENTIALS {
                let answer = app.rest().with("authorization", credential).send(method.clone(), &path, None).await;
                assert_eq!(answer.status, 401, "{method} {path} with {name}");
                assert_eq!(answer.code(), "credential_invalid");
                assert!(answer.header("www-authenticate").starts_with("Bearer"));
            }
            writeln!(doors, "{method} {template}: {nobody} / 401").unwrap();
        }
        for (name, credential) in CREDENTIALS {
            let answer = app.graphql().with("authorization", credential).post(json!({"query": "{ languages }"})).await;
            assert_eq!(answer.status, 401, "{name}");
            assert_eq!(answer.code(), "credential_invalid");
        }
        doors.push_str("POST /graphql: 200 / 401\n");
        crate::contract::golden("doors.txt", &doors);
    }

    async fn other_methods_are_not_doors(app: TestApp) {
        for (_, template) in Openapi::get().operations().into_iter().filter(|(_, template)| template != "/graphql") {
            for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                let answer = app.rest().send(method.clone(), &example(&template), None).await;
                assert_eq!((answer.status.as_u16(), answer.code().as_str()), (405, "method_not_allowed"), "{method} {template}");
                assert!(answer.header("allow").contains("GET"), "{method} {template}");
            }
        }
    }
}

/// A path that a template stands for, on the publication of the tests.
pub(super) fn example(template: &str) -> String {
    let noun = template.split('/').nth(2).unwrap_or_default();
    let slug = match noun {
        "articles" => "ports-under-pressure",
        "experts" => "anna-berg",
        "topics" => "trade",
        _ => "europe",
    };
    template
        .replace("{slug}", slug)
        .replace("{id}", "img_01jb0000000000000000000001")
        .replace("{file}", "00000000000000000000000000000000.jpg")
}
