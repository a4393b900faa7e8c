//! Accounts: registering, logging in, and what one's own account holds.

use domain::testing::PASSWORD;
use serde_json::json;
use tests::on_both;

on_both! {
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
}
