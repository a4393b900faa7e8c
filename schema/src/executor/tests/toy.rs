//! A schema as small as the tests allow.

use async_graphql::{
    Data, EmptySubscription, Enum, ErrorExtensions, InputObject, InputValueError, InputValueResult, Object, Scalar,
    ScalarType, Schema, SimpleObject, Value,
};
use serde_json::{Map, Value as Json};

use crate::{
    document::{DocumentError, Limits},
    executor::{Answer, Executor},
};

pub(super) struct Query;
pub(super) struct Mutation;

/// A scalar that refuses everything but "ok".
pub(super) struct Picky;

#[Scalar]
impl ScalarType for Picky {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) if text == "ok" => Ok(Self),
            Value::String(text) if text == "late" => Err(InputValueError::custom("too late")),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn is_valid(value: &Value) -> bool {
        matches!(value, Value::String(text) if text != "never")
    }

    fn to_value(&self) -> Value {
        Value::from("ok")
    }
}

#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colour {
    Red,
    Blue,
}

#[derive(InputObject)]
pub(super) struct Filter {
    size: i32,
    colour: Option<Colour>,
    tags: Option<Vec<String>>,
}

#[derive(SimpleObject)]
struct Thing {
    id: i32,
}

struct Item;

#[Object]
impl Item {
    async fn id(&self) -> i32 {
        1
    }

    async fn again(&self) -> Item {
        Item
    }

    async fn list(&self) -> Vec<Item> {
        vec![Item]
    }

    async fn items(&self, first: Option<i32>, last: Option<i32>) -> ItemConnection {
        let _ = (first, last);
        ItemConnection
    }

    async fn latest(&self, #[graphql(default = 7)] first: i32) -> Vec<Item> {
        let _ = first;
        vec![Item]
    }
}

struct ItemConnection;

#[Object]
impl ItemConnection {
    async fn edges(&self) -> Vec<ItemEdge> {
        vec![ItemEdge]
    }

    async fn nodes(&self) -> Vec<Item> {
        vec![Item]
    }

    async fn total_count(&self) -> i32 {
        1
    }

    async fn page_info(&self) -> Thing {
        Thing { id: 1 }
    }
}

struct ItemEdge;

#[Object]
impl ItemEdge {
    async fn node(&self) -> Item {
        Item
    }

    async fn cursor(&self) -> &str {
        "c"
    }
}

#[Object]
impl Query {
    async fn item(&self) -> Item {
        Item
    }

    async fn items(&self, first: Option<i32>, last: Option<i32>) -> ItemConnection {
        let _ = (first, last);
        ItemConnection
    }

    async fn nodes(&self, ids: Vec<async_graphql::ID>) -> Vec<Item> {
        ids.iter().map(|_| Item).collect()
    }

    async fn session(&self, context: &async_graphql::Context<'_>) -> async_graphql::Result<String> {
        context.data::<String>().cloned()
    }

    async fn filtered(&self, filter: Option<Filter>) -> String {
        filter.map_or_else(String::new, |f| {
            let tags = f.tags.unwrap_or_default().join("+");
            format!("{} {} {tags}", f.size, f.colour.is_some())
        })
    }

    async fn picky(&self, value: Picky) -> Picky {
        value
    }

    async fn flag(&self, #[graphql(default)] on: bool) -> bool {
        on
    }

    /// Absent with a reason: the answer is partial.
    async fn refused(&self) -> Option<async_graphql::Result<i32>> {
        let error = async_graphql::Error::new("Not for you.");
        Some(Err(error.extend_with(|_, values| values.set("code", "forbidden"))))
    }

    /// Its error travels up to the root: the whole data is null.
    async fn broken(&self) -> async_graphql::Result<i32> {
        Err("password=hunter2 at 10.0.0.1".into())
    }

    async fn panics(&self) -> i32 {
        bug()
    }
}

fn bug() -> i32 {
    std::panic::resume_unwind(Box::new("a bug"))
}

#[Object]
impl Mutation {
    async fn change(&self) -> Item {
        Item
    }
}

pub(super) fn executor() -> Executor<String> {
    executor_with(Limits::default())
}

pub(super) fn executor_with(limits: Limits) -> Executor<String> {
    let schema =
        Schema::build(Query, Mutation, EmptySubscription).limit_recursive_depth(Limits::NESTING as usize).finish();
    Executor::new(schema, limits, |session: String, data: &mut Data| data.insert(session)).unwrap()
}

/// Admits, prepares and runs; a refusal on the way is the answer.
pub(super) async fn ask(executor: &Executor<String>, text: &str, variables: Json) -> (Answer, Json) {
    let answer = match prepare(executor, text, variables) {
        Ok(prepared) => executor.execute(prepared, "me".to_owned(), false).await,
        Err(error) => Answer::refused(&error, false),
    };
    let json = serde_json::from_slice(&answer.bytes).unwrap();
    (answer, json)
}

pub(super) fn prepare(
    executor: &Executor<String>,
    text: &str,
    variables: Json,
) -> Result<crate::executor::Prepared, DocumentError> {
    let variables = match variables {
        Json::Object(map) => map,
        _ => Map::new(),
    };
    executor.prepare(&executor.admit(text)?, None, variables)
}
