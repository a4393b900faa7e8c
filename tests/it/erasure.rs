//! A copy of all that is held on a reader, and the end of their account.

use std::collections::BTreeSet;

use domain::account::TABLES;
use domain::testing::{PASSWORD, change_log};
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use tests::publication::id as id_of;
use tests::{Rest, TestApp, on_both};

/// Every row of every table, as text.
async fn dump(app: &TestApp) -> String {
    let mut text = String::new();
    for table in app.tables().await {
        text.push_str(&format!("-- {table}\n{}", app.found(&format!("SELECT * FROM {table}")).await));
    }
    text
}

/// A list of three articles with words of the reader's own. Answers its id.
async fn collected(rest: &Rest, title: &str, visibility: &str) -> String {
    let typed = json!({"title": title, "description": format!("{title}, by Zenobia"), "visibility": visibility});
    let list = rest.post("/v1/me/playlists", typed).await.json()["id"].as_str().unwrap().to_owned();
    let item = |number| json!({"articleId": id_of("art", number), "description": format!("{title}: read {number}")});
    let items = json!({"items": [item(1), item(2), item(4)]});
    assert_eq!(rest.post(&format!("/v1/playlists/{list}/items"), items).await.status, 201);
    list
}

/// The lists that everybody is shown.
async fn featured(app: &TestApp) -> Vec<String> {
    let answer = app.rest().get("/v1/playlists?featured=true").await.json();
    let lists = answer["data"].as_array().unwrap().iter();
    lists.map(|featured| featured["playlist"]["id"].as_str().unwrap().to_owned()).collect()
}

