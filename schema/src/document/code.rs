//! The codes of everything that is refused before, or blamed while, a document runs, as the domain's one table spells
//! them. Codes of business failures come with the domain's errors.

use domain::Code;

/// The text is not a GraphQL document.
pub const PARSE_FAILED: &str = Code::DocumentParseFailed.entry().code;
/// The document breaks a validation rule of the specification or names what the schema does not have.
pub const INVALID: &str = Code::DocumentInvalid.entry().code;
/// The document is larger, deeper or more costly than this server allows.
pub const TOO_COMPLEX: &str = Code::DocumentTooComplex.entry().code;
/// The variables do not fit the types that the operation declares.
pub const VARIABLES_INVALID: &str = Code::VariablesInvalid.entry().code;
/// No operation, or no single operation, could be chosen from the document.
pub const OPERATION_NOT_FOUND: &str = Code::OperationNotFound.entry().code;
/// The kind of operation is not served here (a subscription sent as a plain request).
pub const OPERATION_NOT_SUPPORTED: &str = Code::OperationNotSupported.entry().code;
/// An argument passed validation but its scalar could not be read (a date that does not exist).
pub const ARGUMENT_INVALID: &str = Code::ParameterInvalid.entry().code;
/// The server is at fault; the cause is in its log.
pub const INTERNAL: &str = Code::Internal.entry().code;
/// An id of a document that isn't known: the client sends its text as well.
pub const NOT_FOUND: &str = Code::PersistedQueryNotFound.entry().code;
/// The text of a document has another hash than its id says.
pub const HASH_MISMATCH: &str = Code::PersistedQueryMismatch.entry().code;
/// The document isn't one of the manifest's, and others aren't run for everybody.
pub const UNTRUSTED: &str = Code::DocumentUntrusted.entry().code;
