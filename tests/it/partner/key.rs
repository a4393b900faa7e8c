//! The keys of partners' programs: told once, two at a time, and refused for whatever is wrong with them.

use domain::Role;
use domain::testing::change_log;
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use tests::publication::id;
use tests::{Answer, TestApp, on_both};

use super::Manager;
use crate::taxonomy::change;

const CREATE: &str = "mutation($organisation: ID!, $input: ApiKeyInput!) { apiKeyCreate(organisation: $organisation, input: $input) { \
    apiKey { id name prefix scopes createdAt expiresAt lastUsedAt revokedAt } secret userErrors { code field } } }";

async fn create(manager: &Manager, organisation: &str, input: Value) -> Value {
    let answer = manager.actor.graphql().run(CREATE, json!({"organisation": organisation, "input": input})).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["apiKeyCreate"].clone()
}

/// What a key is answered, in both header fields and by both voices: always the same.
async fn answers(app: &TestApp, secret: &str) -> Answer {
    let bearer = format!("Bearer {secret}");
    let mut all = Vec::new();
    for (name, value) in [("x-api-key", secret), ("authorization", &*bearer)] {
        all.push(app.rest().with(name, value).get("/v1/articles").await);
        let graphql = app.graphql().with(name, value).post(json!({"query": "{ partner { apiKeyId } }"})).await;
        assert_eq!(graphql.status, all[0].status, "{name}");
        if graphql.status == 401 {
            assert_eq!(graphql.code(), "credential_invalid");
        }
    }
    assert_eq!(all[0].status, all[1].status);
    all.remove(0)
}

async fn is_refused(app: &TestApp, secret: &str) {
    let answer = answers(app, secret).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (401, "credential_invalid"), "{secret}");
    assert!(answer.header("www-authenticate").starts_with("Bearer"));
    assert_eq!(answer.header("ratelimit"), "", "nobody's requests are counted");
}

async fn is_good(app: &TestApp, secret: &str) {
    assert_eq!(answers(app, secret).await.status, 200);
}

