//! Organisations and products, as partner managers add and change them, through both voices.

use domain::Role;
use domain::testing::change_log;
use reqwest::Method;
use serde_json::{Value, json};
use tests::publication::id;
use tests::{Answer, on_both};

use super::{Manager, Program};
use crate::taxonomy::change;

const ORGANISATION: &str = "id name contacts { name email purpose } state requestsPerMinute revision createdAt";
const PRODUCT: &str = "id organisationId name topics { id } regions { id } languages kinds texts formats images territories startsAt \
    endsAt leadMinutes articlesPerDay revision createdAt";

/// Sends a mutation with an input and answers its payload.
async fn mutate(manager: &Manager, name: &str, of: &str, arguments: &str, input: Value) -> Value {
    let noun = of.to_lowercase();
    let selection = if of == "Product" { PRODUCT } else { ORGANISATION };
    let document = format!(
        "mutation($input: {of}Input!) {{ {name}({arguments}input: $input) {{ {noun} {{ {selection} }} userErrors {{ code field }} }} }}"
    );
    manager.actor.graphql().mutate(&document, input).await
}

/// The code of a refusal, and the members that it names.
fn complaint(answer: &Answer) -> (u16, String, Vec<String>) {
    let problem = answer.json();
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    let fields = errors.iter().map(|error| error["field"].as_str().unwrap_or_default().to_owned());
    (answer.status.as_u16(), answer.code(), fields.collect())
}

/// A value with the words of lists in capitals, as GraphQL has them.
fn in_capitals(value: &Value) -> Value {
    Value::String(value.as_str().unwrap().to_uppercase())
}