on_both! {
    async fn a_reader_downloads_all_that_is_held_on_them(app: TestApp) {
        let (reader, stranger) = (app.reader("Ada").await, app.reader("Eve").await);
        let asked = reader.rest().send(Method::POST, "/v1/me/exports", None).await;
        assert_eq!((asked.status.as_u16(), &asked.json()["state"], &asked.json()["partsDone"]), (202, &json!("queued"), &json!(0)));
        let path = asked.header("location").to_owned();
        assert_eq!(reader.rest().get(&format!("{path}/content")).await.status, 404, "it isn't ready");
        let again = reader.graphql().data("mutation { dataExportRequest { dataExport { id state } } }").await;
        assert_eq!(again["dataExportRequest"]["dataExport"]["id"], asked.json()["id"], "one is on its way already");
        app.run_jobs().await;
        let ready = reader.rest().get(&path).await.json();
        assert_eq!((&ready["state"], &ready["partsDone"]), (&json!("ready"), &ready["parts"]));
        let content = reader.rest().get(&format!("{path}/content")).await;
        assert_eq!((content.status.as_u16(), content.header("cache-control")), (200, "no-store"));
        let held = content.json();
        assert_eq!(held["account"]["email"], "ada@example.org");
        assert_eq!(held["sessions"][0]["id"], reader.session.to_string());
        let text = held.to_string();
        let secrets = app.found("SELECT password_hash FROM account UNION SELECT hash FROM refresh_token UNION SELECT code_hash FROM challenge").await;
        for secret in secrets.lines().filter(|line| !line.is_empty()) {
            assert!(!text.contains(secret), "{secret}");
        }
        assert!(!text.contains("eve@example.org") && !text.contains("argon2"));
        // Somebody else's is not there, in the same words as one that never was.
        let (theirs, none) = (stranger.rest().get(&path).await, stranger.rest().get("/v1/me/exports/dxp_01jb0000000000000000000001").await);
        assert_eq!((theirs.status.as_u16(), theirs.json()["detail"].clone()), (404, none.json()["detail"].clone()));
        assert_eq!(stranger.rest().get(&format!("{path}/content")).await.status, 404);
        assert_eq!(stranger.rest().get("/v1/me/exports").await.json(), json!({"data": []}));
        let told = reader.graphql().data("{ viewer { dataExports { state contentUrl } } }").await;
        assert_eq!(told["viewer"]["dataExports"], json!([{"state": "READY", "contentUrl": format!("{path}/content")}]));
        app.clock.advance(SignedDuration::from_hours(24));
        let login = app.rest().post("/v1/auth/login", json!({"email": reader.email(), "password": PASSWORD})).await.json();
        let later = app.rest().with("authorization", &format!("Bearer {}", login["accessToken"].as_str().unwrap()));
        assert_eq!(later.get(&format!("{path}/content")).await.status, 404, "a day is over");
        app.clock.advance(SignedDuration::from_secs(1));
        api::jobs::clear(&app.domain).await.unwrap();
        assert_eq!(app.found("SELECT count(*) FROM data_export").await.trim(), "0");
    }

    async fn an_export_is_made_once_by_several_instances_and_by_another_when_one_died(app: TestApp) {
        let reader = app.reader("Ada").await;
        reader.rest().send(Method::POST, "/v1/me/exports", None).await;
        app.beside(|_| {}, async |other| {
            let (here, there) = (app.domain.system("test"), other.domain.system("test"));
            let (a, b) = (here.data_exports(), there.data_exports());
            let (a, b) = futures::join!(a.make(), b.make());
            assert_eq!(a.unwrap() + b.unwrap(), 1);
            // Whoever claims it and dies is waited for, and no longer.
            let held_for = app.clock.as_ref();
            reader.rest().send(Method::POST, "/v1/me/exports", None).await;
            let until = domain::ports::Clock::now(held_for).as_microsecond() + 60_000_000;
            app.sql(&format!("UPDATE data_export SET state = 'running', claimed_until = {until}")).await;
            assert_eq!(there.data_exports().make().await.unwrap(), 0);
            app.clock.advance(SignedDuration::from_mins(1));
            assert_eq!(there.data_exports().make().await.unwrap(), 1);
            app.sql("UPDATE data_export SET state = 'queued', attempts = 3").await;
            app.clock.advance(SignedDuration::from_mins(3));
            assert_eq!(there.data_exports().make().await.unwrap(), 1);
        }).await;
        let told = reader.graphql().data("{ viewer { dataExports { state } } }").await;
        assert_eq!(told["viewer"]["dataExports"], json!([{"state": "FAILED"}]), "what failed too often has failed");
    }

    async fn every_table_has_its_policy(app: TestApp) {
        let named: BTreeSet<String> = TABLES.iter().map(|(table, _)| (*table).to_owned()).collect();
        assert_eq!(named.len(), TABLES.len());
        assert_eq!(named, app.tables().await.into_iter().collect(), "domain/src/account/erase.rs names every table");
    }

    async fn nothing_of_an_erased_reader_is_left(app: TestApp) {
        let typed = json!({"email": "zenobia.quux@example.net", "password": "seven quiet harbours at dawn", "displayName": "Zenobia Quux"});
        app.rest().post("/v1/auth/register", typed.clone()).await;
        let code = app.mailed_code("zenobia.quux@example.net").await;
        let login = app.rest().post("/v1/auth/confirm", json!({"email": "zenobia.quux@example.net", "code": code})).await.json();
        let id = login["account"]["id"].as_str().unwrap().to_owned();
        let rest = app.rest().with("authorization", &format!("Bearer {}", login["accessToken"].as_str().unwrap())).with("user-agent", "Quuxbrowser/7");
        // Something in every table that can hold something of theirs.
        app.rest().with("user-agent", "Quuxbrowser/7").post("/v1/auth/login", json!({"email": "zenobia.quux@example.net", "password": "seven quiet harbours at dawn"})).await;
        app.rest().post("/v1/auth/login", json!({"email": "zenobia.quux@example.net", "password": "wrong"})).await;
        app.rest().post("/v1/auth/register", typed).await;
        app.rest().post("/v1/auth/password-reset", json!({"email": "zenobia.quux@example.net"})).await;
        let change = json!({"email": "zenobia.new@example.net", "currentPassword": "seven quiet harbours at dawn"});
        assert_eq!(rest.post("/v1/me/email", change).await.status, 202);
        let (secret, shown) = (collected(&rest, "Quux's secrets", "private").await, collected(&rest, "Quux's picks", "public").await);
        let expert = id_of("exp", 1);
        rest.send(Method::PUT, &format!("/v1/me/follows/{expert}"), None).await;
        rest.send(Method::PATCH, "/v1/me", Some(r#"{"historyEnabled": true}"#)).await;
        rest.post("/v1/me/history", json!({"articleId": id_of("art", 2)})).await;
        rest.send(Method::PUT, &format!("/v1/me/recommendations/dismissed/{}", id_of("art", 3)), None).await;
        assert_eq!(featured(app).await, [shown.as_str()]);
        rest.send(Method::POST, "/v1/me/exports", None).await;
        app.run_jobs().await;
        let export = rest.get("/v1/me/exports").await.json()["data"][0]["id"].as_str().unwrap().to_owned();
        let held = rest.get(&format!("/v1/me/exports/{export}/content")).await.json();
        assert_eq!(held["playlists"].as_array().unwrap().len(), 2);
        assert_eq!((&held["follows"][0]["target"], held["history"].as_array().unwrap().len()), (&json!(expert), 1));
        let before = dump(app).await.to_lowercase();
        assert!(before.contains("zenobia") && before.contains("quuxbrowser"));
        let public = app.graphql().data("{ articles { totalCount } }").await;
        let wrong = rest.send(Method::DELETE, "/v1/me", Some(r#"{"currentPassword": "wrong"}"#)).await;
        assert_eq!((wrong.status.as_u16(), wrong.code().as_str()), (401, "login_failed"));
        let erased = rest.send(Method::DELETE, "/v1/me", Some(r#"{"currentPassword": "seven quiet harbours at dawn"}"#)).await;
        assert_eq!(erased.status, 204);
        assert_eq!(rest.get("/v1/me").await.status, 401);
        assert_eq!(app.rest().post("/v1/auth/refresh", json!({"refreshToken": login["refreshToken"]})).await.status, 401);
        app.run_jobs().await;
        let last = app.mailer.sent().pop().unwrap();
        assert_eq!((last.recipient.as_str(), last.subject.as_str()), ("zenobia.quux@example.net", "Your account was erased"));
        let after = dump(app).await.to_lowercase();
        for word in ["zenobia", "quux", "example.net"] {
            assert!(!after.contains(word), "{word}: {after}");
        }
        let tables = after.split("-- ").filter(|table| table.contains(&id)).map(|table| table.lines().next().unwrap());
        assert_eq!(tables.collect::<Vec<_>>(), ["change_log"], "its random id is a subject of the log and nothing else");
        let log = change_log(&app.domain).await.unwrap();
        for list in [&secret, &shown] {
            assert_eq!(app.rest().get(&format!("/v1/playlists/{list}")).await.status, 404);
        }
        assert!(featured(app).await.is_empty(), "what was public vanishes at once");
        let followers = app.graphql().data("{ experts { nodes { followerCount } } }").await;
        assert!(followers["experts"]["nodes"].as_array().unwrap().iter().all(|expert| expert["followerCount"] == 0));
        assert!(log.iter().all(|entry| entry.change.audience.account().is_none_or(|account| account.to_string() != id)));
        assert_eq!(log.iter().filter(|entry| entry.change.kind == domain::changes::ChangeKind::AccountErased).count(), 1);
        assert_eq!(app.graphql().data("{ articles { totalCount } }").await, public, "nothing became public");
        assert_eq!(app.rest().post("/v1/auth/login", json!({"email": "zenobia.quux@example.net", "password": "seven quiet harbours at dawn"})).await.code(), "login_failed");
    }

    async fn who_has_no_password_erases_by_a_mailed_code(app: TestApp) {
        let (reader, stranger) = (app.reader("Ada").await, app.reader("Eve").await);
        app.sql("UPDATE account SET password_hash = NULL WHERE email = 'ada@example.org'").await;
        assert_eq!(reader.rest().send(Method::POST, "/v1/me/erasure", None).await.status, 202);
        let code = app.mailed_code(&reader.email()).await;
        let query = "mutation($input: AccountEraseInput!) { accountErase(input: $input) { isErased userErrors { code } } }";
        let proof = json!({"proof": {"email": reader.email(), "code": code}});
        let theirs = stranger.graphql().mutate(query, proof.clone()).await;
        assert_eq!(theirs, json!({"isErased": false, "userErrors": [{"code": "code_invalid"}]}), "the code is another account's");
        let neither = reader.graphql().mutate(query, json!({})).await;
        assert_eq!(neither["userErrors"][0]["code"], "value_invalid");
        let erased = reader.graphql().mutate(query, json!({"proof": {"email": reader.email(), "code": code}})).await;
        assert_eq!(erased, json!({"isErased": true, "userErrors": []}));
        assert_eq!(reader.rest().get("/v1/me").await.status, 401);
        assert_eq!(stranger.rest().get("/v1/me").await.status, 200);
        let left: Value = app.found("SELECT count(*) FROM account").await.trim().parse().unwrap();
        assert_eq!(left, 1);
    }

    async fn an_erasure_is_heard_on_every_instance(app: TestApp) {
        app.beside(|_| {}, async |other| {
            let reader = app.reader("Ada").await;
            let there = other.rest().with("authorization", &reader.authorization());
            assert_eq!(there.get("/v1/me").await.status, 200);
            let body = json!({"currentPassword": PASSWORD}).to_string();
            assert_eq!(reader.rest().send(Method::DELETE, "/v1/me", Some(&body)).await.status, 204);
            assert_eq!(there.send(Method::POST, "/v1/me/exports", None).await.status, 401);
            other.until_followed(app).await;
            assert_eq!(there.get("/v1/me/sessions").await.status, 401);
        }).await;
    }
}
