//! The power goes in the middle of a write: the program is killed while phones send what they had queued, and started
//! again. What was answered is there, nothing is there by half, and what is sent again is done once.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use tests::publication::id;
use tests::{Database, Rest, Served, publication};

/// Phones that send at once, and what each has queued.
const PHONES: usize = 4;
const QUEUED: usize = 40;
/// How often the power goes before all is through.
const POWER_CUTS: u64 = 5;
const PASSWORD: &str = "seven quiet harbours at dawn";

#[test]
fn a_killed_server_leaves_nothing_by_half_on_sqlite() {
    run(Database::Sqlite);
}

#[test]
fn a_killed_server_leaves_nothing_by_half_on_postgres() {
    run(Database::Postgres);
}

fn run(database: Database) {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let url = database.fresh(folder.path()).await;
        std::fs::write(
            folder.path().join("all.jsonl"),
            publication::small().iter().map(|record| format!("{record}\n")).collect::<String>(),
        )
        .unwrap();
        let variables = [("DATABASE_URL", url.as_str()), ("PASSWORD_MEMORY_KIB", "64"), ("PASSWORD_ITERATIONS", "1")];
        let mut import = tests::command(folder.path());
        let imported = import.args(["import", "jsonl", "all.jsonl"]).envs(variables).output().unwrap();
        assert!(imported.status.success());
        let start = || Served::start(folder.path(), &[], &variables);

        let mut server = start();
        register(&server.rest(), folder.path()).await;
        let list = made(&logged_in(&server).await).await;
        for cut in 0..POWER_CUTS {
            let reader = logged_in(&server).await;
            let phones: Vec<_> =
                (0..PHONES).map(|phone| tokio::spawn(empty_queue(reader.clone(), list.clone(), phone))).collect();
            tokio::time::sleep(Duration::from_millis(40 + 35 * cut)).await;
            server.kill();
            let mut answered = 0;
            for phone in phones {
                answered += phone.await.unwrap();
            }
            server = start();
            whole(&logged_in(&server).await, &list, answered).await;
        }
        let reader = logged_in(&server).await;
        for phone in 0..PHONES {
            assert_eq!(empty_queue(reader.clone(), list.clone(), phone).await, QUEUED);
        }
        let (version, items) = whole(&reader, &list, PHONES * QUEUED).await;
        assert_eq!(
            (version, items),
            (1 + PHONES * QUEUED, PHONES * QUEUED),
            "each was done once, however often it was sent"
        );
        assert!(server.stop());
        let told = async |statement: &str| tests::sql(&url, statement).await;
        let added = told("SELECT count(*) FROM change_log WHERE kind = 'playlist.item_added'").await;
        assert_eq!(added, (PHONES * QUEUED).to_string(), "one change for each");
        assert_eq!(told("SELECT max(seq) - count(*) FROM change_log").await, "0", "the log has no gap");
        assert_eq!(told("SELECT count(*) FROM idempotency WHERE answer IS NULL").await, "0");
    });
}

async fn register(rest: &Rest, folder: &Path) {
    let typed = json!({"email": "ada@example.org", "password": PASSWORD, "displayName": "Ada"});
    assert_eq!(rest.post("/v1/auth/register", typed).await.status, 202);
    let code = loop {
        let letters = std::fs::read_dir(folder.join("mail")).map(|letters| letters.flatten().collect::<Vec<_>>());
        let letter = letters.unwrap_or_default().first().map(|letter| std::fs::read_to_string(letter.path()).unwrap());
        match letter
            .as_deref()
            .and_then(|letter| letter.lines().map(str::trim).find(|line| line.len() == 9 && line.as_bytes()[4] == b'-'))
        {
            Some(code) => break code.to_owned(),
            None => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    };
    let confirmed = rest.post("/v1/auth/confirm", json!({"email": "ada@example.org", "code": code})).await;
    assert_eq!(confirmed.status, 201);
}

async fn logged_in(server: &Served) -> Rest {
    let login = server.rest().post("/v1/auth/login", json!({"email": "ada@example.org", "password": PASSWORD})).await;
    assert_eq!(login.status, 200);
    let token = login.json()["accessToken"].as_str().unwrap().to_owned();
    server.rest().with("authorization", &format!("Bearer {token}"))
}

async fn made(reader: &Rest) -> String {
    let made = reader.post("/v1/me/playlists", json!({"title": "Under fire"})).await;
    assert_eq!(made.status, 201);
    made.json()["id"].as_str().unwrap().to_owned()
}

/// Sends what a phone has queued, each with its key, until all is answered or nobody answers. Answers how many were.
async fn empty_queue(reader: Rest, list: String, phone: usize) -> usize {
    for number in 0..QUEUED {
        let body = json!({
            "items": [{"articleId": id("art", 1), "description": format!("phone {phone}, {number}")}],
            "allowDuplicates": true,
        });
        let keyed = reader.with("idempotency-key", &format!("phone-{phone}-{number}"));
        let Some(answer) = keyed.try_post(&format!("/v1/playlists/{list}/items"), &body).await else { return number };
        assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(&answer.body));
    }
    QUEUED
}

/// The list is as whole as its version says, and has at least what was answered.
async fn whole(reader: &Rest, list: &str, answered: usize) -> (usize, usize) {
    let found = reader.get(&format!("/v1/playlists/{list}")).await.json();
    let number = |name: &str| usize::try_from(found[name].as_u64().unwrap()).unwrap();
    let (version, count) = (number("version"), number("itemCount"));
    let mut items: Vec<Value> = Vec::new();
    let mut address = format!("/v1/playlists/{list}/items?first=100");
    loop {
        let page = reader.get(&address).await.json();
        items.extend(page["data"].as_array().unwrap().iter().cloned());
        match page["page"]["hasNext"].as_bool().unwrap() {
            true => {
                address = format!(
                    "/v1/playlists/{list}/items?first=100&after={}",
                    page["page"]["endCursor"].as_str().unwrap()
                )
            }
            false => break,
        }
    }
    let mut words: Vec<&str> = items.iter().map(|item| item["description"].as_str().unwrap()).collect();
    words.sort_unstable();
    words.dedup();
    assert_eq!((words.len(), count, version), (items.len(), items.len(), items.len() + 1), "each once, all counted");
    assert!(items.len() >= answered, "{} of {answered} that were answered", items.len());
    (version, items.len())
}
