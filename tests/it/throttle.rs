//! How often one may try: by account and by network, counted in the database for all instances.

use domain::testing::PASSWORD;
use jiff::SignedDuration;
use serde_json::json;
use tests::{Answer, Rest, TestApp, on_both};

async fn log_in(rest: &Rest, email: &str, password: &str) -> Answer {
    rest.post("/v1/auth/login", json!({"email": email, "password": password})).await
}

async fn fail(rest: &Rest, email: &str) -> (u16, String) {
    let answer = log_in(rest, email, "something else entirely").await;
    (answer.status.as_u16(), answer.header("retry-after").to_owned())
}

fn refused() -> (u16, String) {
    (401, String::new())
}

fn behind_proxies(settings: &mut api::settings::Settings) {
    settings.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
}

async fn use_up_network(rest: &Rest) {
    for attempt in 0..51 {
        assert_eq!(fail(rest, &format!("nobody{attempt}@example.org")).await, refused());
    }
}

on_both! {
    async fn each_failure_past_the_free_ones_doubles_the_wait(app: TestApp) {
        let reader = app.reader("Ada").await;
        let rest = app.rest();
        for _ in 0..6 {
            assert_eq!(fail(&rest, &reader.email()).await, refused());
        }
        for wait in [15, 30, 60, 120, 240, 480, 900, 900] {
            assert_eq!(fail(&rest, &reader.email()).await, (429, wait.to_string()));
            assert_eq!(log_in(&rest, &reader.email(), PASSWORD).await.status, 429, "the right password waits as well");
            app.clock.advance(SignedDuration::from_secs(wait - 1));
            assert_eq!(fail(&rest, &reader.email()).await, (429, "1".to_owned()), "what isn't let in isn't counted");
            app.clock.advance(SignedDuration::from_secs(1));
            assert_eq!(fail(&rest, &reader.email()).await, refused());
        }
        app.clock.advance(SignedDuration::from_hours(1));
        assert_eq!(log_in(&rest, &reader.email(), PASSWORD).await.status, 200);
    }

    async fn a_success_forgives_and_a_quiet_hour_forgets(app: TestApp) {
        let reader = app.reader("Ada").await;
        let rest = app.rest();
        for _ in 0..3 {
            for _ in 0..5 {
                assert_eq!(fail(&rest, &reader.email()).await, refused());
            }
            // The sixth begins a wait: by then it has succeeded.
            app.clock.advance(SignedDuration::from_secs(1));
            assert_eq!(log_in(&rest, &reader.email(), PASSWORD).await.status, 200);
        }
        for _ in 0..6 {
            fail(&rest, &reader.email()).await;
        }
        assert_eq!(fail(&rest, &reader.email()).await.0, 429);
        app.clock.advance(SignedDuration::from_hours(1));
        for _ in 0..6 {
            assert_eq!(fail(&rest, &reader.email()).await, refused(), "all is forgotten");
        }
    }

    async fn graphql_tells_when_to_come_again(app: TestApp) {
        let reader = app.reader("Ada").await;
        let query = "mutation($input: SessionCreateInput!) { sessionCreate(input: $input) { userErrors { code } } }";
        let wrong = json!({"input": {"email": reader.email(), "password": "something else entirely"}});
        for _ in 0..6 {
            assert_eq!(app.graphql().run(query, wrong.clone()).await["data"]["sessionCreate"]["userErrors"][0]["code"], "login_failed");
        }
        let locked = app.graphql().run(query, wrong).await;
        assert_eq!(locked["errors"][0]["extensions"], json!({"code": "rate_limited", "retryAfter": 15}));
        assert_eq!(locked["data"]["sessionCreate"], json!(null));
    }

    async fn letters_to_one_address_are_few(app: TestApp) {
        let ask = async || app.rest().post("/v1/auth/password-reset", json!({"email": "ada@example.org"})).await;
        for _ in 0..4 {
            assert_eq!(ask().await.status, 202);
        }
        let locked = ask().await;
        assert_eq!((locked.status.as_u16(), locked.header("retry-after")), (429, "60"));
        assert_eq!(app.found("SELECT count(*) FROM mail").await.trim(), "4");
    }

    async fn two_instances_count_together(app: TestApp) {
        let reader = app.reader("Ada").await;
        app.beside(|_| {}, async |other| {
            for _ in 0..3 {
                assert_eq!(fail(&app.rest(), &reader.email()).await, refused());
                assert_eq!(fail(&other.rest(), &reader.email()).await, refused());
            }
            assert_eq!(fail(&app.rest(), &reader.email()).await, (429, "15".to_owned()));
            assert_eq!(fail(&other.rest(), &reader.email()).await, (429, "15".to_owned()));
            // Many at once, on both, are as many as one after the other.
            app.clock.advance(SignedDuration::from_hours(1));
            let at_once = (0..16).map(|number| if number % 2 == 0 { app.rest() } else { other.rest() });
            let at_once = at_once.map(async |rest| fail(&rest, &reader.email()).await.0);
            let statuses = futures::future::join_all(at_once).await;
            assert_eq!(statuses.iter().filter(|status| **status == 401).count(), 6);
        }).await;
    }

    async fn a_network_is_counted_over_all_accounts(app: TestApp) {
        let reader = app.reader("Ada").await;
        use_up_network(&app.rest()).await;
        let locked = log_in(&app.rest(), &reader.email(), PASSWORD).await;
        assert_eq!((locked.status.as_u16(), locked.header("retry-after")), (429, "10"));
        app.clock.advance(SignedDuration::from_secs(10));
        assert_eq!(log_in(&app.rest(), &reader.email(), PASSWORD).await.status, 200);
    }

    async fn only_a_trusted_proxy_speaks_for_others(app: TestApp) {
        let reader = app.reader("Ada").await;
        let from = |app: &TestApp, address: &str| app.rest().with("x-forwarded-for", address);
        // Nobody is trusted: whatever the field says, the network is the peer's.
        for attempt in 0..51 {
            assert_eq!(fail(&from(app, &format!("198.51.100.{attempt}")), &format!("nobody{attempt}@example.org")).await, refused());
        }
        assert_eq!(log_in(&from(app, "203.0.113.9"), &reader.email(), PASSWORD).await.status, 429);
        app.beside(behind_proxies, async |proxied| {
            assert_eq!(log_in(&from(proxied, "203.0.113.9"), &reader.email(), PASSWORD).await.status, 200, "each client by itself");
            use_up_network(&from(proxied, "198.51.100.7")).await;
            assert_eq!(fail(&from(proxied, "198.51.100.7"), "nobody@example.org").await.0, 429);
            // What a client claims stands before what the proxy adds: it isn't believed.
            assert_eq!(fail(&from(proxied, "203.0.113.1, 198.51.100.7"), "nobody@example.org").await.0, 429);
            assert_eq!(fail(&from(proxied, "198.51.100.7, 203.0.113.1"), "nobody@example.org").await.0, 401);
            // The 64 bits of a household are one network.
            use_up_network(&from(proxied, "2001:db8:1:2::1")).await;
            assert_eq!(fail(&from(proxied, "2001:db8:1:2:ffff::9"), "nobody@example.org").await.0, 429);
            assert_eq!(fail(&from(proxied, "2001:db8:1:3::1"), "nobody@example.org").await.0, 401);
        }).await;
    }
}
