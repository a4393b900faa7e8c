//! Documents of a manifest held against the schema, without running them.

use std::sync::Arc;

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::{EmptySubscription, Request, Response, Schema};

use crate::document::{Document, Limits, Manifest, Shape, ShapeError, Weight};
use crate::{Mutation, Query};

/// A document of a manifest, held against the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Its id in the manifest.
    pub id: String,
    /// What each of its operations would come to, or why it can't be run.
    pub outcome: Result<Vec<Weight>, String>,
}

/// Lets the engine validate, and stops it before anything is resolved.
struct ValidateOnly;

impl ExtensionFactory for ValidateOnly {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(ValidateOnly)
    }
}

#[async_graphql::async_trait::async_trait]
impl Extension for ValidateOnly {
    async fn execute(&self, _: &ExtensionContext<'_>, _: Option<&str>, _: NextExecute<'_>) -> Response {
        Response::default()
    }
}

/// Holds all documents of a manifest against the schema and the limits.
///
/// # Errors
/// When the schema's own SDL can't be read back, which the tests of this crate rule out.
pub async fn check(manifest: &Manifest, limits: &Limits) -> Result<Vec<Checked>, ShapeError> {
    let schema = Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .limit_recursive_depth(Limits::NESTING as usize)
        .extension(ValidateOnly)
        .finish();
    let shape = Shape::read(&schema.sdl())?;
    let mut checked = Vec::new();
    for (id, text) in manifest.documents() {
        let outcome = match Document::parse(text, limits) {
            Ok(document) => match invalid(&schema, &document).await {
                Some(why) => Err(why),
                None => document.weigh(&shape, limits).map_err(|error| error.to_string()),
            },
            Err(error) => Err(error.to_string()),
        };
        checked.push(Checked { id: id.to_owned(), outcome });
    }
    Ok(checked)
}

/// What the engine's validation finds, if anything.
async fn invalid(schema: &Schema<Query, Mutation, EmptySubscription>, document: &Document) -> Option<String> {
    for operation in document.operations() {
        let mut request = Request::new("");
        request.operation_name = operation.name.map(str::to_owned);
        request.set_parsed_query(document.parsed().clone());
        let response = schema.execute(request).await;
        if !response.errors.is_empty() {
            let messages: Vec<&str> = response.errors.iter().map(|error| error.message.as_str()).collect();
            return Some(messages.join(" "));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn outcome(text: &str) -> Result<Vec<Weight>, String> {
        let manifest = Manifest::read(&serde_json::json!({"a": text}).to_string()).unwrap();
        check(&manifest, &Limits::default()).await.unwrap().remove(0).outcome
    }

    #[tokio::test]
    async fn what_can_be_run_is_weighed_and_nothing_is_run() {
        let weights = outcome("query A($n: Int!) { articles(first: $n) { nodes { title } } }").await.unwrap();
        assert_eq!((weights[0].operation.as_deref(), weights[0].cost), (Some("A"), 111));
        assert!(weights[0].types.contains("Article"));
    }

    #[tokio::test]
    async fn what_can_not_be_run_is_refused_with_its_reason() {
        for (text, why) in [
            ("{ articles { nodes { nothing } } }", "nothing"),
            ("{ articles(", "expected"),
            ("query A($n: Nothing) { articles(first: $n) { totalCount } }", "Nothing"),
            ("{ articles { nodes { title } } } query B { articles { totalCount } }", "multiple operations"),
        ] {
            let refused = outcome(text).await.unwrap_err();
            assert!(refused.to_lowercase().contains(&why.to_lowercase()), "{text}: {refused}");
        }
    }
}
