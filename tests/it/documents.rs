//! Documents that are named: automatic persisted queries, and the manifest of trusted ones.

use serde_json::{Value, json};
use tests::{Answer, Rest, TestApp, command, on_both};

use crate::sha256;

const LATEST: &str = "query Latest($n: Int!) { articles(first: $n) { nodes { title } } }";

async fn post(rest: &Rest, body: Value) -> Answer {
    rest.with("accept", "application/json").post("/graphql", body).await
}

/// The code of the one error of an answer.
fn code(answer: &Answer) -> String {
    answer.json()["errors"][0]["extensions"]["code"].as_str().unwrap_or("none").to_owned()
}

fn get(pairs: &[(&str, &str)]) -> String {
    format!("/graphql?{}", url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish())
}

/// A manifest in a file, in both forms.
fn manifest(app: &TestApp, documents: &[(&str, &str)]) -> [std::path::PathBuf; 2] {
    let map: serde_json::Map<String, Value> =
        documents.iter().map(|(id, text)| ((*id).to_owned(), json!(text))).collect();
    let operations: Vec<Value> =
        documents.iter().map(|(id, text)| json!({"id": id, "name": "X", "type": "query", "body": text})).collect();
    let apollo = json!({"format": "apollo-persisted-query-manifest", "version": 1, "operations": operations});
    [("map.json", json!(map)), ("apollo.json", apollo)].map(|(name, content)| {
        let file = app.folder.join(name);
        std::fs::write(&file, content.to_string()).unwrap();
        file
    })
}

/// `world-review documents check FILE`: whether it ended well, what it said, and its error.
fn check(app: &TestApp, file: &std::path::Path) -> (bool, String, String) {
    let output = command(&app.folder).args(["documents", "check"]).arg(file).output().unwrap();
    let [said, error] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (output.status.success(), said, error)
}

