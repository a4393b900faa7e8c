//! Sessions: how they go on, and how they end, at once and everywhere.

use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::{Actor, Answer, TestApp, on_both};

async fn refresh(app: &TestApp, token: &str) -> Answer {
    app.rest().post("/v1/auth/refresh", json!({"refreshToken": token})).await
}

fn bearer(login: &Value) -> String {
    format!("Bearer {}", login["accessToken"].as_str().unwrap())
}

/// Reads and writes of this credential are refused, in both voices.
async fn assert_ended(app: &TestApp, authorization: &str) {
    let rest = app.rest().with("authorization", authorization);
    let read = rest.get("/v1/me").await;
    assert_eq!((read.status.as_u16(), read.code().as_str()), (401, "credential_invalid"));
    let write = rest.send(reqwest::Method::PATCH, "/v1/me", Some(r#"{"displayName": "Ghost"}"#)).await;
    assert_eq!((write.status.as_u16(), write.code().as_str()), (401, "credential_invalid"));
    let said = app.graphql().with("authorization", authorization).post(json!({"query": "{ viewer { id } }"})).await;
    assert_eq!(said.status, 401);
}

async fn live_sessions(actor: &Actor) -> usize {
    actor.rest().get("/v1/me/sessions").await.json()["data"].as_array().unwrap().len()
}

on_both! {
    async fn a_refresh_token_is_good_once_and_gives_the_next(app: TestApp) {
        let reader = app.reader("Ada").await;
        app.clock.advance(SignedDuration::from_mins(11));
        assert_eq!(reader.rest().get("/v1/me").await.status, 401, "the access token has run out");
        let next = refresh(app, &reader.refresh_token).await;
        assert_eq!(next.status, 200);
        let next = next.json();
        assert_eq!(next["account"]["email"], "ada@example.org");
        assert_eq!(app.rest().with("authorization", &bearer(&next)).get("/v1/me").await.status, 200);
        let sessions = app.rest().with("authorization", &bearer(&next)).get("/v1/me/sessions").await.json();
        assert_eq!(sessions["data"].as_array().unwrap().len(), 1, "it is the same session");
        let graphql = app.graphql().run("mutation($t: String!) { sessionRefresh(refreshToken: $t) { tokens { refreshToken } viewer { email } } }", json!({"t": next["refreshToken"]})).await;
        assert_eq!(graphql["data"]["sessionRefresh"]["viewer"]["email"], "ada@example.org");
    }

    async fn a_refresh_token_that_comes_twice_ends_its_family(app: TestApp) {
        let reader = app.reader("Ada").await;
        let other = app.rest().post("/v1/auth/login", json!({"email": reader.email(), "password": domain::testing::PASSWORD})).await.json();
        let second = refresh(app, &reader.refresh_token).await.json();
        let again = refresh(app, &reader.refresh_token).await;
        assert_eq!((again.status.as_u16(), again.code().as_str()), (401, "credential_invalid"));
        assert_eq!(refresh(app, second["refreshToken"].as_str().unwrap()).await.status, 401, "the thief's, or the owner's, is dead too");
        assert_ended(app, &bearer(&second)).await;
        assert_ended(app, &reader.authorization()).await;
        assert_eq!(app.rest().with("authorization", &bearer(&other)).get("/v1/me").await.status, 200, "another device isn't touched");
    }

    async fn of_eight_that_come_at_once_one_is_let_in_and_the_family_ends(app: TestApp) {
        let reader = app.reader("Ada").await;
        let all = (0..8).map(|_| refresh(app, &reader.refresh_token));
        let answers = futures::future::join_all(all).await;
        let good: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 200).collect();
        assert_eq!(good.len(), 1);
        let codes: Vec<String> = answers.iter().filter(|answer| answer.status != 200).map(Answer::code).collect();
        assert!(codes.iter().all(|code| code == "credential_invalid"), "{codes:?}");
        let last = good[0].json();
        assert_eq!(refresh(app, last["refreshToken"].as_str().unwrap()).await.status, 401);
        assert_ended(app, &bearer(&last)).await;
    }

    async fn a_refresh_token_runs_out(app: TestApp) {
        let reader = app.reader("Ada").await;
        app.clock.advance(SignedDuration::from_hours(29 * 24));
        let next = refresh(app, &reader.refresh_token).await.json();
        app.clock.advance(SignedDuration::from_hours(29 * 24));
        let next = refresh(app, next["refreshToken"].as_str().unwrap()).await;
        assert_eq!(next.status, 200, "each use begins it anew");
        app.clock.advance(SignedDuration::from_hours(30 * 24));
        let late = refresh(app, next.json()["refreshToken"].as_str().unwrap()).await;
        assert_eq!((late.status.as_u16(), late.code().as_str()), (401, "credential_invalid"));
        for nonsense in ["", "x", &"9".repeat(52), &"é".repeat(4_000)] {
            assert_eq!(refresh(app, nonsense).await.status, 401);
        }
    }

    async fn logging_out_ends_this_device_and_no_other(app: TestApp) {
        let reader = app.reader("Ada").await;
        let login = json!({"email": reader.email(), "password": domain::testing::PASSWORD});
        let other = app.rest().post("/v1/auth/login", login).await.json();
        assert_eq!(live_sessions(&reader).await, 2);
        assert_eq!(reader.rest().send(reqwest::Method::POST, "/v1/auth/logout", None).await.status, 204);
        assert_ended(app, &reader.authorization()).await;
        assert_eq!(refresh(app, &reader.refresh_token).await.status, 401);
        assert_eq!(app.rest().with("authorization", &bearer(&other)).get("/v1/me").await.status, 200);
        let said = app.graphql().with("authorization", &bearer(&other)).data("mutation { sessionEnd { revoked } }").await;
        assert_eq!(said["sessionEnd"]["revoked"].as_array().unwrap().len(), 1);
        assert_ended(app, &bearer(&other)).await;
    }

    async fn a_reader_ends_one_device_or_all_the_others(app: TestApp) {
        let reader = app.reader("Ada").await;
        let stranger = app.reader("Eve").await;
        let login = json!({"email": reader.email(), "password": domain::testing::PASSWORD});
        let (second, third) = (app.rest().post("/v1/auth/login", login.clone()).await.json(), app.rest().post("/v1/auth/login", login).await.json());
        let id = reader.session.to_string();
        // Somebody else's is as one that has ended: the same answer, and nothing happens.
        assert_eq!(stranger.rest().send(reqwest::Method::DELETE, &format!("/v1/me/sessions/{id}"), None).await.status, 204);
        assert_eq!(live_sessions(&reader).await, 3);
        let second_rest = app.rest().with("authorization", &bearer(&second));
        assert_eq!(second_rest.send(reqwest::Method::DELETE, &format!("/v1/me/sessions/{id}"), None).await.status, 204);
        assert_ended(app, &reader.authorization()).await;
        assert_eq!(second_rest.send(reqwest::Method::DELETE, "/v1/me/sessions", None).await.status, 204);
        assert_ended(app, &bearer(&third)).await;
        assert_eq!(second_rest.get("/v1/me").await.status, 200);
        assert_eq!(second_rest.send(reqwest::Method::DELETE, "/v1/me/sessions?include_current=true", None).await.status, 204);
        assert_ended(app, &bearer(&second)).await;
        assert_eq!(live_sessions(&stranger).await, 1);
    }

    async fn a_session_that_ended_here_has_ended_on_every_instance(app: TestApp) {
        app.beside(|_| {}, async |other| {
            let reader = app.reader("Ada").await;
            let there = other.rest().with("authorization", &reader.authorization());
            assert_eq!(there.get("/v1/me").await.status, 200);
            assert_eq!(reader.rest().send(reqwest::Method::POST, "/v1/auth/logout", None).await.status, 204);
            // A write asks the database: no word of the end is needed.
            let write = there.send(reqwest::Method::PATCH, "/v1/me", Some(r#"{"displayName": "Ghost"}"#)).await;
            assert_eq!((write.status.as_u16(), write.code().as_str()), (401, "credential_invalid"));
            other.until_followed(app).await;
            assert_ended(other, &reader.authorization()).await;
        }).await;
    }

    async fn an_instance_that_starts_later_knows_which_sessions_have_ended(app: TestApp) {
        let reader = app.reader("Ada").await;
        reader.rest().send(reqwest::Method::POST, "/v1/auth/logout", None).await;
        app.clock.advance(SignedDuration::from_mins(5));
        app.beside(|_| {}, async |other| assert_ended(other, &reader.authorization()).await).await;
    }
}
