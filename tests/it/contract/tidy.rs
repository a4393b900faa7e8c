//! The house itself: laws of layout that no compiler keeps.

use std::path::{Path, PathBuf};

use tests::repository;

/// Every file of the project's own with one of these endings.
fn files(endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![repository()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() && !["target", "node_modules", ".git", "dist"].contains(&name) {
                open.push(path);
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                found.push(path);
            }
        }
    }
    found
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn a_file_says_first_what_belongs_in_it() {
    for path in files(&[".rs"]) {
        assert!(read(&path).starts_with("//!"), "{} has no `//!` line at its head", path.display());
    }
}

#[test]
fn no_file_has_grown_past_400_lines() {
    for path in files(&[".rs"]) {
        let lines = read(&path).lines().count();
        assert!(lines <= 400, "{} has {lines} lines: look for the second noun", path.display());
    }
}

#[test]
fn the_crates_import_whom_they_may() {
    let manifest = |name: &str| read(&repository().join(name).join("Cargo.toml"));
    let uses = |name: &str, library: &str| {
        let text = manifest(name);
        let dependencies = text.split("[dependencies]").nth(1).unwrap().split("\n[").next().unwrap().to_owned();
        dependencies.lines().any(|line| line.split(['.', ' ', '=']).next() == Some(library))
    };
    for (name, forbidden) in [
        ("domain", &["async-graphql", "actix-web", "schema", "api", "migrations"][..]),
        ("schema", &["sea-orm", "actix-web", "api", "migrations"]),
        ("api", &["sea-orm", "async-graphql"]),
        ("migrations", &["domain", "schema", "api"]),
    ] {
        for library in forbidden {
            assert!(!uses(name, library), "{name} may not use {library}");
        }
    }
}

#[test]
fn queries_live_in_row_files() {
    for path in files(&[".rs"]).into_iter().filter(|path| path.starts_with(repository().join("domain/src"))) {
        let is_row = path.to_str().unwrap().contains("/row");
        let text = read(&path);
        assert!(is_row || !text.contains("Entity::"), "{} names an entity", path.display());
        assert!(is_row || !text.contains("row::") || !text.contains("::row::Model"), "{}", path.display());
    }
}

#[test]
fn every_dependency_says_what_it_is_for() {
    let manifest = read(&repository().join("Cargo.toml"));
    let section = manifest.split("[workspace.dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    for line in section.lines().filter(|line| line.contains(" = ") && !line.contains("path = ")) {
        assert!(line.contains(" # "), "{line}");
    }
}

#[test]
fn the_maps_name_only_what_is_there() {
    for map in ["README.md", "ARCHITECTURE.md"] {
        let text: String = read(&repository().join(map)).split("```").step_by(2).collect();
        for quoted in text.split('`').skip(1).step_by(2) {
            let is_path = quoted.contains('/')
                && !quoted.contains([' ', ':', '{', '*', '<', '|', '…', '$'])
                && !quoted.starts_with(['/', '-', '.']);
            if is_path && !quoted.starts_with("target/") {
                assert!(repository().join(quoted).exists(), "{map} names `{quoted}`, which is not there");
            }
        }
    }
}

#[test]
fn the_example_of_the_environment_is_true() {
    let path = repository().join(".env.example");
    #[allow(clippy::disallowed_methods, reason = "the tests have this one switch")]
    if std::env::var("UPDATE").is_ok() {
        std::fs::write(&path, api::settings::example()).unwrap();
    }
    assert_eq!(read(&path), api::settings::example());
}

#[test]
fn lock_files_of_npm_hold_no_addresses() {
    for path in files(&["package-lock.json"]) {
        assert!(!read(&path).contains("\"resolved\""), "{} holds addresses of a registry", path.display());
    }
}

#[test]
fn every_file_of_the_tests_is_run() {
    for folder in ["tests/it", "tests/it/contract"] {
        let root = repository().join(folder);
        let list = read(&if folder.ends_with("it") { root.join("main.rs") } else { root.join("mod.rs") });
        for entry in std::fs::read_dir(&root).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let stem = name.trim_end_matches(".rs");
            assert!(
                ["main", "mod"].contains(&stem) || list.contains(&format!("mod {stem};")),
                "{folder}/{name} is not run"
            );
        }
    }
}
