//! What partners' programs and those who look after partners do with endpoints, in both voices; and what nobody else may.

use std::collections::BTreeSet;

use domain::Role;
use domain::partner::Scope;
use domain::testing::change_log;
use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use tests::publication::id;
use tests::{TestApp, on_both};

use super::partner::{Partner, key, log, publish};
use super::receiver::{Manner, Receiver};

const ENDPOINT: &str = "id organisation url products state disabledReason failingSince revision createdAt \
    secrets { scheme publicKey createdAt endsAt }";
const DELIVERY: &str = "id endpoint type product number article language kind at state attempts nextAttemptAt lastStatus lastFailure \
    createdAt finishedAt";

/// An endpoint that a partner's program makes over REST: its path, and what was answered.
async fn made(app: &TestApp, partner: &Partner, url: &str) -> (String, Value) {
    let made = partner.rest(app).post("/v1/webhook-endpoints", json!({"url": url})).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let path = format!("/v1/webhook-endpoints/{}", made.json()["id"].as_str().unwrap());
    assert!(made.header("location").ends_with(&path));
    (path, made.json())
}

/// As GraphQL says it: words of lists are in capitals there.
fn lower(value: &Value) -> Value {
    serde_json::from_str(&value.to_string().to_lowercase()).unwrap()
}

