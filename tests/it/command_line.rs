//! The program itself, as a user starts it: commands, exit codes, messages, and what it does when things are wrong.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::json;
use tests::{Served, command, program, publication, repository};

fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn jsonl() -> String {
    publication::small().iter().map(|record| format!("{record}\n")).collect()
}

#[test]
fn help_is_worth_reading() {
    let folder = tempfile::tempdir().unwrap();
    let help = text(&run(folder.path(), &["--help"]).stdout);
    for word in
        ["serve", "migrate", "import", "export", "check", "schema", "openapi", "completions", "Examples", "Exit codes"]
    {
        assert!(help.contains(word), "{word}: {help}");
    }
    assert_eq!(run(folder.path(), &["nonsense"]).status.code(), Some(2));
    assert_eq!(run(folder.path(), &["import", "csv", "x"]).status.code(), Some(2));
    for shell in ["bash", "zsh", "fish"] {
        assert!(run(folder.path(), &["completions", shell]).stdout.len() > 1_000, "{shell}");
    }
}

#[test]
fn contracts_are_printed() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(
        text(&run(folder.path(), &["schema"]).stdout),
        std::fs::read_to_string(repository().join("schema/schema.graphql")).unwrap()
    );
    assert_eq!(
        text(&run(folder.path(), &["openapi"]).stdout),
        std::fs::read_to_string(repository().join("openapi.yaml")).unwrap()
    );
    assert!(
        serde_json::from_slice::<serde_json::Value>(&run(folder.path(), &["openapi", "--format", "json"]).stdout)
            .is_ok()
    );
}

#[test]
fn login_providers_are_read_from_the_environment_and_their_secrets_are_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    assert!(run(folder.path(), &["migrate"]).status.success());
    let table = "[login_providers.example]\nissuer = \"https://login.example\"\nclient_id = \"us\"\n";
    std::fs::write(folder.path().join("world-review.toml"), table).unwrap();
    let mut check = command(folder.path());
    check.args(["check"]).env("LOGIN_PROVIDERS__EXAMPLE__CLIENT_SECRET", "0451");
    check
        .env("LOGIN_PROVIDERS__OTHER__ISSUER", "https://other.example")
        .env("LOGIN_PROVIDERS__OTHER__ENABLED", "false");
    let shown = check.output().unwrap();
    let (told, errors) = (text(&shown.stdout), text(&shown.stderr));
    assert!(shown.status.success(), "{errors}");
    let line = "LOGIN_PROVIDERS=example (https://login.example), other (disabled), xing (not configured)\n";
    assert!(told.contains(line) && !told.contains("0451") && !errors.contains("0451"), "{told}{errors}");
    let wrong = command(folder.path()).args(["check"]).env("LOGIN_PROVIDERS__OTHER__COLOUR", "blue").output().unwrap();
    assert!(
        !wrong.status.success() && text(&wrong.stderr).to_lowercase().contains("colour"),
        "{}",
        text(&wrong.stderr)
    );
}

#[test]
fn content_comes_in_and_goes_out() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("all.jsonl"), jsonl()).unwrap();
    let dry = run(folder.path(), &["import", "jsonl", "all.jsonl", "--dry-run"]);
    assert!(dry.status.success() && text(&dry.stdout).contains("nothing was changed"), "{}", text(&dry.stderr));
    let first = run(folder.path(), &["import", "jsonl", "all.jsonl"]);
    assert!(first.status.success(), "{}", text(&first.stderr));
    let report = text(&first.stdout);
    assert!(report.lines().any(|line| line.starts_with("article") && line.contains("37")), "{report}");
    let out = run(folder.path(), &["export"]);
    assert!(out.status.success());
    let exported = text(&out.stdout);
    assert_eq!(exported.lines().count(), publication::small().len());
    std::fs::create_dir(folder.path().join("other")).unwrap();
    let mut other = command(&folder.path().join("other"))
        .args(["import", "jsonl", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    other.stdin.take().unwrap().write_all(exported.as_bytes()).unwrap();
    assert!(other.wait_with_output().unwrap().status.success());
    assert_eq!(text(&run(&folder.path().join("other"), &["export"]).stdout), exported, "a round trip loses nothing");
}

#[test]
fn a_file_that_is_cut_off_says_where() {
    let folder = tempfile::tempdir().unwrap();
    let wxr = "<?xml version=\"1.0\"?><rss xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><title>A</title><language>en</language>\n<item><title>Cut";
    std::fs::write(folder.path().join("cut.xml"), wxr).unwrap();
    let cut = run(folder.path(), &["import", "wxr", "cut.xml"]);
    assert_eq!(cut.status.code(), Some(1));
    assert!(text(&cut.stderr).contains("cut.xml") && text(&cut.stderr).contains("line"), "{}", text(&cut.stderr));
    let missing = run(folder.path(), &["import", "jsonl", "missing.jsonl"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(text(&missing.stderr).contains("missing.jsonl"));
}

#[test]
fn skipped_records_are_told_and_strict_minds_them() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bad.jsonl"), "{\"type\": \"nothing\"}\n").unwrap();
    let lenient = run(folder.path(), &["import", "jsonl", "bad.jsonl"]);
    assert!(lenient.status.success() && text(&lenient.stdout).contains("skipped: line 1"), "{}", text(&lenient.stdout));
    assert_eq!(run(folder.path(), &["import", "jsonl", "bad.jsonl", "--strict"]).status.code(), Some(3));
    std::fs::write(folder.path().join("worse.jsonl"), "\nnonsense\n").unwrap();
    let both = text(&run(folder.path(), &["import", "jsonl", "bad.jsonl", "worse.jsonl"]).stdout);
    assert!(both.contains("skipped: bad.jsonl, line 1") && both.contains("skipped: worse.jsonl, line 2"), "{both}");
}

#[test]
fn a_wrong_setting_is_named_and_secrets_are_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = command(folder.path()).args(["check"]).env("WORKERS", "many").output().unwrap();
    assert_eq!(wrong.status.code(), Some(1));
    assert!(text(&wrong.stderr).contains("WORKERS"), "{}", text(&wrong.stderr));
    std::fs::write(folder.path().join("world-review.toml"), "colour = \"red\"\n").unwrap();
    let unknown = run(folder.path(), &["check"]);
    assert!(text(&unknown.stderr).contains("colour"), "{}", text(&unknown.stderr));
    std::fs::write(folder.path().join("world-review.toml"), "languages = [\"de\"]\n").unwrap();
    let shown = command(folder.path())
        .args(["check"])
        .env("DATABASE_URL", "postgres://me:geheim@127.0.0.1:1/none")
        .output()
        .unwrap();
    assert_eq!(shown.status.code(), Some(1), "there is no such database");
    let all = text(&shown.stdout) + &text(&shown.stderr);
    assert!(all.contains("LANGUAGES=de") && !all.contains("geheim"), "{all}");
}

#[test]
fn databases_that_are_wrong_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let missing = run(folder.path(), &["export"]);
    assert_eq!(missing.status.code(), Some(1));
    std::fs::write(
        folder.path().join("world-review.sqlite"),
        "this is no database, but a text that is long enough to look at",
    )
    .unwrap();
    let garbage = run(folder.path(), &["check"]);
    assert_eq!(garbage.status.code(), Some(1));
    assert!(text(&garbage.stderr).contains("database"), "{}", text(&garbage.stderr));
    let scheme = run(folder.path(), &["check", "--database", "mysql://x"]);
    assert!(text(&scheme.stderr).contains("DATABASE_URL"));
}

