//! What the program logs of keys: never the whole of one.

use domain::testing::PASSWORD;
use serde_json::json;
use tests::{Served, command};

const EMAIL: &str = "petra@example.org";

#[test]
fn a_key_is_in_no_log() {
    let folder = tempfile::tempdir().unwrap();
    let admin = command(folder.path())
        .args(["admin", "create", "--email", EMAIL, "--role", "partner_manager"])
        .output()
        .unwrap();
    let said = String::from_utf8(admin.stdout).unwrap();
    let code = said.split_whitespace().find(|word| word.len() == 9 && word.as_bytes()[4] == b'-').unwrap();
    let server = Served::logging(folder.path(), "log");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (secret, forged) = runtime.block_on(async {
        let begin = json!({"email": EMAIL, "code": code, "password": PASSWORD});
        let token =
            server.rest().post("/v1/auth/begin", begin).await.json()["accessToken"].as_str().unwrap().to_owned();
        let manager = server.rest().with("authorization", &format!("Bearer {token}"));
        let organisation =
            manager.post("/v1/organisations", json!({"name": "Northern Wire"})).await.json()["id"].clone();
        let path = format!("/v1/organisations/{}/api-keys", organisation.as_str().unwrap());
        let made = manager.post(&path, json!({"name": "Importer", "scopes": ["content"]})).await;
        let secret = made.json()["secret"].as_str().unwrap().to_owned();
        let forged = format!("{}{}", &secret[..13], "Z".repeat(32));
        for (key, status) in [(&secret, 200), (&forged, 401)] {
            let bearer = format!("Bearer {key}");
            for (name, value) in [("x-api-key", key), ("authorization", &bearer)] {
                assert_eq!(server.rest().with(name, value).get("/v1/articles").await.status, status);
                let query = json!({"query": "{ partner { apiKeyId } nothing }"});
                server.graphql().with(name, value).post(query).await;
            }
        }
        (secret, forged)
    });
    assert!(server.stop());
    let log = std::fs::read_to_string(folder.path().join("log")).unwrap();
    assert!(log.contains("/v1/articles") && log.contains("401"), "it logs requests: {log}");
    for key in [secret, forged] {
        assert!(!log.contains(&key[13..]), "{log}");
    }
}