on_both! {
    async fn a_partners_program_looks_after_its_endpoints(app: TestApp) {
        let (partner, receiver) = (Partner::of(app, "gazette").await, Receiver::start().await);
        let rest = partner.rest(app);
        let (path, endpoint) = made(app, &partner, &receiver.url).await;
        assert_eq!(endpoint["organisation"], partner.organisation.to_string());
        let found = rest.get(&path).await;
        let tag = found.header("etag").to_owned();
        assert_eq!(rest.get("/v1/webhook-endpoints").await.json()["data"], json!([found.json()]));
        assert_eq!(rest.send(Method::PATCH, &path, Some(r#"{"state": "disabled"}"#)).await.code(), "precondition_required");
        let off = rest.with("if-match", &tag).send(Method::PATCH, &path, Some(r#"{"state": "disabled"}"#)).await;
        assert_eq!((off.json()["state"].as_str(), off.json()["disabledReason"].as_str()), (Some("disabled"), Some("requested")));
        let late = rest.with("if-match", &tag).send(Method::PATCH, &path, Some(r#"{"state": "active"}"#)).await;
        assert_eq!((late.status.as_u16(), late.code().as_str()), (412, "precondition_failed"));
        publish(&app.domain, 900, "Not told").await;
        app.run_webhooks().await;
        assert_eq!(rest.post(&format!("{path}/tests"), json!({})).await.code(), "transition_refused");
        let on = rest.with("if-match", off.header("etag")).send(Method::PATCH, &path, Some(r#"{"state": "active"}"#)).await;
        assert_eq!(on.json()["disabledReason"], Value::Null);
        publish(&app.domain, 901, "Told").await;
        app.run_webhooks().await;
        assert_eq!(receiver.received().len(), 1, "what happened meanwhile isn't told by itself");
        assert_eq!(receiver.received()[0].json()["data"]["article"], id("art", 901));
        let gone = rest.with("if-match", on.header("etag")).send(Method::DELETE, &path, None).await;
        assert_eq!((gone.status.as_u16(), rest.get(&path).await.status.as_u16()), (204, 404));
        publish(&app.domain, 902, "Not told").await;
        app.run_webhooks().await;
        assert_eq!(receiver.received().len(), 1);
        let told: Vec<String> = change_log(&app.domain).await.unwrap().iter().map(|entry| entry.change.kind.to_string()).filter(|kind| kind.starts_with("webhook")).collect();
        assert_eq!(told, ["webhook_endpoint.saved", "webhook_endpoint.saved", "webhook_endpoint.saved", "webhook_endpoint.deleted"]);
        let audit = "SELECT count(*) FROM audit_entry WHERE action = 'webhook.manage' AND actor LIKE 'partner:apk_%'";
        assert_eq!(app.found(audit).await, "4");
    }

    async fn what_was_sent_is_sent_again_with_the_id_that_it_had(app: TestApp) {
        let (partner, receiver) = (Partner::of(app, "gazette").await, Receiver::start().await);
        let rest = partner.rest(app);
        let (path, _) = made(app, &partner, &receiver.url).await;
        for number in 900..905 {
            publish(&app.domain, number, "Told").await;
        }
        app.run_webhooks().await;
        let first = receiver.received();
        assert_eq!(first.len(), 5);
        let one = rest.post(&format!("/v1/webhook-deliveries/{}/replay", first[1].id()), json!({})).await;
        assert_eq!((one.status.as_u16(), one.json()["state"].as_str(), one.json()["attempts"].as_i64()), (202, Some("pending"), Some(0)));
        app.run_webhooks().await;
        let again = receiver.received()[5].clone();
        assert_eq!((again.id(), &again.body), (first[1].id(), &first[1].body));
        let lowest = first.iter().map(|it| it.number()).min().unwrap();
        // What is past its time in the log of deliveries is in the product's log still.
        app.clock.advance(SignedDuration::from_hours(31 * 24));
        api::jobs::clear(&app.domain).await.unwrap();
        assert_eq!(rest.get(&format!("{path}/deliveries")).await.json()["data"], json!([]));
        let range = json!({"product": partner.product, "from": lowest - 1, "until": lowest + 2});
        assert_eq!(rest.post(&format!("{path}/replays"), range).await.json(), json!({"count": 4}));
        app.run_webhooks().await;
        let range = receiver.numbers()[6..].iter().copied().collect::<BTreeSet<_>>();
        assert_eq!(range, (lowest - 1..=lowest + 2).collect(), "what was before the endpoint is sent as well");
        for (from, until, code) in [(0, 5, "value_invalid"), (5, 4, "value_invalid"), (1, 1_001, "value_invalid")] {
            let refused = rest.post(&format!("{path}/replays"), json!({"product": partner.product, "from": from, "until": until})).await;
            assert_eq!(refused.code(), code);
        }
        let other = Partner::of(app, "herald").await.product;
        assert_eq!(rest.post(&format!("{path}/replays"), json!({"product": other, "from": 1, "until": 2})).await.code(), "reference_missing");
    }

    async fn a_test_is_sent_at_once_and_once(app: TestApp) {
        let (partner, receiver) = (Partner::of(app, "gazette").await, Receiver::with(Manner::Status(500, "")).await);
        let rest = partner.rest(app);
        let (path, endpoint) = made(app, &partner, &receiver.url).await;
        let sent = rest.post(&format!("{path}/tests"), json!({})).await;
        assert_eq!((sent.status.as_u16(), sent.json()["type"].as_str(), sent.json()["product"].is_null()), (202, Some("webhook.test"), true));
        app.run_webhooks().await;
        assert_eq!(receiver.received()[0].json()["data"], json!({"endpoint": endpoint["id"]}));
        let found = rest.get(&format!("/v1/webhook-deliveries/{}", sent.json()["id"].as_str().unwrap())).await.json();
        assert_eq!((&found["state"], &found["attempts"], &found["lastStatus"], &found["lastFailure"]), (&json!("failed"), &json!(1), &json!(500), &json!("status")));
        receiver.become_(Manner::Status(204, ""));
        // The endpoint is left alone for a while, but not by whoever asks.
        rest.post(&format!("{path}/tests"), json!({})).await;
        app.run_webhooks().await;
        let deliveries = rest.get(&format!("{path}/deliveries?total=true&state=succeeded")).await.json();
        assert_eq!((deliveries["page"]["total"].as_i64(), receiver.received().len()), (Some(1), 2));
    }

    async fn the_log_is_paged(app: TestApp) {
        let (partner, receiver) = (Partner::of(app, "gazette").await, Receiver::start().await);
        let (path, _) = made(app, &partner, &receiver.url).await;
        for number in 900..907 {
            publish(&app.domain, number, "Told").await;
        }
        app.run_webhooks().await;
        let rest = partner.rest(app);
        let (mut numbers, mut after) = (Vec::new(), String::new());
        loop {
            let page = rest.get(&format!("{path}/deliveries?first=3{after}&product={}", partner.product)).await.json();
            numbers.extend(page["data"].as_array().unwrap().iter().map(|it| it["number"].as_i64().unwrap()));
            match page["page"]["endCursor"].as_str().filter(|_| page["page"]["hasNext"] == true) {
                Some(cursor) => after = format!("&after={cursor}"),
                None => break,
            }
        }
        assert_eq!(numbers.len(), 7);
        assert!(numbers.iter().rev().is_sorted(), "the latest first: {numbers:?}");
        assert_eq!(rest.get(&format!("{path}/deliveries?state=lost")).await.code(), "parameter_invalid");
    }

    async fn endpoints_are_nobody_elses_business(app: TestApp) {
        let (partner, other) = (Partner::of(app, "gazette").await, Partner::of(app, "herald").await);
        let receiver = Receiver::start().await;
        let (path, endpoint) = made(app, &partner, &receiver.url).await;
        partner.rest(app).post(&format!("{path}/tests"), json!({})).await;
        app.run_webhooks().await;
        let delivery = format!("/v1/webhook-deliveries/{}", receiver.received()[0].id());
        let session = app.domain.system("test");
        let reading = key(&session, partner.organisation, vec![Scope::Content, Scope::Sync, Scope::Usage]).await;
        let reading = app.rest().with("x-api-key", &reading);
        let editor = app.staff("Edna", &[Role::Editor]).await;
        let reader = app.reader("Ada").await;
        let before = change_log(&app.domain).await.unwrap().len();
        for (method, path) in [
            (Method::GET, path.clone()),
            (Method::POST, format!("{path}/tests")),
            (Method::GET, format!("{path}/deliveries")),
            (Method::GET, delivery.clone()),
            (Method::POST, format!("{delivery}/replay")),
        ] {
            for (rest, status) in [(other.rest(app), 404), (reading.clone(), 403), (editor.rest(), 403), (reader.rest(), 403), (app.rest(), 401)] {
                assert_eq!(rest.send(method.clone(), &path, None).await.status.as_u16(), status, "{method} {path}");
            }
        }
        let tag = format!("\"{}-1\"", endpoint["id"].as_str().unwrap());
        assert_eq!(other.rest(app).with("if-match", &tag).send(Method::DELETE, &path, None).await.status, 404);
        assert_eq!(other.rest(app).with("if-match", &tag).send(Method::PATCH, &path, Some("{}")).await.status, 404);
        assert_eq!(other.rest(app).post(&format!("{path}/secrets"), json!({"scheme": "v1"})).await.status, 404);
        let named = json!({"url": receiver.url, "organisation": partner.organisation});
        assert_eq!(other.rest(app).post("/v1/webhook-endpoints", named).await.status, 404);
        assert_eq!(other.rest(app).get(&format!("/v1/webhook-endpoints?organisation={}", partner.organisation)).await.status, 404);
        assert_eq!(other.rest(app).get("/v1/webhook-endpoints").await.json()["data"], json!([]));
        assert_eq!(change_log(&app.domain).await.unwrap().len(), before);
        app.run_webhooks().await;
        assert_eq!(receiver.received().len(), 1);
        let manager = app.staff("Paul", &[Role::PartnerManager]).await.rest();
        assert_eq!(manager.get("/v1/webhook-endpoints").await.code(), "value_invalid");
        let found = manager.get(&format!("/v1/webhook-endpoints?organisation={}", partner.organisation)).await.json();
        assert_eq!(found["data"][0]["id"], endpoint["id"]);
    }

    async fn a_suspended_partner_is_sent_nothing(app: TestApp) {
        use domain::partner::{OrganisationChange, OrganisationState};
        let (partner, receiver) = (Partner::of(app, "gazette").await, Receiver::start().await);
        made(app, &partner, &receiver.url).await;
        let session = app.domain.system("test");
        let be = async |state, revision| {
            let change = OrganisationChange { state: Some(state), ..OrganisationChange::default() };
            session.partners().update(partner.organisation, revision, change).await.unwrap();
        };
        be(OrganisationState::Suspended, 1).await;
        publish(&app.domain, 900, "Told later").await;
        app.run_webhooks().await;
        assert_eq!(receiver.received().len(), 0);
        be(OrganisationState::Active, 2).await;
        app.run_webhooks().await;
        assert_eq!(receiver.received().len(), 1);
    }

    async fn addresses_are_judged(app: TestApp) {
        let partner = Partner::of(app, "gazette").await;
        let rest = partner.rest(app);
        for url in ["http://example.org/", "https://10.0.0.1/", "https://u:p@example.org/", "ftp://127.0.0.1/", "https://[::1]/", "nowhere"] {
            let refused = rest.post("/v1/webhook-endpoints", json!({"url": url})).await;
            assert_eq!((refused.status.as_u16(), refused.code().as_str()), (422, "value_invalid"), "{url}");
        }
        for number in 0..20 {
            assert_eq!(rest.post("/v1/webhook-endpoints", json!({"url": format!("https://example.org/{number}")})).await.status, 201);
        }
        assert_eq!(rest.post("/v1/webhook-endpoints", json!({"url": "https://example.org/"})).await.code(), "limit_reached");
        let other = Partner::of(app, "herald").await;
        let refused = other.rest(app).post("/v1/webhook-endpoints", json!({"url": "https://example.org/", "products": [partner.product]})).await;
        assert_eq!(refused.code(), "reference_missing");
    }

    async fn a_secret_is_told_once(app: TestApp) {
        let (partner, receiver) = (Partner::of(app, "gazette").await, Receiver::start().await);
        let rest = partner.rest(app);
        let made = rest.post("/v1/webhook-endpoints", json!({"url": receiver.url, "asymmetric": true})).await.json();
        let path = format!("/v1/webhook-endpoints/{}", made["id"].as_str().unwrap());
        let rotated = rest.post(&format!("{path}/secrets"), json!({"scheme": "v1", "formerHours": 2})).await.json();
        let asymmetric = rest.post(&format!("{path}/secrets"), json!({"scheme": "v1a"})).await.json();
        assert_eq!(asymmetric["secret"], Value::Null);
        publish(&app.domain, 900, "Told").await;
        app.run_webhooks().await;
        let graphql = app.graphql().with("x-api-key", &partner.key);
        let query = format!("{{ webhookEndpoints {{ {ENDPOINT} }} webhookEndpoint(id: {}) {{ {ENDPOINT} }} }}", made["id"]);
        let mut told = graphql.data(&query).await.to_string();
        for path in [path.clone(), "/v1/webhook-endpoints".to_owned(), format!("{path}/deliveries")] {
            told.push_str(&rest.get(&path).await.text());
        }
        told.push_str(&format!("{:?}", change_log(&app.domain).await.unwrap()));
        for table in ["audit_entry", "change_log", "webhook_endpoint", "webhook_delivery"] {
            told.push_str(&app.found(&format!("SELECT * FROM {table}")).await);
        }
        told.push_str(&format!("{:?}", receiver.received()));
        for secret in app.found("SELECT secret FROM webhook_secret").await.lines() {
            let (_, secret) = secret.split_once('_').unwrap();
            assert!(!told.contains(secret));
        }
        for secret in [&made["secret"], &rotated["secret"]] {
            assert!(secret.as_str().unwrap().starts_with("whsec_"));
            assert!(!told.contains(secret.as_str().unwrap()));
        }
        assert_ne!(made["secret"], rotated["secret"]);
        let schemes: Vec<&str> = asymmetric["secrets"].as_array().unwrap().iter().map(|it| it["scheme"].as_str().unwrap()).collect();
        assert_eq!(schemes, ["v1a", "v1", "v1a", "v1"]);
    }

    async fn both_voices_say_the_same_of_webhooks(app: TestApp) {
        let (partner, receiver) = (Partner::of(app, "gazette").await, Receiver::start().await);
        let graphql = app.graphql().with("x-api-key", &partner.key);
        let create = format!("mutation($input: WebhookEndpointCreateInput!) {{ webhookEndpointCreate(input: $input) {{ endpoint {{ {ENDPOINT} }} secret userErrors {{ code field }} }} }}");
        let made = graphql.mutate(&create, json!({"url": receiver.url, "products": [partner.product], "asymmetric": true})).await;
        assert_eq!(made["userErrors"], json!([]));
        let (endpoint, id) = (&made["endpoint"], &made["endpoint"]["id"]);
        let path = format!("/v1/webhook-endpoints/{}", id.as_str().unwrap());
        let rest = partner.rest(app);
        assert_eq!(lower(&rest.get(&path).await.json()), lower(endpoint));
        publish(&app.domain, 900, "Told").await;
        app.run_webhooks().await;
        let query = format!("{{ webhookDeliveries(endpoint: {id}, state: SUCCEEDED) {{ totalCount nodes {{ {DELIVERY} }} }} }}");
        let deliveries = graphql.data(&query).await["webhookDeliveries"].clone();
        assert_eq!(deliveries["totalCount"], 1);
        assert_eq!(lower(&rest.get(&format!("{path}/deliveries")).await.json()["data"]), lower(&deliveries["nodes"]));
        let run = async |document: &str| graphql.data(&format!("mutation {{ {document} }}")).await.as_object().unwrap().values().next().unwrap().clone();
        let errors = "userErrors { code }";
        let delivery = &deliveries["nodes"][0]["id"];
        assert_eq!(run(&format!("webhookDeliveryReplay(id: {delivery}) {{ delivery {{ state }} {errors} }}")).await["delivery"]["state"], "PENDING");
        let number = &deliveries["nodes"][0]["number"];
        let replay = format!("webhookEndpointReplay(id: {id}, product: \"{}\", from: {number}, until: {number}) {{ count {errors} }}", partner.product);
        assert_eq!(run(&replay).await["count"], 1);
        assert_eq!(run(&format!("webhookEndpointTest(id: {id}) {{ delivery {{ type }} {errors} }}")).await["delivery"]["type"], "webhook.test");
        app.run_webhooks().await;
        assert_eq!(receiver.received().len(), 3);
        let rotate = format!("webhookEndpointSecretRotate(id: {id}, formerHours: 0) {{ secret endpoint {{ revision }} {errors} }}");
        assert!(run(&rotate).await["secret"].as_str().unwrap().starts_with("whsec_"));
        let late = format!("webhookEndpointUpdate(id: {id}, expectedRevision: 1, input: {{state: DISABLED}}) {{ endpoint {{ revision }} {errors} }}");
        assert_eq!(run(&late).await, json!({"endpoint": {"revision": 2}, "userErrors": [{"code": "version_conflict"}]}));
        let update = format!("webhookEndpointUpdate(id: {id}, expectedRevision: 2, input: {{state: DISABLED}}) {{ endpoint {{ state disabledReason }} {errors} }}");
        assert_eq!(run(&update).await["endpoint"], json!({"state": "DISABLED", "disabledReason": "REQUESTED"}));
        let delete = format!("webhookEndpointDelete(id: {id}, expectedRevision: 3) {{ deletedId {errors} }}");
        assert_eq!(&run(&delete).await["deletedId"], id);
        assert_eq!(graphql.data(&format!("{{ webhookEndpoint(id: {id}) {{ id }} webhookDelivery(id: {delivery}) {{ id }} }}")).await, json!({"webhookEndpoint": null, "webhookDelivery": null}));
        assert_eq!(log(app, &partner.endpoint(app, &receiver.url).await.0).await.len(), 0);
    }
}
