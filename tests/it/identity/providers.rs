//! Which providers there are, and why one can't be used.

use serde_json::json;
use tests::on_both;
use tests::provider::{self, OidcProvider, REDIRECT};

use super::{call_back, changes, confirmed, refusal};

on_both! {
    async fn each_provider_says_whether_it_can_be_used(app: TestApp) {
        let provider = OidcProvider::in_place(app).await;
        let listed = app.rest().get("/v1/auth/providers").await.json();
        assert_eq!(listed["data"][0], json!({"name": "example", "label": "Example", "isAvailable": true, "status": "available", "reason": null}));
        let xing = &listed["data"][1];
        assert_eq!((&xing["name"], &xing["label"], &xing["isAvailable"], &xing["status"]), (&json!("xing"), &json!("XING"), &json!(false), &json!("not_configured")));
        assert!(xing["reason"].as_str().unwrap().contains("closed its public login API"));
        assert_eq!(listed["data"].as_array().unwrap().len(), 2);
        let data = app.graphql().data("{ loginProviders { name label isAvailable status reason } }").await;
        assert_eq!(data["loginProviders"][0], json!({"name": "example", "label": "Example", "isAvailable": true, "status": "AVAILABLE", "reason": null}));
        assert_eq!((&data["loginProviders"][1]["status"], &data["loginProviders"][1]["reason"]), (&json!("NOT_CONFIGURED"), &xing["reason"]));
        let before = changes(app).await;
        let xing = app.rest().post("/v1/auth/providers/xing/authorize", json!({"redirectUri": REDIRECT})).await;
        assert_eq!(refusal(&xing), (409, "provider_unavailable".to_owned()));
        assert!(xing.json()["detail"].as_str().unwrap().contains("closed its public login API"));
        let nobody = app.rest().post("/v1/auth/providers/nobody/authorize", json!({"redirectUri": REDIRECT})).await;
        assert_eq!(refusal(&nobody), (404, "not_found".to_owned()));
        provider::put_in_place(app, &[("ISSUER", &provider.url), ("ENABLED", "false")]);
        let disabled = app.rest().get("/v1/auth/providers").await.json();
        assert_eq!((&disabled["data"][0]["status"], &disabled["data"][0]["reason"]), (&json!("disabled"), &json!("The operator has switched it off.")));
        let disabled = app.rest().post("/v1/auth/providers/example/authorize", json!({"redirectUri": REDIRECT})).await;
        assert_eq!(refusal(&disabled), (409, "provider_unavailable".to_owned()));
        assert_eq!(changes(app).await, before);
    }

    async fn a_provider_that_is_down_is_told_as_such(app: TestApp) {
        let provider = OidcProvider::in_place(app).await;
        let back = provider.visit(app, &confirmed("Ada")).await;
        let (before, url) = (changes(app).await, provider.url.clone());
        provider.end().await;
        assert_eq!(refusal(&call_back(app, &back.callback).await), (409, "provider_unavailable".to_owned()), "in the middle of a login");
        provider::put_in_place(app, &[("ISSUER", &url)]);
        let listed = app.rest().get("/v1/auth/providers").await.json();
        assert_eq!((&listed["data"][0]["status"], &listed["data"][0]["isAvailable"]), (&json!("unreachable"), &json!(false)));
        assert!(!listed.to_string().contains("127.0.0.1"), "no internals: {listed}");
        let answer = app.rest().post("/v1/auth/providers/example/authorize", json!({"redirectUri": REDIRECT})).await;
        assert_eq!(refusal(&answer), (409, "provider_unavailable".to_owned()));
        assert_eq!(changes(app).await, before);
    }

    async fn endpoints_can_be_given_instead_of_discovered(app: TestApp) {
        let provider = OidcProvider::start().await;
        let at = |path: &str| format!("{}/{path}", provider.url);
        let (authorization, token, jwks, userinfo) = (at("auth"), at("token"), at("jwks"), at("me"));
        provider::put_in_place(app, &[
            ("ISSUER", &provider.url),
            ("AUTHORIZATION_ENDPOINT", &authorization),
            ("TOKEN_ENDPOINT", &token),
            ("JWKS_URI", &jwks),
            ("USERINFO_ENDPOINT", &userinfo),
        ]);
        let back = provider.visit(app, &confirmed("Ada")).await;
        let login = call_back(app, &back.callback).await;
        assert_eq!(login.status, 200, "{}", String::from_utf8_lossy(&login.body));
        assert_eq!(login.json()["account"]["email"], "ada@example.org");
    }
}
