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

#[test]
fn the_codes_of_openapi_are_in_the_table() {
    let table: BTreeSet<&str> = Code::ALL.iter().map(|code| code.entry().code).collect();
    let described = Openapi::get().document()["components"]["schemas"]["ErrorCode"]["enum"].clone();
    let described: Vec<String> = serde_json::from_value(described).unwrap();
    for code in described {
        assert!(
            table.contains(code.as_str()),
            "openapi.yaml describes the code `{code}`, which the table doesn't have"
        );
    }
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
