//! Facets: what a list can be narrowed down to, and how many articles there would be. Each count is compared with the list that it is
//! about, for everybody who may ask.

use domain::Role;
use serde_json::{Value, json};
use tests::publication::id;
use tests::{Graphql, Rest, on_both};

use crate::manuscript::desk::Desk;
use crate::partner::Manager;

/// A facet: how GraphQL says what is counted, the filter of lists that means it, and how REST has both.
const FACETS: [(&str, &str, &str, &str); 4] = [
    ("topics { count of: topic { id } }", "topic", "topics", "id"),
    ("regions { count of: region { id } }", "region", "regions", "id"),
    ("experts { count of: expert { id } }", "expert", "experts", "id"),
    ("kinds { count of: kind }", "kind", "kinds", "kind"),
];

const LIST: &str = "query($filter: ArticleFilter) { articles(filter: $filter) { totalCount } }";

async fn asked(graphql: &Graphql, document: &str, filter: &Value) -> Value {
    let answer = graphql.run(document, json!({"filter": filter})).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"].clone()
}

/// How many articles a list has.
async fn total(graphql: &Graphql, filter: &Value) -> u64 {
    let data = asked(graphql, LIST, filter).await;
    data["articles"]["totalCount"].as_u64().unwrap()
}

/// Every count that is told with a filter is that of the list with that choice. Answers how many counts there were.
async fn are_those_of_lists(graphql: &Graphql, filter: Value) -> usize {
    let mut counts = 0;
    for (selection, name, facet, _) in FACETS {
        let selection = selection.replacen(facet, &format!("{facet}(first: 100)"), 1);
        let document =
            format!("query($filter: ArticleFilter) {{ articleFacets(filter: $filter) {{ totalCount {selection} }} }}");
        let found = asked(graphql, &document, &filter).await["articleFacets"].clone();
        assert_eq!(found["totalCount"], total(graphql, &filter).await, "{filter}");
        let told = found[facet].as_array().unwrap();
        assert!(
            told.is_sorted_by_key(|it| std::cmp::Reverse(it["count"].as_u64())),
            "the largest goes first: {told:?}"
        );
        for entry in told {
            let mut chosen = filter.clone();
            chosen[name] = if name == "kind" { json!([entry["of"]]) } else { entry["of"]["id"].clone() };
            assert_eq!(entry["count"], total(graphql, &chosen).await, "{chosen}");
            assert_ne!(entry["count"], 0);
        }
        counts += told.len();
    }
    counts
}

/// REST counts what GraphQL counts, for a list narrowed down by these parameters.
async fn agree(graphql: &Graphql, rest: &Rest, filter: Value, parameters: &str) {
    let list = rest
        .get(&format!(
            "/v1/articles?first=1&facets=topics,regions,experts,kinds,languages&facets_first=100{parameters}"
        ))
        .await;
    let list = list.json();
    for (selection, _, facet, key) in FACETS {
        let selection = selection.replacen(facet, &format!("{facet}(first: 100)"), 1);
        let document = format!("query($filter: ArticleFilter) {{ articleFacets(filter: $filter) {{ {selection} }} }}");
        let found = asked(graphql, &document, &filter).await["articleFacets"][facet].clone();
        let said = |entry: &Value| match &entry["of"] {
            Value::String(kind) => (json!(kind.to_lowercase()), entry["count"].clone()),
            of => (of["id"].clone(), entry["count"].clone()),
        };
        let graphql: Vec<(Value, Value)> = found.as_array().unwrap().iter().map(said).collect();
        let rest: Vec<(Value, Value)> = list["facets"][facet]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| (entry[key].clone(), entry["count"].clone()))
            .collect();
        assert_eq!(graphql, rest, "{facet} {parameters}");
    }
}

