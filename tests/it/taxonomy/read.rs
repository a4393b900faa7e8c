//! What everybody reads of topics and regions.

use serde_json::json;
use tests::on_both;
use tests::publication::{self, id};

on_both! {
    async fn a_tree_is_walked_up_and_down(app: TestApp) {
        let data = app.graphql().data(r#"{ topic(slug: "trade") { name parent { slug } children { slug } ancestors { slug } articles { totalCount } } }"#).await;
        let expected = json!({"name": "Trade", "parent": {"slug": "economics"}, "children": [{"slug": "tariffs"}],
            "ancestors": [{"slug": "economics"}], "articles": {"totalCount": 5}});
        assert_eq!(data["topic"], expected);
        let roots = app.rest().get("/v1/topics?root=true&total=true").await.json();
        assert_eq!(roots["page"]["total"], 3);
    }

    async fn a_name_is_in_the_language_asked_for(app: TestApp) {
        let data = app.graphql().data(r#"{ region(slug: "europe", language: "de") { name isFallback } topic(slug: "tariffs", language: "de") { name isFallback } }"#).await;
        assert_eq!(data, json!({"region": {"name": "Europa", "isFallback": false}, "topic": {"name": "Tariffs", "isFallback": true}}));
        let topic = app.rest().get("/v1/topics/handel").await.json();
        assert_eq!((topic["name"].as_str(), topic["language"].as_str()), (Some("Handel"), Some("de")));
    }

    async fn a_moved_topic_takes_its_articles_along(app: TestApp) {
        let mut record = publication::small().into_iter().find(|record| record["id"] == id("top", 3)).unwrap();
        record["parent"] = json!(id("top", 5));
        publication::import(&app.domain, vec![record]).await;
        let data = app.graphql().data(r#"{ energy: topic(slug: "energy") { articles { totalCount } children { slug } } trade: topic(slug: "trade") { articles { totalCount } } }"#).await;
        assert_eq!(data["energy"], json!({"articles": {"totalCount": 26}, "children": [{"slug": "tariffs"}]}));
        assert_eq!(data["trade"]["articles"]["totalCount"], 4);
    }

    async fn articles_of_a_topic_are_a_list_of_their_own(app: TestApp) {
        let list = app.rest().get("/v1/topics/energy/articles?first=3&total=true").await.json();
        assert_eq!(list["page"]["total"], 25);
        assert_eq!(list["data"][0]["slug"], "filler-25");
        assert_eq!(app.rest().get("/v1/topics/nothing/articles").await.status, 404);
        let list = app.rest().get("/v1/regions/europe/articles?total=true").await.json();
        assert_eq!(list["page"]["total"], 4, "Germany lies in Europe");
    }

    async fn a_filter_that_names_nothing_is_refused_not_dropped(app: TestApp) {
        assert_eq!(app.rest().get("/v1/articles?topic=no-such-topic").await.code(), "parameter_invalid");
        assert_eq!(app.rest().get(&format!("/v1/articles?topic={}", id("reg", 1))).await.code(), "id_invalid");
        let code = app.graphql().code(&format!(r#"{{ articles(filter: {{topic: "{}"}}) {{ totalCount }} }}"#, id("reg", 1))).await;
        assert_eq!(code, "id_invalid");
    }
}
