//! Every limit that a body obeys, in one place. `body.schema.json` repeats those that JSON Schema can say; a test
//! holds the two together. What happens at a limit is always an error ([`super::BodyError`]), never a silent cut.

/// Bytes of a body's JSON, written without spaces.
pub const MAX_BYTES: usize = 1024 * 1024;
/// Blocks in a body.
pub const MAX_BLOCKS: usize = 2_000;
/// Spans in a block or in a cell of a table.
pub const MAX_SPANS: usize = 500;
/// Links that a block or a table defines.
pub const MAX_LINKS: usize = 500;
/// Characters of one span, or of a cell written as plain text.
pub const MAX_TEXT_CHARS: usize = 20_000;
/// Characters of a code block.
pub const MAX_CODE_CHARS: usize = 100_000;
/// Characters of an alternative text, a caption or a title.
pub const MAX_LINE_CHARS: usize = 2_000;
/// Characters of a provider's or a programming language's name.
pub const MAX_NAME_CHARS: usize = 60;
/// Characters of an address.
pub const MAX_URL_CHARS: usize = 2_048;
/// Characters of a `_key` or a `_type`.
pub const MAX_KEY_CHARS: usize = 64;
/// Nesting of lists; HTML that nests deeper is imported at this level.
pub const MAX_LEVEL: u8 = 8;
/// Rows of a table.
pub const MAX_ROWS: usize = 500;
/// Cells of a row.
pub const MAX_CELLS: usize = 50;
/// Arrays and objects inside each other in a block of unknown type.
pub const MAX_NESTING: usize = 32;

/// Problems of one body that are told at once.
pub const MAX_PROBLEMS: usize = 20;
/// Work of one diff: for each block the square of its words that differ. Blocks past it are replaced as a whole.
pub const MAX_DIFF_WORK: usize = 16_000_000;

/// Bytes of HTML that are read.
pub const MAX_HTML_BYTES: usize = 2 * 1024 * 1024;
/// Elements open at once while HTML is read. Deeper ones lose their meaning, not their text.
pub const MAX_HTML_DEPTH: usize = 200;
/// Nodes that the HTML parser may make; formatting that is never closed multiplies them.
pub const MAX_HTML_NODES: usize = 200_000;
/// Separators (spaces, quotes, slashes) in one tag or comment. The parser compares each attribute with all before it.
pub const MAX_TAG_SEPARATORS: usize = 8_000;