on_both! {
    async fn a_key_is_told_once(app: TestApp) {
        let manager = Manager::of(app).await;
        let organisation = manager.organisation("Northern Wire").await;
        let path = format!("/v1/organisations/{organisation}/api-keys");
        let made = manager.actor.rest().post(&path, json!({"name": "Importer", "scopes": ["usage", "content", "usage"]})).await;
        assert_eq!((made.status.as_u16(), made.header("cache-control")), (201, "no-store"));
        let (key, secret) = (made.json(), made.json()["secret"].as_str().unwrap().to_owned());
        assert!(secret.starts_with(&format!("{}_", key["prefix"].as_str().unwrap())) && secret.starts_with("wrk_"), "{secret}");
        assert_eq!((&key["scopes"], &key["lastUsedAt"]), (&json!(["content", "usage"]), &Value::Null));
        is_good(app, &secret).await;
        let second = create(&manager, &organisation, json!({"name": "Other", "scopes": ["CONTENT"], "expiresAt": "2026-12-01T00:00:00Z"})).await;
        assert_eq!((&second["userErrors"], &second["apiKey"]["expiresAt"]), (&json!([]), &json!("2026-12-01T00:00:00Z")));
        is_good(app, second["secret"].as_str().unwrap()).await;

        // No later answer tells it, nor does the database hold it.
        let listed = manager.actor.rest().get(&path).await;
        let keys = format!("{{ organisation(id: \"{organisation}\") {{ apiKeys {{ id name prefix scopes createdAt expiresAt lastUsedAt revokedAt }} }} }}");
        let data = manager.actor.graphql().data(&keys).await["organisation"]["apiKeys"].clone();
        for (place, name) in [(0, "Other"), (1, "Importer")] {
            assert_eq!((&listed.json()["data"][place]["name"], &data[place]["name"]), (&json!(name), &json!(name)), "the latest first");
            for same in ["id", "prefix", "createdAt", "expiresAt", "lastUsedAt", "revokedAt"] {
                assert_eq!(listed.json()["data"][place][same], data[place][same], "{same}");
            }
        }
        let own = app.rest().with("x-api-key", &secret).get("/v1/partner").await;
        let audit = app.staff("Olga", &[Role::Admin]).await.rest().get("/v1/audit?first=100").await;
        let hidden = secret.rsplit('_').next().unwrap();
        let log = format!("{:?}", change_log(&app.domain).await.unwrap());
        for said in [listed.text(), data.to_string(), own.text(), audit.text(), log, app.found("SELECT * FROM api_key").await] {
            assert!(!said.contains(hidden), "{said}");
        }
        assert!(audit.text().contains("api_key.saved"));
    }

    async fn two_keys_are_good_at_once(app: TestApp) {
        let manager = Manager::of(app).await;
        let organisation = manager.organisation("Northern Wire").await;
        let path = format!("/v1/organisations/{organisation}/api-keys");
        let (first, second) = (manager.key(&organisation, &["content"]).await, manager.key(&organisation, &["content"]).await);
        let before = change_log(&app.domain).await.unwrap().len();
        let third = manager.actor.rest().post(&path, json!({"name": "Third", "scopes": ["content"]})).await;
        assert_eq!((third.status.as_u16(), third.code().as_str()), (409, "limit_reached"));
        let third = create(&manager, &organisation, json!({"name": "Third", "scopes": ["CONTENT"]})).await;
        assert_eq!(third, json!({"apiKey": null, "secret": null, "userErrors": [{"code": "limit_reached", "field": null}]}));
        assert_eq!(change_log(&app.domain).await.unwrap().len(), before);

        // The one takes the place of the other: what uses the second one notices nothing.
        let (one, two) = (first["secret"].as_str().unwrap(), second["secret"].as_str().unwrap());
        let revoke = format!("{path}/{}", first["id"].as_str().unwrap());
        assert_eq!(manager.actor.rest().send(Method::DELETE, &revoke, None).await.status, 204);
        is_refused(app, one).await;
        is_good(app, two).await;
        let before = change_log(&app.domain).await.unwrap().len();
        let again = format!("mutation {{ apiKeyRevoke(organisation: \"{organisation}\", id: {}) {{ apiKey {{ revokedAt }} userErrors {{ code }} }} }}", first["id"]);
        app.clock.advance(SignedDuration::from_secs(60));
        let again = manager.actor.graphql().data(&again).await["apiKeyRevoke"].clone();
        assert_eq!(again, json!({"apiKey": {"revokedAt": tests::NOW}, "userErrors": []}), "it stays as it was");
        assert_eq!(change_log(&app.domain).await.unwrap().len(), before);
        let third = manager.key(&organisation, &["content"]).await;
        is_good(app, third["secret"].as_str().unwrap()).await;
        // A key of another organisation isn't there.
        let other = manager.organisation("Southern Wire").await;
        let foreign = format!("/v1/organisations/{other}/api-keys/{}", third["id"].as_str().unwrap());
        assert_eq!(manager.actor.rest().send(Method::DELETE, &foreign, None).await.status, 404);
        is_good(app, third["secret"].as_str().unwrap()).await;
    }

    async fn what_is_no_good_key_is_refused(app: TestApp) {
        let manager = Manager::of(app).await;
        let program = manager.program(json!({})).await;
        let secret = &program.secret;
        is_good(app, secret).await;
        let end = secret.chars().next_back().unwrap();
        let forged = format!("{}{}", &secret[..secret.len() - 1], if end == 'A' { 'B' } else { 'A' });
        let elsewhere = manager.key(&program.organisation, &["content"]).await["secret"].as_str().unwrap().to_owned();
        let mixed = format!("{}_{}", &secret[..12], elsewhere.rsplit('_').next().unwrap());
        for wrong in [&forged, &mixed, &secret[..12], &format!("{secret}A"), "wrk_", "wrk__", "nonsense"] {
            is_refused(app, wrong).await;
        }
        // Two credentials are none, also when both are good.
        let reader = app.reader("Ada").await;
        for authorization in [program.authorization(), reader.authorization()] {
            let both = app.rest().with("authorization", &authorization).with("x-api-key", secret).get("/v1/articles").await;
            assert_eq!((both.status.as_u16(), both.code().as_str()), (401, "credential_invalid"));
        }

        let path = format!("/v1/organisations/{}", program.organisation);
        let state = async |revision: i64, state: &str| {
            let tag = format!("{}-{revision}", program.organisation);
            assert_eq!(change(&manager.actor, Method::PATCH, &path, &tag, &json!({"state": state})).await.status, 200);
        };
        state(1, "suspended").await;
        is_refused(app, secret).await;
        state(2, "active").await;
        is_good(app, secret).await;
    }

    async fn a_key_ends_by_itself(app: TestApp) {
        let manager = Manager::of(app).await;
        let organisation = manager.organisation("Northern Wire").await;
        let ending = async |at: &str| create(&manager, &organisation, json!({"name": "A key", "scopes": ["CONTENT"], "expiresAt": at})).await;
        assert_eq!(ending(tests::NOW).await["userErrors"], json!([{"code": "value_invalid", "field": "expiresAt"}]));
        let secret = ending("2026-11-24T13:00:00Z").await["secret"].as_str().unwrap().to_owned();
        app.clock.advance(SignedDuration::from_secs(3_599));
        is_good(app, &secret).await;
        app.clock.advance(SignedDuration::from_secs(1));
        is_refused(app, &secret).await;
        // One that has ended is in nobody's way.
        let manager = Manager { actor: app.staff("Paula", &[Role::PartnerManager]).await };
        manager.key(&organisation, &["content"]).await;
        manager.key(&organisation, &["content"]).await;
        for (input, field) in [(json!({"name": "A key", "scopes": []}), "scopes"), (json!({"name": "", "scopes": ["CONTENT"]}), "name")] {
            assert_eq!(create(&manager, &organisation, input).await["userErrors"], json!([{"code": "value_invalid", "field": field}]));
        }
    }

    async fn a_key_is_for_what_it_is_for(app: TestApp) {
        let manager = Manager::of(app).await;
        let usage = manager.program_for(json!({}), &["usage", "sync", "webhooks"]).await;
        let (rest, graphql) = (usage.rest(app), usage.graphql(app));
        for path in ["/v1/articles/ports-under-pressure", "/v1/articles/ports-under-pressure/ninjs"] {
            assert_eq!(rest.get(path).await.status, 404, "{path}");
        }
        assert_eq!(rest.get("/v1/articles?total=true").await.json()["page"]["total"], 0);
        assert_eq!(rest.get("/feeds/articles.json").await.json()["items"], json!([]));
        let document = format!("{{ articles {{ totalCount }} latest(first: 3) {{ id }} node(id: \"{}\") {{ id }} }}", id("art", 1));
        assert_eq!(graphql.data(&document).await, json!({"articles": {"totalCount": 0}, "latest": [], "node": null}));
        assert_eq!(rest.get("/v1/partner/usage").await.status, 200);

        let reading = manager.program_for(json!({}), &["content"]).await;
        let own = reading.rest(app).get("/v1/partner").await.json();
        assert_eq!((&own["scopes"], &own["apiKeyId"], &own["organisation"]["id"], &own["products"][0]["id"]), (&json!(["content"]), &json!(reading.key), &json!(reading.organisation), &json!(reading.product)));
        let data = reading.graphql(app).data("{ partner { scopes apiKeyId organisation { id name } products { id } } viewer { id } }").await;
        let same = json!({"scopes": ["CONTENT"], "apiKeyId": reading.key, "organisation": {"id": reading.organisation, "name": "Northern Wire"}, "products": [{"id": reading.product}]});
        assert_eq!(data, json!({"partner": same, "viewer": null}));
        let refused = reading.rest(app).get("/v1/partner/usage").await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (403, "forbidden"));
        assert_eq!(reading.graphql(app).code("{ partner { usage { totalCount } } }").await, "forbidden");
        assert_eq!(reading.graphql(app).code("{ partner { organisation { apiKeys { id } } } }").await, "forbidden");
    }

    async fn when_a_key_was_last_used_is_told(app: TestApp) {
        let manager = Manager::of(app).await;
        let program = manager.program(json!({})).await;
        let path = format!("/v1/organisations/{}/api-keys", program.organisation);
        let told = async || manager.actor.rest().get(&path).await.json()["data"][0]["lastUsedAt"].clone();
        app.run_jobs().await;
        assert_eq!(told().await, Value::Null);
        app.clock.advance(SignedDuration::from_secs(120));
        is_good(app, &program.secret).await;
        app.clock.advance(SignedDuration::from_secs(60));
        app.run_jobs().await;
        assert_eq!(told().await, "2026-11-24T12:02:00Z");
    }

    async fn another_instance_hears_of_keys(app: TestApp) {
        let manager = Manager::of(app).await;
        let program = manager.program(json!({})).await;
        let path = format!("/v1/organisations/{}/api-keys/{}", program.organisation, program.key);
        app.beside(|_| {}, async |other| {
            is_good(other, &program.secret).await;
            assert_eq!(manager.actor.rest().send(Method::DELETE, &path, None).await.status, 204);
            other.until_followed(app).await;
            is_refused(other, &program.secret).await;
        }).await;
    }
}
