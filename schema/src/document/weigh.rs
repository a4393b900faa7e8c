//! What a document would come to, without running it: what each operation costs at the most, which deprecated fields it uses, and of
//! which types its answer is made. For whoever checks a manifest before it is put in place.

use std::collections::BTreeSet;

use async_graphql::{
    Name, Value, Variables,
    parser::types::{BaseType, Selection, SelectionSet, Type},
};
use domain::page::PAGE_SIZE_MAX;

use super::{Document, DocumentError, Limits, Operation, OperationKind, Shape};

/// What an operation would come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weight {
    /// Its name; the anonymous operation has none.
    pub operation: Option<String>,
    /// What kind it is.
    pub kind: OperationKind,
    /// What it costs when each page is as large as it may be and nothing is skipped, in objects.
    pub cost: u64,
    /// The deprecated fields that it selects: `Article.summary`.
    pub deprecated: BTreeSet<String>,
    /// The types of objects that its answer is made of: a change of one of those may make it another answer.
    pub types: BTreeSet<String>,
}

impl Document {
    /// What each of its operations would come to, by name.
    ///
    /// # Errors
    /// As for an execution: when introspection asks for too much.
    pub fn weigh(&self, shape: &Shape, limits: &Limits) -> Result<Vec<Weight>, DocumentError> {
        let mut weights = Vec::new();
        for operation in self.operations() {
            let variables = self.largest(&operation);
            let cost = self.cost(&operation, &variables, shape, limits)?.requested;
            let mut seen = Seen { document: self, shape, deprecated: BTreeSet::new(), types: BTreeSet::new() };
            let root = shape.root(operation.definition.ty).unwrap_or_default();
            seen.selections(&operation.definition.selection_set.node, root);
            let Seen { deprecated, types, .. } = seen;
            let name = operation.name.map(str::to_owned);
            weights.push(Weight { operation: name, kind: operation.kind, cost, deprecated, types });
        }
        weights.sort_by(|one, other| one.operation.cmp(&other.operation));
        Ok(weights)
    }

    /// Variables with which the operation costs the most: numbers are page sizes, lists are as long as a page.
    fn largest(&self, operation: &Operation<'_>) -> Variables {
        let mut variables = Variables::default();
        for definition in &operation.definition.variable_definitions {
            let definition = &definition.node;
            let value = match (&definition.var_type.node.base, named(&definition.var_type.node)) {
                (BaseType::List(_), _) => Value::List(vec![Value::Null; PAGE_SIZE_MAX]),
                (BaseType::Named(_), "Int") => Value::Number(PAGE_SIZE_MAX.into()),
                (BaseType::Named(_), _) => continue,
            };
            variables.insert(definition.name.node.clone(), value);
        }
        variables
    }
}

fn named(of: &Type) -> &str {
    super::shape::named(of).as_str()
}

struct Seen<'d> {
    document: &'d Document,
    shape: &'d Shape,
    deprecated: BTreeSet<String>,
    types: BTreeSet<String>,
}

impl Seen<'_> {
    fn selections(&mut self, set: &SelectionSet, on: &str) {
        let document = self.document;
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    let (name, shape): (&Name, _) = (&field.node.name.node, self.shape);
                    let Some(found) = shape.field(on, name) else { continue };
                    if found.deprecated {
                        self.deprecated.insert(format!("{on}.{name}"));
                    }
                    if !field.node.selection_set.node.items.is_empty() {
                        self.types.insert(found.target.to_string());
                        self.selections(&field.node.selection_set.node, &found.target);
                    }
                }
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    let on = condition.map_or(on, |condition| condition.node.on.node.as_str());
                    self.selections(&inline.node.selection_set.node, on);
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(found) = document.parsed.fragments.get(&spread.node.fragment_name.node) {
                        let on = found.node.type_condition.node.on.node.as_str();
                        self.selections(&found.node.selection_set.node, on);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SDL: &str = "type Query { articles(first: Int): ArticleConnection nodes(ids: [ID!]!): [Article!]! } \
        type ArticleConnection { nodes: [Article!]! } type Article { title: String summary: String @deprecated(reason: \"Use title.\") }";

    fn weigh(text: &str) -> Vec<Weight> {
        let limits = Limits::default();
        Document::parse(text, &limits).unwrap().weigh(&Shape::read(SDL).unwrap(), &limits).unwrap()
    }

    #[test]
    fn pages_count_as_large_as_they_may_be() {
        let cost = |text| weigh(text)[0].cost;
        assert_eq!(cost("{ articles(first: 10) { nodes { title } } }"), 12);
        assert_eq!(cost("query A($n: Int) { articles(first: $n) { nodes { title } } }"), 111);
        assert_eq!(
            cost("query A($ids: [ID!]!) { nodes(ids: $ids) { title } }"),
            111,
            "the ids themselves count as well"
        );
        assert_eq!(
            cost("query A($n: Int, $s: Boolean!) { articles(first: $n) @skip(if: $s) { nodes { title } } }"),
            111
        );
    }

    #[test]
    fn deprecated_fields_and_types_are_found_through_fragments() {
        let text = "query B { articles { nodes { ...A } } } query A { nodes(ids: []) { title } } fragment A on Article { s: summary }";
        let [a, b] = &weigh(text)[..] else { panic!("two operations") };
        assert_eq!((a.operation.as_deref(), a.deprecated.len()), (Some("A"), 0));
        assert_eq!(b.deprecated, BTreeSet::from(["Article.summary".to_owned()]));
        assert_eq!(b.types, BTreeSet::from(["Article".to_owned(), "ArticleConnection".to_owned()]));
    }
}
