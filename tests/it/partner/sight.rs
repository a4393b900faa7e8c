//! What a partner's program sees: what its products say, by whichever path it asks.

use reqwest::Method;
use serde_json::{Value, json};
use tests::publication::id;
use tests::{TestApp, on_both};

use super::{Manager, Program};
use crate::media::{files, rights};
use crate::taxonomy::change;

/// Articles that are looked for one by one, and one of the 25 on energy.
const LOOKED_FOR: [u32; 6] = [1, 2, 3, 4, 5, 201];

/// The numbers of the articles of the publication that a program sees, without those on energy; and how many it sees in all.
/// Both voices, lists and counts must agree, and what isn't listed isn't there by itself.
async fn sees(app: &TestApp, program: &Program) -> (Vec<u32>, u64) {
    let (rest, graphql) = (program.rest(app), program.graphql(app));
    let list = rest.get("/v1/articles?first=100&total=true").await.json();
    let ids: Vec<&Value> = list["data"].as_array().unwrap().iter().map(|article| &article["id"]).collect();
    let data = graphql.data("{ articles(first: 100) { totalCount nodes { id } } }").await["articles"].clone();
    let nodes: Vec<&Value> = data["nodes"].as_array().unwrap().iter().map(|node| &node["id"]).collect();
    assert_eq!((ids.len() as u64, &ids), (list["page"]["total"].as_u64().unwrap(), &nodes));
    assert_eq!(data["totalCount"], list["page"]["total"]);
    let mut seen = Vec::new();
    for number in LOOKED_FOR {
        let article = id("art", number);
        let is_listed = ids.iter().any(|listed| **listed == article);
        let by_itself = rest.get(&format!("/v1/articles/{article}?fields=title")).await.status;
        assert_eq!(by_itself, if is_listed { 200 } else { 404 }, "{article}");
        let node = graphql.data(&format!("{{ node(id: \"{article}\") {{ id }} }}")).await["node"].clone();
        assert_eq!(!node.is_null(), is_listed, "{article}");
        if is_listed && number < 200 {
            seen.push(number);
        }
    }
    (seen, list["page"]["total"].as_u64().unwrap())
}

/// All that a program is told by these paths and documents.
async fn told(app: &TestApp, program: &Program, paths: &[String], documents: &[String]) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for path in paths {
        let answer = program.rest(app).get(path).await;
        all.push((path.clone(), answer.text() + answer.header("link")));
    }
    for document in documents {
        all.push((document.clone(), program.graphql(app).data(document).await.to_string()));
    }
    all
}

