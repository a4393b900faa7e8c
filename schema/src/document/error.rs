//! Why a document was refused before it ran. Errors of resolvers don't belong here.

use serde::Serialize;

use super::{Cost, code};

/// A place in the document's text. Both numbers begin at 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Location {
    pub line: usize,
    pub column: usize,
}

/// A request error (GraphQL specification, section 7.1.2): nothing was executed, so the answer has no `data`.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum DocumentError {
    #[error("The document is {bytes} bytes long; the limit is {limit}.")]
    TooLong { bytes: usize, limit: usize },
    #[error("The document has more than {limit} {what}.")]
    TooMany { what: &'static str, limit: u64 },
    #[error("The document nests {what} more than {limit} levels deep.")]
    TooDeep { what: &'static str, limit: u32 },
    #[error("The operation costs {}; the limit is {}.", .0.requested, .0.limit)]
    TooCostly(Cost),
    #[error("The variables hold more values than {limit}, counted at each place that uses them.")]
    InputTooLarge { limit: u64 },
    #[error("Syntax error: {message}")]
    Syntax { message: String, at: Option<Location> },
    #[error("Fragment \"{name}\" spreads itself, directly or through others.")]
    FragmentCycle { name: String, at: Location },
    #[error("Variable \"${variable}\" cannot be of type \"{given}\": the schema has no such input type.")]
    VariableType { variable: String, given: String, at: Location },
    #[error("The document holds several operations: operationName must say which to run.")]
    OperationNameRequired,
    #[error("The document has no operation named \"{0}\".")]
    OperationUnknown(String),
    #[error("Subscriptions are not answered by a plain request: use the WebSocket or the event stream.")]
    Subscription,
    /// The words are those that clients of automatic persisted queries look for.
    #[error("PersistedQueryNotFound")]
    Unknown,
    #[error("The document has another SHA-256 than the one that it is said to have.")]
    HashMismatch,
    #[error("Only documents of the manifest are run for whoever isn't logged in.")]
    Untrusted,
    #[error("{} of the variables cannot be used.", .0.len())]
    Variables(Vec<VariableFault>),
}

/// One reason why the value of a variable does not fit its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariableFault {
    pub message: String,
    /// Where the operation declares the variable.
    pub at: Location,
}

impl DocumentError {
    /// The value of `extensions.code`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. }
            | Self::TooMany { .. }
            | Self::TooDeep { .. }
            | Self::TooCostly(_)
            | Self::InputTooLarge { .. } => code::TOO_COMPLEX,
            Self::Syntax { .. } => code::PARSE_FAILED,
            Self::FragmentCycle { .. } | Self::VariableType { .. } => code::INVALID,
            Self::OperationNameRequired | Self::OperationUnknown(_) => code::OPERATION_NOT_FOUND,
            Self::Subscription => code::OPERATION_NOT_SUPPORTED,
            Self::Variables(_) => code::VARIABLES_INVALID,
            Self::Unknown => code::NOT_FOUND,
            Self::HashMismatch => code::HASH_MISMATCH,
            Self::Untrusted => code::UNTRUSTED,
        }
    }

    /// The places in the document that the refusal is about; often none.
    pub fn location(&self) -> Option<Location> {
        match self {
            Self::Syntax { at, .. } => *at,
            Self::FragmentCycle { at, .. } | Self::VariableType { at, .. } => Some(*at),
            _ => None,
        }
    }
}
