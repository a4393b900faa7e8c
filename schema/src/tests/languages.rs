//! Which language is served, and that it is said.

use serde_json::{Value as Json, json};

use super::world::{GERMAN, PUBLIC, World, id};

#[tokio::test]
async fn the_argument_goes_before_the_header_and_both_before_the_default() {
    let world = World::new().await;
    let article = |arguments: &str| {
        format!(
            "{{ article(id: \"{}\" {arguments}) {{ language isFallback topics {{ name language }} }} }}",
            id("art", 3)
        )
    };
    for (accepted, arguments, served) in [
        (&[][..], "", "en"),
        (&["de-AT", "en"][..], "", "de"),
        (&["fr"][..], "", "en"),
        (&["de"][..], "language: \"EN\"", "en"),
        (&[][..], "language: \"de\"", "de"),
    ] {
        let answer = world.ask_in(accepted, &article(arguments)).await;
        assert_eq!(answer["data"]["article"]["language"], served, "{accepted:?} {arguments}");
        assert_eq!(answer["data"]["article"]["isFallback"], false);
    }
}

#[tokio::test]
async fn a_fallback_says_so_and_can_be_switched_off() {
    let world = World::new().await;
    let id = id("art", 1);
    let document = format!(
        r#"{{
            lenient: article(id: "{id}", language: "de") {{
                language isFallback regions {{ name }} topics {{ name isFallback }}
            }}
            strict: article(id: "{id}", language: "de", fallback: false) {{ language }}
            all: articles(language: "de", first: 100) {{ totalCount nodes {{ isFallback }} }}
            german: articles(language: "de", fallback: false, first: 100) {{ totalCount nodes {{ language }} }}
            latest(language: "de", fallback: false, first: 100) {{ language related(first: 20) {{ language }} }}
            topic(slug: "oil", language: "de", fallback: false) {{ name }}
            topics(language: "de", fallback: false) {{ nodes {{ name isFallback articles {{ totalCount }} }} }}
            expert(slug: "expert-1", language: "de", fallback: false) {{ name title language isFallback }}
        }}"#
    );
    let data = world.ask(&document).await;
    let topics = json!([{"name": "Oil", "isFallback": true}]);
    let served = json!({"language": "en", "isFallback": true, "regions": [{"name": "Der Golf"}], "topics": topics});
    assert_eq!((&data["lenient"], &data["strict"]), (&served, &Json::Null));
    assert_eq!(data["all"]["totalCount"], PUBLIC);
    let fallbacks = data["all"]["nodes"].as_array().unwrap().iter().filter(|node| node["isFallback"] == true).count();
    assert_eq!(fallbacks, PUBLIC - GERMAN);
    assert_eq!(data["german"]["totalCount"], GERMAN);
    assert_eq!(data["german"]["nodes"], json!(vec![json!({"language": "de"}); GERMAN]));
    assert_eq!(data["latest"].as_array().unwrap().len(), GERMAN);
    assert!(data["latest"][0]["related"].as_array().unwrap().iter().all(|related| related["language"] == "de"));
    assert_eq!(data["topic"], Json::Null);
    let count = json!({"totalCount": GERMAN});
    let named = json!([
        {"name": "Energie", "isFallback": false, "articles": count},
        {"name": "Oil", "isFallback": true, "articles": count},
    ]);
    assert_eq!(data["topics"]["nodes"], named);
    let expert = json!({"name": "Expert 1", "title": null, "language": null, "isFallback": false});
    assert_eq!(data["expert"], expert);
}

#[tokio::test]
async fn a_slug_names_a_text_unless_a_language_is_asked_for() {
    let world = World::new().await;
    let data = world
        .ask(
            r#"{
                german: article(slug: "de-3") { id language isFallback slug }
                english: article(slug: "de-3", language: "en") { id language isFallback slug }
                former: article(slug: "former-3") { id language slug }
                topic(slug: "energie") { name articles { nodes { language } } }
                strict: article(slug: "de-3", fallback: false) { language }
                draft: article(slug: "en-0") { id }
                nothing: article(slug: "no-such-thing") { id }
            }"#,
        )
        .await;
    let id = id("art", 3);
    assert_eq!(data["german"], json!({"id": id, "language": "de", "isFallback": false, "slug": "de-3"}));
    assert_eq!(data["english"], json!({"id": id, "language": "en", "isFallback": false, "slug": "en-3"}));
    assert_eq!(data["former"], json!({"id": id, "language": "en", "slug": "en-3"}));
    assert_eq!(data["topic"]["name"], "Energie");
    assert_eq!(data["topic"]["articles"]["nodes"][0]["language"], "de");
    assert_eq!(data["strict"], json!({"language": "de"}));
    assert_eq!((&data["draft"], &data["nothing"]), (&Json::Null, &Json::Null));
}
