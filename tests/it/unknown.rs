//! Whether an address has an account is told by no answer: neither by its words nor by the work that it takes. Work is
//! counted, in statements and in passwords that were hashed: no test hangs on a clock.

use domain::testing::PASSWORD;
use serde_json::{Value, json};
use tests::{Answer, TestApp, on_both};

/// An answer without what differs in every one, and the work that it took.
async fn work(app: &TestApp, path: &str, body: Value) -> (u16, String, u64, u64) {
    let before = (app.domain.statements(), app.domain.passwords_hashed());
    let answer: Answer = app.rest().post(path, body).await;
    let after = (app.domain.statements(), app.domain.passwords_hashed());
    let mut said = String::from_utf8(answer.body.clone()).unwrap();
    if let Ok(mut problem) = serde_json::from_str::<Value>(&said) {
        problem.as_object_mut().unwrap().remove("requestId");
        said = problem.to_string();
    }
    (answer.status.as_u16(), said, after.0 - before.0, after.1 - before.1)
}

on_both! {
    async fn registering_a_known_address_is_as_an_unknown_one(app: TestApp) {
        let reader = app.reader("Ada").await;
        let typed = |email: &str| json!({"email": email, "password": PASSWORD, "displayName": "Somebody"});
        let known = work(app, "/v1/auth/register", typed(&reader.email())).await;
        let unknown = work(app, "/v1/auth/register", typed("new@example.org")).await;
        assert_eq!(known, unknown);
        assert_eq!((known.0, known.3), (202, 1));
        app.run_jobs().await;
        let sent = app.mailer.sent();
        let to = |email: &str| sent.iter().find(|message| message.recipient == email).unwrap();
        assert_eq!(to(&reader.email()).subject, "You have an account already");
        assert!(!to(&reader.email()).body.contains("code"), "and no code goes there");
        assert_eq!(to("new@example.org").subject, "Confirm your address");
    }

    async fn asking_for_a_new_password_is_alike(app: TestApp) {
        let reader = app.reader("Ada").await;
        let known = work(app, "/v1/auth/password-reset", json!({"email": reader.email()})).await;
        let unknown = work(app, "/v1/auth/password-reset", json!({"email": "new@example.org"})).await;
        assert_eq!(known, unknown);
        assert_eq!((known.0, known.3), (202, 0));
        app.run_jobs().await;
        let sent = app.mailer.sent();
        let to = |email: &str| sent.iter().find(|message| message.recipient == email).unwrap();
        assert_eq!(to("new@example.org").subject, "There is no account of this address");
        assert_eq!(to(&reader.email()).subject, "Your new password");
    }

    async fn a_failed_login_is_alike(app: TestApp) {
        let reader = app.reader("Ada").await;
        app.sql("INSERT INTO account SELECT 'acc_01jb0000000000000000000009', 'without@example.org', display_name, language, NULL, roles, state, history_enabled, created_at, updated_at, revision FROM account").await;
        let wrong = |email: &str| json!({"email": email, "password": "something else entirely"});
        let known = work(app, "/v1/auth/login", wrong(&reader.email())).await;
        assert_eq!((known.0, known.3), (401, 1));
        for email in ["new@example.org", "without@example.org", "no address at all", ""] {
            assert_eq!(work(app, "/v1/auth/login", wrong(email)).await, known, "{email}");
        }
        let long = json!({"email": reader.email(), "password": "x".repeat(100_000)});
        assert_eq!(work(app, "/v1/auth/login", long).await, known, "a password that is none costs no more");
    }

    async fn a_wrong_code_is_alike(app: TestApp) {
        let reader = app.reader("Ada").await;
        app.rest().post("/v1/auth/password-reset", json!({"email": reader.email()})).await;
        app.rest().post("/v1/auth/password-reset", json!({"email": "new@example.org"})).await;
        let wrong = |email: &str| json!({"email": email, "code": "0000-0000", "password": "nine slow rivers to the sea"});
        let known = work(app, "/v1/auth/password-reset/confirm", wrong(&reader.email())).await;
        let unknown = work(app, "/v1/auth/password-reset/confirm", wrong("new@example.org")).await;
        assert_eq!(known, unknown);
        assert_eq!((known.0, known.3), (422, 1));
    }

    async fn a_lock_is_alike(app: TestApp) {
        let reader = app.reader("Ada").await;
        for email in [reader.email(), "new@example.org".to_owned()] {
            let wrong = json!({"email": email, "password": "something else entirely"});
            for attempt in 1..=6 {
                assert_eq!(work(app, "/v1/auth/login", wrong.clone()).await.0, 401, "{email}: {attempt}");
            }
            let locked = app.rest().post("/v1/auth/login", wrong).await;
            assert_eq!((locked.status.as_u16(), locked.header("retry-after")), (429, "15"), "{email}");
        }
    }
}
