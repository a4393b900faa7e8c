//! What everybody reads of experts.

use serde_json::json;
use tests::on_both;
use tests::publication::{self, id};

on_both! {
    async fn an_expert_has_a_page(app: TestApp) {
        let data = app.graphql().data(r#"{ expert(slug: "anna-berg", language: "de") { name honorific title affiliation bio language
            links { kind url } topics { slug } portrait { url } articles(first: 2) { totalCount nodes { slug } } } }"#).await;
        let expected = json!({"name": "Anna Berg", "honorific": "Professor", "title": "Direktorin", "affiliation": "Institut für Handel",
            "bio": "Anna Berg erforscht den Handel.", "language": "de", "links": [{"kind": "website", "url": "https://berg.example.org"}],
            "topics": [{"slug": "handel"}], "portrait": null,
            "articles": {"totalCount": 5, "nodes": [{"slug": "half-translated"}, {"slug": "the-corrected-one"}]}});
        assert_eq!(data["expert"], expected);
    }

    async fn an_expert_without_texts_is_still_there(app: TestApp) {
        let data = app.graphql().data(r#"{ expert(slug: "chiara-zanetti") { name title bio } }"#).await;
        assert_eq!(data["expert"], json!({"name": "Chiara Zanetti", "title": null, "bio": null}));
        assert_eq!(app.rest().get("/v1/experts/chiara-zanetti").await.json()["name"], "Chiara Zanetti");
    }

    async fn a_former_slug_leads_on(app: TestApp) {
        let moved = app.rest().get("/v1/experts/anna-tal").await;
        assert_eq!((moved.status.as_u16(), moved.header("location")), (308, "/v1/experts/anna-berg"));
        let data = app.graphql().data(r#"{ expert(slug: "anna-tal") { slug } }"#).await;
        assert_eq!(data["expert"]["slug"], "anna-berg");
    }

    async fn experts_are_found_by_the_topic_above_theirs(app: TestApp) {
        let list = app.rest().get("/v1/experts?topic=economics").await.json();
        assert_eq!(list["data"].as_array().unwrap().len(), 1);
        let data = app.graphql().data(&format!(r#"{{ experts(filter: {{topic: "{}"}}) {{ totalCount }} }}"#, id("top", 1))).await;
        assert_eq!(data["experts"]["totalCount"], 1);
    }

    async fn a_renamed_expert_is_renamed_on_every_article(app: TestApp) {
        let mut record = publication::small().into_iter().find(|record| record["id"] == id("exp", 1)).unwrap();
        record["name"] = json!("Anna Berg-Olsen");
        publication::import(&app.domain, vec![record]).await;
        let article = app.rest().get("/v1/articles/ports-under-pressure").await.json();
        assert_eq!(article["byline"][0]["name"], "Anna Berg-Olsen");
        let list = app.rest().get("/v1/experts?first=1").await.json();
        assert_eq!(list["data"][0]["name"], "Anna Berg-Olsen");
    }
}
