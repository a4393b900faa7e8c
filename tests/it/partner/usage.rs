//! How fast a key is used, how much is taken of a product, and who is told of it.

use jiff::SignedDuration;
use reqwest::Method;
use serde_json::{Value, json};
use tests::publication::id;
use tests::{Answer, TestApp, on_both};

use super::{Manager, Program};
use crate::taxonomy::change;

/// The members of each line that are asked for, as the other voice has them.
const LINE: &str = "day productId apiKeyId articleId deliveries";

fn limits(answer: &Answer) -> (u16, String, String, String) {
    let header = |name: &str| answer.header(name).to_owned();
    (answer.status.as_u16(), header("ratelimit-policy"), header("ratelimit"), header("retry-after"))
}

async fn body(program: &Program, app: &TestApp, slug: &str) -> Answer {
    program.rest(app).get(&format!("/v1/articles/{slug}")).await
}

/// Article and number of each line, in the order of their ids.
fn lines(list: &Value) -> Vec<(String, i64)> {
    let said = |line: &Value| (line["articleId"].as_str().unwrap().to_owned(), line["deliveries"].as_i64().unwrap());
    let mut all: Vec<(String, i64)> = list.as_array().unwrap().iter().map(said).collect();
    all.sort();
    all
}

on_both! {
    async fn a_minute_has_so_many_requests(app: TestApp) {
        let manager = Manager::of(app).await;
        let program = manager.program(json!({})).await;
        let path = format!("/v1/organisations/{}", program.organisation);
        let three = change(&manager.actor, Method::PATCH, &path, &format!("{}-1", program.organisation), &json!({"requestsPerMinute": 3})).await;
        assert_eq!(three.status, 200);
        app.clock.advance(SignedDuration::from_secs(17));
        let policy = "\"requests\";q=3;w=60".to_owned();
        let rest = program.rest(app);
        for left in [2, 1, 0] {
            let answer = rest.get("/v1/articles?first=1").await;
            assert_eq!(limits(&answer), (200, policy.clone(), format!("\"requests\";r={left};t=43"), String::new()));
        }
        let refused = rest.get("/v1/articles?first=1").await;
        assert_eq!(limits(&refused), (429, policy.clone(), "\"requests\";r=0;t=43".to_owned(), "43".to_owned()));
        assert_eq!(refused.code(), "rate_limited");
        let refused = program.graphql(app).post(json!({"query": "{ languages }"})).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str(), refused.header("retry-after")), (429, "rate_limited", "43"));
        // Nobody else is held up: neither another key, nor nobody in particular, who is counted by no key.
        let other = manager.key(&program.organisation, &["content"]).await;
        assert_eq!(app.rest().with("x-api-key", other["secret"].as_str().unwrap()).get("/v1/articles").await.status, 200);
        assert_eq!(limits(&app.rest().get("/v1/articles").await), (200, String::new(), String::new(), String::new()));
        app.clock.advance(SignedDuration::from_secs(42));
        assert_eq!(limits(&rest.get("/v1/articles").await).0, 429);
        app.clock.advance(SignedDuration::from_secs(1));
        assert_eq!(limits(&rest.get("/v1/articles").await), (200, policy, "\"requests\";r=2;t=60".to_owned(), String::new()));
    }

    async fn a_product_gives_so_many_articles_a_day(app: TestApp) {
        let program = Manager::of(app).await.program(json!({"articlesPerDay": 2})).await;
        for slug in ["ports-under-pressure", "a-tariff-too-far", "ports-under-pressure", "haefen-unter-druck"] {
            assert_eq!(body(&program, app, slug).await.status, 200, "{slug}: one that was taken counts once a day");
        }
        let refused = body(&program, app, "the-corrected-one").await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str(), refused.header("retry-after")), (429, "quota_exceeded", "43200"));
        let code = program.graphql(app).code("{ article(slug: \"the-corrected-one\") { body { html } } }").await;
        assert_eq!(code, "quota_exceeded");
        assert_eq!(program.rest(app).get("/v1/articles/the-corrected-one/ninjs").await.code(), "quota_exceeded");
        // What has no body is free; what was taken before is still there; and a whole page is too much.
        assert_eq!(program.rest(app).get("/v1/articles/the-corrected-one?fields=title").await.status, 200);
        assert_eq!(program.rest(app).get("/v1/articles?first=100").await.status, 200);
        assert_eq!(body(&program, app, "a-tariff-too-far").await.status, 200);
        assert_eq!(program.rest(app).get("/v1/articles?include=body").await.code(), "quota_exceeded");
        // That it is written changes nothing, and what was refused isn't in it.
        app.run_jobs().await;
        assert_eq!(body(&program, app, "the-corrected-one").await.status, 429);
        let taken = program.rest(app).get("/v1/partner/usage").await.json();
        assert_eq!(lines(&taken["data"]), [(id("art", 1), 3), (id("art", 2), 2)]);
        app.clock.advance(SignedDuration::from_secs(43_199));
        assert_eq!(body(&program, app, "the-corrected-one").await.header("retry-after"), "1");
        app.clock.advance(SignedDuration::from_secs(1));
        assert_eq!(body(&program, app, "the-corrected-one").await.status, 200);
    }

    async fn what_was_taken_is_told(app: TestApp) {
        let manager = Manager::of(app).await;
        let (program, other) = (manager.program(json!({})).await, manager.program(json!({})).await);
        body(&program, app, "ports-under-pressure").await;
        body(&program, app, "ports-under-pressure").await;
        program.graphql(app).data("{ articles(first: 2, language: \"en\", fallback: false) { nodes { body { html } } } }").await;
        // What is only listed isn't taken.
        program.rest(app).get("/v1/articles?first=100").await;
        body(&other, app, "nur-auf-deutsch").await;
        app.run_jobs().await;
        app.clock.advance(SignedDuration::from_hours(24));
        body(&program, app, "ports-under-pressure").await;
        app.run_jobs().await;
        body(&program, app, "ports-under-pressure").await;
        app.run_jobs().await;

        let manager = Manager { actor: app.staff("Paula", &[domain::Role::PartnerManager]).await };
        let staff = format!("/v1/organisations/{}/usage", program.organisation);
        let told = async |query: &str| {
            let (by_staff, own) = (manager.actor.rest().get(&format!("{staff}{query}")).await, program.rest(app).get(&format!("/v1/partner/usage{query}")).await);
            assert_eq!((by_staff.status, own.status), (reqwest::StatusCode::OK, reqwest::StatusCode::OK), "{}", own.text());
            assert_eq!(by_staff.json(), own.json(), "both see the same: {query}");
            own.json()
        };
        let all = told("?total=true").await;
        assert_eq!(all["page"]["total"], 4);
        let first = json!({"day": "2026-11-25", "productId": program.product, "apiKeyId": program.key, "articleId": id("art", 1), "deliveries": 2});
        assert_eq!(all["data"][0], first, "the latest day first");
        let yesterday = json!(all["data"].as_array().unwrap()[1..]);
        assert_eq!(lines(&yesterday), [(id("art", 1), 2), (id("art", 4), 1), (id("art", 5), 1)]);
        assert_eq!(told("?from=2026-11-25").await["data"], json!([first]));
        assert_eq!(told("?until=2026-11-24&total=true").await["page"]["total"], 3);
        assert_eq!(told("?from=2026-11-26").await["data"], json!([]));
        assert_eq!(told(&format!("?product={}&total=true", program.product)).await["page"]["total"], 4);
        assert_eq!(told(&format!("?product={}", other.product)).await["data"], json!([]), "another's product isn't there");
        let page = told("?first=3&total=true").await;
        let rest = told(&format!("?first=3&after={}", page["page"]["endCursor"].as_str().unwrap())).await;
        assert_eq!([page["data"].as_array().unwrap().clone(), rest["data"].as_array().unwrap().clone()].concat(), *all["data"].as_array().unwrap());
        let back = told(&format!("?last=1&before={}", page["page"]["endCursor"].as_str().unwrap())).await;
        assert_eq!(back["data"][0], all["data"][1]);
        for wrong in ["from=2026-11-25T00:00:00Z", "until=yesterday", "from=20261125", "product=nothing", "first=0", "day=2026-11-25"] {
            assert_eq!(program.rest(app).get(&format!("/v1/partner/usage?{wrong}")).await.status, 400, "{wrong}");
        }

        // GraphQL says the same to both.
        let own = format!("{{ partner {{ usage(until: \"2026-11-24\") {{ totalCount nodes {{ {LINE} }} }} }} }}");
        let by_staff = format!("{{ organisation(id: \"{}\") {{ usage(until: \"2026-11-24\") {{ totalCount nodes {{ {LINE} }} }} }} }}", program.organisation);
        let own = program.graphql(app).data(&own).await["partner"]["usage"].clone();
        assert_eq!((&own["totalCount"], &own["nodes"]), (&json!(3), &yesterday));
        assert_eq!(manager.actor.graphql().data(&by_staff).await["organisation"]["usage"], own);
        for wrong in ["from: \"2026-11-25T00:00:00Z\"", "from: \"25.11.2026\""] {
            assert_eq!(program.graphql(app).code(&format!("{{ partner {{ usage({wrong}) {{ totalCount }} }} }}")).await, "parameter_invalid", "{wrong}");
        }
        // Another partner doesn't see it.
        let others = other.rest(app).get("/v1/partner/usage").await.json();
        assert_eq!(lines(&others["data"]), [(id("art", 3), 1)]);
        assert_eq!(other.rest(app).get(&staff).await.status, 403);
        assert_eq!(manager.actor.rest().get(&format!("/v1/organisations/{}/usage", id("org", 9))).await.status, 404);
    }

    async fn two_instances_count_together(app: TestApp) {
        let program = Manager::of(app).await.program(json!({"articlesPerDay": 2})).await;
        app.beside(|_| {}, async |other| {
            assert_eq!(body(&program, app, "ports-under-pressure").await.status, 200);
            app.run_jobs().await;
            assert_eq!(body(&program, other, "a-tariff-too-far").await.status, 200);
            assert_eq!(body(&program, other, "the-corrected-one").await.status, 429);
            other.run_jobs().await;
            app.run_jobs().await;
            assert_eq!(body(&program, app, "the-corrected-one").await.status, 429);
        }).await;
        let taken = program.rest(app).get("/v1/partner/usage").await.json();
        assert_eq!(lines(&taken["data"]), [(id("art", 1), 1), (id("art", 2), 1)]);
    }
}
