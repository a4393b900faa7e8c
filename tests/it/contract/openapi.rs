//! openapi.yaml against the routes, both ways. (Every REST answer that any test sees is checked against it as well, by the
//! tests' client.)

use std::collections::BTreeSet;

use tests::{Openapi, on_both, repository};

#[test]
fn routes_and_paths_are_the_same() {
    let described: BTreeSet<(String, String)> = Openapi::get().operations().into_iter().collect();
    let served: BTreeSet<(String, String)> =
        api::routes::operations().into_iter().map(|(method, path)| (method.to_owned(), path.to_owned())).collect();
    let undescribed: Vec<_> = served.difference(&described).collect();
    let unserved: Vec<_> = described.difference(&served).collect();
    assert!(undescribed.is_empty() && unserved.is_empty(), "not described: {undescribed:?}; not served: {unserved:?}");
}

#[test]
fn a_sparse_answer_apart_an_answer_is_complete() {
    // What `fields` may leave out is required otherwise: the description says which.
    let schemas = &Openapi::get().document()["components"]["schemas"];
    for noun in ["Article", "Expert", "Topic", "Region"] {
        let required = schemas[noun]["x-required-without-fields"].as_array().unwrap_or_else(|| panic!("{noun}"));
        let properties = schemas[noun]["properties"].as_object().unwrap();
        assert!(required.iter().all(|name| properties.contains_key(name.as_str().unwrap())), "{noun}");
    }
}

on_both! {
    async fn the_description_is_served_as_it_is_written(app: TestApp) {
        let served = app.rest().get("/openapi.yaml").await;
        assert_eq!(served.body, std::fs::read(repository().join("openapi.yaml")).unwrap());
        assert_eq!(&app.rest().get("/openapi.json").await.json(), Openapi::get().document());
    }

    async fn whole_answers_hold_all_that_is_promised(app: TestApp) {
        let schemas = &Openapi::get().document()["components"]["schemas"];
        for (noun, path) in [("Article", "/v1/articles/ports-under-pressure"), ("Expert", "/v1/experts/anna-berg"), ("Topic", "/v1/topics/trade"), ("Region", "/v1/regions/europe")] {
            let answer = app.rest().get(path).await.json();
            for name in schemas[noun]["x-required-without-fields"].as_array().unwrap() {
                assert!(answer.get(name.as_str().unwrap()).is_some(), "{path} lacks {name}");
            }
        }
        let sparse = app.rest().get("/v1/articles/ports-under-pressure?fields=title").await.json();
        let keys: BTreeSet<&str> = sparse.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, BTreeSet::from(["id", "isFallback", "language", "title"]));
    }
}
