//! The `extensions.code` values of everything that is refused before, or blamed while, a document runs.
//! Codes of business failures don't belong here: those come from the domain's error table.

/// The text is not a GraphQL document.
pub const PARSE_FAILED: &str = "document_parse_failed";
/// The document breaks a validation rule of the specification or names what the schema does not have.
pub const INVALID: &str = "document_invalid";
/// The document is larger, deeper or more costly than this server allows.
pub const TOO_COMPLEX: &str = "document_too_complex";
/// The variables do not fit the types that the operation declares.
pub const VARIABLES_INVALID: &str = "variables_invalid";
/// No operation, or no single operation, could be chosen from the document.
pub const OPERATION_NOT_FOUND: &str = "operation_not_found";
/// The kind of operation is not served here (a subscription sent as a plain request).
pub const OPERATION_NOT_SUPPORTED: &str = "operation_not_supported";
/// An argument passed validation but its scalar could not be read (a date that does not exist).
pub const ARGUMENT_INVALID: &str = "argument_invalid";
/// The server is at fault; the cause is in its log.
pub const INTERNAL: &str = "internal";
