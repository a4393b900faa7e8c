//! Two experts become one.

use reqwest::Method;
use serde_json::json;
use tests::on_both;
use tests::publication::{self, id};

use crate::manuscript::desk::Desk;
use crate::taxonomy::{change, same_beside};

on_both! {
    async fn what_the_one_contributed_the_other_did(app: TestApp) {
        let (editor, ada, bo) = (Desk::editor(app).await, app.reader("Ada").await, app.reader("Bo").await);
        let (anna, boris) = (id("exp", 1), id("exp", 2));
        for (actor, expert) in [(&ada, &boris), (&bo, &boris), (&bo, &anna)] {
            actor.rest().send(Method::PUT, &format!("/v1/me/follows/{expert}"), None).await;
        }
        let path = format!("/v1/experts/{boris}/merge");
        let merged = change(&editor.actor, Method::POST, &path, &format!("{boris}-1"), &json!({"into": anna})).await;
        assert_eq!((merged.status.as_u16(), &merged.json()["slug"]), (200, &json!("anna-berg")), "{}", merged.text());
        for name in [boris.as_str(), "boris-aalto"] {
            assert_eq!(app.rest().get(&format!("/v1/experts/{name}")).await.header("location"), "/v1/experts/anna-berg", "{name}");
            assert_eq!(app.rest().get(&format!("/v1/articles?expert={name}&total=true")).await.json()["page"]["total"], 5, "{name}");
        }
        // In another role she is named a second time: she did both.
        let byline = app.rest().get("/v1/articles/ports-under-pressure").await.json()["byline"].clone();
        let said: Vec<(&str, &str)> = byline.as_array().unwrap().iter().map(|it| (it["slug"].as_str().unwrap(), it["role"].as_str().unwrap())).collect();
        assert_eq!(said, [("anna-berg", "author"), ("anna-berg", "co_author")]);
        let document = format!("{{ node(id: \"{boris}\") {{ ... on Expert {{ slug followerCount }} }} articles(filter: {{expert: \"{boris}\"}}) {{ totalCount }} }}");
        let expected = json!({"node": {"slug": "anna-berg", "followerCount": 2}, "articles": {"totalCount": 5}});
        assert_eq!(app.graphql().data(&document).await, expected);
        assert_eq!(bo.graphql().data("{ viewer { follows { totalCount } } }").await["viewer"]["follows"]["totalCount"], 1);
        publication::import(&app.domain, publication::small().into_iter().filter(|record| record["id"] == boris).collect()).await;
        same_beside(app, &["/v1/experts/boris-aalto", &format!("/v1/articles?expert={boris}")]).await;
    }

    async fn the_same_role_is_named_once(app: TestApp) {
        let editor = Desk::editor(app).await;
        // Chiara is the author of all the older articles; on one of them Anna is, too.
        let mut both = publication::small().into_iter().find(|record| record["id"] == id("art", 201)).unwrap();
        both["experts"].as_array_mut().unwrap().push(json!({"expert": id("exp", 1), "role": "author", "texts": {}}));
        publication::import(&app.domain, vec![both]).await;
        let document = format!("mutation {{ expertMerge(id: \"{}\", expectedRevision: 1, into: \"{}\") {{ expert {{ slug articles {{ totalCount }} }} userErrors {{ code }} }} }}", id("exp", 1), id("exp", 3));
        let merged = editor.graphql.data(&document).await["expertMerge"].clone();
        assert_eq!(merged, json!({"expert": {"slug": "chiara-zanetti", "articles": {"totalCount": 37}}, "userErrors": []}), "with drafts, for an editor");
        assert_eq!(app.rest().get("/v1/experts/chiara-zanetti/articles?total=true").await.json()["page"]["total"], 30);
        let byline = app.rest().get("/v1/articles/filler-1").await.json()["byline"].clone();
        assert_eq!(byline.as_array().unwrap().len(), 1);
        assert_eq!(app.rest().get("/v1/experts/anna-tal").await.header("location"), "/v1/experts/chiara-zanetti", "also by what she had before");
        for (into, code) in [(id("exp", 3), "value_invalid"), (id("exp", 1), "reference_missing"), (id("exp", 99), "reference_missing")] {
            let path = format!("/v1/experts/{}/merge", id("exp", 3));
            let refused = change(&editor.actor, Method::POST, &path, &format!("{}-2", id("exp", 3)), &json!({"into": into})).await;
            assert_eq!((refused.status.as_u16(), refused.code().as_str()), (422, code), "{into}");
        }
        same_beside(app, &["/v1/experts/anna-berg", "/v1/experts/anna-tal"]).await;
    }
}
