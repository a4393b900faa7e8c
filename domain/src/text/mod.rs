//! Body text: Portable Text blocks (<https://www.portabletext.org>) as a Rust type, read from JSON and HTML, said as
//! JSON, HTML, Markdown and plain text. Pure code: no database, no files, no network. What an article *is* and who may
//! see it isn't here.
//!
//! | file | holds |
//! | --- | --- |
//! | `block.rs` `span.rs` `href.rs` | the parts of a body |
//! | `read.rs` `fields.rs` `error.rs` `limits.rs` | JSON in, and why it may be refused |
//! | `from_html/` | HTML in, also as WordPress stores it |
//! | `from_markdown.rs` `input.rs` `align.rs` | what an editor sends, and the keys that blocks keep |
//! | `diff.rs` `fingerprint.rs` | how two bodies differ |
//! | `html.rs` `markdown/` `plain.rs` `list.rs` | what readers get |
//! | `count.rs` `slug.rs` | words, minutes, addresses |
//!
//! Blocks of unknown type survive a round trip through JSON as they came, their properties in their order (numbers as
//! far as `serde_json` keeps them: an integer of more than 64 bits becomes a float). HTML, Markdown, plain text and
//! counts say nothing of them. A store must keep the text of the JSON: PostgreSQL's `jsonb` reorders properties.

mod align;
mod block;
mod count;
mod diff;
mod error;
mod fields;
mod fingerprint;
mod from_html;
mod from_markdown;
mod href;
mod html;
mod input;
pub mod limits;
mod list;
mod markdown;
mod plain;
mod read;
mod slug;
mod span;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

pub use block::{
    Block, BreakBlock, Cell, CodeBlock, EmbedBlock, ImageBlock, ListKind, ListPlace, Row, Style, TableBlock, TextBlock,
    UnknownBlock,
};
pub use diff::{BlockChange, BlockDiff, BodyDiff, RunChange, TextRun, blocks_behind, text_diff};
pub use error::{BodyError, BodyProblem};
pub use from_html::HtmlFlavour;
pub use href::{EmbedUrl, Href, ImageRef};
pub use html::{ImageSource, NoImages, ResolvedImage};
pub use input::{BodyInput, BodyRead};
pub use slug::{Slug, SlugError, slugify, slugify_encoded};
pub use span::{Decorator, LinkDef, Mark, Span};

/// The JSON Schema (draft 2020-12) of a body, with a relative `$id`. It accepts all that [`Body::from_json`] accepts;
/// the rules that JSON Schema can't say (unique keys, marks that name a link, bytes in all, depth) are in its `$comment`.
pub const JSON_SCHEMA: &str = include_str!("body.schema.json");

/// The text of an article: blocks with keys that are unique, within the limits of [`limits`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Body {
    blocks: Vec<Block>,
}

impl Body {
    /// The blocks in reading order.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// There is no block.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Reads an array of Portable Text blocks.
    ///
    /// # Errors
    /// The first thing that is wrong, with its block and its place: a missing or repeated `_key`, an unknown property of a
    /// known block, a link with a forbidden scheme, a limit that is passed.
    pub fn from_json(value: &Value) -> Result<Self, BodyError> {
        read::body(value)
    }

    /// The array of blocks; [`Body::from_json`] reads the same body from it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        self.blocks.iter().map(Block::to_json).collect()
    }

    /// Reads HTML as browsers do and keeps what a body can hold; scripts, styles, forms and drawings vanish. Keys are made
    /// from the content, so that the same HTML gives the same keys, and a block keeps its key when others change.
    ///
    /// # Errors
    /// Only for HTML that passes a limit of [`limits`]: nothing is cut in silence.
    pub fn from_html(html: &str, flavour: HtmlFlavour) -> Result<Self, BodyError> {
        from_html::body(html, flavour)
    }

    /// The pictures in reading order.
    pub fn images(&self) -> impl Iterator<Item = &ImageBlock> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Image(image) => Some(image),
            _ => None,
        })
    }

    /// Puts other pictures in place, such as stored ones for addresses of the web. `None` leaves a picture as it is.
    pub fn replace_images(&mut self, mut replacement: impl FnMut(&ImageRef) -> Option<ImageRef>) {
        for block in &mut self.blocks {
            if let Block::Image(block) = block
                && let Some(image) = replacement(&block.image)
            {
                block.image = image;
            }
        }
    }

    /// Semantic HTML5 without anything that can run: escaped, and passed through a sanitiser as a second lock.
    #[must_use]
    pub fn to_html(&self, images: &dyn ImageSource) -> String {
        html::render(self, images)
    }

    /// CommonMark with the tables and strike-through of GitHub's dialect. Underline, sub- and superscript, which Markdown
    /// lacks, are written as HTML.
    #[must_use]
    pub fn to_markdown(&self, images: &dyn ImageSource) -> String {
        markdown::render(self, images)
    }

    /// The words alone: paragraphs apart by a blank line, cells by a tab, list items with their bullet or number.
    #[must_use]
    pub fn to_plain_text(&self) -> String {
        plain::render(self)
    }

    /// Words by Unicode's rules (UAX #29) in text, tables and captions; program text isn't counted.
    #[must_use]
    pub fn word_count(&self) -> usize {
        count::words(self)
    }

    /// Minutes of silent reading in a language (BCP 47), rounded up and at least 1.
    #[must_use]
    pub fn reading_minutes(&self, language: &str) -> u32 {
        count::reading_minutes(self, language)
    }
}

impl Serialize for Body {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_json(&Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}
