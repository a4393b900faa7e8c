//! Lists, pages and nodes.

use serde_json::{Value as Json, json};

use super::world::{GERMAN, PUBLIC, World, id};

fn ids(list: &Json) -> Vec<String> {
    list.as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn pages_forwards_and_backwards_give_every_article_once() {
    let world = World::new().await;
    let page = "nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount";
    let whole = world.ask(&format!("{{ articles(first: 100) {{ {page} }} }}")).await;
    let all = ids(&whole["articles"]["nodes"]);
    assert_eq!((all.len(), &whole["articles"]["totalCount"]), (PUBLIC, &json!(PUBLIC)));

    let (mut forwards, mut place) = (Vec::new(), String::new());
    loop {
        let data = world.ask(&format!("{{ articles(first: 7 {place}) {{ {page} }} }}")).await;
        forwards.extend(ids(&data["articles"]["nodes"]));
        let info = &data["articles"]["pageInfo"];
        place = format!("after: {}", info["endCursor"]);
        if info["hasNextPage"] == false {
            break;
        }
    }
    assert_eq!(forwards, all);

    let (mut backwards, mut place) = (Vec::new(), String::new());
    loop {
        let data = world.ask(&format!("{{ articles(last: 7 {place}) {{ {page} }} }}")).await;
        backwards.splice(0..0, ids(&data["articles"]["nodes"]));
        let info = &data["articles"]["pageInfo"];
        place = format!("before: {}", info["startCursor"]);
        if info["hasPreviousPage"] == false {
            break;
        }
    }
    assert_eq!(backwards, all);
}

#[tokio::test]
async fn filters_narrow_and_scopes_reach_the_same_articles() {
    let world = World::new().await;
    let document = format!(
        r#"{{
            subtree: articles(filter: {{topic: "{top}"}}) {{ totalCount }}
            german: articles(filter: {{language: "de"}}) {{ totalCount nodes {{ language isFallback }} }}
            reports: articles(filter: {{kind: [REPORT], expert: "{exp}"}}) {{ totalCount }}
            period: articles(filter: {{
                published: {{from: "2026-10-01T05:00:00Z", until: "2026-10-01T10:00:00+02:00"}}
            }}) {{ nodes {{ id }} }}
            absent: articles(filter: {{topic: "{absent}"}}) {{ totalCount nodes {{ id }} }}
            oldest: articles(first: 1, orderBy: {{direction: ASC}}) {{ nodes {{ id }} }}
            topic(slug: "energy") {{
                articles {{ totalCount }} children {{ name parent {{ name }} ancestors {{ slug }} }}
            }}
            region(slug: "gulf") {{ articles {{ totalCount }} }}
            expert(slug: "expert-1") {{ articles(filter: {{kind: [REPORT]}}) {{ totalCount }} }}
            experts(filter: {{topic: "{top}"}}) {{ totalCount nodes {{ name links {{ url }} topics {{ name }} }} }}
            roots: topics(root: true) {{ totalCount nodes {{ name }} }}
            topics {{ totalCount edges {{ node {{ name }} }} }}
            latest(first: 2) {{ id }}
            languages
        }}"#,
        top = id("top", 1),
        exp = id("exp", 1),
        absent = id("top", 9),
    );
    let data = world.ask(&document).await;
    assert_eq!(data["subtree"]["totalCount"], PUBLIC);
    assert_eq!(data["german"]["totalCount"], GERMAN);
    assert!(
        data["german"]["nodes"].as_array().unwrap().iter().all(|n| n["language"] == "de" && n["isFallback"] == false)
    );
    assert_eq!(ids(&data["period"]["nodes"]), [7, 6, 5].map(|number| id("art", number)));
    assert_eq!(data["absent"], json!({"totalCount": 0, "nodes": []}));
    assert_eq!(ids(&data["oldest"]["nodes"]), [id("art", 1)]);
    let child = json!([{"name": "Oil", "parent": {"name": "Energy"}, "ancestors": [{"slug": "energy"}]}]);
    assert_eq!(data["topic"], json!({"articles": {"totalCount": PUBLIC}, "children": child}));
    assert_eq!(data["region"]["articles"]["totalCount"], PUBLIC);
    assert_eq!(data["expert"]["articles"]["totalCount"], data["reports"]["totalCount"]);
    assert_eq!(data["experts"]["totalCount"], 3);
    assert_eq!(data["roots"], json!({"totalCount": 1, "nodes": [{"name": "Energy"}]}));
    assert_eq!(data["topics"]["totalCount"], 2);
    assert_eq!(ids(&data["latest"]), [PUBLIC, PUBLIC - 1].map(|number| id("art", number)));
    assert_eq!(data["languages"], json!(["en", "de"]));
}

#[tokio::test]
async fn a_node_is_found_by_its_id_and_nothing_is_null() {
    let world = World::new().await;
    let known = ["art", "exp", "top", "reg", "img"].map(|prefix| format!("{:?}", id(prefix, 1)));
    let nothing =
        [id("art", 0), id("art", 99), "nothing".into(), String::new(), "💥".into()].map(|id| format!("{id:?}"));
    let list = known.iter().chain(&nothing).map(String::as_str).collect::<Vec<_>>().join(",");
    let data = world.ask(&format!("{{ nodes(ids: [{list}]) {{ __typename id }} }}")).await;
    let names: Vec<&str> = data["nodes"].as_array().unwrap().iter().filter_map(|n| n["__typename"].as_str()).collect();
    assert_eq!(names, ["Article", "Expert", "Topic", "Region", "Image"]);
    assert_eq!(data["nodes"].as_array().unwrap()[5..], vec![Json::Null; 5]);
    for id in nothing {
        assert_eq!(world.ask(&format!("{{ node(id: {id}) {{ id }} }}")).await["node"], Json::Null);
    }
}

#[tokio::test]
async fn an_article_shows_all_that_belongs_to_it() {
    let world = World::new().await;
    let fields = "kind status publishedAt updatedAt wordCount readingMinutes
        byline { role title language isFallback expert { name title portrait { id } } }
        leadImage { url width height caption alt focalPoint { x y } variants { name url } }
        corrections { kind at note language } translations { language slug } related(first: 3) { id }";
    let data = world.ask(&format!("{{ article(id: \"{}\") {{ {fields} }} }}", id("art", 1))).await;
    let article = &data["article"];
    let url = article["leadImage"]["url"].as_str().unwrap();
    assert!(url.starts_with("https://review.example/media/") && url.ends_with(".png"), "{url}");
    assert_eq!(article["publishedAt"], "2026-10-01T01:00:00Z");
    assert_eq!((&article["kind"], &article["status"]), (&json!("REPORT"), &json!("PUBLISHED")));
    assert_eq!((&article["leadImage"]["width"], &article["leadImage"]["height"]), (&json!(40), &json!(30)));
    assert_eq!(article["leadImage"]["variants"][0]["name"], "card");
    let expert = json!({"name": "Expert 2", "title": "Fellow", "portrait": {"id": id("img", 1)}});
    let byline =
        json!([{"role": "AUTHOR", "title": "Junior Fellow", "language": "en", "isFallback": false, "expert": expert}]);
    assert_eq!(article["byline"], byline);
    assert_eq!(article["corrections"][0]["note"], "A letter was wrong.");
    assert_eq!(article["translations"], json!([{"language": "en", "slug": "en-1"}]));
    assert_eq!(ids(&article["related"]).len(), 3);
}
