//! What an operation costs, by the types it walks through and the variables it is given.
//! Limits that need neither types nor variables belong to `structure`.
//!
//! The unit is one object of the answer; a scalar costs a tenth of it. A field that leads to an object costs 1 and
//! what is below it. A list costs that for each item: of a page (`first` or `last`, from the request, else the schema's
//! default, else the server's), of `ids`, or an assumed number. A connection costs 1, and its `edges` and `nodes`
//! each cost a page of items; an edge is free, its node is not. Large arguments cost 1 for each 100 values. Aliases
//! and repeated fields are fields like any other, because the engine resolves each. `__schema` and `__type` cost
//! nothing here, since they touch no data; they have an account of their own.

use std::cell::Cell;

use async_graphql::{
    Name, Number, Positioned, Value, Variables,
    parser::types::{Directive, Field as Selected, FragmentDefinition, Selection, SelectionSet},
};
use async_graphql_value::Value as InputValue;
use serde::Serialize;

use super::{
    Document, DocumentError, Limits, Operation,
    input::weight,
    introspection,
    shape::{Repeats, Shape},
};

/// The cost of one execution and what is allowed, in objects, rounded up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Cost {
    pub requested: u64,
    pub limit: u64,
}

/// The walk adds in tenths.
const OBJECT: u64 = 10;
const SCALAR: u64 = 1;
/// Values of an argument that cost as much as one scalar.
const VALUES_PER_SCALAR: u64 = 10;

impl Document {
    /// Adds up what `operation` asks for with these (coerced) variables. The walk is bounded by the limit on
    /// selections.
    ///
    /// # Errors
    /// When introspection alone would bring more than [`Shape`] allows. Whether the cost is allowed is the caller's
    /// question.
    pub(crate) fn cost(
        &self,
        operation: &Operation<'_>,
        variables: &Variables,
        shape: &Shape,
        limits: &Limits,
    ) -> Result<Cost, DocumentError> {
        let (requested, introspection) = self.add_up(operation, variables, shape, limits);
        let limit = shape.introspection_limit();
        if introspection > limit {
            let (what, limit) = ("objects in its introspection", limit / OBJECT);
            return Err(DocumentError::TooMany { what, limit });
        }
        Ok(Cost { requested: requested.div_ceil(OBJECT), limit: limits.cost })
    }

    /// The cost of the data and that of the schema itself, in tenths.
    pub(super) fn add_up(
        &self,
        operation: &Operation<'_>,
        variables: &Variables,
        shape: &Shape,
        limits: &Limits,
    ) -> (u64, u64) {
        let walk = Walk { document: self, variables, shape, limits, introspection: Cell::new(0) };
        let root = shape.root(operation.definition.ty).unwrap_or_default();
        let set = &operation.definition.selection_set.node;
        let data = walk.selections(set, root, None);
        (data, walk.introspection.get())
    }
}

struct Walk<'w> {
    document: &'w Document,
    variables: &'w Variables,
    shape: &'w Shape,
    limits: &'w Limits,
    introspection: Cell<u64>,
}

impl Walk<'_> {
    /// The cost of one object's selections. `page` is the page size when the object is a connection.
    fn selections(&self, set: &SelectionSet, on: &str, page: Option<u64>) -> u64 {
        let costs = set.items.iter().map(|selection| match &selection.node {
            skipped if self.is_left_out(skipped.directives()) => 0,
            Selection::Field(field) => self.field(&field.node, on, page),
            Selection::InlineFragment(inline) => {
                let condition = inline.node.type_condition.as_ref();
                let on = condition.map_or(on, |condition| condition.node.on.node.as_str());
                self.selections(&inline.node.selection_set.node, on, page)
            }
            Selection::FragmentSpread(spread) => {
                let fragments = &self.document.parsed.fragments;
                fragments.get(&spread.node.fragment_name.node).map_or(0, |found| {
                    let FragmentDefinition { type_condition, selection_set, .. } = &found.node;
                    self.selections(&selection_set.node, &type_condition.node.on.node, page)
                })
            }
        });
        costs.fold(0, u64::saturating_add)
    }

    fn field(&self, field: &Selected, on: &str, page: Option<u64>) -> u64 {
        if let Some(meta) = introspection::root(&field.name.node) {
            let objects = self.selections(&field.selection_set.node, meta, None);
            let so_far = self.introspection.get().saturating_add(objects);
            self.introspection.set(so_far);
            return 0;
        }
        // `__typename`, the scalars of introspection, and what the schema lacks, which validation refuses.
        let Some(found) = self.shape.field(on, &field.name.node) else {
            return SCALAR;
        };
        let below = |page| self.selections(&field.selection_set.node, &found.target, page);
        let objects = match &found.repeats {
            Repeats::Leaf => SCALAR,
            Repeats::Once => below(None).saturating_add(OBJECT),
            Repeats::Connection { default } => below(Some(self.page(field, *default))).saturating_add(OBJECT),
            Repeats::Page { default } => times(self.page(field, *default), OBJECT, below(None)),
            Repeats::Known(items) => times(*items, OBJECT, below(None)),
            Repeats::Ids => times(self.ids(field), OBJECT, below(None)),
            Repeats::List => match (page, field.name.node.as_str()) {
                (Some(page), "edges") => times(page, 0, below(None)),
                (Some(page), "nodes") => times(page, OBJECT, below(None)),
                _ => times(self.limits.assumed_list, OBJECT, below(None)),
            },
        };
        let values = field.arguments.iter().map(|(_, value)| weight(&value.node, self.variables));
        objects.saturating_add(values.fold(0, u64::saturating_add) / VALUES_PER_SCALAR)
    }

    /// The larger of `first` and `last`; the schema's default, else the server's, where neither is a number.
    fn page(&self, field: &Selected, default: Option<u64>) -> u64 {
        let asked = ["first", "last"].into_iter().filter_map(|name| match &field.get_argument(name)?.node {
            InputValue::Number(number) => Some(size(number)),
            InputValue::Variable(variable) => match self.variables.get(variable)? {
                Value::Number(number) => Some(size(number)),
                _ => None,
            },
            _ => None,
        });
        asked.max().or(default).unwrap_or(self.limits.default_page)
    }

    fn ids(&self, field: &Selected) -> u64 {
        match field.get_argument("ids").map(|ids| &ids.node) {
            Some(InputValue::List(ids)) => ids.len() as u64,
            Some(InputValue::Variable(name)) => match self.variables.get(name) {
                Some(Value::List(ids)) => ids.len() as u64,
                _ => 1,
            },
            _ => 1,
        }
    }

    /// Whether `@skip` or `@include` leaves the selection out.
    fn is_left_out(&self, directives: &[Positioned<Directive>]) -> bool {
        directives.iter().any(|directive| {
            let condition = match directive.node.get_argument("if").map(|value| &value.node) {
                Some(InputValue::Boolean(literal)) => Some(*literal),
                Some(InputValue::Variable(name)) => self.boolean(name),
                _ => None,
            };
            match directive.node.name.node.as_str() {
                "skip" => condition == Some(true),
                "include" => condition == Some(false),
                _ => false,
            }
        })
    }

    fn boolean(&self, name: &Name) -> Option<bool> {
        match self.variables.get(name)? {
            Value::Boolean(value) => Some(*value),
            _ => None,
        }
    }
}

fn times(items: u64, own: u64, below: u64) -> u64 {
    items.saturating_mul(below.saturating_add(own))
}

/// A page size. A negative one is 0 here and refused by the resolver.
pub(super) fn size(number: &Number) -> u64 {
    number.as_u64().unwrap_or(0)
}
