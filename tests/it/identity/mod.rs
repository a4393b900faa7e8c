//! Logging in with another provider, against a real one: the way there and back (`login.rs`), what comes back forged or to the
//! wrong place (`forged.rs`), claims by mailed codes (`claim.rs`), linking (`link.rs`), and which providers there are
//! (`providers.rs`).

use domain::testing::change_log;
use serde_json::{Value, json};
use tests::{Answer, TestApp};

mod claim;
mod forged;
mod link;
mod login;
mod providers;

/// Claims of a reader whose address the provider has confirmed.
fn confirmed(name: &str) -> Value {
    let name_in_lower_case = name.to_lowercase();
    json!({"sub": format!("subject-of-{name_in_lower_case}"), "email": format!("{name_in_lower_case}@example.org"), "email_verified": true, "name": name})
}

/// The same, when the provider hasn't.
fn unconfirmed(name: &str) -> Value {
    let mut claims = confirmed(name);
    claims["email_verified"] = json!(false);
    claims
}

/// Gives what came back to `example`, by REST.
async fn call_back(app: &TestApp, callback: &Value) -> Answer {
    app.rest().post("/v1/auth/providers/example/callback", callback.clone()).await
}

/// The status and code of a refusal.
fn refusal(answer: &Answer) -> (u16, String) {
    (answer.status.as_u16(), answer.code())
}

/// How many changes there were so far: a refusal adds none.
async fn changes(app: &TestApp) -> usize {
    change_log(&app.domain).await.unwrap().len()
}

/// The identities of whoever holds this access token.
async fn identities(app: &TestApp, access_token: &str) -> Value {
    let bearer = format!("Bearer {access_token}");
    app.rest().with("authorization", &bearer).get("/v1/me/identities").await.json()["data"].clone()
}
