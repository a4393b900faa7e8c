//! Two topics or regions become one: nothing that led to the one leads nowhere.

use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tests::publication::{self, id};
use tests::{Actor, Answer, TestApp, on_both};

use super::{change, children, same_beside, tag};
use crate::manuscript::desk::Desk;

async fn merge(app: &TestApp, actor: &Actor, from: u32, into: u32) -> Answer {
    let path = format!("/v1/topics/{}/merge", id("top", from));
    change(actor, Method::POST, &path, &tag(app, from).await, &json!({"into": id("top", into)})).await
}

async fn follow(actor: &Actor, target: &str) -> Answer {
    actor.rest().send(Method::PUT, &format!("/v1/me/follows/{target}"), None).await
}

on_both! {
    async fn all_that_led_to_the_one_leads_to_the_other(app: TestApp) {
        let (editor, ada, bo, cora) = (Desk::editor(app).await, app.reader("Ada").await, app.reader("Bo").await, app.reader("Cora").await);
        let (politics, tariffs) = (id("top", 4), id("top", 3));
        for (actor, target) in [(&ada, &politics), (&bo, &politics), (&bo, &tariffs), (&cora, &tariffs)] {
            assert_eq!(follow(actor, target).await.status, 200);
        }
        let merged = merge(app, &editor.actor, 4, 3).await;
        assert_eq!((merged.status.as_u16(), &merged.json()["slug"]), (200, &json!("tariffs")));

        // Its addresses, its id, and filters by either.
        for name in [politics.as_str(), "politics", "politik"] {
            for rest in ["", "/articles"] {
                let led = app.rest().get(&format!("/v1/topics/{name}{rest}")).await;
                assert_eq!((led.status.as_u16(), led.header("location")), (308, format!("/v1/topics/tariffs{rest}").as_str()), "{name}");
            }
            let found = app.rest().get(&format!("/v1/articles?topic={name}&total=true")).await.json();
            assert_eq!((&found["page"]["total"], &found["data"][0]["slug"]), (&json!(1), &json!("a-tariff-too-far")), "{name}");
            let experts = app.rest().get(&format!("/v1/experts?topic={name}")).await.json();
            assert_eq!(experts["data"][0]["slug"], "boris-aalto", "{name}");
        }
        let document = format!("{{ node(id: \"{politics}\") {{ ... on Topic {{ id }} }} topic(id: \"{politics}\") {{ slug }} by: topic(slug: \"politik\") {{ slug }}
            articles(filter: {{topic: \"{politics}\"}}) {{ totalCount }} experts(filter: {{topic: \"{politics}\"}}) {{ totalCount }} }}");
        let expected = json!({"node": {"id": tariffs}, "topic": {"slug": "tariffs"}, "by": {"slug": "tariffs"}, "articles": {"totalCount": 1}, "experts": {"totalCount": 1}});
        assert_eq!(app.graphql().data(&document).await, expected);
        assert_eq!(editor.graphql.data(&document).await, expected, "staff, who read the database, see the same");

        // What was filed under both is filed under it once; so is who followed both.
        let article = app.rest().get("/v1/articles/a-tariff-too-far").await.json();
        assert_eq!(article["topics"], json!([{"id": tariffs, "slug": "tariffs", "name": "Tariffs"}]));
        let seen = async |actor: &Actor| actor.graphql().data("{ topic(slug: \"tariffs\") { followerCount viewerFollows } viewer { follows { totalCount } } }").await;
        for actor in [&ada, &bo, &cora] {
            assert_eq!(seen(actor).await, json!({"topic": {"followerCount": 3, "viewerFollows": true}, "viewer": {"follows": {"totalCount": 1}}}));
        }
        // By its old id it can be followed no longer, and then again.
        let path = format!("/v1/me/follows/{politics}");
        assert_eq!(ada.rest().send(Method::DELETE, &path, None).await.json(), json!({"target": tariffs, "isFollowing": false, "followerCount": 2}));
        assert_eq!(follow(&ada, &politics).await.json()["followerCount"], 3);

        // An import that still knows it changes nothing.
        publication::import(&app.domain, publication::small().into_iter().filter(|record| record["id"] == politics).collect()).await;
        assert_eq!(app.rest().get(&format!("/v1/topics/{politics}")).await.status, 308);
        same_beside(app, &["/v1/topics/politik", "/v1/topics/politics/articles", &format!("/v1/articles?topic={politics}")]).await;

        let admin = app.staff("Olga", &[domain::Role::Admin]).await;
        let audit = admin.rest().get(&format!("/v1/audit?subject={politics}")).await.json();
        assert_eq!((audit["data"].as_array().unwrap().len(), &audit["data"][0]["event"]), (1, &json!("topic.merged")));
    }

    async fn merges_follow_each_other(app: TestApp) {
        let editor = Desk::editor(app).await;
        assert_eq!(merge(app, &editor.actor, 3, 4).await.status, 200);
        let root = merge(app, &editor.actor, 4, 1).await;
        assert_eq!((root.status.as_u16(), &root.json()["slug"]), (200, &json!("economics")));
        for name in ["tariffs", "politics", &id("top", 3), &id("top", 4)] {
            assert_eq!(app.rest().get(&format!("/v1/topics/{name}")).await.header("location"), "/v1/topics/economics", "{name}");
        }
        // What lay under the one lies under the other, behind what lay there.
        let moved = change(&editor.actor, Method::PUT, &format!("/v1/topics/{}/place", id("top", 2)), &tag(app, 2).await, &json!({"parent": id("top", 5)})).await;
        assert_eq!(moved.status, 200);
        assert_eq!(merge(app, &editor.actor, 5, 1).await.status, 200);
        assert_eq!((children(app, None).await, children(app, Some("economics")).await), (vec!["economics".to_owned()], vec!["trade".to_owned()]));
        let found = app.rest().get("/v1/articles?topic=energie&total=true").await.json();
        assert_eq!(found["page"]["total"], 30, "with all that is filed below it now");
        same_beside(app, &["/v1/topics/tariffs", "/v1/topics/energie"]).await;
        for (from, into, code, field) in [(1, 2, "value_invalid", "into"), (1, 1, "value_invalid", "into"), (1, 99, "reference_missing", "into")] {
            let refused = merge(app, &editor.actor, from, into).await;
            assert_eq!((refused.status.as_u16(), refused.code().as_str()), (422, code), "{from} into {into}");
            assert_eq!(refused.json()["errors"][0]["field"], field);
        }
    }

    async fn drafts_come_along_and_their_editors_hear_of_it(app: TestApp) {
        let editor = Desk::editor(app).await;
        let draft = editor.create("Coming soon", "Text.").await;
        let path = format!("/v1/manuscripts/{draft}");
        let filed = change(&editor.actor, Method::PATCH, &path, &format!("{draft}-1"), &json!({"topics": [id("top", 4), id("top", 5)]})).await;
        assert_eq!(filed.status, 200, "{}", filed.text());
        let merged = merge(app, &editor.actor, 4, 5).await;
        assert_eq!(merged.status, 200);
        let seen = editor.actor.rest().get(&path).await.json();
        let revision = seen["revision"].as_i64().unwrap();
        let late = change(&editor.actor, Method::PATCH, &path, &format!("{draft}-{}", revision - 1), &json!({"topics": []})).await;
        assert_eq!(late.status, 412, "somebody who looked at it before the merge");
        let topics = editor.graphql.data(&format!("{{ article(id: \"{draft}\") {{ topics {{ slug }} }} }}")).await;
        assert_eq!(topics["article"]["topics"], json!([{"slug": "energy"}]));
        // The old id stands for the new one also where something is filed anew.
        let filed = change(&editor.actor, Method::PATCH, &path, &format!("{draft}-{revision}"), &json!({"topics": [id("top", 4)]})).await;
        assert_eq!(filed.status, 200, "{}", filed.text());
        let public: Vec<Value> = domain::testing::change_log(&app.domain).await.unwrap().iter()
            .filter(|entry| entry.change.subject.to_string() == draft && entry.change.audience == domain::changes::Audience::Public)
            .map(|entry| json!(entry.change.kind.to_string())).collect();
        assert_eq!(public, [] as [Value; 0], "nobody else hears of a draft");
    }

    async fn regions_are_merged_just_so(app: TestApp) {
        let editor = Desk::editor(app).await;
        let document = "mutation($from: ID!, $into: ID!) { regionMerge(id: $from, expectedRevision: 1, into: $into) { region { slug children { slug } articles { totalCount } } userErrors { code field } } }";
        let answer = editor.graphql.run(document, json!({"from": id("reg", 2), "into": id("reg", 3)})).await;
        assert_eq!(answer["data"]["regionMerge"], json!({"region": {"slug": "asia", "children": [], "articles": {"totalCount": 12}}, "userErrors": []}), "with drafts, for an editor");
        assert_eq!(app.rest().get("/v1/regions/asien/articles?total=true").await.json()["page"]["total"], 5);
        assert_eq!(app.rest().get("/v1/regions/deutschland").await.header("location"), "/v1/regions/asien", "in the language of the address");
        assert_eq!(app.rest().get("/v1/articles/ports-under-pressure").await.json()["regions"][0]["slug"], "asia");
        let answer = editor.graphql.run(document, json!({"from": id("reg", 3), "into": "nonsense"})).await;
        assert_eq!(answer["data"]["regionMerge"], json!({"region": null, "userErrors": [{"code": "reference_missing", "field": "into"}]}));
        same_beside(app, &["/v1/regions/germany"]).await;
    }

    async fn whoever_begins_to_follow_meanwhile_follows_what_is_there(app: TestApp) {
        let editor = Desk::editor(app).await;
        let mut readers = Vec::new();
        for number in 0..12 {
            readers.push(app.reader(&format!("Reader{number}")).await);
        }
        let (energy, trade) = (id("top", 5), id("top", 2));
        let follows = join_all(readers.iter().enumerate().map(async |(place, reader)| {
            let target = if place % 3 == 0 { &trade } else { &energy };
            follow(reader, target).await.status.as_u16()
        }));
        let (followed, merged) = futures::join!(follows, merge(app, &editor.actor, 5, 2));
        assert_eq!(merged.status, 200);
        // It was followed before the merge or after it, or it was just going.
        assert!(followed.iter().all(|status| [200, 422].contains(status)), "{followed:?}");
        let orphans = app.found(&format!("SELECT count(*) FROM follow WHERE target_id = '{energy}'")).await;
        let counted = app.found(&format!("SELECT count(*) FROM follower_count WHERE target_id = '{energy}'")).await;
        assert_eq!((orphans.trim(), counted.trim()), ("0", "0"));
        let done = followed.iter().filter(|status| **status == 200).count();
        let data = app.graphql().data("{ topic(slug: \"trade\") { followerCount } }").await;
        assert_eq!(data["topic"]["followerCount"], done);
    }
}
