//! The accounts of others: how a member of staff begins, roles that are given and taken, suspension.

use domain::Role;
use domain::account::NewStaff;
use domain::testing::{PASSWORD, change_log};
use reqwest::Method;
use serde_json::json;
use tests::{Actor, TestApp, on_both};

async fn put(actor: &Actor, path: &str, body: serde_json::Value) -> tests::Answer {
    actor.rest().send(Method::PUT, path, Some(&body.to_string())).await
}

async fn invite(app: &TestApp, email: &str, roles: &[Role]) -> domain::Result<domain::account::Invited> {
    let system = app.domain.system("test");
    let new = NewStaff { email: email.to_owned(), display_name: None, roles: roles.to_vec() };
    system.accounts().invite(&new).await
}

on_both! {
    async fn a_member_of_staff_begins_by_a_code_that_was_handed_over(app: TestApp) {
        let first = invite(app, "Root@Example.org", &[Role::Admin]).await.unwrap();
        let login = json!({"email": "root@example.org", "password": PASSWORD});
        assert_eq!(app.rest().post("/v1/auth/login", login.clone()).await.code(), "login_failed", "there is no password yet");
        let again = invite(app, "root@example.org", &[Role::Admin]).await.unwrap();
        assert_eq!(again.account.id, first.account.id);
        let begin = |token: &str, password: &str| json!({"token": token, "password": password});
        assert_eq!(app.rest().post("/v1/auth/begin", begin(&first.token, PASSWORD)).await.code(), "code_invalid", "the later code took its place");
        assert_eq!(app.rest().post("/v1/auth/begin", begin(&again.token, "short")).await.code(), "password_weak");
        assert_eq!(app.rest().post("/v1/auth/password-reset/confirm", begin(&again.token, PASSWORD)).await.code(), "code_invalid", "it is for nothing else");
        let begun = app.rest().post("/v1/auth/begin", begin(&again.token, PASSWORD)).await;
        assert_eq!((begun.status.as_u16(), &begun.json()["account"]["roles"]), (200, &json!(["admin"])));
        assert_eq!(app.rest().post("/v1/auth/begin", begin(&again.token, PASSWORD)).await.code(), "code_invalid", "it is good once");
        assert_eq!(app.rest().post("/v1/auth/login", login).await.status, 200);
        assert_eq!(invite(app, "root@example.org", &[Role::Admin]).await.unwrap_err().code, domain::Code::AccountExists);
        let third = invite(app, "ed@example.org", &[Role::Editor, Role::Author]).await.unwrap();
        let query = "mutation($t: String!, $p: String!) { staffBegin(proof: {token: $t}, password: $p) { viewer { roles displayName } userErrors { code } } }";
        let said = app.graphql().run(query, json!({"t": third.token, "p": PASSWORD})).await;
        assert_eq!(said["data"]["staffBegin"], json!({"viewer": {"roles": ["AUTHOR", "EDITOR"], "displayName": "ed"}, "userErrors": []}));
    }

    async fn roles_are_given_and_taken_and_end_the_sessions(app: TestApp) {
        let (admin, reader) = (app.staff("Root", &[Role::Admin]).await, app.reader("Ada").await);
        let path = format!("/v1/accounts/{}/roles", reader.account);
        let found = admin.rest().get("/v1/accounts?email=ADA@example.org").await.json();
        assert_eq!(found["data"][0]["id"], reader.account.to_string());
        assert_eq!(admin.rest().get("/v1/accounts?email=nobody@example.org").await.json(), json!({"data": []}));
        assert_eq!(admin.rest().get("/v1/accounts").await.status, 400);
        let given = put(&admin, &path, json!({"roles": ["editor", "editor", "author"]})).await;
        assert_eq!(given.json()["roles"], json!(["author", "editor"]));
        assert_eq!(reader.rest().get("/v1/me").await.status, 401, "the token speaks of what they no longer are");
        let login = app.rest().post("/v1/auth/login", json!({"email": reader.email(), "password": PASSWORD})).await.json();
        assert_eq!(login["account"]["roles"], json!(["author", "editor"]));
        let before = change_log(&app.domain).await.unwrap().len();
        assert_eq!(put(&admin, &path, json!({"roles": ["author", "editor"]})).await.status, 200);
        assert_eq!(change_log(&app.domain).await.unwrap().len(), before, "what is so already changes nothing");
        let query = "mutation($id: ID!, $roles: [Role!]!) { accountRolesSet(id: $id, roles: $roles) { account { roles state } userErrors { code } } }";
        let taken = admin.graphql().run(query, json!({"id": reader.account.to_string(), "roles": []})).await;
        assert_eq!(taken["data"]["accountRolesSet"]["account"], json!({"roles": [], "state": "ACTIVE"}));
        assert_eq!(put(&admin, &path, json!({"roles": ["emperor"]})).await.code(), "value_invalid");
        assert_eq!(put(&admin, "/v1/accounts/acc_01jb0000000000000000000001/roles", json!({"roles": []})).await.status, 404);
    }

    async fn a_suspended_reader_is_out_and_stays_out(app: TestApp) {
        let (admin, reader) = (app.staff("Root", &[Role::Admin]).await, app.reader("Ada").await);
        let path = format!("/v1/accounts/{}/suspension", reader.account);
        assert_eq!(put(&admin, &path, json!({})).await.json()["state"], "suspended");
        assert_eq!(reader.rest().get("/v1/me").await.status, 401);
        let login = json!({"email": reader.email(), "password": PASSWORD});
        let refused = app.rest().post("/v1/auth/login", login.clone()).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (403, "account_suspended"));
        let wrong = app.rest().post("/v1/auth/login", json!({"email": reader.email(), "password": "something else entirely"})).await;
        assert_eq!(wrong.code(), "login_failed", "only whoever knows the password is told");
        assert_eq!(app.rest().post("/v1/auth/refresh", json!({"refreshToken": reader.refresh_token})).await.status, 401);
        app.rest().post("/v1/auth/password-reset", json!({"email": reader.email()})).await;
        let code = app.mailed_code(&reader.email()).await;
        let reset = json!({"email": reader.email(), "code": code, "password": "nine slow rivers to the sea"});
        assert_eq!(app.rest().post("/v1/auth/password-reset/confirm", reset).await.code(), "account_suspended");
        let query = "mutation($id: ID!) { accountReinstate(id: $id) { account { state } } }";
        let back = admin.graphql().run(query, json!({"id": reader.account.to_string()})).await;
        assert_eq!(back["data"]["accountReinstate"]["account"]["state"], "ACTIVE");
        assert_eq!(app.rest().post("/v1/auth/login", login).await.status, 200, "the password is the old one");
    }

    async fn only_admins_manage_accounts(app: TestApp) {
        let reader = app.reader("Ada").await;
        for actor in [app.reader("Eve").await, app.staff("Ed", &[Role::Editor, Role::Author, Role::PartnerManager]).await] {
            let before = change_log(&app.domain).await.unwrap().len();
            let path = format!("/v1/accounts/{}/roles", actor.account);
            assert_eq!(put(&actor, &path, json!({"roles": ["admin"]})).await.code(), "forbidden");
            assert_eq!(put(&actor, &format!("/v1/accounts/{}/suspension", reader.account), json!({})).await.code(), "forbidden");
            assert_eq!(actor.rest().get("/v1/accounts?email=ada@example.org").await.code(), "forbidden");
            assert_eq!(actor.rest().get("/v1/accounts?email=nobody@example.org").await.code(), "forbidden");
            assert_eq!(actor.graphql().code(r#"{ account(email: "nobody@example.org") { id } }"#).await, "forbidden");
            assert_eq!(change_log(&app.domain).await.unwrap().len(), before);
        }
        assert_eq!(reader.rest().get("/v1/me").await.status, 200);
    }

    async fn the_last_admin_stays(app: TestApp) {
        let root = app.staff("Root", &[Role::Admin]).await;
        let roles = format!("/v1/accounts/{}/roles", root.account);
        let refused = put(&root, &roles, json!({"roles": ["editor"]})).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (409, "last_admin"));
        assert_eq!(put(&root, &format!("/v1/accounts/{}/suspension", root.account), json!({})).await.code(), "last_admin");
        let erase = json!({"currentPassword": PASSWORD}).to_string();
        assert_eq!(root.rest().send(Method::DELETE, "/v1/me", Some(&erase)).await.code(), "last_admin");
        assert_eq!(root.rest().get("/v1/me").await.status, 200);
        // Of two admins who take each other's role at once, one remains.
        let second = app.staff("Second", &[Role::Admin]).await;
        let other = format!("/v1/accounts/{}/roles", second.account);
        let (a, b) = futures::join!(put(&root, &other, json!({"roles": []})), put(&second, &roles, json!({"roles": []})));
        assert_eq!([a.status, b.status].iter().filter(|status| status.as_u16() == 200).count(), 1, "{} {}", a.code(), b.code());
        assert!(app.domain.system("test").accounts().has_admin().await.unwrap());
    }
}