on_both! {
    async fn a_text_that_came_once_is_known_by_its_hash(app: TestApp) {
        let (rest, hash) = (app.rest(), sha256(LATEST));
        let extensions = json!({"persistedQuery": {"version": 1, "sha256Hash": hash}});
        let asked = |n: u32| json!({"variables": {"n": n}, "extensions": extensions});
        let unknown = post(&rest, asked(2)).await;
        assert_eq!((unknown.status.as_u16(), code(&unknown).as_str()), (200, "persisted_query_not_found"));
        assert_eq!(unknown.json()["errors"][0]["message"], "PersistedQueryNotFound", "what clients look for");
        let mut with_text = asked(2);
        with_text["query"] = json!(LATEST);
        let expected = app.graphql().run(LATEST, json!({"n": 2})).await;
        assert_eq!(post(&rest, with_text).await.json(), expected);
        assert_eq!(post(&rest, asked(2)).await.json(), expected);
        // By GET, and by the words of GraphQL over HTTP.
        let by_get = get(&[("variables", "{\"n\":2}"), ("extensions", &extensions.to_string())]);
        assert_eq!(rest.get(&by_get).await.json(), expected);
        let id = format!("sha256:{hash}");
        assert_eq!(rest.get(&get(&[("documentId", &id), ("variables", "{\"n\":2}")])).await.json(), expected);
        assert_eq!(post(&rest, json!({"documentId": id, "variables": {"n": 2}})).await.json(), expected);
        // What depends on variables is judged each time, though the document is known.
        for wrong in [json!({"n": "many"}), json!({})] {
            let refused = post(&rest, json!({"documentId": id, "variables": wrong})).await;
            assert_eq!(code(&refused), "variables_invalid", "{wrong}");
        }
        assert_eq!(code(&post(&rest, asked(1_000)).await), "page_size_invalid");
        let costly = format!("query Costly($n: Int!) {{ {} }}", (0..20).map(|it| format!("a{it}: articles(first: $n) {{ nodes {{ related(first: 10) {{ title }} }} }}")).collect::<String>());
        let named = |n: u32| json!({"query": costly, "documentId": sha256(&costly), "variables": {"n": n}});
        assert_eq!(code(&post(&rest, named(1)).await), "none");
        assert_eq!(code(&post(&rest, named(100)).await), "document_too_complex");
    }

    async fn nobody_puts_a_document_in_another_s_place(app: TestApp) {
        let rest = app.rest();
        let other = "{ experts(first: 1) { nodes { name } } }";
        let refused = post(&rest, json!({"query": other, "documentId": sha256(LATEST), "variables": {}})).await;
        assert_eq!(code(&refused), "persisted_query_mismatch");
        for malformed in [json!({"version": 2, "sha256Hash": "x"}), json!({"version": 1}), json!("x")] {
            let answer = post(&rest, json!({"query": other, "extensions": {"persistedQuery": malformed}})).await;
            assert_eq!((answer.status.as_u16(), code(&answer).as_str()), (400, "bad_request"));
        }
        let mutation = "mutation { loginWithPassword(email: \"a@example.org\", password: \"x\") { userErrors { code } } }";
        post(&rest, json!({"query": mutation, "documentId": sha256(mutation)})).await;
        let by_get = rest.get(&get(&[("documentId", &sha256(mutation))])).await;
        assert_eq!(by_get.status, 405, "a mutation is one by whatever name it goes");
    }

    async fn documents_of_a_manifest_are_run_by_their_ids(app: TestApp) {
        for file in manifest(app, &[("latest-1", LATEST), ("viewer-1", "{ viewer { account { displayName } } }")]) {
            app.beside(|settings| settings.graphql.documents = Some(file), async |other| {
                let asked = json!({"documentId": "latest-1", "variables": {"n": 3}});
                let expected = app.graphql().run(LATEST, json!({"n": 3})).await;
                assert_eq!(post(&other.rest(), asked).await.json(), expected);
                assert_eq!(code(&post(&other.rest(), json!({"documentId": "latest-2"})).await), "persisted_query_not_found");
                let free = post(&other.rest(), json!({"query": "{ experts(first: 1) { totalCount } }"})).await;
                assert_eq!(code(&free), "none", "others are run as well");
            }).await;
        }
    }

    async fn everybody_else_may_be_limited_to_them(app: TestApp) {
        let [file, _] = manifest(app, &[("latest-1", LATEST)]);
        let limit = |settings: &mut api::settings::Settings| {
            settings.graphql.documents = Some(file);
            settings.graphql.trusted_only = true;
        };
        app.beside(limit, async |other| {
            let free = json!({"query": "{ experts(first: 1) { totalCount } }"});
            let refused = post(&other.rest(), free.clone()).await;
            assert_eq!(code(&refused), "document_untrusted");
            let hash = sha256("{ experts(first: 1) { totalCount } }");
            let mut named = free.clone();
            named["documentId"] = json!(hash);
            assert_eq!(code(&post(&other.rest(), named).await), "document_untrusted", "a hash makes nothing trusted");
            assert_eq!(code(&post(&other.rest(), json!({"documentId": hash})).await), "document_untrusted");
            assert_eq!(code(&post(&other.rest(), json!({"query": "{ __schema { types { name } } }"})).await), "document_untrusted");
            for asked in [json!({"documentId": "latest-1", "variables": {"n": 3}}), json!({"query": LATEST, "variables": {"n": 3}})] {
                assert_eq!(code(&post(&other.rest(), asked).await), "none");
            }
            let ada = other.reader("Ada").await;
            assert_eq!(code(&post(&ada.rest(), free).await), "none");
        }).await;
    }

    async fn a_manifest_is_weighed_before_it_is_trusted(app: TestApp) {
        let [good, _] = manifest(app, &[("latest-1", LATEST), ("experts-1", "{ experts(first: 2) { nodes { name } } }")]);
        let (done, said, _) = check(app, &good);
        assert!(done, "{said}");
        assert!(said.contains("latest-1: Latest (query) costs 111 of 20000 at the most; made of Article, ArticleConnection"), "{said}");
        assert!(said.contains("2 documents can be run"), "{said}");
        let [bad, _] = manifest(app, &[("latest-1", LATEST), ("gone-1", "{ articles(first: 2) { nodes { formerTitle } } }"), ("broken-1", "{ articles(")]);
        let (done, said, error) = check(app, &bad);
        assert!(!done && error.contains("2 of 3 documents"), "{error}");
        assert!(said.contains("gone-1: can't be run") && said.contains("formerTitle") && said.contains("broken-1: can't be run"), "{said}");
        std::fs::write(&bad, "[]").unwrap();
        let (done, _, error) = check(app, &bad);
        assert!(!done && error.contains("no manifest"), "{error}");
    }
}
