//! What introspection may fetch. It touches no data, but a type has fields that have types that have fields: a small
//! document can ask for millions of them. So it is added up like cost, with the numbers of this schema, and held to
//! a multiple of what tools ask for.

use std::collections::HashMap;

use async_graphql::{Name, Variables};

use super::{
    Document, DocumentError, Limits,
    shape::{Field, Repeats, Shape},
};

/// How many times the full query of the tools one operation may fetch.
const ALLOWANCE: u64 = 2;

/// The type under a root field of introspection (GraphQL specification, section 4.1).
pub(super) fn root(field: &str) -> Option<&'static str> {
    match field {
        "__schema" => Some("__Schema"),
        "__type" => Some("__Type"),
        _ => None,
    }
}

/// Adds the introspection types to the outputs of a schema of `types` types. A type is taken to have the average
/// number of fields; the other lists are short in any schema.
pub(super) fn describe(types: u64, outputs: &mut HashMap<Name, HashMap<Name, Field>>) {
    let fields: usize = outputs.values().map(HashMap::len).sum();
    let fields = fields.div_ceil(outputs.len().max(1)) as u64;
    let known = Repeats::Known;
    let entries = [
        ("__Schema", "types", "__Type", known(types)),
        ("__Schema", "queryType", "__Type", Repeats::Once),
        ("__Schema", "mutationType", "__Type", Repeats::Once),
        ("__Schema", "subscriptionType", "__Type", Repeats::Once),
        ("__Schema", "directives", "__Directive", known(5)),
        ("__Directive", "args", "__InputValue", known(2)),
        ("__Type", "fields", "__Field", known(fields)),
        ("__Type", "interfaces", "__Type", known(2)),
        ("__Type", "possibleTypes", "__Type", known(4)),
        ("__Type", "enumValues", "__EnumValue", known(6)),
        ("__Type", "inputFields", "__InputValue", known(4)),
        ("__Type", "ofType", "__Type", Repeats::Once),
        ("__Field", "args", "__InputValue", known(3)),
        ("__Field", "type", "__Type", Repeats::Once),
        ("__InputValue", "type", "__Type", Repeats::Once),
    ];
    for (on, name, target, repeats) in entries {
        let target = Name::new(target);
        let fields = outputs.entry(Name::new(on)).or_default();
        fields.insert(Name::new(name), Field { target, repeats, deprecated: false });
    }
}

/// The limit for this schema.
///
/// # Errors
/// Never for a document that is within the default limits; a test holds it there.
pub(super) fn limit(shape: &Shape) -> Result<u64, DocumentError> {
    let limits = Limits::default();
    let document = Document::parse(FULL, &limits)?;
    let operation = document.operation(None)?;
    let (_, objects) = document.add_up(&operation, &Variables::default(), shape, &limits);
    Ok(objects.saturating_mul(ALLOWANCE))
}

/// graphql-js's introspection query (getIntrospectionQuery, with all options and 13 levels of `ofType`).
pub(crate) const FULL: &str = r"
query IntrospectionQuery {
  __schema {
    description
    queryType { name kind }
    mutationType { name kind }
    subscriptionType { name kind }
    types { ...FullType }
    directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } }
  }
}
fragment FullType on __Type {
  kind name description specifiedByURL isOneOf
  fields(includeDeprecated: true) {
    name description args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason
  }
  inputFields(includeDeprecated: true) { ...InputValue }
  interfaces { ...TypeRef }
  enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
  possibleTypes { ...TypeRef }
}
fragment InputValue on __InputValue {
  name description type { ...TypeRef } defaultValue isDeprecated deprecationReason
}
fragment TypeRef on __Type {
  kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType {
    kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType {
      kind name ofType { kind name }
    } } } } } }
  } } } } } }
}
";
