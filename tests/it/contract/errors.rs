//! The table of errors, as a text to be reviewed, and what openapi.yaml says of it.

use std::collections::BTreeSet;
use std::fmt::Write;

use domain::{Code, Fault};
use tests::{Openapi, on_both};

#[test]
fn the_table_is_the_reviewed_one() {
    let mut table = String::from("# Every error code: status, whose fault, title. The codes are public words.\n");
    for code in Code::ALL {
        let entry = code.entry();
        writeln!(
            table,
            "{:<24} {} {:<7} {}",
            entry.code,
            entry.status,
            format!("{:?}", entry.fault).to_lowercase(),
            entry.title
        )
        .unwrap();
    }
    crate::contract::golden("errors.txt", &table);
}

#[test]
fn every_code_is_there_once_and_fits_its_status() {
    let codes: BTreeSet<&str> = Code::ALL.iter().map(|code| code.entry().code).collect();
    assert_eq!(codes.len(), Code::ALL.len());
    for code in Code::ALL {
        let entry = code.entry();
        assert_eq!(entry.fault == Fault::Ours, entry.status >= 500, "{}", entry.code);
    }
}

/// Codes that only GraphQL has, and those of the command line: no REST answer tells them.
const NOT_OF_REST: [&str; 11] = [
    "batch_refused",
    "document_invalid",
    "document_parse_failed",
    "document_too_complex",
    "document_untrusted",
    "operation_not_found",
    "operation_not_supported",
    "persisted_query_mismatch",
    "persisted_query_not_found",
    "record_invalid",
    "variables_invalid",
];

#[test]
fn the_codes_of_openapi_are_those_of_the_table() {
    let table: BTreeSet<&str> = Code::ALL.iter().map(|code| code.entry().code).collect();
    let described = Openapi::get().document()["components"]["schemas"]["ErrorCode"]["enum"].clone();
    let described: Vec<String> = serde_json::from_value(described).unwrap();
    let described: BTreeSet<&str> = described.iter().map(String::as_str).collect();
    let expected: BTreeSet<&str> = table.into_iter().filter(|code| !NOT_OF_REST.contains(code)).collect();
    assert_eq!(described, expected);
}

on_both! {
    async fn a_fault_of_ours_tells_only_the_request(app: TestApp) {
        app.domain.close().await.unwrap();
        let answer = app.rest().get("/v1/articles/ports-under-pressure").await;
        let problem = answer.json();
        assert_eq!(problem["code"], "unavailable");
        assert_eq!(problem["requestId"], answer.header("x-request-id"));
        for internal in ["sqlx", "pool", "sea_orm", "SELECT", "panicked"] {
            assert!(!problem.to_string().contains(internal), "{problem}");
        }
    }
}
