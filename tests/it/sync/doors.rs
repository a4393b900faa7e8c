//! Who may stay in step with what, and what is refused.

use domain::partner::{NewKey, OrganisationChange, OrganisationState, ProductChange, ProductFormat, Scope, TextShare};
use serde_json::{Value, json};
use tests::on_both;

use super::{Partner, end, everything, opinions};

on_both! {
    async fn a_product_is_its_organisation_s_alone(app: TestApp) {
        let (mine, theirs) = (Partner::with(&app.domain, "Mine", everything()).await, Partner::with(&app.domain, "Theirs", opinions()).await);
        app.run_jobs().await;
        let theirs_page = theirs.page(app, "&first=1").await;
        let foreign = mine.rest(&app.url).get(&format!("/v1/sync?product={}", theirs.product)).await;
        let absent = mine.rest(&app.url).get("/v1/sync?product=prd_01jb0000000000000000000009").await;
        assert_eq!((foreign.status.as_u16(), absent.status.as_u16()), (404, 404));
        let told = |answer: &tests::Answer| {
            let mut problem = answer.json();
            problem["requestId"] = Value::Null;
            problem
        };
        assert_eq!(told(&foreign), told(&absent), "another's product looks like none");
        // A cursor of another product, a made-up one, and one of entries that there aren't.
        for cursor in [end(&theirs_page), "AAAA".to_owned(), "x".repeat(500)] {
            let answer = mine.rest(&app.url).get(&format!("/v1/sync?after={cursor}")).await;
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (400, "cursor_invalid"), "{cursor}");
        }
        let graphql = app.graphql().with("x-api-key", &mine.key);
        let answer = graphql.run(&format!("{{ changes(product: \"{}\") {{ head }} }}", theirs.product), json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "not_found");
    }

    async fn it_takes_a_key_for_that(app: TestApp) {
        let partner = Partner::with(&app.domain, "Daily", everything()).await;
        let system = app.domain.system("test");
        let key = NewKey { name: "B".to_owned(), scopes: vec![Scope::Content], expires_at: None };
        let content = system.partners().issue_key(partner.organisation, key).await.unwrap().secret;
        let refused = app.rest().with("x-api-key", &content).get("/v1/sync").await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (403, "forbidden"));
        assert_eq!(app.rest().with("x-api-key", &content).get("/v1/articles").await.status, 200);
        let (ada, editor) = (app.reader("Ada").await, app.staff("Edith", &[domain::Role::Editor]).await);
        for (actor, name) in [(ada, "a reader"), (editor, "an editor")] {
            let answer = actor.rest().get("/v1/sync").await;
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (403, "forbidden"), "{name}");
        }
        assert_eq!(app.rest().get("/v1/sync").await.status, 401);
        let change = OrganisationChange { state: Some(OrganisationState::Suspended), ..OrganisationChange::default() };
        system.partners().update(partner.organisation, 1, change).await.unwrap();
        let answer = partner.rest(&app.url).get("/v1/sync").await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (401, "credential_invalid"));
    }

    async fn formats_and_shares_are_as_agreed(app: TestApp) {
        let terms = ProductChange { formats: Some(vec![ProductFormat::Ninjs]), texts: Some(TextShare::Summary), ..opinions() };
        let partner = Partner::with(&app.domain, "Archive", terms).await;
        app.run_jobs().await;
        let refused = partner.rest(&app.url).get("/v1/sync").await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (403, "forbidden"));
        let page = partner.page(app, "&format=ninjs").await;
        let item = &page["data"][0]["article"];
        assert_eq!((&item["type"], &item["standard"]["name"]), (&json!("text"), &json!("ninjs")));
        assert!(item.get("bodies").is_none(), "a summary has no body: {item}");
        let address = format!("/v1/articles/{}/ninjs?language=en", page["data"][0]["id"].as_str().unwrap());
        assert_eq!(partner.rest(&app.url).get(&address).await.json(), *item);
        assert_eq!(partner.rest(&app.url).get("/v1/articles").await.json()["data"], json!([]), "not as JSON");
    }

    async fn a_quota_holds_here_too(app: TestApp) {
        let partner = Partner::with(&app.domain, "Small", ProductChange { articles_per_day: Some(Some(2)), ..everything() }).await;
        app.run_jobs().await;
        let page = partner.page(app, "&first=2").await;
        let next = format!("/v1/sync?first=2&after={}", end(&page));
        let refused = partner.rest(&app.url).get(&next).await;
        assert_eq!((refused.status.as_u16(), refused.code().as_str()), (429, "quota_exceeded"));
        assert_eq!(refused.header("retry-after"), "43200", "until midnight");
        assert_eq!(partner.page(app, "&first=2").await["data"], page["data"], "what was taken today may be taken again");
        app.clock.advance(jiff::SignedDuration::from_hours(13));
        assert_eq!(partner.rest(&app.url).get(&next).await.status, 200);
    }
}
