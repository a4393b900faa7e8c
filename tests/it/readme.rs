//! README's scripts, run as they stand there, against the program as it is started there.

use std::process::Command;

use tests::{Served, program, repository};

/// The shell blocks below a heading, in order, up to the next heading of its rank.
fn blocks(heading: &str) -> String {
    let readme = std::fs::read_to_string(repository().join("README.md")).unwrap();
    let section =
        readme.split(&format!("\n## {heading}\n")).nth(1).unwrap_or_else(|| panic!("README has no {heading}"));
    let section = section.split("\n## ").next().unwrap();
    section.split("```sh\n").skip(1).map(|block| block.split("```").next().unwrap()).collect()
}

/// Runs the shell blocks below a heading on a server with the demo, and answers what they say.
fn said(heading: &str) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let server = Served::start(folder.path(), &["--demo"], &[]);
    let script = blocks(heading).replace("http://127.0.0.1:8080", &server.url);
    let script = script.replace("cargo run --release --quiet --", program().to_str().unwrap());
    let ran =
        Command::new("bash").args(["-euo", "pipefail", "-c", &script]).current_dir(folder.path()).output().unwrap();
    let (said, wrong) = (String::from_utf8_lossy(&ran.stdout).into_owned(), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "{said}\n{wrong}\n{script}");
    let url = server.url.clone();
    assert!(server.stop());
    (said, url)
}

#[test]
fn a_readers_day_ends_with_a_featured_playlist() {
    let (said, _) = said("A reader's day");
    let last = said.lines().last().unwrap_or_default();
    assert!(last.contains("Chokepoints to watch") && last.contains("\"featuredUntil\""), "{said}");
}

#[test]
fn an_editors_day_ends_with_a_tombstone() {
    let (said, url) = said("An editor's day");
    assert!(said.contains("\"note\":\"The toll is paid in dollars, not in yuan.\""), "{said}");
    assert!(said.contains(&format!("308 {url}/v1/topics/grain")), "{said}");
    let last = said.lines().last().unwrap_or_default();
    assert!(last.contains("\"status\":410") && last.contains("The source was made up."), "{said}");
}

#[test]
fn a_partners_program_is_given_what_was_agreed() {
    let (said, _) = said("A partner's program");
    assert!(said.contains("ratelimit: \"requests\";r=598;t="), "{said}");
    assert!(said.contains("\n0 written, 0 removed; verified up to entry "), "{said}");
    let last = said.lines().last().unwrap_or_default();
    assert!(last.contains("\"deliveries\":") && last.contains("\"productId\":\"prd_"), "{said}");
}
