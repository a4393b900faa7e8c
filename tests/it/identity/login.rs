//! The way to a provider and back, and the account that it leads to.

use jiff::SignedDuration;
use serde_json::json;
use tests::on_both;
use tests::provider::{OidcProvider, REDIRECT, came_back, walk};

use super::{call_back, changes, confirmed, identities, refusal};

const AUTHORIZE: &str = "mutation($input: IdentityAuthorizeInput!) { identityAuthorize(input: $input) { authorization { url state binding expiresAt } userErrors { code field } } }";
const LOGIN: &str = "mutation($input: IdentityCallbackInput!) { identityLogin(input: $input) { tokens { accessToken } viewer { id email displayName sessions { method } identities { provider kind email lastUsedAt } } userErrors { code } } }";

on_both! {
    async fn a_confirmed_address_makes_an_account_and_the_second_login_finds_it(app: TestApp) {
        let provider = OidcProvider::in_place(app).await;
        let back = provider.visit(app, &confirmed("Ada")).await;
        let before = changes(app).await;
        let first = call_back(app, &back.callback).await;
        assert_eq!(first.status, 200, "{}", String::from_utf8_lossy(&first.body));
        let first = first.json();
        assert_eq!((&first["account"]["email"], &first["account"]["displayName"]), (&json!("ada@example.org"), &json!("Ada")));
        assert_eq!(changes(app).await - before, 3, "account.created, identity.linked, session.created");
        let linked = identities(app, first["accessToken"].as_str().unwrap()).await;
        assert_eq!((linked[0]["provider"].as_str(), linked[0]["kind"].as_str(), linked.as_array().unwrap().len()), (Some("example"), Some("oidc"), 1));

        app.clock.advance(SignedDuration::from_mins(3));
        let back = provider.visit(app, &confirmed("Ada")).await;
        let second = call_back(app, &back.callback).await.json();
        assert_eq!(second["account"]["id"], first["account"]["id"]);
        assert_ne!(second["accessToken"], first["accessToken"]);
        assert_eq!(changes(app).await - before, 4, "session.created alone");
        let bearer = format!("Bearer {}", second["accessToken"].as_str().unwrap());
        let data = app.graphql().with("authorization", &bearer).data("{ viewer { sessions { method isCurrent } identities { lastUsedAt } } }").await;
        assert_eq!(data["viewer"]["sessions"], json!([{"method": "PROVIDER", "isCurrent": true}, {"method": "PROVIDER", "isCurrent": false}]));
        assert_eq!(data["viewer"]["identities"], json!([{"lastUsedAt": "2026-11-24T12:03:00Z"}]));
        // There is no password, and none is good.
        let failed = app.rest().post("/v1/auth/login", json!({"email": "ada@example.org", "password": ""})).await;
        assert_eq!(refusal(&failed), (401, "login_failed".to_owned()));
    }

    async fn graphql_says_the_same(app: TestApp) {
        let _provider = OidcProvider::in_place(app).await;
        let asked = json!({"input": {"provider": "example", "redirectUri": REDIRECT}});
        let answer = app.graphql().run(AUTHORIZE, asked).await;
        let begun = &answer["data"]["identityAuthorize"]["authorization"];
        assert_eq!(begun["expiresAt"], "2026-11-24T12:10:00Z", "{answer}");
        let url = begun["url"].as_str().unwrap();
        for part in ["code_challenge_method=S256", "code_challenge=", "nonce=", "response_type=code", "scope=openid+email+profile"] {
            assert!(url.contains(part), "{part} in {url}");
        }
        assert!(!url.contains(begun["binding"].as_str().unwrap()), "what the client keeps goes nowhere");
        let back = walk(url, begun["binding"].as_str().unwrap(), &confirmed("Ben")).await;
        let answer = app.graphql().run(LOGIN, json!({"input": back.callback})).await;
        let login = &answer["data"]["identityLogin"];
        assert_eq!(login["userErrors"], json!([]), "{answer}");
        assert!(login["tokens"]["accessToken"].is_string());
        assert_eq!(login["viewer"]["email"], "ben@example.org");
        assert_eq!(login["viewer"]["identities"], json!([{"provider": "example", "kind": "OIDC", "email": "ben@example.org", "lastUsedAt": "2026-11-24T12:00:00Z"}]));
        let again = app.graphql().run(LOGIN, json!({"input": back.callback})).await;
        assert_eq!(again["data"]["identityLogin"], json!({"tokens": null, "viewer": null, "userErrors": [{"code": "authorization_invalid"}]}));
        let elsewhere = json!({"input": {"provider": "example", "redirectUri": "https://evil.example/callback"}});
        let answer = app.graphql().run(AUTHORIZE, elsewhere).await;
        assert_eq!(answer["data"]["identityAuthorize"]["userErrors"], json!([{"code": "value_invalid", "field": "redirectUri"}]));
    }

    async fn readers_come_back_only_to_addresses_on_the_list(app: TestApp) {
        let _provider = OidcProvider::in_place(app).await;
        for address in ["https://evil.example/callback", "https://review.example/callback/../elsewhere", "https://review.example/callback?x", "", "javascript:alert(1)"] {
            let answer = app.rest().post("/v1/auth/providers/example/authorize", json!({"redirectUri": address})).await;
            assert_eq!(refusal(&answer), (422, "value_invalid".to_owned()), "{address}");
            assert_eq!(answer.json()["errors"][0]["field"], "redirectUri");
        }
    }

    async fn a_state_is_good_once_for_ten_minutes_and_for_the_client_that_began(app: TestApp) {
        let provider = OidcProvider::in_place(app).await;
        let back = provider.visit(app, &confirmed("Ada")).await;
        let before = changes(app).await;
        let refused = (422, "authorization_invalid".to_owned());
        let others = provider.visit(app, &confirmed("Mallory")).await;
        for (wrong, callback) in [
            ("another state", back.with("state", "8Z1TQ0V5M2K7R9C3X6B4N8Z1TQ0V5M2K7R9C3X6B4N8Z1TQ0V5M2")),
            ("the binding of another client", back.with("binding", others.callback["binding"].clone())),
            ("no binding", back.with("binding", "")),
            ("the state of another client", back.with("state", others.callback["state"].clone())),
        ] {
            assert_eq!(refusal(&call_back(app, &callback).await), refused, "{wrong}");
        }
        let other_path = app.rest().post("/v1/auth/providers/xing/callback", back.callback.clone()).await;
        assert_eq!(refusal(&other_path), refused, "the path of another provider");
        assert_eq!(changes(app).await, before);
        assert_eq!(call_back(app, &back.callback).await.status, 200, "none of that has used it up");
        let before = changes(app).await;
        assert_eq!(refusal(&call_back(app, &back.callback).await), refused, "used twice");
        let late = provider.visit(app, &confirmed("Ada")).await;
        app.clock.advance(SignedDuration::from_mins(10));
        assert_eq!(refusal(&call_back(app, &late.callback).await), refused, "past its time");
        assert_eq!(changes(app).await, before);
    }

    async fn a_code_is_not_redeemed_twice_nor_for_another_login(app: TestApp) {
        let provider = OidcProvider::in_place(app).await;
        let used = provider.visit(app, &confirmed("Ada")).await;
        assert_eq!(call_back(app, &used.callback).await.status, 200);
        let before = changes(app).await;
        let refused = (422, "authorization_invalid".to_owned());
        // A code that was stolen goes with the attacker's own state, and fails by its proof key; here it is used as well.
        let own = provider.visit(app, &confirmed("Mallory")).await;
        assert_eq!(refusal(&call_back(app, &own.with("code", used.callback["code"].clone())).await), refused);
        let fresh = provider.visit(app, &confirmed("Ada")).await;
        let own = provider.visit(app, &confirmed("Mallory")).await;
        assert_eq!(refusal(&call_back(app, &own.with("code", fresh.callback["code"].clone())).await), refused);
        assert_eq!(changes(app).await, before);
    }

    async fn a_suspended_account_stays_closed(app: TestApp) {
        let provider = OidcProvider::in_place(app).await;
        let back = provider.visit(app, &confirmed("Ada")).await;
        assert_eq!(call_back(app, &back.callback).await.status, 200);
        app.sql("UPDATE account SET state = 'suspended'").await;
        let back = provider.visit(app, &confirmed("Ada")).await;
        let before = changes(app).await;
        assert_eq!(refusal(&call_back(app, &back.callback).await), (403, "account_suspended".to_owned()));
        assert_eq!(changes(app).await, before);
    }

    async fn a_name_that_is_none_is_not_taken(app: TestApp) {
        let provider = OidcProvider::in_place(app).await;
        for (sub, name, shown) in [("one", json!("  Zoë \u{202E} "), "Reader"), ("two", json!("two@example.org"), "Reader"), ("three", json!("x".repeat(200)), &*"x".repeat(80))] {
            let claims = json!({"sub": sub, "email": format!("{sub}@example.org"), "email_verified": true, "name": name});
            let begun = app.rest().post("/v1/auth/providers/example/authorize", json!({"redirectUri": REDIRECT, "purpose": "login"})).await;
            let login = call_back(app, &came_back(&begun, &claims).await.callback).await;
            assert_eq!(login.json()["account"]["displayName"], shown, "{}", String::from_utf8_lossy(&login.body));
        }
        drop(provider);
    }
}