#[test]
fn a_locked_database_is_waited_for_and_then_told() {
    let folder = tempfile::tempdir().unwrap();
    assert!(run(folder.path(), &["migrate"]).status.success());
    std::fs::write(folder.path().join("all.jsonl"), jsonl()).unwrap();
    let mut holder = Command::new("sqlite3")
        .arg("world-review.sqlite")
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut orders = holder.stdin.take().unwrap();
    orders.write_all(b"BEGIN IMMEDIATE; SELECT 'locked';\n").unwrap();
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(holder.stdout.as_mut().unwrap()), &mut line).unwrap();
    assert_eq!(line.trim(), "locked");
    let locked = run(folder.path(), &["import", "jsonl", "all.jsonl"]);
    assert_eq!(locked.status.code(), Some(1));
    assert!(text(&locked.stderr).contains("locked"), "{}", text(&locked.stderr));
    assert!(run(folder.path(), &["export"]).status.success(), "readers don't wait for the writer");
    drop(orders);
    assert!(holder.wait().unwrap().success());
    assert!(run(folder.path(), &["import", "jsonl", "all.jsonl"]).status.success());
}

#[test]
fn a_full_disk_leaves_nothing_half_written() {
    let folder = tempfile::tempdir().unwrap();
    assert!(run(folder.path(), &["migrate"]).status.success());
    // Long enough that they don't fit into what an empty database leaves free under the limit.
    let long = (900..930).map(|number| {
        let text = publication::text(&format!("long-{number}"), "Long", "published", Some("2026-11-01T00:00:00Z"));
        let mut article = publication::article(number, "report", json!({"en": text}));
        article["texts"]["en"]["body"] = json!({"html": "<p>words and words and words and words</p>".repeat(900)});
        format!("{article}\n")
    });
    std::fs::write(folder.path().join("all.jsonl"), format!("{}{}", jsonl(), long.collect::<String>())).unwrap();
    // A limit on the size of files stands for a full disk: SQLite can't grow past it.
    let size = std::fs::metadata(folder.path().join("world-review.sqlite")).unwrap().len() / 1024 + 100;
    let limited = format!("ulimit -f {size}; trap '' XFSZ; exec \"$0\" import jsonl all.jsonl");
    let full = Command::new("bash").args(["-c", &limited]).arg(program()).current_dir(folder.path()).output().unwrap();
    assert_eq!(full.status.code(), Some(1), "{}", text(&full.stderr));
    assert_eq!(text(&run(folder.path(), &["export"]).stdout), "", "nothing of the batch is there");
    assert!(run(folder.path(), &["import", "jsonl", "all.jsonl"]).status.success(), "with room again it comes in");
    assert_eq!(text(&run(folder.path(), &["export"]).stdout).lines().count(), publication::small().len() + 30);
}

#[test]
fn the_server_starts_with_one_command_and_drains_when_it_is_told_to_stop() {
    let folder = tempfile::tempdir().unwrap();
    let server = Served::start(folder.path(), &["--demo"], &[]);
    let url = server.url.clone();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        api::ports::choose_tls();
        let client = reqwest::Client::new();
        let body = json!({"query": "{ articles(first: 3) { totalCount nodes { title byline { expert { name } } leadImage { url } } } }"});
        let answer: serde_json::Value = client.post(format!("{url}/graphql")).json(&body).send().await.unwrap().json().await.unwrap();
        assert!(answer["data"]["articles"]["totalCount"].as_u64().unwrap() >= 18, "{answer}");
        let image = answer["data"]["articles"]["nodes"][0]["leadImage"]["url"].as_str().unwrap();
        let bytes = client.get(format!("{url}{image}")).send().await.unwrap();
        assert_eq!(bytes.status(), 200);
    });
    assert!(server.stop(), "it ends in order");
    let again = run(folder.path(), &["serve", "--listen", "256.0.0.1:80"]);
    assert!(text(&again.stderr).contains("LISTEN"));
}
