//! Linking an identity to one's own account, and unlinking it.

use serde_json::json;
use tests::provider::{OidcProvider, REDIRECT, came_back};
use tests::{Actor, on_both};

use super::{call_back, changes, confirmed, identities, refusal};

const LINK: &str = "mutation($input: IdentityCallbackInput!) { identityLink(input: $input) { identity { provider kind email } userErrors { code } } }";
const UNLINK: &str = "mutation($id: ID!) { identityUnlink(id: $id) { unlinkedId userErrors { code } } }";

async fn begin(actor: &Actor, claims: &serde_json::Value) -> serde_json::Value {
    let input = json!({"redirectUri": REDIRECT, "purpose": "link"});
    let begun = actor.rest().post("/v1/auth/providers/example/authorize", input).await;
    came_back(&begun, claims).await.callback
}

on_both! {
    async fn an_owner_links_and_unlinks_an_identity(app: TestApp) {
        let _provider = OidcProvider::in_place(app).await;
        let ada = app.reader("Ada").await;
        let before = changes(app).await;
        // Whatever the address there: the owner of both has shown to be here and there.
        let callback = begin(&ada, &confirmed("Augusta")).await;
        let linked = ada.rest().post("/v1/me/identities", callback).await;
        assert_eq!((linked.status.as_u16(), &linked.json()["email"], &linked.json()["lastUsedAt"]), (201, &json!("augusta@example.org"), &json!(null)));
        assert_eq!(identities(app, &ada.access_token).await, json!([linked.json()]));
        let again = ada.graphql().run(LINK, json!({"input": begin(&ada, &confirmed("Augusta")).await})).await;
        assert_eq!(again["data"]["identityLink"], json!({"identity": {"provider": "example", "kind": "OIDC", "email": "augusta@example.org"}, "userErrors": []}));
        assert_eq!(identities(app, &ada.access_token).await.as_array().unwrap().len(), 1, "once");
        let id = linked.json()["id"].clone();
        let unlinked = ada.graphql().run(UNLINK, json!({"id": id})).await;
        assert_eq!(unlinked["data"]["identityUnlink"], json!({"unlinkedId": id, "userErrors": []}));
        assert_eq!(identities(app, &ada.access_token).await, json!([]));
        assert_eq!(changes(app).await - before, 3, "linked, linked, unlinked");
        let gone = ada.rest().send(reqwest::Method::DELETE, &format!("/v1/me/identities/{}", id.as_str().unwrap()), None).await;
        assert_eq!(refusal(&gone), (404, "not_found".to_owned()));
    }

    async fn linking_is_for_whoever_began_it(app: TestApp) {
        let provider = OidcProvider::in_place(app).await;
        let (ada, mallory) = (app.reader("Ada").await, app.reader("Mallory").await);
        let nobody = app.rest().post("/v1/auth/providers/example/authorize", json!({"redirectUri": REDIRECT, "purpose": "link"})).await;
        assert_eq!(refusal(&nobody), (401, "authentication_required".to_owned()));
        let before = changes(app).await;
        let refused = (422, "authorization_invalid".to_owned());
        let of_mallory = begin(&mallory, &confirmed("Evil")).await;
        assert_eq!(refusal(&ada.rest().post("/v1/me/identities", of_mallory.clone()).await), refused, "another account");
        assert_eq!(refusal(&call_back(app, &of_mallory).await), refused, "to log in");
        let to_log_in = provider.visit(app, &confirmed("Evil")).await;
        assert_eq!(refusal(&ada.rest().post("/v1/me/identities", to_log_in.callback).await), refused, "a login is no linking");
        assert_eq!(refusal(&app.rest().post("/v1/me/identities", of_mallory).await), (401, "authentication_required".to_owned()));
        assert_eq!(changes(app).await, before);
    }

    async fn an_identity_belongs_to_one_account(app: TestApp) {
        let provider = OidcProvider::in_place(app).await;
        let (ada, ben) = (app.reader("Ada").await, app.reader("Ben").await);
        let linked = provider.link(&ada, &confirmed("Shared")).await;
        assert_eq!(linked.status, 201);
        let before = changes(app).await;
        let taken = provider.link(&ben, &confirmed("Shared")).await;
        assert_eq!(refusal(&taken), (409, "identity_taken".to_owned()));
        let path = format!("/v1/me/identities/{}", linked.json()["id"].as_str().unwrap());
        let theirs = ben.rest().send(reqwest::Method::DELETE, &path, None).await;
        let absent = ben.rest().send(reqwest::Method::DELETE, "/v1/me/identities/idn_01jb0000000000000000000009", None).await;
        let no_id = ben.rest().send(reqwest::Method::DELETE, "/v1/me/identities/nothing", None).await;
        for answer in [&theirs, &absent, &no_id] {
            assert_eq!((refusal(answer), &answer.json()["detail"]), ((404, "not_found".to_owned()), &theirs.json()["detail"]));
        }
        assert_eq!(identities(app, &ada.access_token).await, json!([linked.json()]));
        assert_eq!(changes(app).await, before);
    }

    async fn the_last_way_in_stays(app: TestApp) {
        let provider = OidcProvider::in_place(app).await;
        let back = provider.visit(app, &confirmed("Ada")).await;
        let login = call_back(app, &back.callback).await.json();
        let bearer = format!("Bearer {}", login["accessToken"].as_str().unwrap());
        let (rest, graphql) = (app.rest().with("authorization", &bearer), app.graphql().with("authorization", &bearer));
        let first = identities(app, login["accessToken"].as_str().unwrap()).await[0].clone();
        let before = changes(app).await;
        let refused = rest.send(reqwest::Method::DELETE, &format!("/v1/me/identities/{}", first["id"].as_str().unwrap()), None).await;
        assert_eq!(refusal(&refused), (409, "identity_last".to_owned()));
        let refused = graphql.run(UNLINK, json!({"id": first["id"]})).await;
        assert_eq!(refused["data"]["identityUnlink"], json!({"unlinkedId": null, "userErrors": [{"code": "identity_last"}]}));
        assert_eq!(changes(app).await, before);
        // With another identity there are two ways in.
        let begun = rest.post("/v1/auth/providers/example/authorize", json!({"redirectUri": REDIRECT, "purpose": "link"})).await;
        let callback = came_back(&begun, &confirmed("Other")).await.callback;
        assert_eq!(rest.post("/v1/me/identities", callback).await.status, 201);
        let gone = rest.send(reqwest::Method::DELETE, &format!("/v1/me/identities/{}", first["id"].as_str().unwrap()), None).await;
        assert_eq!(gone.status, 204);
        assert_eq!(identities(app, login["accessToken"].as_str().unwrap()).await.as_array().unwrap().len(), 1);
    }
}