on_both! {
    async fn a_product_has_what_it_names(app: TestApp) {
        let manager = Manager::of(app).await;
        for (terms, articles, all) in [
            (json!({}), vec![1, 2, 3, 4, 5], 30),
            (json!({"topics": [id("top", 1)]}), vec![1, 2, 3, 4, 5], 5),
            (json!({"topics": [id("top", 3)]}), vec![2], 1),
            (json!({"topics": [id("top", 3), id("top", 5)]}), vec![2], 26),
            (json!({"regions": [id("reg", 1)]}), vec![1, 3, 4, 5], 4),
            (json!({"regions": [id("reg", 3)]}), vec![2], 1),
            (json!({"topics": [id("top", 4)], "regions": [id("reg", 1)]}), vec![], 0),
            (json!({"kinds": ["opinion", "briefing"]}), vec![2, 3], 2),
            (json!({"kinds": ["report"], "topics": [id("top", 2)]}), vec![4], 1),
            (json!({"languages": ["de"]}), vec![1, 3], 2),
            (json!({"languages": ["de"], "regions": [id("reg", 3)]}), vec![], 0),
            (json!({"formats": ["ninjs", "feed"]}), vec![], 0),
            (json!({"startsAt": tests::NOW}), vec![1, 2, 3, 4, 5], 30),
            (json!({"startsAt": "2026-11-24T12:00:01Z"}), vec![], 0),
            (json!({"endsAt": tests::NOW}), vec![], 0),
            (json!({"endsAt": "2026-11-24T12:00:01Z"}), vec![1, 2, 3, 4, 5], 30),
        ] {
            let program = manager.program(terms.clone()).await;
            assert_eq!(sees(app, &program).await, (articles, all), "{terms}");
        }
        // Several products have what any of them has, and without one there is nothing.
        let program = manager.program(json!({"topics": [id("top", 3)]})).await;
        manager.product(&program.organisation, json!({"kinds": ["interview"]})).await;
        assert_eq!(sees(app, &program).await, (vec![2, 5], 2));
        let organisation = manager.organisation("Without").await;
        let secret = manager.key(&organisation, &["content"]).await["secret"].as_str().unwrap().to_owned();
        let without = Program { organisation, product: String::new(), key: String::new(), secret };
        assert_eq!(sees(app, &without).await, (vec![], 0));
    }

    async fn what_a_product_says_counts_at_once(app: TestApp) {
        let manager = Manager::of(app).await;
        let program = manager.program(json!({})).await;
        app.clock.advance(jiff::SignedDuration::from_secs(5));
        let before = program.rest(app).get("/v1/articles?first=100").await;
        app.clock.advance(jiff::SignedDuration::from_secs(5));
        let path = format!("/v1/products/{}", program.product);
        let narrow = json!({"topics": [id("top", 3)], "endsAt": "2026-11-24T12:01:00Z"});
        assert_eq!(change(&manager.actor, Method::PATCH, &path, &format!("{}-1", program.product), &narrow).await.status, 200);
        assert_eq!(sees(app, &program).await, (vec![2], 1));
        // Neither a tag nor a date says that it is as before.
        for (condition, value) in [("if-none-match", before.header("etag")), ("if-modified-since", before.header("last-modified"))] {
            let again = program.rest(app).with(condition, value).get("/v1/articles?first=100").await;
            assert_eq!(again.status, 200, "{condition}");
        }
        assert_eq!(before.header("cache-control"), "private, no-cache");
        assert!(before.header("vary").contains("X-Api-Key"));
        app.clock.advance(jiff::SignedDuration::from_secs(50));
        assert_eq!(sees(app, &program).await, (vec![], 0), "it ends by itself");
    }

    async fn what_is_outside_is_as_absent_as_what_there_isnt(app: TestApp) {
        let program = Manager::of(app).await.program(json!({"topics": [id("top", 5), id("top", 3)]})).await;
        let rest = program.rest(app);
        for end in ["", "/ninjs", "/json-ld", "/related"] {
            for outside in [id("art", 1), "ports-under-pressure".to_owned(), "haefen-unter-druck".to_owned(), "harbours-under-pressure".to_owned()] {
                let mut answers = Vec::new();
                for name in [outside.clone(), id("art", 999), "there-is-no-such-article".to_owned()] {
                    let answer = rest.with("x-request-id", "same").get(&format!("/v1/articles/{name}{end}")).await;
                    answers.push((answer.status, answer.text().replace(&name, "…"), answer.header("cache-control").to_owned()));
                }
                assert_eq!((&answers[0], answers[0].0.as_u16()), (&answers[1], 404), "{outside}{end}");
                assert_eq!(answers[0], answers[2], "{outside}{end}");
            }
        }
        let reader = app.reader("Ada").await;
        let list = reader.rest().post("/v1/me/playlists", json!({"title": "Mine", "visibility": "public"})).await.json()["id"].as_str().unwrap().to_owned();
        let items = json!({"items": [{"articleId": id("art", 1)}, {"articleId": id("art", 2)}]});
        assert_eq!(reader.rest().post(&format!("/v1/playlists/{list}/items"), items).await.status, 201);
        let (topic, region, expert) = (id("top", 1), id("reg", 1), id("exp", 1));
        let paths = [
            "/v1/articles?first=100".to_owned(),
            "/v1/articles?first=100&language=de".to_owned(),
            "/v1/articles?first=100&include=body,experts,topics".to_owned(),
            format!("/v1/articles?first=100&topic={topic}"),
            "/v1/articles/a-tariff-too-far/related".to_owned(),
            format!("/v1/topics/{topic}/articles"),
            format!("/v1/regions/{region}/articles"),
            format!("/v1/experts/{expert}/articles"),
            format!("/v1/experts/{expert}"),
            "/v1/front-page?first=50".to_owned(),
            format!("/v1/playlists/{list}/items"),
            format!("/v1/playlists/{list}/ninjs"),
            "/feeds/articles.atom".to_owned(),
            "/feeds/articles.json?first=100".to_owned(),
            "/feeds/articles.rss?language=de".to_owned(),
            format!("/feeds/topics/{topic}.json"),
            format!("/feeds/regions/{region}.atom"),
            format!("/feeds/experts/{expert}.rss"),
            format!("/feeds/playlists/{list}.json"),
        ];
        let documents = [
            "{ articles(first: 100) { nodes { id slug title related { id title } translations { slug } } } latest(first: 100) { id title } }".to_owned(),
            format!("{{ nodes(ids: [\"{}\", \"{topic}\", \"{expert}\"]) {{ id }} article(id: \"{}\") {{ id }} }}", id("art", 1), id("art", 1)),
            "{ article(slug: \"ports-under-pressure\") { slug } again: article(slug: \"haefen-unter-druck\") { slug } former: article(slug: \"harbours-under-pressure\") { slug } }".to_owned(),
            format!("{{ topic(id: \"{topic}\") {{ articles(first: 100) {{ nodes {{ title slug }} }} }} region(id: \"{region}\") {{ articles {{ nodes {{ title }} }} }} expert(id: \"{expert}\") {{ articles {{ nodes {{ title }} }} }} }}"),
            "{ frontPage(first: 50) { items { article { id title } } } }".to_owned(),
            format!("{{ playlist(id: \"{list}\") {{ items {{ nodes {{ state article {{ id title }} }} }} }} }}"),
        ];
        let mut inside = 0;
        for (path, said) in told(app, &program, &paths, &documents).await {
            let lower = said.to_lowercase();
            for word in [&id("art", 1), "ports under", "häfen", "nur auf deutsch", "half translated"] {
                // What was asked for is repeated in addresses alone.
                assert!(!lower.contains(word), "{word} in {path}: {said}");
            }
            inside += usize::from(lower.contains("a tariff too far"));
        }
        assert!(inside > 10, "what is inside is there: {inside}");
        for (path, count) in [
            (format!("/v1/topics/{topic}/articles?total=true"), 1),
            (format!("/v1/regions/{region}/articles?total=true"), 0),
            (format!("/v1/experts/{expert}/articles?total=true"), 1),
        ] {
            assert_eq!(rest.get(&path).await.json()["page"]["total"], count, "{path}");
        }
        let items = rest.get(&format!("/v1/playlists/{list}/items")).await.json();
        let states: Vec<(&Value, bool)> = items["data"].as_array().unwrap().iter().map(|item| (&item["state"], item["article"].is_null())).collect();
        assert_eq!(states, [(&json!("unpublished"), true), (&json!("available"), false)], "as if it weren't public");
    }

    async fn a_product_in_a_language_has_nothing_in_another(app: TestApp) {
        let program = Manager::of(app).await.program(json!({"languages": ["de"]})).await;
        let rest = program.rest(app);
        assert_eq!(rest.get("/v1/articles/ports-under-pressure").await.status, 404);
        let german = rest.get("/v1/articles/haefen-unter-druck").await.json();
        assert_eq!((&german["language"], german["translations"].as_array().unwrap().len()), (&json!("de"), 1));
        let by_id = rest.get(&format!("/v1/articles/{}?language=en", id("art", 1))).await.json();
        assert_eq!((&by_id["language"], &by_id["isFallback"]), (&json!("de"), &json!(true)));
        assert_eq!(rest.get("/v1/articles?language=en&fallback=false&total=true").await.json()["page"]["total"], 0);
        assert_eq!(rest.get("/feeds/articles.json?language=en").await.json()["items"], json!([]));
        assert_eq!(rest.get("/feeds/articles.json?language=de").await.json()["items"].as_array().unwrap().len(), 2);
        let ninjs = rest.get("/v1/articles/haefen-unter-druck/ninjs").await.json();
        assert!(!ninjs.to_string().contains("Ports under"), "{ninjs}");
        let data = program.graphql(app).data("{ article(slug: \"haefen-unter-druck\") { translations { language } } other: article(slug: \"ports-under-pressure\") { id } }").await;
        assert_eq!(data, json!({"article": {"translations": [{"language": "de"}]}, "other": null}));
    }

    async fn a_summary_has_no_body(app: TestApp) {
        let manager = Manager::of(app).await;
        let program = manager.program(json!({"texts": "summary", "articlesPerDay": 1})).await;
        let (rest, graphql) = (program.rest(app), program.graphql(app));
        let bodies = async |slug: &str| {
            let article = rest.get(&format!("/v1/articles/{slug}")).await.json();
            assert!(article["standfirst"].is_string(), "{article}");
            let list = rest.get("/v1/articles?first=100&include=body").await.json();
            let listed = list["data"].as_array().unwrap().iter().find(|it| it["slug"] == slug).unwrap().clone();
            let data = graphql.data(&format!("{{ article(slug: \"{slug}\") {{ title body {{ html plainText blocks }} }} }}")).await;
            let ninjs = rest.get(&format!("/v1/articles/{slug}/ninjs")).await.json();
            let feed = rest.get("/feeds/articles.json?first=100").await.json();
            let entry = feed["items"].as_array().unwrap().iter().find(|it| it["title"] == article["title"]).unwrap().clone();
            [article["body"].is_object(), listed["body"].is_object(), data["article"]["body"].is_object(), ninjs["bodies"].is_array(), entry["content_html"].as_str().is_some_and(|html| html.contains("This is about"))]
        };
        assert_eq!(bodies("a-tariff-too-far").await, [false; 5]);
        app.run_jobs().await;
        assert_eq!(rest.get("/v1/partner/usage?total=true").await.json()["page"]["total"], 0, "nothing was taken");
        // A product with more has the bodies of what is in it, and of nothing else.
        manager.product(&program.organisation, json!({"topics": [id("top", 3)]})).await;
        assert_eq!(bodies("a-tariff-too-far").await, [true; 5]);
        assert_eq!(bodies("the-corrected-one").await, [false; 5]);
        app.run_jobs().await;
        let taken = rest.get("/v1/partner/usage?total=true").await.json();
        assert_eq!((&taken["page"]["total"], &taken["data"][0]["articleId"]), (&json!(1), &json!(id("art", 2))));
    }

    async fn a_format_is_given_out_or_not(app: TestApp) {
        let manager = Manager::of(app).await;
        for format in ["json", "ninjs", "feed"] {
            let program = manager.program(json!({"formats": [format]})).await;
            let rest = program.rest(app);
            let given = [
                ("json", rest.get("/v1/articles/ports-under-pressure").await.status == 200),
                ("json", rest.get("/v1/articles?total=true").await.json()["page"]["total"] == 30),
                ("json", program.graphql(app).data("{ articles { totalCount } }").await["articles"]["totalCount"] == 30),
                ("ninjs", rest.get("/v1/articles/ports-under-pressure/ninjs").await.status == 200),
                ("feed", rest.get("/feeds/articles.json").await.json()["items"] != json!([])),
                ("feed", rest.get("/feeds/topics/trade.atom").await.text().contains("<entry")),
            ];
            for (place, (of, is_given)) in given.into_iter().enumerate() {
                assert_eq!(is_given, of == format, "{format}: {place}");
            }
        }
    }

    async fn images_come_with_a_product_that_has_them_and_rights_that_allow_it(app: TestApp) {
        let (manager, author) = (Manager::of(app).await, files::author(app).await);
        let image = files::uploaded(app, &author, &files::file(image::ImageFormat::Png, 20, 20)).await;
        rights::show(app, &image).await;
        let (without, with) = (manager.program(json!({})).await, manager.program(json!({"images": true})).await);
        let seen = async |program: &Program| {
            let ways = rights::ways(&program.rest(app), &program.graphql(app), &image).await.0;
            let ninjs = program.rest(app).get("/v1/articles/ports-under-pressure/ninjs").await.json();
            let feed = program.rest(app).get("/feeds/articles.json").await.text();
            (ways, ninjs.to_string().contains("/media/"), feed.contains("/media/"))
        };
        let all = (rights::ways(&app.rest(), &app.graphql(), &image).await.0, true, true);
        assert!(all.0 >= 12);
        assert_eq!((seen(&without).await, seen(&with).await), ((0, false, false), all));
        rights::change(&author, &image, 1, json!({"uses": ["web"]})).await;
        assert_eq!(seen(&with).await, (0, false, false), "it may be shown here, not passed on");
        rights::change(&author, &image, 2, json!({"uses": ["syndication"]})).await;
        assert_eq!((seen(&with).await, seen(&without).await), (all, (0, false, false)));
        assert_eq!(rights::ways(&app.rest(), &app.graphql(), &image).await.0, 0, "it may be passed on, not shown here");
    }
}
