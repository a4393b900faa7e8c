//! Every mutation of the schema with arguments that fit its types and name nothing that is anybody's, made from the
//! schema's own description of itself.

use std::collections::HashMap;

use serde_json::{Value, json};
use tests::TestApp;
use tests::publication::id;

/// A mutation, and a document that sends it.
pub(super) struct Call {
    /// Its name.
    pub(super) name: String,
    /// The document.
    pub(super) document: String,
}

const INTROSPECTION: &str = "{ __schema { types { kind name enumValues { name } \
    inputFields { name defaultValue type { ...T } } fields { name args { name defaultValue type { ...T } } type { ...T } } } } } \
    fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

/// All of them, by name.
pub(super) async fn all(app: &TestApp) -> Vec<Call> {
    let types = app.graphql().data(INTROSPECTION).await["__schema"]["types"].clone();
    let types: HashMap<String, Value> = types
        .as_array()
        .unwrap()
        .iter()
        .map(|each| (each["name"].as_str().unwrap().to_owned(), each.clone()))
        .collect();
    let fields = types["Mutation"]["fields"].as_array().unwrap();
    let mut calls: Vec<Call> = fields.iter().map(|field| call(&types, field)).collect();
    calls.sort_by(|a, b| a.name.cmp(&b.name));
    calls
}

/// What an answer says of a mutation: the code of its error, of what is to be mended, or that it was done.
pub(super) fn code(answer: &Value) -> String {
    if let Some(error) = answer["errors"].get(0) {
        return format!("error {}", error["extensions"]["code"].as_str().unwrap_or("without a code"));
    }
    let payload = answer["data"].as_object().and_then(|data| data.values().next());
    match payload.and_then(|payload| payload["userErrors"].get(0)) {
        Some(error) => error["code"].as_str().unwrap_or("without a code").to_owned(),
        None => "done".to_owned(),
    }
}

/// An id of something that isn't there, of the kind that a name stands for: a segment of a path, an argument.
pub(super) fn id_of(name: &str) -> String {
    let prefix = match name.to_lowercase() {
        name if name.starts_with("id of playlist") || name == "playlists" => "pl",
        name if name.contains("webhookdelivery") || name.contains("webhook-deliver") => "whd",
        name if name.contains("webhook") => "whe",
        name if name.contains("session") => "ses",
        name if name.contains("proposal") => "ppr",
        name if name.contains("article") || name.contains("history") || name.contains("dismiss") => "art",
        name if name.contains("item") => "pli",
        name if name.contains("follow") || name.contains("target") => "exp",
        name if name.contains("identit") => "idn",
        name if name.contains("export") => "dxp",
        name if name.contains("account") => "acc",
        name if name.contains("organisation") => "org",
        name if name.contains("product") => "prd",
        name if name.contains("key") => "apk",
        _ => "img",
    };
    id(prefix, 999_999)
}

fn call(types: &HashMap<String, Value>, field: &Value) -> Call {
    let name = field["name"].as_str().unwrap().to_owned();
    let arguments: Vec<String> = needed(&field["args"]).map(|argument| given(types, argument, &name)).collect();
    let payload = &types[innermost(&field["type"])["name"].as_str().unwrap()];
    let has_errors = payload["fields"].as_array().unwrap().iter().any(|field| field["name"] == "userErrors");
    let selection = if has_errors { "userErrors { code }" } else { "__typename" };
    let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
    Call { document: format!("mutation {{ {name}{arguments} {{ {selection} }} }}"), name }
}

/// Those arguments, or members of an input, without which the document isn't valid.
fn needed(values: &Value) -> impl Iterator<Item = &Value> {
    let all = values.as_array().map(Vec::as_slice).unwrap_or_default();
    all.iter().filter(|value| value["type"]["kind"] == "NON_NULL" && value["defaultValue"].is_null())
}

fn given(types: &HashMap<String, Value>, argument: &Value, noun: &str) -> String {
    let name = argument["name"].as_str().unwrap();
    format!("{name}: {}", value(types, &argument["type"], &format!("{name} of {noun}")))
}

/// A value of a type, as a document writes it.
fn value(types: &HashMap<String, Value>, of: &Value, noun: &str) -> String {
    match of["kind"].as_str().unwrap() {
        "NON_NULL" => value(types, &of["ofType"], noun),
        "LIST" => format!("[{}]", value(types, &of["ofType"], noun)),
        "ENUM" => types[of["name"].as_str().unwrap()]["enumValues"][0]["name"].as_str().unwrap().to_owned(),
        "INPUT_OBJECT" => {
            let definition = &types[of["name"].as_str().unwrap()];
            let members: Vec<String> =
                needed(&definition["inputFields"]).map(|member| given(types, member, noun)).collect();
            format!("{{{}}}", members.join(", "))
        }
        _ => match of["name"].as_str().unwrap() {
            "ID" => json!(id_of(noun)).to_string(),
            "Int" => "1".to_owned(),
            "Boolean" => "true".to_owned(),
            "DateTime" => json!("2026-11-25T00:00:00Z").to_string(),
            "Language" => json!("en").to_string(),
            _ => json!("something").to_string(),
        },
    }
}

fn innermost(of: &Value) -> &Value {
    if of["ofType"].is_null() { of } else { innermost(&of["ofType"]) }
}
