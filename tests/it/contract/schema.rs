//! The SDL that frontends build on: the committed one is the real one, and nothing that was released vanishes.

use std::collections::BTreeSet;

use tests::repository;

#[test]
fn the_committed_schema_is_the_real_one() {
    let committed = std::fs::read_to_string(repository().join("schema/schema.graphql")).unwrap();
    assert!(committed == schema::sdl(), "`cargo run -- schema > schema/schema.graphql` writes it anew");
}

#[test]
fn nothing_released_has_vanished() {
    let released = std::fs::read_to_string(repository().join("schema/released.graphql")).unwrap();
    let (before, now) = (members(&released), members(&schema::sdl()));
    let gone: Vec<_> = before.difference(&now).collect();
    assert!(gone.is_empty(), "removed or retyped without a release that deprecates it: {gone:#?}");
}

/// Every field and value with the type that it is in: `Article.title: String!`.
fn members(sdl: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut owner = String::new();
    let mut quoted = false;
    for line in sdl.lines().map(str::trim) {
        let quotes = line.matches("\"\"\"").count();
        if quotes == 1 {
            quoted = !quoted;
        }
        if quoted || quotes > 0 || line.starts_with('"') {
            continue;
        }
        if let Some(head) = line.strip_suffix('{') {
            owner = head.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
        } else if line == "}" {
            owner.clear();
        } else if !owner.is_empty() && !line.is_empty() {
            found.insert(format!("{owner}.{line}"));
        }
    }
    found
}

#[test]
fn everything_is_described() {
    let sdl = schema::sdl();
    let (mut described, mut quoted) = (false, false);
    for line in sdl.lines() {
        let trimmed = line.trim();
        let quotes = trimmed.matches("\"\"\"").count();
        if quotes > 0 || quoted || trimmed.starts_with('"') {
            quoted ^= quotes == 1;
            described = true;
            continue;
        }
        let names_a_root = ["query:", "mutation:", "subscription:"].iter().any(|root| trimmed.starts_with(root));
        let is_member = line.starts_with(' ') && !trimmed.starts_with(')') && !names_a_root;
        let is_type =
            ["type ", "enum ", "input ", "interface ", "scalar ", "union "].iter().any(|word| line.starts_with(word));
        assert!(!(is_member || is_type) || described, "not described: {line}");
        described = false;
    }
}
