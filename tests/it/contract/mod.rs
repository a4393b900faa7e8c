//! What must hold for every noun, every door and every viewer.

use tests::repository;

mod budget;
mod changes;
mod doors;
mod errors;
mod migrations;
mod mutations;
mod openapi;
mod parity;
mod policy;
mod schema;
mod tidy;

/// Compares a text with the reviewed one; `UPDATE=1` writes it anew, to be reviewed in the diff.
fn golden(name: &str, found: &str) {
    let path = repository().join("tests/golden").join(name);
    #[allow(clippy::disallowed_methods, reason = "the tests have this one switch")]
    if std::env::var("UPDATE").is_ok() {
        std::fs::write(&path, found).unwrap();
    }
    let reviewed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(reviewed == found, "tests/golden/{name} is not what the code does; UPDATE=1 writes:\n{found}");
}
