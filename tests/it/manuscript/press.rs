//! A newsroom at the program itself, in processes of their own: what staff sends over REST.

use std::path::Path;

use serde_json::{Value, json};
use tests::{Database, Rest, Served, command};

/// A database with the program beside it, and an editor who can log in.
pub(crate) struct Press {
    folder: tempfile::TempDir,
    pub(crate) url: String,
    token: String,
}

const PASSWORD: &str = "seven quiet harbours at dawn";
const EMAIL: &str = "edith@example.org";

impl Press {
    /// On a fresh database. The editor's token is good for longer than any test takes.
    pub(crate) async fn on(database: Database) -> Self {
        api::ports::choose_tls();
        let folder = tempfile::tempdir().unwrap();
        let url = database.fresh(folder.path()).await;
        let code = invited(folder.path(), &url);
        let mut press = Self { folder, url, token: String::new() };
        let server = press.start();
        let begun =
            server.rest().post("/v1/auth/begin", json!({"email": EMAIL, "code": code, "password": PASSWORD})).await;
        assert_eq!(begun.status, 200, "{}", String::from_utf8_lossy(&begun.body));
        press.token = begun.json()["accessToken"].as_str().unwrap().to_owned();
        assert!(server.stop());
        press
    }

    /// Starts the program.
    pub(crate) fn start(&self) -> Served {
        self.start_with(&[])
    }

    /// Starts the program with more settings.
    pub(crate) fn start_with(&self, settings: &[(&str, &str)]) -> Served {
        Served::start(self.folder.path(), &[], &[&variables(&self.url), settings].concat())
    }

    /// The editor at this server.
    pub(crate) fn editor(&self, server: &Served) -> Rest {
        server.rest().with("authorization", &format!("Bearer {}", self.token))
    }

    /// The editor at this server, logged in anew.
    pub(crate) async fn log_in(&self, server: &Served) -> Rest {
        let login = server.rest().post("/v1/auth/login", json!({"email": EMAIL, "password": PASSWORD})).await;
        assert_eq!(login.status, 200, "{}", login.text());
        server.rest().with("authorization", &format!("Bearer {}", login.json()["accessToken"].as_str().unwrap()))
    }

    /// What a statement finds.
    pub(crate) async fn found(&self, statement: &str) -> String {
        tests::sql(&self.url, statement).await
    }
}

fn variables(url: &str) -> [(&str, &str); 4] {
    // One token is good at all servers, wherever each says that it is.
    let issuer = ("TOKEN_ISSUER", "https://press.example");
    [("DATABASE_URL", url), ("PASSWORD_MEMORY_KIB", "64"), ("PASSWORD_ITERATIONS", "1"), issuer]
}

fn invited(folder: &Path, url: &str) -> String {
    let mut admin = command(folder);
    let made =
        admin.args(["admin", "create", "--email", EMAIL, "--role", "editor"]).envs(variables(url)).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let said = String::from_utf8_lossy(&made.stdout).into_owned();
    let code = said.split_whitespace().find(|word| word.len() == 9 && word.as_bytes()[4] == b'-');
    code.unwrap_or_else(|| panic!("no code in {said}")).to_owned()
}

/// Begins an article that is approved, and answers its id.
pub(crate) async fn approved(editor: &Rest, title: &str) -> String {
    let new = json!({"kind": "report", "language": "en", "text": {"title": title, "body": {"markdown": format!("Of {title}.")}}});
    let begun = editor.post("/v1/manuscripts", new).await;
    assert_eq!(begun.status, 201, "{}", String::from_utf8_lossy(&begun.body));
    let article = begun.json()["manuscript"]["id"].as_str().unwrap().to_owned();
    for name in ["submit", "approve"] {
        assert_eq!(step(editor, &article, name, json!({})).await, Some(200));
    }
    article
}

/// Takes a step with the first revision; the status, or nothing when nobody answers any more.
pub(crate) async fn step(editor: &Rest, article: &str, name: &str, more: Value) -> Option<u16> {
    let mut body = json!({"step": name, "texts": [{"language": "en", "revision": 1}]});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let answer = editor.try_post(&format!("/v1/manuscripts/{article}/steps"), &body).await?;
    Some(answer.status.as_u16())
}
