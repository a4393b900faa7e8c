//! Accounts: registering, logging in, passwords, addresses, and what one's own account holds. What those say who shouldn't
//! know is `unknown.rs`; how often one may try, `throttle.rs`.

use domain::testing::{PASSWORD, change_log};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::{TestApp, on_both};

const OTHER: &str = "nine slow rivers to the sea";

/// The token of the last link that was mailed to an address.
async fn mailed_token(app: &TestApp, email: &str) -> String {
    app.run_jobs().await;
    let sent = app.mailer.sent();
    let message = sent.iter().rev().find(|message| message.recipient == email).unwrap();
    message.body.split("?token=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
}

async fn log_in(app: &TestApp, email: &str, password: &str) -> tests::Answer {
    app.rest().post("/v1/auth/login", json!({"email": email, "password": password})).await
}

async fn accounts(app: &TestApp) -> Value {
    app.found("SELECT count(*) FROM account").await.trim().parse().unwrap()
}

on_both! {
    async fn what_changed_is_never_answered_as_unchanged(app: TestApp) {
        let ada = app.reader("Ada").await;
        let before = ada.rest().get("/v1/me").await;
        let since = ada.rest().with("if-modified-since", before.header("last-modified"));
        assert_eq!(ada.rest().with("if-none-match", before.header("etag")).get("/v1/me").await.status, 304);
        app.clock.advance(jiff::SignedDuration::from_secs(2));
        ada.rest().send(reqwest::Method::PATCH, "/v1/me", Some(r#"{"displayName": "Ada L."}"#)).await;
        let after = since.get("/v1/me").await;
        assert_eq!((after.status.as_u16(), &after.json()["displayName"]), (200, &serde_json::json!("Ada L.")));
        app.reader("Eve").await;
        assert_eq!(since.get("/v1/me/sessions").await.status, 200);
    }

    async fn a_reader_registers_confirms_and_is_logged_in(app: TestApp) {
        let typed = json!({"email": "Ada@Example.org", "password": PASSWORD, "displayName": " Ada ", "language": "de"});
        let taken = app.rest().post("/v1/auth/register", typed).await;
        assert_eq!((taken.status.as_u16(), taken.body.len()), (202, 0));
        let code = app.mailed_code("ada@example.org").await;
        let confirmed = app.rest().post("/v1/auth/confirm", json!({"email": "ADA@example.org", "code": code.to_lowercase()})).await;
        assert_eq!(confirmed.status, 201);
        let login = confirmed.json();
        assert_eq!((&login["account"]["displayName"], &login["account"]["language"]), (&json!("Ada"), &json!("de")));
        let bearer = format!("Bearer {}", login["accessToken"].as_str().unwrap());
        let me = app.rest().with("authorization", &bearer).get("/v1/me").await;
        assert_eq!(me.json(), login["account"]);
        let again = app.rest().post("/v1/auth/confirm", json!({"email": "ada@example.org", "code": code})).await;
        assert_eq!((again.status.as_u16(), again.code().as_str()), (422, "code_invalid"));
        let data = app.graphql().with("authorization", &bearer).data("{ viewer { email displayName roles sessions { isCurrent method } } }").await;
        assert_eq!(data["viewer"], json!({"email": "ada@example.org", "displayName": "Ada", "roles": [], "sessions": [{"isCurrent": true, "method": "CODE"}]}));
    }
    async fn a_reader_registers_by_graphql(app: TestApp) {
        let register = "mutation($input: AccountRegisterInput!) { accountRegister(input: $input) { isAccepted userErrors { code field } } }";
        let taken = app.graphql().mutate(register, json!({"email": "ada@example.org", "password": PASSWORD, "displayName": "Ada"})).await;
        assert_eq!(taken, json!({"isAccepted": true, "userErrors": []}));
        assert_eq!(accounts(app).await, 0, "there is no account before the address is confirmed");
        let code = app.mailed_code("ada@example.org").await;
        let confirm = "mutation($input: ProofInput!) { accountConfirm(input: $input) { viewer { email language } tokens { accessToken } userErrors { code } } }";
        let done = app.graphql().mutate(confirm, json!({"email": "ada@example.org", "code": code.replace('-', " ")})).await;
        assert_eq!(done["viewer"], json!({"email": "ada@example.org", "language": "en"}));
        let login = "mutation($input: SessionCreateInput!) { sessionCreate(input: $input) { viewer { displayName sessions { method } } userErrors { code } } }";
        // Sessions are listed by their time: two of one instant by chance.
        app.clock.advance(jiff::SignedDuration::from_secs(1));
        let again = app.graphql().mutate(login, json!({"email": " ADA@example.org", "password": PASSWORD})).await;
        assert_eq!(again["viewer"], json!({"displayName": "Ada", "sessions": [{"method": "PASSWORD"}, {"method": "CODE"}]}));
        let wrong = app.graphql().mutate(login, json!({"email": "ada@example.org", "password": OTHER})).await;
        assert_eq!(wrong, json!({"viewer": null, "userErrors": [{"code": "login_failed"}]}));
    }

    async fn a_link_does_what_its_code_does(app: TestApp) {
        app.beside(|settings| settings.access.link_base = Some("https://review.example/account".to_owned()), async |other| {
            let typed = json!({"email": "ada@example.org", "password": PASSWORD, "displayName": "Ada"});
            other.rest().post("/v1/auth/register", typed).await;
            let token = mailed_token(other, "ada@example.org").await;
            assert!(other.mailer.sent()[0].body.contains("https://review.example/account/confirm?token="));
            assert_eq!(other.rest().post("/v1/auth/password-reset/confirm", json!({"token": token, "password": OTHER})).await.code(), "code_invalid", "a code is good for one thing");
            assert_eq!(other.rest().post("/v1/auth/confirm", json!({"token": token})).await.status, 201);
            assert_eq!(other.rest().post("/v1/auth/confirm", json!({"token": token})).await.code(), "code_invalid");
            for bad in [json!({}), json!({"token": token, "code": "x"}), json!({"email": "ada@example.org"})] {
                assert_eq!(other.rest().post("/v1/auth/confirm", bad).await.code(), "value_invalid");
            }
        }).await;
    }

    async fn a_code_is_good_for_five_attempts_and_half_an_hour(app: TestApp) {
        let typed = json!({"email": "ada@example.org", "password": PASSWORD, "displayName": "Ada"});
        let confirm = async |code: &str| app.rest().post("/v1/auth/confirm", json!({"email": "ada@example.org", "code": code})).await;
        app.rest().post("/v1/auth/register", typed.clone()).await;
        let code = app.mailed_code("ada@example.org").await;
        for _ in 0..4 {
            assert_eq!(confirm("0000-0000").await.code(), "code_invalid");
        }
        assert_eq!(confirm(&code).await.status, 201, "the fifth is let in");
        app.rest().post("/v1/auth/register", json!({"email": "bea@example.org", "password": PASSWORD, "displayName": "Bea"})).await;
        let bea = app.mailed_code("bea@example.org").await;
        let as_bea = async |code: &str| app.rest().post("/v1/auth/confirm", json!({"email": "bea@example.org", "code": code})).await;
        for _ in 0..5 {
            as_bea("0000-0000").await;
        }
        app.clock.advance(SignedDuration::from_mins(10));
        assert_eq!(as_bea(&bea).await.code(), "code_invalid", "after five wrong ones the right one is none either");
        app.rest().post("/v1/auth/register", json!({"email": "cora@example.org", "password": PASSWORD, "displayName": "Cora"})).await;
        let cora = app.mailed_code("cora@example.org").await;
        app.clock.advance(SignedDuration::from_mins(30));
        assert_eq!(app.rest().post("/v1/auth/confirm", json!({"email": "cora@example.org", "code": cora})).await.code(), "code_invalid");
        assert_eq!(accounts(app).await, 1);
    }

    async fn many_guesses_at_once_are_five(app: TestApp) {
        app.rest().post("/v1/auth/password-reset", json!({"email": app.reader("Ada").await.email()})).await;
        let guesses = (0..12).map(|_| app.rest());
        let guesses = guesses.map(async |rest| rest.post("/v1/auth/password-reset/confirm", json!({"email": "ada@example.org", "code": "0000-0000", "password": OTHER})).await.code());
        let codes = futures::future::join_all(guesses).await;
        assert_eq!(codes.iter().filter(|code| *code == "code_invalid").count(), 5 + 1, "five, and the one after which there is a wait");
        assert_eq!(codes.iter().filter(|code| *code == "rate_limited").count(), 6);
    }

    async fn a_forgotten_password_is_set_anew_by_a_code(app: TestApp) {
        let reader = app.reader("Ada").await;
        assert_eq!(app.rest().post("/v1/auth/password-reset", json!({"email": "ADA@example.org"})).await.status, 202);
        let code = app.mailed_code(&reader.email()).await;
        let reset = async |password: &str| app.rest().post("/v1/auth/password-reset/confirm", json!({"email": reader.email(), "code": code, "password": password})).await;
        assert_eq!(reset("ada@example.org").await.code(), "password_weak", "a weak one can be mended with the same code");
        let done = reset(OTHER).await;
        assert_eq!(done.status, 200);
        assert_eq!(reader.rest().get("/v1/me").await.status, 401, "all sessions end");
        assert_eq!(app.rest().post("/v1/auth/refresh", json!({"refreshToken": reader.refresh_token})).await.status, 401);
        assert_eq!(log_in(app, &reader.email(), PASSWORD).await.code(), "login_failed");
        assert_eq!(log_in(app, &reader.email(), OTHER).await.status, 200);
        assert_eq!(reset(PASSWORD).await.code(), "code_invalid");
    }

    async fn a_new_password_ends_the_other_sessions(app: TestApp) {
        let reader = app.reader("Ada").await;
        let other = log_in(app, &reader.email(), PASSWORD).await.json();
        let change = json!({"currentPassword": "not the present one", "password": OTHER});
        let refused = reader.rest().post("/v1/me/password", change).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str(), &refused.json()["errors"][0]["field"]), (401, "login_failed", &json!("currentPassword")));
        let query = "mutation($input: PasswordChangeInput!) { passwordChange(input: $input) { viewer { sessions { isCurrent } } userErrors { code field } } }";
        let weak = reader.graphql().mutate(query, json!({"currentPassword": PASSWORD, "password": "password123"})).await;
        assert_eq!(weak["userErrors"], json!([{"code": "password_weak", "field": "password"}]));
        let done = reader.graphql().mutate(query, json!({"currentPassword": PASSWORD, "password": OTHER})).await;
        assert_eq!(done["viewer"]["sessions"], json!([{"isCurrent": true}]));
        let there = app.rest().with("authorization", &format!("Bearer {}", other["accessToken"].as_str().unwrap()));
        assert_eq!(there.get("/v1/me").await.status, 401);
        assert_eq!(reader.rest().get("/v1/me").await.status, 200);
        app.run_jobs().await;
        assert_eq!(app.mailer.sent().pop().unwrap().subject, "Your password was changed");
    }

    async fn an_address_changes_when_both_sides_confirm(app: TestApp) {
        let reader = app.reader("Ada").await;
        let asked = json!({"email": "Ada@Example.net", "currentPassword": PASSWORD});
        assert_eq!(reader.rest().post("/v1/me/email", asked).await.status, 202);
        let (leave, enter) = (app.mailed_code("ada@example.org").await, app.mailed_code("ada@example.net").await);
        let confirm = async |email: &str, code: &str| reader.rest().post("/v1/me/email/confirm", json!({"email": email, "code": code})).await;
        assert_eq!(confirm("ada@example.net", &leave).await.code(), "code_invalid");
        assert_eq!(confirm("ada@example.net", &enter).await.json()["email"], "ada@example.org", "one isn't enough");
        assert_eq!(log_in(app, "ada@example.net", PASSWORD).await.code(), "login_failed");
        assert_eq!(confirm("ada@example.org", &leave).await.json()["email"], "ada@example.net");
        assert_eq!(log_in(app, "ada@example.net", PASSWORD).await.status, 200);
        assert_eq!(log_in(app, "ada@example.org", PASSWORD).await.code(), "login_failed");
        app.run_jobs().await;
        let last = app.mailer.sent().pop().unwrap();
        assert_eq!((last.recipient.as_str(), last.subject.as_str()), ("ada@example.org", "Your address was changed"));
    }

    async fn bad_input_makes_no_account_and_no_letter(app: TestApp) {
        let long = "a".repeat(129);
        let bad = [
            ("email_invalid", "nobody", PASSWORD, "Ada"),
            ("email_invalid", "a\u{202e}da@example.org", PASSWORD, "Ada"),
            ("email_invalid", "ada@example.org\r\nBcc: eve@example.org", PASSWORD, "Ada"),
            ("password_weak", "ada@example.org", "", "Ada"),
            ("password_weak", "ada@example.org", "aB3$x", "Ada"),
            ("password_weak", "ada@example.org", "qwertyuiop", "Ada"),
            ("password_weak", "ada@example.org", "ada@example.org", "Ada"),
            ("password_weak", "ada@example.org", long.as_str(), "Ada"),
            ("value_invalid", "ada@example.org", PASSWORD, ""),
            ("value_invalid", "ada@example.org", PASSWORD, "  "),
            ("value_invalid", "ada@example.org", PASSWORD, "A\u{0}da"),
            ("value_invalid", "ada@example.org", PASSWORD, "A\nda"),
            ("value_invalid", "ada@example.org", PASSWORD, "\u{202e}adA"),
            ("value_invalid", "ada@example.org", PASSWORD, &long[..81]),
        ];
        for (code, email, password, name) in bad {
            let answer = app.rest().post("/v1/auth/register", json!({"email": email, "password": password, "displayName": name})).await;
            assert_eq!(answer.code(), code, "{email:?} {password:?} {name:?}");
            // What isn't in order isn't an attempt that locks anybody out.
            app.sql("DELETE FROM attempt").await;
        }
        let unknown = json!({"email": "ada@example.org", "password": PASSWORD, "displayName": "Ada", "roles": ["admin"]});
        assert_eq!(app.rest().post("/v1/auth/register", unknown).await.code(), "value_invalid");
        assert_eq!(app.found("SELECT count(*) FROM challenge").await.trim(), "0");
        assert_eq!(app.found("SELECT count(*) FROM mail").await.trim(), "0");
        assert_eq!(accounts(app).await, 0);
        let hebrew = json!({"email": "noa@example.org", "password": "\u{5e9}\u{5dc}\u{5d5}\u{5dd} quiet harbours at dawn", "displayName": "\u{5e0}\u{5d5}\u{5e2}\u{5d4}"});
        assert_eq!(app.rest().post("/v1/auth/register", hebrew).await.status, 202, "scripts that run from the right are welcome");
    }

    async fn a_password_has_one_spelling(app: TestApp) {
        let reader = app.reader("Ada").await;
        let typed = json!({"currentPassword": PASSWORD, "password": "zw\u{f6}lf \u{fb01}sche im Teich"});
        assert_eq!(reader.rest().post("/v1/me/password", typed).await.status, 204);
        assert_eq!(log_in(app, &reader.email(), "zwo\u{308}lf fische im Teich").await.status, 200);
        assert_eq!(log_in(app, &reader.email(), "ZW\u{d6}LF fische im Teich").await.code(), "login_failed");
    }

    async fn a_profile_changes_in_both_voices(app: TestApp) {
        let reader = app.reader("Ada").await;
        let change = r#"{"displayName": "Ada L.", "language": "de", "historyEnabled": true}"#;
        let changed = reader.rest().send(reqwest::Method::PATCH, "/v1/me", Some(change)).await.json();
        assert_eq!((&changed["displayName"], &changed["language"], &changed["historyEnabled"]), (&json!("Ada L."), &json!("de"), &json!(true)));
        let query = "mutation($input: ProfileUpdateInput!) { profileUpdate(input: $input) { viewer { displayName language historyEnabled } userErrors { code field } } }";
        let again = reader.graphql().mutate(query, json!({"historyEnabled": false})).await;
        assert_eq!(again["viewer"], json!({"displayName": "Ada L.", "language": "de", "historyEnabled": false}));
        let before = change_log(&app.domain).await.unwrap().len();
        let bad = reader.graphql().mutate(query, json!({"displayName": "a\u{202e}b"})).await;
        assert_eq!(bad["userErrors"], json!([{"code": "value_invalid", "field": "displayName"}]));
        assert_eq!(change_log(&app.domain).await.unwrap().len(), before);
    }
}
