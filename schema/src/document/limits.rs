//! Every limit that a document is held to, with its default, in one place.
//! Limits of the transport (body size, time) belong to `api`.

use serde::Deserialize;

/// What a document may ask for. All counts are inclusive: the limit itself is still allowed.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Length of the document's text in bytes.
    pub bytes: usize,
    /// Lexical tokens (GraphQL specification, section 2.1.6), commas and comments excluded.
    pub tokens: usize,
    /// Levels of fields from the root to the deepest leaf, fragments spread. graphql-js's introspection query with 13
    /// levels of `ofType` needs 18.
    pub depth: u32,
    /// Selections of all operations together after every fragment is spread: what validation walks through.
    pub selections: u64,
    /// Aliased fields of one operation after every fragment is spread.
    pub aliases: u64,
    /// Directives of one operation after every fragment is spread.
    pub directives: u64,
    /// Fields selected on the root type, fragments spread.
    pub root_fields: u64,
    /// Fragment definitions in the document.
    pub fragments: usize,
    /// Operations in the document.
    pub operations: usize,
    /// Variables that one operation declares.
    pub variables: usize,
    /// Values inside variables (each scalar, list and object is one, and each 64 bytes of a string one more), counted
    /// again for each place of the document that uses the variable, because the engine copies them there.
    pub input_values: u64,
    /// Cost of one operation: see [`Cost`](super::Cost).
    pub cost: u64,
    /// Items that a page is assumed to hold when neither the request nor the schema says how many.
    pub default_page: u64,
    /// Items that a list without paging is assumed to hold.
    pub assumed_list: u64,
    /// Admitted documents kept, at most.
    pub kept_documents: usize,
    /// Memory for admitted documents in bytes, at most, by estimate.
    pub kept_bytes: u64,
}

impl Limits {
    /// Levels of brackets of any kind in the text, and of selection sets with fragments spread. Not a setting: it
    /// guards the stacks of the parser, the validator and this module, which recurse once or more for each level.
    pub const NESTING: u32 = 60;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 64 * 1024,
            tokens: 8_000,
            depth: 24,
            selections: 4_000,
            aliases: 200,
            directives: 200,
            root_fields: 50,
            fragments: 200,
            operations: 50,
            variables: 100,
            input_values: 50_000,
            cost: 10_000,
            default_page: 20,
            assumed_list: 5,
            kept_documents: 2_000,
            kept_bytes: 32 * 1024 * 1024,
        }
    }
}
