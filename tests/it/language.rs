//! Which language an answer is in.

use serde_json::json;
use tests::on_both;

on_both! {
    async fn the_argument_goes_before_the_header(app: TestApp) {
        let german = app.graphql().with("accept-language", "de-AT, en;q=0.5");
        let query = r#"{ node(id: "art_01jb0000000000000000000001") { ... on Article { language title isFallback } } }"#;
        assert_eq!(german.data(query).await["node"], json!({"language": "de", "title": "Häfen unter Druck", "isFallback": false}));
        let data = german.data(r#"{ article(id: "art_01jb0000000000000000000001", language: "en") { language } }"#).await;
        assert_eq!(data["article"]["language"], "en");
    }

    async fn a_slug_names_its_text(app: TestApp) {
        let data = app.graphql().with("accept-language", "en").data(r#"{ article(slug: "haefen-unter-druck") { language title topics { name } } }"#).await;
        assert_eq!(data["article"], json!({"language": "de", "title": "Häfen unter Druck", "topics": [{"name": "Handel"}]}));
        let answer = app.rest().with("accept-language", "en").get("/v1/articles/haefen-unter-druck").await;
        assert_eq!(answer.header("content-language"), "de");
        let answer = app.rest().get("/v1/articles/haefen-unter-druck?language=en").await;
        assert_eq!(answer.json()["title"], "Ports under pressure");
    }

    async fn fallback_is_told_and_can_be_switched_off(app: TestApp) {
        let query = |fallback: bool| format!(r#"{{ article(slug: "a-tariff-too-far", language: "de", fallback: {fallback}) {{ language isFallback }} }}"#);
        assert_eq!(app.graphql().data(&query(true)).await["article"], json!({"language": "en", "isFallback": true}));
        assert_eq!(app.graphql().data(&query(false)).await["article"], json!(null));
        assert_eq!(app.rest().get("/v1/articles/a-tariff-too-far?language=de&fallback=false").await.status, 404);
    }

    async fn a_list_without_fallback_holds_one_language(app: TestApp) {
        let data = app.graphql().data(r#"{ articles(language: "de", fallback: false) { totalCount nodes { language } } }"#).await;
        assert_eq!(data["articles"], json!({"totalCount": 2, "nodes": [{"language": "de"}, {"language": "de"}]}));
        let list = app.rest().get("/v1/articles?language=de&fallback=false&total=true").await.json();
        assert_eq!(list["page"]["total"], 2);
    }

    async fn an_unknown_language_is_refused_and_an_unknown_wish_is_passed_over(app: TestApp) {
        assert_eq!(app.graphql().code(r#"{ articles(language: "fr") { totalCount } }"#).await, "language_invalid");
        assert_eq!(app.rest().get("/v1/articles?language=fr").await.code(), "language_invalid");
        assert_eq!(app.rest().get("/v1/articles?language=not%20a%20tag").await.code(), "language_invalid");
        let answer = app.rest().with("accept-language", "fr, *;q=0.1").get("/v1/articles/ports-under-pressure").await;
        assert_eq!(answer.header("content-language"), "en");
        let answer = app.rest().with("accept-language", ";;;,,=,q=").get("/v1/articles?first=1").await;
        assert_eq!(answer.status, 200);
    }

    async fn what_varies_by_language_says_so(app: TestApp) {
        let answer = app.rest().get("/v1/articles").await;
        assert!(answer.header("vary").to_lowercase().contains("accept-language"), "{}", answer.header("vary"));
    }
}
