//! What comes back forged, or from somebody else: each is refused in the same words, and nobody is logged in.

use serde_json::json;
use tests::on_both;
use tests::provider::{self, OidcProvider, REDIRECT};

use super::{call_back, changes, confirmed, refusal};

on_both! {
    async fn tokens_that_are_not_good_are_refused(app: TestApp) {
        let provider = OidcProvider::in_place(app).await;
        let before = changes(app).await;
        for mode in ["wrong-nonce", "wrong-issuer", "wrong-audience", "several-audiences", "expired", "wrong-key", "shared-secret", "alg-none"] {
            provider.misbehave(mode).await;
            let back = provider.visit(app, &confirmed("Ada")).await;
            let answer = call_back(app, &back.callback).await;
            assert_eq!(refusal(&answer), (422, "authorization_invalid".to_owned()), "{mode}");
            assert!(!answer.json()["detail"].as_str().unwrap().contains("issuer"), "why is for the log");
        }
        assert_eq!(changes(app).await, before);
        for mode in ["signed-anew", "none"] {
            provider.misbehave(mode).await;
            let back = provider.visit(app, &confirmed("Ada")).await;
            assert_eq!(call_back(app, &back.callback).await.status, 200, "the same without any of that: {mode}");
        }
    }

    async fn an_answer_names_its_issuer(app: TestApp) {
        let provider = OidcProvider::in_place(app).await;
        let before = changes(app).await;
        for issuer in [json!("https://elsewhere.example"), json!(format!("{}/", provider.url)), json!(null)] {
            let back = provider.visit(app, &confirmed("Ada")).await;
            assert_eq!(back.callback["iss"], provider.url.as_str());
            let answer = call_back(app, &back.with("iss", issuer.clone())).await;
            assert_eq!(refusal(&answer), (422, "authorization_invalid".to_owned()), "{issuer}");
        }
        assert_eq!(changes(app).await, before);
    }

    async fn a_redirect_is_not_followed(app: TestApp) {
        let provider = OidcProvider::in_place(app).await;
        let back = provider.visit(app, &confirmed("Ada")).await;
        let before = changes(app).await;
        provider.misbehave("moved").await;
        let answer = call_back(app, &back.callback).await;
        assert_eq!(refusal(&answer), (409, "provider_unavailable".to_owned()), "the code was not sent elsewhere");
        assert_eq!(changes(app).await, before);
    }

    async fn a_description_is_taken_only_from_the_issuer_of_its_own(app: TestApp) {
        let provider = OidcProvider::start().await;
        for mode in ["moved", "other-issuer", "endless"] {
            provider.misbehave(mode).await;
            provider.put_in_place(app);
            let listed = app.rest().get("/v1/auth/providers").await.json();
            assert_eq!((&listed["data"][0]["name"], &listed["data"][0]["status"]), (&json!("example"), &json!("unreachable")), "{mode}");
            let answer = app.rest().post("/v1/auth/providers/example/authorize", json!({"redirectUri": REDIRECT})).await;
            assert_eq!(refusal(&answer), (409, "provider_unavailable".to_owned()), "{mode}");
        }
        // The issuer is a text, not a host: another spelling of the same place is another issuer.
        provider.misbehave("none").await;
        provider::put_in_place(app, &[("ISSUER", &provider.url.replace("127.0.0.1", "localhost"))]);
        let listed = app.rest().get("/v1/auth/providers").await.json();
        assert_eq!(listed["data"][0]["isAvailable"], false, "{listed}");
    }
}
