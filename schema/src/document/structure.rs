//! The size of a parsed document with its fragments spread: counted without spreading them.
//! Each fragment is weighed once, in the order in which they depend on each other, so the work is linear in the text
//! even where the spread document would be astronomically large. Types don't matter here.

use std::collections::{HashMap, HashSet, VecDeque};

use async_graphql::{
    Name, Positioned,
    parser::types::{Directive, ExecutableDocument, Selection, SelectionSet},
};
use async_graphql_value::Value as InputValue;

use super::{DocumentError, Limits, at};

const SELECTIONS: &str = "selections with its fragments spread";

/// What one selection set amounts to, everything below it and all fragments included. Sums saturate.
#[derive(Clone, Copy, Default)]
struct Weight {
    selections: u64,
    aliases: u64,
    directives: u64,
    /// Fields on this level, fragments spread.
    top: u64,
    /// Levels of fields.
    depth: u32,
    /// Levels of selection sets of any kind: fields, inline fragments and spreads.
    nesting: u32,
}

/// Checks every operation and fragment against the limits, and answers how often each variable is used in the text.
///
/// # Errors
/// A fragment cycle, or the first limit that is passed.
pub(super) fn check(document: &ExecutableDocument, limits: &Limits) -> Result<HashMap<Name, u64>, DocumentError> {
    at_most("fragments", document.fragments.len() as u64, limits.fragments as u64)?;
    at_most("operations", document.operations.iter().len() as u64, limits.operations as u64)?;
    let mut uses = HashMap::new();
    let weights = weigh_fragments(document, limits, &mut uses)?;
    let mut selections = 0u64;
    for (_, operation) in document.operations.iter() {
        let operation = &operation.node;
        at_most("variables", operation.variable_definitions.len() as u64, limits.variables as u64)?;
        let mut weight = Weight::default();
        weight.directives(&operation.directives, &mut uses);
        for variable in &operation.variable_definitions {
            weight.directives(&variable.node.directives, &mut uses);
        }
        weight.add(&operation.selection_set.node, &weights, &mut uses);
        weight.check(limits)?;
        at_most("root fields", weight.top, limits.root_fields)?;
        // Validation walks every operation, not only the one that runs.
        selections = selections.saturating_add(weight.selections);
        at_most(SELECTIONS, selections, limits.selections)?;
    }
    Ok(uses)
}

fn at_most(what: &'static str, count: u64, limit: u64) -> Result<(), DocumentError> {
    if count > limit {
        return Err(DocumentError::TooMany { what, limit });
    }
    Ok(())
}

/// Kahn's topological order over 'is spread by': a fragment is weighed once all that it spreads are.
fn weigh_fragments<'d>(
    document: &'d ExecutableDocument,
    limits: &Limits,
    uses: &mut HashMap<Name, u64>,
) -> Result<HashMap<&'d str, Weight>, DocumentError> {
    let mut waits_for: HashMap<&str, usize> = HashMap::new();
    let mut spread_by: HashMap<&str, Vec<&str>> = HashMap::new();
    for (name, fragment) in &document.fragments {
        let mut spreads = Vec::new();
        collect_spreads(&fragment.node.selection_set.node, &mut spreads);
        spreads.retain(|spread| document.fragments.contains_key(*spread));
        spreads.sort_unstable();
        spreads.dedup();
        waits_for.insert(name, spreads.len());
        for spread in spreads {
            spread_by.entry(spread).or_default().push(name);
        }
    }
    let mut ready: VecDeque<&str> = waits_for.iter().filter(|(_, waits)| **waits == 0).map(|(name, _)| *name).collect();
    let mut weights = HashMap::with_capacity(waits_for.len());
    while let Some(name) = ready.pop_front() {
        let fragment = &document.fragments[name].node;
        let mut weight = Weight::default();
        weight.directives(&fragment.directives, uses);
        weight.add(&fragment.selection_set.node, &weights, uses);
        weight.check(limits)?;
        weights.insert(name, weight);
        for user in spread_by.remove(name).unwrap_or_default() {
            if let Some(waits) = waits_for.get_mut(user) {
                *waits -= 1;
                if *waits == 0 {
                    ready.push_back(user);
                }
            }
        }
    }
    match cycle(document, &weights) {
        None => Ok(weights),
        Some(name) => Err(DocumentError::FragmentCycle { name: name.to_owned(), at: at(document.fragments[name].pos) }),
    }
}

