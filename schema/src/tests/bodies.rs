//! Bodies: read only when they are asked for, and at once.

use serde_json::json;

use super::world::{PUBLIC, World, id};

#[tokio::test]
async fn a_list_without_bodies_needs_no_statement() {
    let world = World::new().await;
    let before = world.domain.statements();
    let fields = "id title byline { expert { name } } topics { name } leadImage { url } related { title }";
    world.ask(&format!("{{ articles(first: 100) {{ totalCount nodes {{ {fields} }} }} }}")).await;
    assert_eq!(world.domain.statements() - before, 0);
}

#[tokio::test]
async fn all_bodies_of_an_answer_are_read_by_one_statement() {
    let world = World::new().await;
    let document = format!(
        r#"{{
            articles(first: 100) {{ nodes {{ title body {{ plainText }} }} }}
            german: articles(first: 100, language: "de") {{ nodes {{ body {{ plainText }} }} }}
            article(id: "{}") {{ body {{ html markdown blocks plainText }} related {{ body {{ plainText }} }} }}
        }}"#,
        id("art", 1)
    );
    let before = world.domain.statements();
    let data = world.ask(&document).await;
    assert_eq!(world.domain.statements() - before, 1);

    let nodes = data["articles"]["nodes"].as_array().unwrap();
    assert_eq!(nodes.len(), PUBLIC);
    for node in nodes {
        let number = node["title"].as_str().unwrap().strip_prefix("en ").unwrap();
        assert_eq!(node["body"]["plainText"].as_str().unwrap().trim(), format!("en & {number}"));
    }
    let body = &data["article"]["body"];
    let html = body["html"].as_str().unwrap();
    assert!(html.contains("<p>en &amp; 1</p>"), "{html}");
    assert!(html.contains("src=\"https://review.example/media/") && html.contains("alt=\"A tanker\""), "{html}");
    assert!(body["markdown"].as_str().unwrap().contains("![A tanker](https://review.example/media/"));
    assert_eq!(body["blocks"][1], json!({"_type": "image", "_key": "c", "image": id("img", 1)}));

    let before = world.domain.statements();
    world.ask("{ latest { body { plainText } } }").await;
    assert_eq!(world.domain.statements() - before, 0, "they are kept");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_statement_is_enough_on_several_threads_too() {
    let world = World::new().await;
    let before = world.domain.statements();
    world.ask("{ articles(first: 100) { edges { node { body { html } } } } }").await;
    assert_eq!(world.domain.statements() - before, 1);
}