on_both! {
    async fn an_organisation_is_added_and_changed(app: TestApp) {
        let manager = Manager::of(app).await;
        let contact = json!({"name": "Ida Holm", "email": "Ida@Northern.example", "purpose": "technical"});
        let made = manager.actor.rest().post("/v1/organisations", json!({"name": "Northern Wire", "contacts": [contact]})).await;
        let (organisation, said) = (made.json()["id"].as_str().unwrap().to_owned(), made.json());
        assert_eq!((made.status.as_u16(), made.header("location")), (201, format!("/v1/organisations/{organisation}").as_str()));
        assert!(made.header("etag").starts_with(&format!("\"{organisation}-1-")), "{}", made.header("etag"));
        assert_eq!((&said["state"], &said["requestsPerMinute"], &said["revision"], &said["createdAt"]), (&json!("active"), &json!(600), &json!(1), &json!(tests::NOW)));
        let path = format!("/v1/organisations/{organisation}");
        let found = manager.actor.rest().get(&path).await;
        assert_eq!((found.json(), found.header("etag")), (said.clone(), made.header("etag")));
        assert_eq!(manager.actor.rest().with("if-none-match", made.header("etag")).get(&path).await.status, 304);

        let changed = manager.actor.rest().with("if-match", made.header("etag")).send(Method::PATCH, &path, Some(r#"{"requestsPerMinute": 60}"#)).await;
        assert_eq!((changed.status.as_u16(), &changed.json()["requestsPerMinute"], &changed.json()["contacts"]), (200, &json!(60), &said["contacts"]));
        // The same again is no change.
        let before = change_log(&app.domain).await.unwrap().len();
        let same = change(&manager.actor, Method::PATCH, &path, &format!("{organisation}-2"), &json!({"name": "Northern Wire"})).await;
        assert_eq!((same.status.as_u16(), &same.json()["revision"]), (200, &json!(2)));
        assert_eq!(manager.actor.rest().send(Method::PATCH, &path, Some("{}")).await.status, 428);
        let late = change(&manager.actor, Method::PATCH, &path, &format!("{organisation}-1"), &json!({"name": "Southern Wire"})).await;
        assert_eq!((late.status.as_u16(), late.code().as_str(), &late.json()["presentVersion"]), (412, "precondition_failed", &json!(2)));
        let late = mutate(&manager, "organisationUpdate", "Organisation", &format!("id: \"{organisation}\", expectedRevision: 1, "), json!({"name": "X"})).await;
        assert_eq!((&late["organisation"]["requestsPerMinute"], &late["userErrors"]), (&json!(60), &json!([{"code": "version_conflict", "field": null}])));
        assert_eq!(change_log(&app.domain).await.unwrap().len(), before);

        let suspended = mutate(&manager, "organisationUpdate", "Organisation", &format!("id: \"{organisation}\", expectedRevision: 2, "), json!({"state": "SUSPENDED"})).await;
        let (rest, graphql) = (manager.actor.rest().get(&path).await.json(), &suspended["organisation"]);
        for name in ["id", "name", "requestsPerMinute", "revision", "createdAt"] {
            assert_eq!(rest[name], graphql[name], "{name}");
        }
        assert_eq!((in_capitals(&rest["state"]), in_capitals(&rest["contacts"][0]["purpose"])), (graphql["state"].clone(), graphql["contacts"][0]["purpose"].clone()));
        assert_eq!(graphql["contacts"][0]["email"], said["contacts"][0]["email"]);
    }

    async fn organisations_are_listed_the_latest_first(app: TestApp) {
        let manager = Manager::of(app).await;
        let mut all = Vec::new();
        for name in ["One", "Two", "Three"] {
            all.insert(0, manager.organisation(name).await);
            app.clock.advance(jiff::SignedDuration::from_secs(1));
        }
        let ids = |list: &Value| list.as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        let first = manager.actor.rest().get("/v1/organisations?first=2&total=true").await;
        assert_eq!((ids(&first.json()["data"]), &first.json()["page"]["total"]), (all[..2].to_vec(), &json!(3)));
        let next = first.header("link").split('<').find(|link| link.contains("rel=\"next\"")).unwrap().split('>').next().unwrap().to_owned();
        assert_eq!(ids(&manager.actor.rest().get(&next).await.json()["data"]), all[2..]);
        let data = manager.actor.graphql().data("{ organisations(last: 2) { totalCount nodes { id } pageInfo { hasPreviousPage } } }").await["organisations"].clone();
        assert_eq!((ids(&data["nodes"]), &data["totalCount"], &data["pageInfo"]["hasPreviousPage"]), (all[1..].to_vec(), &json!(3), &json!(true)));
    }

    async fn a_product_is_added_and_changed(app: TestApp) {
        let manager = Manager::of(app).await;
        let organisation = manager.organisation("Northern Wire").await;
        let by_default = manager.product(&organisation, json!({})).await;
        let found = manager.actor.rest().get(&format!("/v1/products/{by_default}")).await.json();
        for name in ["topics", "regions", "languages", "kinds", "territories"] {
            assert_eq!(found[name], json!([]), "{name}");
        }
        assert_eq!((&found["texts"], &found["formats"], &found["images"]), (&json!("full"), &json!(["json", "ninjs", "feed"]), &json!(false)));
        assert_eq!((&found["startsAt"], &found["endsAt"], &found["leadMinutes"], &found["articlesPerDay"]), (&Value::Null, &Value::Null, &json!(0), &Value::Null));

        let terms = json!({"name": "Energy wire", "topics": [id("top", 5), id("top", 1), id("top", 5)], "regions": [id("reg", 3)], "languages": ["de-AT"],
            "kinds": ["REPORT"], "texts": "SUMMARY", "formats": ["JSON"], "images": true, "territories": ["DE", "AT"], "startsAt": "2026-11-01T00:00:00Z",
            "endsAt": "2027-11-01T00:00:00Z", "leadMinutes": 90, "articlesPerDay": 10});
        let made = mutate(&manager, "productCreate", "Product", &format!("organisation: \"{organisation}\", "), terms).await;
        assert_eq!(made["userErrors"], json!([]));
        let product = made["product"]["id"].as_str().unwrap().to_owned();
        let path = format!("/v1/products/{product}");
        let (rest, graphql) = (manager.actor.rest().get(&path).await.json(), made["product"].clone());
        for name in ["id", "organisationId", "name", "languages", "images", "territories", "startsAt", "endsAt", "leadMinutes", "articlesPerDay", "revision", "createdAt"] {
            assert_eq!(rest[name], graphql[name], "{name}");
        }
        for name in ["topics", "regions"] {
            let ids: Vec<Value> = graphql[name].as_array().unwrap().iter().map(|it| it["id"].clone()).collect();
            assert_eq!(rest[name], json!(ids), "{name}");
        }
        assert_eq!((&rest["topics"], &rest["languages"], &rest["territories"]), (&json!([id("top", 1), id("top", 5)]), &json!(["de"]), &json!(["AT", "DE"])));
        for name in ["kinds", "formats", "texts"] {
            assert_eq!(rest[name].to_string().to_uppercase(), graphql[name].to_string(), "{name}");
        }

        let open = json!({"endsAt": null, "articlesPerDay": null, "topics": []});
        let changed = change(&manager.actor, Method::PATCH, &path, &format!("{product}-1"), &open).await;
        assert_eq!((changed.status.as_u16(), &changed.json()["endsAt"], &changed.json()["articlesPerDay"], &changed.json()["topics"]), (200, &Value::Null, &Value::Null, &json!([])));
        assert_eq!(changed.json()["startsAt"], rest["startsAt"], "what isn't sent stays");
        assert!(changed.header("etag").starts_with(&format!("\"{product}-2-")));
        let late = change(&manager.actor, Method::PATCH, &path, &format!("{product}-1"), &json!({"leadMinutes": 5})).await;
        assert_eq!((late.status.as_u16(), late.code().as_str()), (412, "precondition_failed"));
        assert_eq!(manager.actor.rest().send(Method::PATCH, &path, Some("{}")).await.status, 428);
        let late = mutate(&manager, "productUpdate", "Product", &format!("id: \"{product}\", expectedRevision: 1, "), json!({"leadMinutes": 5})).await;
        assert_eq!((&late["product"]["leadMinutes"], &late["product"]["revision"], &late["userErrors"][0]["code"]), (&json!(90), &json!(2), &json!("version_conflict")));
        let closed = mutate(&manager, "productUpdate", "Product", &format!("id: \"{product}\", expectedRevision: 2, "), json!({"startsAt": null, "articlesPerDay": 3})).await;
        assert_eq!((&closed["product"]["startsAt"], &closed["product"]["articlesPerDay"]), (&Value::Null, &json!(3)));

        let listed = manager.actor.rest().get(&format!("/v1/organisations/{organisation}/products")).await.json();
        let data = manager.actor.graphql().data(&format!("{{ organisation(id: \"{organisation}\") {{ products {{ id }} }} product(id: \"{product}\") {{ name }} }}")).await;
        assert_eq!((&listed["data"][0]["id"], &listed["data"][1]["id"]), (&json!(by_default), &json!(product)), "the oldest first");
        assert_eq!(data, json!({"organisation": {"products": [{"id": by_default}, {"id": product}]}, "product": {"name": "Energy wire"}}));
        let audit = app.staff("Olga", &[Role::Admin]).await.rest().get(&format!("/v1/audit?subject={product}&total=true")).await.json();
        assert_eq!((&audit["page"]["total"], &audit["data"][0]["event"], &audit["data"][0]["action"]), (&json!(3), &json!("product.saved"), &json!("partner.manage")));
    }

    async fn what_wont_do_is_said_by_member(app: TestApp) {
        let manager = Manager::of(app).await;
        let organisation = manager.organisation("Northern Wire").await;
        let before = change_log(&app.domain).await.unwrap().len();
        let ida = |email: &str| json!({"name": "Ida", "email": email, "purpose": "technical"});
        for (body, code, field) in [
            (json!({}), "value_invalid", "name"),
            (json!({"name": " "}), "value_invalid", "name"),
            (json!({"name": "N".repeat(121)}), "value_invalid", "name"),
            (json!({"name": "N", "contacts": [ida("ida@northern.example"), ida("ida")]}), "email_invalid", "contacts[1].email"),
            (json!({"name": "N", "requestsPerMinute": 0}), "value_invalid", "requestsPerMinute"),
            (json!({"name": "N", "requestsPerMinute": 60_001}), "value_invalid", "requestsPerMinute"),
            (json!({"name": "N", "requestsPerMinute": -1}), "value_invalid", "requestsPerMinute"),
            (json!({"name": "N", "state": "gone"}), "value_invalid", "state"),
            (json!({"name": "N", "secret": "x"}), "value_invalid", "secret"),
        ] {
            let refused = manager.actor.rest().post("/v1/organisations", body.clone()).await;
            assert_eq!(complaint(&refused), (422, code.to_owned(), vec![field.to_owned()]), "{body}");
        }
        let path = format!("/v1/organisations/{organisation}/products");
        for (terms, code, field) in [
            (json!({"topics": [id("top", 1), id("top", 99)]}), "reference_missing", "topics[1]"),
            (json!({"regions": [id("reg", 99)]}), "reference_missing", "regions[0]"),
            (json!({"formats": []}), "value_invalid", "formats"),
            (json!({"territories": ["DE", "de"]}), "value_invalid", "territories[1]"),
            (json!({"startsAt": "2026-11-02T00:00:00Z", "endsAt": "2026-11-01T00:00:00Z"}), "value_invalid", "endsAt"),
            (json!({"leadMinutes": 40_321}), "value_invalid", "leadMinutes"),
            (json!({"leadMinutes": -1}), "value_invalid", "leadMinutes"),
            (json!({"articlesPerDay": 0}), "value_invalid", "articlesPerDay"),
            (json!({"articlesPerDay": 1_000_001}), "value_invalid", "articlesPerDay"),
        ] {
            let mut body = terms.clone();
            body["name"] = json!("Energy wire");
            let refused = manager.actor.rest().post(&path, body.clone()).await;
            assert_eq!(complaint(&refused), (422, code.to_owned(), vec![field.to_owned()]), "{body}");
            let spelled: Value = serde_json::from_str(&body.to_string()).unwrap();
            let payload = mutate(&manager, "productCreate", "Product", &format!("organisation: \"{organisation}\", "), spelled).await;
            assert_eq!(payload, json!({"product": null, "userErrors": [{"code": code, "field": field}]}), "{body}");
        }
        let refused = manager.actor.rest().post(&path, json!({"name": "N", "languages": ["fr"]})).await;
        assert_eq!(complaint(&refused), (400, "language_invalid".to_owned(), vec!["languages[0]".to_owned()]));
        let nameless = mutate(&manager, "productCreate", "Product", &format!("organisation: \"{organisation}\", "), json!({})).await;
        assert_eq!(nameless["userErrors"], json!([{"code": "value_invalid", "field": "name"}]));
        assert_eq!(manager.actor.rest().post(&format!("/v1/organisations/{}/products", id("org", 9)), json!({"name": "N"})).await.status, 404);
        assert_eq!(change_log(&app.domain).await.unwrap().len(), before);
    }

    async fn nobody_else_looks_after_partners(app: TestApp) {
        let manager = Manager::of(app).await;
        let Program { organisation, product, key, .. } = manager.program(json!({})).await;
        let editor = app.staff("Edith", &[Role::Editor]).await;
        let admin = app.staff("Olga", &[Role::Admin]).await;
        let before = change_log(&app.domain).await.unwrap().len();
        let paths = [
            "/v1/organisations".to_owned(),
            format!("/v1/organisations/{organisation}"),
            format!("/v1/organisations/{organisation}/api-keys"),
            format!("/v1/organisations/{organisation}/products"),
            format!("/v1/organisations/{organisation}/usage"),
            format!("/v1/products/{product}"),
            // What is no id is told to nobody either.
            "/v1/organisations/nothing".to_owned(),
            "/v1/products/nothing".to_owned(),
        ];
        for path in &paths {
            assert_eq!(editor.rest().get(path).await.code(), "forbidden", "{path}");
            let expected = if path.contains("nothing") { 404 } else { 200 };
            assert_eq!(admin.rest().get(path).await.status, expected, "{path}");
            assert_eq!(manager.actor.rest().get(path).await.status, expected, "{path}");
        }
        let tag = format!("{organisation}-1");
        assert_eq!(change(&editor, Method::PATCH, &paths[1], &tag, &json!({"name": "X"})).await.code(), "forbidden");
        assert_eq!(change(&editor, Method::PATCH, &paths[5], &format!("{product}-1"), &json!({"name": "X"})).await.code(), "forbidden");
        assert_eq!(editor.rest().send(Method::DELETE, &format!("{}/{key}", paths[2]), None).await.code(), "forbidden");
        for field in ["organisations { totalCount }".to_owned(), format!("organisation(id: \"{organisation}\") {{ id }}"), format!("product(id: \"{product}\") {{ id }}")] {
            assert_eq!(editor.graphql().code(&format!("{{ {field} }}")).await, "forbidden", "{field}");
            assert_eq!(app.graphql().code(&format!("{{ {field} }}")).await, "authentication_required", "{field}");
        }
        let nodes = format!("{{ nodes(ids: [\"{organisation}\", \"{product}\", \"{key}\"]) {{ id }} }}");
        assert_eq!(manager.actor.graphql().data(&nodes).await["nodes"], json!([{"id": organisation}, {"id": product}, null]));
        assert_eq!(editor.graphql().data(&nodes).await["nodes"], json!([null, null, null]));
        assert_eq!(app.graphql().data(&nodes).await["nodes"], json!([null, null, null]));
        let absent = format!("{{ organisation(id: \"{}\") {{ id }} product(id: \"nothing\") {{ id }} partner {{ apiKeyId }} }}", id("org", 9));
        assert_eq!(manager.actor.graphql().data(&absent).await, json!({"organisation": null, "product": null, "partner": null}));
        assert_eq!(change_log(&app.domain).await.unwrap().len(), before);
    }
}
