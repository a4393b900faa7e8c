//! What is known of a document before it runs: whether it may run at all, which operations it has, what they cost.
//! Resolvers and the engine's own validation don't belong here; `executor` calls those afterwards.
//!
//! A text passes `lexical` (size, tokens, nesting), the parser, and `structure` (depth, breadth and expansion of
//! fragments, all in linear time, because the engine's validation is exponential in them). Then, for each request,
//! `variables` coerces and `cost` adds up.

pub mod code;
mod cost;
mod error;
mod input;
mod input_type;
mod introspection;
mod lexical;
mod limits;
mod manifest;
mod shape;
mod store;
mod structure;
#[cfg(test)]
mod tests;
mod variables;
mod weigh;

use std::{collections::HashMap, fmt, sync::Arc};

use async_graphql::{
    Name, Pos,
    parser::{
        Error as ParseError, parse_query,
        types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType},
    },
};

pub use cost::Cost;
pub use error::{DocumentError, Location, VariableFault};
#[cfg(test)]
pub(crate) use introspection::FULL as FULL_INTROSPECTION;
pub use limits::Limits;
pub use manifest::{Manifest, ManifestError};
pub use shape::{Shape, ShapeError};
pub use store::Asked;
pub(crate) use store::Documents;
pub use weigh::Weight;

/// A parsed document within the structural limits. Not validated against the schema: the engine does that.
#[derive(Debug)]
pub struct Document {
    text: Arc<str>,
    parsed: ExecutableDocument,
    /// How often the text uses each variable.
    uses: HashMap<Name, u64>,
}

/// One operation of a document.
#[derive(Clone, Copy, Debug)]
pub struct Operation<'d> {
    /// None for the anonymous operation.
    pub name: Option<&'d str>,
    pub kind: OperationKind,
    definition: &'d OperationDefinition,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationKind {
    Query,
    Mutation,
    Subscription,
}

impl fmt::Display for OperationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Query => "query",
            Self::Mutation => "mutation",
            Self::Subscription => "subscription",
        })
    }
}

impl Document {
    /// Reads a document and holds it to `limits`, in time linear in its length.
    ///
    /// # Errors
    /// A syntax error, a fragment cycle, or the first limit that is passed.
    pub fn parse(text: &str, limits: &Limits) -> Result<Arc<Self>, DocumentError> {
        lexical::check(text, limits)?;
        let parsed = parse_query(text).map_err(syntax)?;
        let uses = structure::check(&parsed, limits)?;
        Ok(Arc::new(Self { text: text.into(), parsed, uses }))
    }

    /// The text as it was sent.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// All operations, in no particular order.
    pub fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        let operations = self.parsed.operations.iter();
        operations.map(|(name, found)| Operation::new(name.map(Name::as_str), &found.node))
    }

    /// The operation to run, as the specification chooses it (section 6.1, GetOperation).
    ///
    /// # Errors
    /// `OperationNameRequired` with several operations and no name, `OperationUnknown` with a name that none has.
    pub fn operation(&self, name: Option<&str>) -> Result<Operation<'_>, DocumentError> {
        match (&self.parsed.operations, name) {
            (DocumentOperations::Single(only), None) => Ok(Operation::new(None, &only.node)),
            (DocumentOperations::Multiple(many), Some(name)) => many
                .get_key_value(name)
                .map(|(name, found)| Operation::new(Some(name), &found.node))
                .ok_or_else(|| DocumentError::OperationUnknown(name.to_owned())),
            (DocumentOperations::Single(_), Some(name)) => Err(DocumentError::OperationUnknown(name.to_owned())),
            (DocumentOperations::Multiple(many), None) => {
                let mut found = many.iter();
                match (found.next(), found.next()) {
                    (Some((name, only)), None) => Ok(Operation::new(Some(name), &only.node)),
                    _ => Err(DocumentError::OperationNameRequired),
                }
            }
        }
    }

    /// The parsed form, for the engine.
    pub(crate) fn parsed(&self) -> &ExecutableDocument {
        &self.parsed
    }
}

impl<'d> Operation<'d> {
    fn new(name: Option<&'d str>, definition: &'d OperationDefinition) -> Self {
        let kind = match definition.ty {
            OperationType::Query => OperationKind::Query,
            OperationType::Mutation => OperationKind::Mutation,
            OperationType::Subscription => OperationKind::Subscription,
        };
        Self { name, kind, definition }
    }
}

pub(crate) fn at(position: Pos) -> Location {
    Location { line: position.line, column: position.column }
}

/// The parser draws its message over several lines; the last one says what it expected.
fn syntax(error: ParseError) -> DocumentError {
    let drawn = error.to_string();
    let said = drawn.lines().last().unwrap_or_default();
    DocumentError::Syntax {
        message: said.trim_start_matches([' ', '=']).to_owned(),
        at: error.positions().next().map(at),
    }
}
