//! Every door, tried by every wrong viewer, as a table to be reviewed: each operation of openapi.yaml and each mutation of
//! the schema, with whatever arguments fit their types. New ones appear by themselves.

use std::fmt::Write;

use api::routes::{Door, ROUTES};
use reqwest::Method;
use serde_json::json;
use tests::{Actor, Openapi, TestApp, on_both};

use super::mutations::{self, Call};
use crate::partner::{Manager, Program};

/// What is tried on each door, as the `Authorization` field.
const CREDENTIALS: [(&str, &str); 7] = [
    ("nonsense", "nonsense"),
    ("an empty bearer", "Bearer "),
    ("an unsigned token", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9."),
    ("a foreign token", "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZG1pbiJ9.c2lnbmF0dXJl"),
    ("a forged key", "Bearer wrk_aaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
    ("a password", "Basic YWRtaW46YWRtaW4="),
    (
        "an overlong one",
        "Bearer aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ),
];

/// The mutations that nobody in particular may send, for they lead to an account. The list only shrinks.
const OPEN_MUTATIONS: &[&str] = &[
    "accountConfirm",
    "accountRegister",
    "identityAuthorize",
    "identityClaim",
    "identityLogin",
    "legacyIdentityClaimRequest",
    "passwordReset",
    "passwordResetRequest",
    "sessionCreate",
    "sessionRefresh",
    "staffBegin",
];

/// Those who come to a door and may not pass it, or not like this: what they send, and what they are called in the table.
async fn wrong_viewers(app: &TestApp) -> Vec<(&'static str, String)> {
    let revoked = app.reader("Revoked").await;
    assert_eq!(revoked.rest().post("/v1/auth/logout", json!({})).await.status, 204);
    vec![("revoked", revoked.authorization()), ("broken", "Bearer x.y.z".to_owned())]
}

/// Readers who are logged in, but aren't those whose things are asked for.
async fn others(app: &TestApp) -> Vec<(&'static str, Actor)> {
    let suspended = app.reader("Suspended").await;
    app.sql(&format!("UPDATE account SET state = 'suspended' WHERE id = '{}'", suspended.account)).await;
    vec![("reader", app.reader("Reader").await), ("suspended", suspended)]
}

/// A partner's program, whose key is for everything, and whose product has everything.
async fn partner(app: &TestApp) -> Program {
    Manager::of(app).await.program(json!({"images": true})).await
}

on_both! {
    async fn every_rest_door_is_guarded(app: TestApp) {
        let (wrong, others, partner) = (wrong_viewers(app).await, others(app).await, partner(app).await);
        let mut table = String::from(
            "# Every REST door, and the status that each of those who come to it gets, with no content sent.\n\
             # Public doors are those that anybody may pass; a credential that isn't valid is refused at each of them.\n",
        );
        for (method, template) in Openapi::get().operations().into_iter().filter(|(_, template)| template != "/graphql") {
            let path = example(&template);
            let door = ROUTES.iter().find(|route| (route.method, route.path) == (method.as_str(), template.as_str()));
            let door = door.unwrap_or_else(|| panic!("{method} {template} has no route")).door;
            let method: Method = method.parse().unwrap();
            let nobody = app.rest().send(method.clone(), &path, None).await;
            if door != Door::Public {
                assert_eq!((nobody.status.as_u16(), nobody.code().as_str()), (401, "authentication_required"), "{method} {path}");
            }
            write!(table, "{:<7} {template}: {} nobody {}", method.as_str(), format!("{door:?}").to_lowercase(), nobody.status.as_u16()).unwrap();
            for (name, authorization) in &wrong {
                let answer = app.rest().with("authorization", authorization).send(method.clone(), &path, None).await;
                assert_eq!((answer.status.as_u16(), answer.code().as_str()), (401, "credential_invalid"), "{method} {path} as {name}");
                write!(table, ", {name} 401").unwrap();
            }
            for (name, actor) in &others {
                let ends_the_session = template.contains("/logout") || template == "/v1/me/sessions";
                let actor = if ends_the_session && *name == "reader" { &app.reader(&format!("{}{}", method.as_str(), template.len())).await } else { actor };
                let answer = actor.rest().send(method.clone(), &path, None).await;
                assert!(answer.status.as_u16() != 500, "{method} {path} as {name}");
                write!(table, ", {name} {}", answer.status.as_u16()).unwrap();
            }
            let answer = partner.rest(app).send(method.clone(), &path, None).await;
            let is_another = matches!(door, Door::Account | Door::Staff);
            assert!(answer.status.as_u16() == 403 || !is_another, "{method} {path} as a partner: {}", answer.status);
            writeln!(table, ", partner {}", answer.status.as_u16()).unwrap();
        }
        crate::contract::golden("doors.txt", &table);
    }

    async fn every_mutation_is_guarded(app: TestApp) {
        let (wrong, others, partner) = (wrong_viewers(app).await, others(app).await, partner(app).await);
        let calls = mutations::all(app).await;
        let mut table = String::from(
            "# Every mutation, and the code that each of those who send it gets: of an error, or of what is to be mended.\n\
             # Those that are open lead to an account; all others refuse whoever isn't logged in.\n",
        );
        for Call { name, document } in &calls {
            let code = async |voice: tests::Graphql| mutations::code(&voice.run(document, json!({})).await);
            let nobody = code(app.graphql()).await;
            let is_open = OPEN_MUTATIONS.contains(&name.as_str());
            assert_eq!(nobody == "error authentication_required", !is_open, "{name} to nobody: {nobody}");
            write!(table, "{name}: {} nobody {nobody}", if is_open { "open" } else { "account" }).unwrap();
            for (who, authorization) in &wrong {
                let answer = app.graphql().with("authorization", authorization).post(json!({"query": document})).await;
                assert_eq!((answer.status.as_u16(), answer.code().as_str()), (401, "credential_invalid"), "{name} as {who}");
            }
            for (who, actor) in &others {
                let ends_the_session = name.starts_with("session");
                let actor = if ends_the_session && *who == "reader" { &app.reader(name).await } else { actor };
                write!(table, ", {who} {}", code(actor.graphql()).await).unwrap();
            }
            let refused = code(partner.graphql(app)).await;
            // Partners' programs look after their own webhooks, and after nothing else.
            let is_theirs = name.starts_with("webhook");
            assert!(is_open || is_theirs || refused == "error forbidden", "{name} as a partner: {refused}");
            writeln!(table, ", partner {refused}").unwrap();
        }
        crate::contract::golden("mutations.txt", &table);
    }

    async fn a_broken_credential_is_never_anonymous(app: TestApp) {
        for (name, credential) in CREDENTIALS {
            for (method, template) in Openapi::get().operations().into_iter().filter(|(_, template)| template != "/graphql") {
                let path = example(&template);
                let answer = app.rest().with("authorization", credential).send(method.parse().unwrap(), &path, None).await;
                assert_eq!((answer.status.as_u16(), answer.code().as_str()), (401, "credential_invalid"), "{method} {path} with {name}");
                assert!(answer.header("www-authenticate").starts_with("Bearer"));
            }
            let answer = app.graphql().with("authorization", credential).post(json!({"query": "{ languages }"})).await;
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (401, "credential_invalid"), "{name}");
        }
    }

    async fn other_methods_are_not_doors(app: TestApp) {
        for (_, template) in Openapi::get().operations().into_iter().filter(|(_, template)| template != "/graphql") {
            let allowed = api::routes::methods(&template);
            for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                if allowed.split(", ").any(|word| word == method.as_str()) {
                    continue;
                }
                let answer = app.rest().send(method.clone(), &example(&template), None).await;
                assert_eq!((answer.status.as_u16(), answer.code().as_str()), (405, "method_not_allowed"), "{method} {template}");
                assert_eq!(answer.header("allow"), allowed, "{method} {template}");
            }
        }
    }
}

/// A path that a template stands for, on the publication of the tests: what is in it is there where anybody may see it, and
/// is nobody's where it would be somebody's.
pub(super) fn example(template: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in template.split('/') {
        let noun = parts.last().map_or("", String::as_str);
        parts.push(match (part, noun) {
            ("{slug}", "articles") => "ports-under-pressure".to_owned(),
            ("{slug}", "experts") => "anna-berg".to_owned(),
            ("{slug}", "topics") => "trade".to_owned(),
            ("{slug}", _) => "europe".to_owned(),
            ("{file}", "sitemaps") => "2026-11.xml".to_owned(),
            ("{file}", "feeds") => "articles.atom".to_owned(),
            ("{file}", "experts") => "anna-berg.rss".to_owned(),
            ("{file}", "topics") => "trade.json".to_owned(),
            ("{file}", "regions") => "europe.atom".to_owned(),
            ("{file}", _) => "00000000000000000000000000000000.jpg".to_owned(),
            (part, noun) if part.starts_with('{') => mutations::id_of(noun),
            (part, _) => part.to_owned(),
        });
    }
    parts.join("/")
}
