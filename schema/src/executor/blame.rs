//! Whose fault an error of the engine is, and what of it a client may read.
//! Business errors carry their code already and pass untouched.

use std::collections::HashSet;

use async_graphql::{
    Name, Pos, Positioned, ServerError,
    parser::types::{ExecutableDocument, Field, Selection, SelectionSet},
};
use async_graphql_value::Value as InputValue;

use crate::document::code;

/// What a client reads of a fault of ours.
pub(super) const INTERNAL: &str = "The server could not answer this. The cause is in its log.";
/// Validation errors that one answer reports, at most.
const REPORTED: usize = 50;

/// Codes the errors of a request that did not run: validation, which the engine does with the variables put in.
/// Where the value of a variable is what an argument refuses, the variables are at fault and not the document.
pub(super) fn validation(errors: &mut Vec<ServerError>, document: &ExecutableDocument) {
    errors.truncate(REPORTED);
    let fed = Fed::by_variables(document);
    for error in errors {
        let argument = error.message.starts_with("Invalid value for argument");
        let by_variable = argument && error.locations.iter().any(|place| fed.0.contains(place));
        let blamed = if by_variable { code::VARIABLES_INVALID } else { code::INVALID };
        set_code(error, blamed);
    }
}

/// Codes the errors of resolvers that have none. Those that the engine makes of a scalar that can't be read are the
/// client's, and say what was expected. All others are ours: logged, and hidden.
pub(super) fn execution(errors: &mut [ServerError]) {
    for error in errors {
        let coded = error.extensions.as_ref().is_some_and(|values| values.get("code").is_some());
        if coded {
            continue;
        }
        let unreadable = ["Failed to parse \"", "Expected input type \""];
        if unreadable.iter().any(|start| error.message.starts_with(start)) {
            set_code(error, code::ARGUMENT_INVALID);
            continue;
        }
        tracing::error!(cause = %error.message, path = ?error.path, "a resolver failed without a code");
        INTERNAL.clone_into(&mut error.message);
        error.extensions = None;
        set_code(error, code::INTERNAL);
    }
}

fn set_code(error: &mut ServerError, code: &str) {
    error.extensions.get_or_insert_default().set("code", code);
}

/// The places of arguments whose value comes from variables, wholly or in part. The engine names the argument.
#[derive(Default)]
struct Fed(HashSet<Pos>);

impl Fed {
    fn by_variables(document: &ExecutableDocument) -> Self {
        let mut fed = Self::default();
        let operations = document.operations.iter().map(|(_, found)| &found.node.selection_set);
        let fragments = document.fragments.values().map(|found| &found.node.selection_set);
        operations.chain(fragments).for_each(|set| fed.visit(&set.node));
        fed
    }

    fn visit(&mut self, set: &SelectionSet) {
        for selection in &set.items {
            for directive in selection.node.directives() {
                self.arguments(&directive.node.arguments);
            }
            match &selection.node {
                Selection::Field(Positioned { node: Field { arguments, selection_set, .. }, .. }) => {
                    self.arguments(arguments);
                    self.visit(&selection_set.node);
                }
                Selection::InlineFragment(inline) => self.visit(&inline.node.selection_set.node),
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    fn arguments(&mut self, arguments: &[(Positioned<Name>, Positioned<InputValue>)]) {
        let fed = arguments.iter().filter(|(_, value)| has_variable(&value.node));
        self.0.extend(fed.map(|(name, _)| name.pos));
    }
}

fn has_variable(value: &InputValue) -> bool {
    match value {
        InputValue::Variable(_) => true,
        InputValue::List(items) => items.iter().any(has_variable),
        InputValue::Object(fields) => fields.values().any(has_variable),
        _ => false,
    }
}