on_both! {
    async fn a_list_can_be_narrowed_down(app: TestApp) {
        let data = app.graphql().data(r#"{ articleFacets { totalCount
            topics(first: 3) { count topic { slug } } kinds(first: 1) { count kind } languages { count language } } }"#).await;
        assert_eq!(data["articleFacets"], json!({
            "totalCount": 30,
            "topics": [
                {"count": 25, "topic": {"slug": "energy"}}, {"count": 5, "topic": {"slug": "economics"}},
                {"count": 5, "topic": {"slug": "trade"}},
            ],
            "kinds": [{"count": 26, "kind": "REPORT"}],
            "languages": [{"count": 29, "language": "en"}, {"count": 2, "language": "de"}],
        }));
        let list = app.rest().get("/v1/topics/economics/articles?facets=experts,kinds&facets_first=2&first=1&language=en").await.json();
        assert_eq!(list["facets"]["experts"][0]["count"], 5);
        assert!(list["facets"]["experts"][0]["name"].is_string() && list["facets"]["experts"][0]["slug"].is_string());
        assert_eq!(list["facets"]["kinds"].as_array().unwrap().len(), 2);
        assert_eq!(list["facets"].as_object().unwrap().len(), 2, "nothing is counted that wasn't asked for");
        let next = app.rest().get("/v1/articles?first=1&facets=kinds").await;
        assert!(next.header("link").contains("facets=kinds"), "the next page is counted as well: {}", next.header("link"));
        assert!(app.rest().get("/v1/articles?first=1").await.json().get("facets").is_none());
    }

    async fn a_count_is_what_the_list_has_with_that_choice(app: TestApp) {
        let editor = app.staff("Edith", &[Role::Editor]).await;
        let manager = Manager::of(app).await;
        let program = manager.program(json!({"topics": [id("top", 1)], "kinds": ["analysis", "report"]})).await;
        let filters = [
            (json!({}), ""),
            (json!({"topic": id("top", 1)}), "&topic=economics"),
            (json!({"topic": id("top", 2), "kind": ["ANALYSIS", "REPORT"]}), "&topic=trade&kind=analysis,report"),
            (json!({"expert": id("exp", 2), "region": id("reg", 1)}), &format!("&expert={}&region={}", id("exp", 2), id("reg", 1))),
            (json!({"published": {"from": "2026-11-01T00:00:00Z", "until": "2026-11-15T08:00:00Z"}}),
                "&published_from=2026-11-01T00:00:00Z&published_until=2026-11-15T08:00:00Z"),
        ];
        let voices = [
            ("anybody", app.graphql(), app.rest()),
            ("an editor", editor.graphql(), editor.rest()),
            ("a partner", program.graphql(app), program.rest(app)),
        ];
        let mut counts = Vec::new();
        for (who, graphql, rest) in &voices {
            let mut of_viewer = 0;
            for (filter, parameters) in &filters {
                of_viewer += are_those_of_lists(graphql, filter.clone()).await;
                agree(graphql, rest, filter.clone(), parameters).await;
            }
            assert!(of_viewer > 20, "{who}: {of_viewer}");
            counts.push(of_viewer);
        }
        assert!(counts[2] < counts[0], "a partner is told of its product: {counts:?}");
        let all = async |graphql: &Graphql| graphql.data("{ articleFacets { totalCount } }").await["articleFacets"]["totalCount"].as_u64();
        assert!(all(&voices[1].1).await > all(&voices[0].1).await, "an editor counts what isn't public as well");
    }

    async fn counts_follow_what_is_changed(app: TestApp) {
        let analyses = async || {
            let data = app.graphql().data("{ articleFacets { kinds { kind count } } }").await;
            let kinds = data["articleFacets"]["kinds"].as_array().unwrap();
            kinds.iter().find(|it| it["kind"] == "ANALYSIS").unwrap()["count"].as_u64().unwrap()
        };
        let editor = Desk::editor(app).await;
        let before = analyses().await;
        let article = editor.create("On counting", "One, two.").await;
        assert_eq!(analyses().await, before, "a draft counts for nobody");
        editor.publish(&article, 1).await;
        assert_eq!(analyses().await, before + 1);
        editor.step("articleUnpublish", &article, 1, "").await;
        assert_eq!(analyses().await, before);
    }

    async fn what_can_t_be_counted_is_refused(app: TestApp) {
        for first in [0, -1, 101] {
            let code = app.graphql().code(&format!("{{ articleFacets {{ topics(first: {first}) {{ count }} }} }}")).await;
            assert_eq!(code, "page_size_invalid", "{first}");
        }
        for (parameters, code) in [
            ("facets=topics&facets_first=0", "page_size_invalid"),
            ("facets=topics&facets_first=101", "page_size_invalid"),
            ("facets=moods", "parameter_invalid"),
            ("facets=", "parameter_invalid"),
            ("facets_first=5", "parameter_invalid"),
        ] {
            let answer = app.rest().get(&format!("/v1/articles?{parameters}")).await;
            assert_eq!((answer.status.as_u16(), &answer.json()["code"]), (400, &json!(code)), "{parameters}");
        }
    }
}
