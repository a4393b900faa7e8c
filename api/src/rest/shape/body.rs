//! Bodies as JSON, in the formats that are wanted. How they are rendered is the domain's business.

use domain::text::Body;
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use super::{Saying, Set, spelled};

spelled! {
    /// The formats of a body.
    BodyFormat {
        Blocks = "blocks",
        Html = "html",
        Markdown = "markdown",
        Text = "text",
    }
}

/// A body in the formats that are wanted.
pub struct BodyShape<'a> {
    /// What it is said with.
    pub saying: &'a Saying<'a>,
    /// The body.
    pub body: &'a Body,
    /// In which formats.
    pub formats: Set,
}

impl Serialize for BodyShape<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let wants = |format: BodyFormat| self.formats.has(format as u32);
        let images = |id: &str| self.saying.resolved(id);
        let mut map = serializer.serialize_map(None)?;
        if wants(BodyFormat::Blocks) {
            map.serialize_entry("blocks", self.body)?;
        }
        if wants(BodyFormat::Html) {
            map.serialize_entry("html", &self.body.to_html(&images))?;
        }
        if wants(BodyFormat::Markdown) {
            map.serialize_entry("markdown", &self.body.to_markdown(&images))?;
        }
        if wants(BodyFormat::Text) {
            map.serialize_entry("text", &self.body.to_plain_text())?;
        }
        map.end()
    }
}
