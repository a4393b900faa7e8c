//! What all mutations share: what a person can mend comes back in the payload, as `userErrors`; all else is an error of
//! the answer. A mutation's own payload stands beside it, in its noun's folder.

use async_graphql::{MaybeUndefined, SimpleObject};
use domain::{Code, Fault, Session};

use crate::error::{Result, Told};

/// Something that the person who sent the mutation can mend: a value that won't do, or a state of things that is
/// another than they thought.
#[derive(Debug, Clone, SimpleObject)]
pub(crate) struct UserError {
    /// What is wrong, as a word of the table of errors: decide by it.
    code: &'static str,
    /// What is wrong, in a sentence for people.
    message: String,
    /// The member of the input that is meant, if it is one: `displayName`.
    field: Option<String>,
}

/// What came of a mutation: what was wanted, or what a person can mend.
pub(crate) type Heard<T> = std::result::Result<T, Vec<UserError>>;

/// Tells the two kinds of failure apart.
pub(crate) trait Hear<T> {
    /// The outcome, with what a person can mend apart from what ends the operation.
    ///
    /// # Errors
    /// What nobody can mend by another input: access, limits, faults of ours.
    fn heard(self, session: &Session) -> Result<Heard<T>>;
}

impl<T> Hear<T> for domain::Result<T> {
    fn heard(self, session: &Session) -> Result<Heard<T>> {
        match self {
            Ok(value) => Ok(Ok(value)),
            Err(error) if matches!(error.entry().fault, Fault::Input | Fault::State) => {
                let code = error.entry().code;
                let first = UserError { code, message: error.message, field: error.field };
                let also = error.also.into_iter();
                let also = also.map(|other| UserError { code, message: other.message, field: Some(other.field) });
                Ok(Err(std::iter::once(first).chain(also).collect()))
            }
            Err(error) => Err(error).told(session),
        }
    }
}

/// Whether somebody else has changed meanwhile what was to be changed: then the payload has it as it is now.
pub(crate) fn is_late<T>(outcome: &domain::Result<T>) -> bool {
    matches!(outcome, Err(error) if error.code == Code::VersionConflict)
}

/// The two halves of a payload: what was wanted, and what is to be mended.
pub(crate) fn halves<T>(heard: Heard<T>) -> (Option<T>, Vec<UserError>) {
    match heard {
        Ok(value) => (Some(value), Vec::new()),
        Err(errors) => (None, errors),
    }
}

/// A member of an input that can be left as it is, taken away, or set.
pub(crate) fn given<T>(value: MaybeUndefined<T>) -> Option<Option<T>> {
    match value {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(value)),
    }
}
