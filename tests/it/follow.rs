//! Following experts, topics and regions, and how many do.

use domain::testing::change_log;
use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tests::publication::id;
use tests::{Actor, TestApp, on_both};

const CREATE: &str = "mutation($input: ID!) { followCreate(target: $input) { target { __typename ... on Expert { slug } ... on Topic { slug } ... on Region { slug } } isFollowing followerCount userErrors { code field } } }";
const DELETE: &str =
    "mutation($input: ID!) { followDelete(target: $input) { isFollowing followerCount userErrors { code field } } }";

async fn create(actor: &Actor, target: &str) -> Value {
    actor.graphql().mutate(CREATE, json!(target)).await
}

async fn followers(app: &TestApp, slug: &str) -> Value {
    app.graphql().data(&format!(r#"{{ expert(slug: "{slug}") {{ followerCount viewerFollows }} }}"#)).await["expert"]
        .clone()
}

on_both! {
    async fn following_twice_is_following_once(app: TestApp) {
        let (ada, bo) = (app.reader("Ada").await, app.reader("Bo").await);
        let before = change_log(&app.domain).await.unwrap().len();
        for _ in 0..2 {
            let payload = create(&ada, &id("exp", 1)).await;
            assert_eq!(payload, json!({"target": {"__typename": "Expert", "slug": "anna-berg"}, "isFollowing": true, "followerCount": 1, "userErrors": []}));
        }
        let path = format!("/v1/me/follows/{}", id("exp", 1));
        for _ in 0..2 {
            let put = bo.rest().send(Method::PUT, &path, None).await;
            assert_eq!((put.status.as_u16(), put.json()), (200, json!({"target": id("exp", 1), "isFollowing": true, "followerCount": 2})));
        }
        assert_eq!(followers(app, "anna-berg").await, json!({"followerCount": 2, "viewerFollows": null}));
        let seen = ada.graphql().data("{ experts { nodes { slug followerCount viewerFollows } } topics(first: 1) { nodes { followerCount viewerFollows } } }").await;
        assert_eq!(seen["experts"]["nodes"], json!([
            {"slug": "anna-berg", "followerCount": 2, "viewerFollows": true},
            {"slug": "boris-aalto", "followerCount": 0, "viewerFollows": false},
            {"slug": "chiara-zanetti", "followerCount": 0, "viewerFollows": false},
        ]));
        assert_eq!(seen["topics"]["nodes"], json!([{"followerCount": 0, "viewerFollows": false}]));
        for _ in 0..2 {
            let gone = bo.graphql().mutate(DELETE, json!(id("exp", 1))).await;
            assert_eq!(gone, json!({"isFollowing": false, "followerCount": 1, "userErrors": []}));
            let gone = bo.rest().send(Method::DELETE, &path, None).await;
            assert_eq!(gone.json(), json!({"target": id("exp", 1), "isFollowing": false, "followerCount": 1}));
        }
        let log = change_log(&app.domain).await.unwrap();
        let told: Vec<(String, Option<domain::id::AccountId>)> =
            log[before..].iter().map(|entry| (entry.change.kind.to_string(), entry.change.audience.account())).collect();
        let expected = [("follow.created", &ada), ("follow.created", &bo), ("follow.deleted", &bo)];
        assert_eq!(told, expected.map(|(kind, of)| (kind.to_owned(), Some(of.account))), "only what changed, and for its owner alone");
    }

    async fn what_is_not_there_cannot_be_followed(app: TestApp) {
        let ada = app.reader("Ada").await;
        let before = change_log(&app.domain).await.unwrap().len();
        for wrong in [id("exp", 99), id("top", 99), id("art", 1), ada.account.to_string(), "nonsense".to_owned(), String::new()] {
            let missing = json!([{"code": "reference_missing", "field": "target"}]);
            assert_eq!(create(&ada, &wrong).await["userErrors"], missing, "{wrong}");
            assert_eq!(ada.graphql().mutate(DELETE, json!(wrong)).await["userErrors"], missing, "{wrong}");
            if !wrong.is_empty() {
                let put = ada.rest().send(Method::PUT, &format!("/v1/me/follows/{wrong}"), None).await;
                assert_eq!((put.status.as_u16(), put.code().as_str()), (422, "reference_missing"), "{wrong}");
            }
        }
        assert_eq!(ada.graphql().data("{ viewer { follows { totalCount } } }").await["viewer"]["follows"]["totalCount"], 0);
        assert_eq!(change_log(&app.domain).await.unwrap().len(), before);
    }

    async fn follows_are_listed_the_latest_first_to_their_owner_alone(app: TestApp) {
        let (ada, bo) = (app.reader("Ada").await, app.reader("Bo").await);
        for target in [id("exp", 2), id("top", 1), id("reg", 2), id("exp", 1)] {
            create(&ada, &target).await;
            app.clock.advance(jiff::SignedDuration::from_secs(60));
        }
        let names = |list: &Value| -> Vec<String> { list["data"].as_array().unwrap().iter().map(|item| item["target"]["name"].as_str().unwrap().to_owned()).collect() };
        let all = ada.rest().with("accept-language", "de").get("/v1/me/follows?total=true").await;
        assert_eq!(names(&all.json()), ["Anna Berg", "Deutschland", "Wirtschaft", "Boris Aalto"]);
        assert_eq!((all.json()["page"]["total"].clone(), all.header("cache-control")), (json!(4), "private, no-cache"));
        let first = ada.rest().get("/v1/me/follows?first=3").await.json();
        let after = first["page"]["endCursor"].as_str().unwrap();
        assert_eq!(names(&ada.rest().get(&format!("/v1/me/follows?first=3&after={after}")).await.json()), ["Boris Aalto"]);
        assert_eq!(names(&ada.rest().get(&format!("/v1/me/follows?last=1&before={after}")).await.json()), ["Germany"]);
        assert_eq!(names(&ada.rest().get("/v1/me/follows?kind=expert").await.json()), ["Anna Berg", "Boris Aalto"]);
        assert_eq!(ada.rest().get(&format!("/v1/me/follows?kind=expert&after={after}")).await.code(), "cursor_invalid");
        assert_eq!(bo.rest().get(&format!("/v1/me/follows?after={after}")).await.code(), "cursor_invalid");
        assert_eq!(names(&bo.rest().get("/v1/me/follows").await.json()), [""; 0]);
        let data = ada.graphql().data("{ viewer { follows(kind: TOPIC) { totalCount nodes { since target { ... on Topic { name } } } } } }").await;
        assert_eq!(data["viewer"]["follows"], json!({"totalCount": 1, "nodes": [{"since": "2026-11-24T12:01:00Z", "target": {"name": "Economics"}}]}));
    }

    async fn counts_are_exact_after_sixteen_clients_at_once(app: TestApp) {
        let mut readers = Vec::new();
        for number in 0..16 {
            readers.push(app.reader(&format!("Reader{number}")).await);
        }
        join_all(readers.iter().enumerate().map(|(number, reader)| async move {
            for round in 0..4 {
                let query = if round % 2 == 0 { CREATE } else { DELETE };
                for target in [id("exp", 1), id("top", 2)] {
                    let payload = reader.graphql().mutate(query, json!(target)).await;
                    assert_eq!(payload["userErrors"], json!([]));
                }
            }
            if number % 4 == 0 {
                create(reader, &id("exp", 1)).await;
            }
        })).await;
        assert_eq!(followers(app, "anna-berg").await["followerCount"], 4);
        let one = &readers[1];
        let target = id("exp", 1);
        let payloads = join_all((0..16).map(|_| create(one, &target))).await;
        assert!(payloads.iter().all(|payload| payload["followerCount"] == 5), "{payloads:?}");
        assert_eq!(followers(app, "anna-berg").await["followerCount"], 5);
        let data = app.graphql().data(r#"{ topic(slug: "trade") { followerCount } }"#).await;
        assert_eq!(data["topic"]["followerCount"], 0);
    }

    async fn one_request_reads_anew_what_it_follows_when_it_has_written(app: TestApp) {
        let ada = app.reader("Ada").await;
        let session = app.domain.authenticate(&ada.authorization(), domain::Client::default(), "test").unwrap();
        let follows = async || session.follows().count(None).await.unwrap();
        assert_eq!(follows().await, 0);
        session.follows().create(&id("exp", 1)).await.unwrap();
        let before = app.domain.statements();
        assert_eq!((follows().await, follows().await, session.feed().count().await.unwrap() > 0), (1, 1, true));
        assert_eq!(app.domain.statements() - before, 1, "once for all that ask");
        session.follows().delete(&id("exp", 1)).await.unwrap();
        assert_eq!(follows().await, 0);
    }

    async fn no_more_than_a_thousand_can_be_followed(app: TestApp) {
        let ada = app.reader("Ada").await;
        app.sql(&format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) \
             INSERT INTO follow (account_id, target_id, created_at) SELECT '{}', 'exp_01jc000000000000000000' || (1000 + i), 1 FROM n",
            ada.account
        )).await;
        let refused = create(&ada, &id("exp", 1)).await;
        assert_eq!(refused["userErrors"], json!([{"code": "follow_limit_reached", "field": "target"}]));
        let put = ada.rest().send(Method::PUT, &format!("/v1/me/follows/{}", id("exp", 1)), None).await;
        assert_eq!((put.status.as_u16(), put.code().as_str()), (409, "follow_limit_reached"));
        assert_eq!(followers(app, "anna-berg").await["followerCount"], 0);
    }

    async fn nobody_follows_reads_or_dismisses_anything(app: TestApp) {
        let art = id("art", 1);
        for mutation in [
            format!(r#"followCreate(target: "{}") {{ followerCount }}"#, id("exp", 1)),
            format!(r#"followDelete(target: "{}") {{ followerCount }}"#, id("exp", 1)),
            format!(r#"readingRecord(articleId: "{art}") {{ userErrors {{ code }} }}"#),
            format!(r#"readingErase(articleId: "{art}") {{ erased }}"#),
            r#"readingErase(articleId: "nonsense") { erased }"#.to_owned(),
            "historyErase { erased }".to_owned(),
            format!(r#"recommendationDismiss(articleId: "{art}") {{ articleId }}"#),
            format!(r#"recommendationRestore(articleId: "{art}") {{ articleId }}"#),
            r#"recommendationRestore(articleId: "nonsense") { articleId }"#.to_owned(),
        ] {
            assert_eq!(app.graphql().code(&format!("mutation {{ {mutation} }}")).await, "authentication_required", "{mutation}");
        }
        let (follow, read, dismissed) = (format!("/v1/me/follows/{}", id("exp", 1)), format!("/v1/me/history/{art}"), format!("/v1/me/recommendations/dismissed/{art}"));
        for (method, path) in [
            (Method::GET, "/v1/me/follows"), (Method::PUT, &follow), (Method::DELETE, &follow), (Method::GET, "/v1/me/feed"),
            (Method::GET, "/v1/me/history"), (Method::POST, "/v1/me/history"), (Method::DELETE, "/v1/me/history"), (Method::DELETE, &read),
            (Method::GET, "/v1/me/recommendations"), (Method::PUT, &dismissed), (Method::DELETE, &dismissed),
        ] {
            let answer = app.rest().send(method.clone(), path, None).await;
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (401, "authentication_required"), "{method} {path}");
        }
        assert_eq!(followers(app, "anna-berg").await["followerCount"], 0);
    }
}
