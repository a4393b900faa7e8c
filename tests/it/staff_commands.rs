//! The command line for staff and keys, beside a server that runs: it hears of everything by the log.

use std::path::Path;
use std::time::Duration;

use domain::testing::PASSWORD;
use serde_json::json;
use tests::{Served, command};

/// Runs the program, which must succeed, and answers what it says.
fn said(folder: &Path, arguments: &[&str]) -> String {
    let output = command(folder).args(arguments).env("LOG", "error").output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Runs the program, which must fail, and answers why.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = command(folder).args(arguments).env("LOG", "off").output().unwrap();
    assert!(!output.status.success(), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn word_after<'t>(text: &'t str, label: &str) -> &'t str {
    text.split(label).nth(1).unwrap().split_whitespace().next().unwrap()
}

#[test]
fn the_audit_is_written_out() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    said(folder, &["admin", "create", "--email", "root@example.org", "--name", "Root"]);
    let lines = said(folder, &["audit"]);
    let entries: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let made = entries.iter().find(|entry| entry["event"] == "account.created").unwrap();
    assert_eq!((&made["action"], &made["number"]), (&json!("account.manage"), &entries[0]["number"]));
    assert!(!lines.contains("root@example.org"), "addresses are nobody's business");
    let id = made["subject"].as_str().unwrap();
    assert_eq!(said(folder, &["audit", "--subject", id]).lines().count(), 1);
    assert_eq!(said(folder, &["audit", "--until", "2020-01-01T00:00:00Z"]), "");
    assert!(refused(folder, &["audit", "--subject", "nothing"]).contains("id"));
}

#[test]
fn an_admin_is_made_and_unmade_beside_a_server_that_runs() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    api::ports::choose_tls();
    let made = said(folder, &["admin", "create", "--email", "root@example.org", "--name", "Root"]);
    assert!(made.contains("root@example.org  active  admin"), "{made}");
    let server = Served::start(folder, &[], &[("LINK_BASE", "https://review.example")]);
    runtime.block_on(async {
        let begin = json!({"token": word_after(&made, "token"), "password": PASSWORD});
        let login = server.rest().post("/v1/auth/begin", begin).await;
        assert_eq!(login.status, 200);
        let root =
            server.rest().with("authorization", &format!("Bearer {}", login.json()["accessToken"].as_str().unwrap()));
        assert_eq!(root.get("/v1/accounts?email=root@example.org").await.json()["data"][0]["displayName"], "Root");
        // A key that is withdrawn elsewhere is withdrawn here.
        let list = said(folder, &["keys", "list"]);
        let kid = list.split_whitespace().next().unwrap();
        let rotated = said(folder, &["keys", "rotate", "--algorithm", "ES256", "--lead", "2h"]);
        assert_eq!((rotated.lines().count(), rotated.contains("ES256")), (2, true), "{rotated}");
        let both = until(async || {
            server.rest().get("/.well-known/jwks.json").await.json()["keys"].as_array().unwrap().len() == 2
        })
        .await;
        assert!(both, "the server publishes the new key");
        assert_eq!(root.get("/v1/me").await.status, 200);
        let withdrawn = said(folder, &["keys", "withdraw", kid]);
        assert!(withdrawn.lines().count() >= 3, "one that signs at once was made in its place: {withdrawn}");
        assert!(until(async || root.get("/v1/me").await.status == 401).await);
        let login = server
            .rest()
            .post("/v1/auth/login", json!({"email": "root@example.org", "password": PASSWORD}))
            .await
            .json();
        let root = server.rest().with("authorization", &format!("Bearer {}", login["accessToken"].as_str().unwrap()));
        assert_eq!(root.get("/v1/me").await.status, 200);
        // The link, roles, suspension.
        let output = command(folder)
            .args(["admin", "create", "--email", "ed@example.org", "--role", "editor"])
            .env("LINK_BASE", "https://review.example")
            .output()
            .unwrap();
        assert!(String::from_utf8(output.stdout).unwrap().contains("https://review.example/begin?token="));
        assert!(
            refused(folder, &["admin", "roles", "--email", "root@example.org", "--revoke", "admin"])
                .contains("last admin")
        );
        assert!(
            said(folder, &["admin", "roles", "--email", "ed@example.org", "--grant", "admin", "--revoke", "editor"])
                .ends_with("active  admin\n")
        );
        assert!(said(folder, &["admin", "suspend", "--email", "root@example.org"]).contains("suspended"));
        assert!(until(async || root.get("/v1/me").await.status == 401).await);
        assert!(said(folder, &["admin", "reinstate", "--email", "root@example.org"]).contains("active"));
    });
    assert!(refused(folder, &["admin", "create", "--email", "root@example.org"]).contains("account already"));
    assert!(refused(folder, &["admin", "create", "--email", "nobody"]).contains("mail address"));
    assert!(
        refused(folder, &["admin", "create", "--email", "a@example.org", "--role", "emperor"])
            .contains("a role is one of")
    );
    assert!(
        refused(folder, &["admin", "roles", "--email", "none@example.org", "--grant", "editor"])
            .contains("no such account")
    );
    assert!(refused(folder, &["keys", "withdraw", "nonsense"]).contains("nonsense"));
    assert!(refused(folder, &["keys", "rotate", "--lead", "90d"]).contains("lead"));
    assert!(server.stop());
}

/// Whether it becomes true within a while: what another process wrote is heard of, and not at once.
async fn until(holds: impl AsyncFn() -> bool) -> bool {
    for _ in 0..200 {
        if holds().await {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    false
}