/// A fragment that is part of a cycle, if any could not be weighed: each of those spreads another of them, so whoever
/// follows the spreads comes round. Begins with the first by name, so that the answer is the same each time.
fn cycle<'d>(document: &'d ExecutableDocument, weights: &HashMap<&str, Weight>) -> Option<&'d str> {
    let stuck = |name: &&'d str| document.fragments.contains_key(*name) && !weights.contains_key(*name);
    let mut name = document.fragments.keys().map(Name::as_str).filter(stuck).min()?;
    let mut seen = HashSet::new();
    while seen.insert(name) {
        let mut spreads = Vec::new();
        collect_spreads(&document.fragments[name].node.selection_set.node, &mut spreads);
        name = spreads.into_iter().filter(stuck).min()?;
    }
    Some(name)
}

fn collect_spreads<'d>(set: &'d SelectionSet, spreads: &mut Vec<&'d str>) {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => collect_spreads(&field.node.selection_set.node, spreads),
            Selection::InlineFragment(inline) => {
                collect_spreads(&inline.node.selection_set.node, spreads);
            }
            Selection::FragmentSpread(spread) => spreads.push(&spread.node.fragment_name.node),
        }
    }
}

impl Weight {
    /// Adds a selection set. Recurses no deeper than the brackets of the text.
    fn add(&mut self, set: &SelectionSet, fragments: &HashMap<&str, Weight>, uses: &mut HashMap<Name, u64>) {
        for selection in &set.items {
            self.selections = self.selections.saturating_add(1);
            self.directives(selection.node.directives(), uses);
            let mut below = Weight::default();
            match &selection.node {
                Selection::Field(field) => {
                    let field = &field.node;
                    for (_, value) in &field.arguments {
                        count_variables(&value.node, uses);
                    }
                    below.add(&field.selection_set.node, fragments, uses);
                    below.top = 1;
                    below.depth += 1;
                    below.aliases = below.aliases.saturating_add(u64::from(field.alias.is_some()));
                }
                Selection::InlineFragment(inline) => {
                    below.add(&inline.node.selection_set.node, fragments, uses);
                }
                // An unknown fragment weighs nothing; validation names it.
                Selection::FragmentSpread(spread) => {
                    let name = spread.node.fragment_name.node.as_str();
                    below = fragments.get(name).copied().unwrap_or_default();
                }
            }
            self.selections = self.selections.saturating_add(below.selections);
            self.aliases = self.aliases.saturating_add(below.aliases);
            self.directives = self.directives.saturating_add(below.directives);
            self.top = self.top.saturating_add(below.top);
            self.depth = self.depth.max(below.depth);
            self.nesting = self.nesting.max(below.nesting + 1);
        }
    }

    fn directives(&mut self, directives: &[Positioned<Directive>], uses: &mut HashMap<Name, u64>) {
        self.directives = self.directives.saturating_add(directives.len() as u64);
        for (_, value) in directives.iter().flat_map(|directive| &directive.node.arguments) {
            count_variables(&value.node, uses);
        }
    }

    fn check(&self, limits: &Limits) -> Result<(), DocumentError> {
        at_most(SELECTIONS, self.selections, limits.selections)?;
        at_most("aliases", self.aliases, limits.aliases)?;
        at_most("directives", self.directives, limits.directives)?;
        for (what, depth, limit) in
            [("fields", self.depth, limits.depth), ("selections", self.nesting, Limits::NESTING)]
        {
            if depth > limit {
                return Err(DocumentError::TooDeep { what, limit });
            }
        }
        Ok(())
    }
}

fn count_variables(value: &InputValue, uses: &mut HashMap<Name, u64>) {
    match value {
        InputValue::Variable(name) => *uses.entry(name.clone()).or_default() += 1,
        InputValue::List(items) => items.iter().for_each(|item| count_variables(item, uses)),
        InputValue::Object(fields) => fields.values().for_each(|field| count_variables(field, uses)),
        _ => {}
    }
}
