//! Runs of text with the same marks, and the links that marks may name. What surrounds them is in `block.rs`.

use serde_json::{Map, Value, json};

use super::href::Href;

/// A run of text. `\n` is a line break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Unique in its block or table.
    pub key: String,
    /// The text itself, not escaped in any way.
    pub text: String,
    /// Each at most once, and at most one link.
    pub marks: Vec<Mark>,
}

/// What is said about a run of text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mark {
    /// The key of a link in the block's `markDefs`.
    Link(String),
    /// A decorator.
    Decorator(Decorator),
}

/// Marks that need no definition. The order is that of nesting in HTML, outermost first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Decorator {
    /// Strong importance.
    Strong,
    /// Stress.
    Em,
    /// Underlined.
    Underline,
    /// No longer valid.
    StrikeThrough,
    /// Subscript.
    Sub,
    /// Superscript.
    Sup,
    /// Code within text.
    Code,
}

impl Decorator {
    /// Every decorator, outermost first.
    pub const ALL: [Self; 7] =
        [Self::Strong, Self::Em, Self::Underline, Self::StrikeThrough, Self::Sub, Self::Sup, Self::Code];

    /// The name in JSON, that of Sanity's editors.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Strong => "strong",
            Self::Em => "em",
            Self::Underline => "underline",
            Self::StrikeThrough => "strike-through",
            Self::Sub => "sub",
            Self::Sup => "sup",
            Self::Code => "code",
        }
    }

    /// The HTML element.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Strong => "strong",
            Self::Em => "em",
            Self::Underline => "u",
            Self::StrikeThrough => "s",
            Self::Sub => "sub",
            Self::Sup => "sup",
            Self::Code => "code",
        }
    }

    /// By its name in JSON.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|decorator| decorator.as_str() == name)
    }
}

/// A link that spans of the same block or table may carry as a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkDef {
    /// Unique in its block, and not the name of a decorator.
    pub key: String,
    /// Where it leads.
    pub href: Href,
}

impl Span {
    /// The key of the link that the span carries.
    #[must_use]
    pub fn link(&self) -> Option<&str> {
        self.marks.iter().find_map(|mark| match mark {
            Mark::Link(key) => Some(key.as_str()),
            Mark::Decorator(_) => None,
        })
    }

    /// The decorators, outermost first.
    #[must_use]
    pub fn decorators(&self) -> Vec<Decorator> {
        let is_set = |decorator: &Decorator| self.marks.contains(&Mark::Decorator(*decorator));
        Decorator::ALL.into_iter().filter(is_set).collect()
    }

    pub(super) fn to_json(&self) -> Value {
        let marks: Vec<&str> = self.marks.iter().map(Mark::as_str).collect();
        json!({"_type": "span", "_key": self.key, "text": self.text, "marks": marks})
    }
}

impl Mark {
    /// As it stands in JSON: a decorator's name or a link's key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Link(key) => key,
            Self::Decorator(decorator) => decorator.as_str(),
        }
    }
}

pub(super) fn spans_to_json(spans: &[Span]) -> Value {
    spans.iter().map(Span::to_json).collect()
}

pub(super) fn links_to_json(links: &[LinkDef]) -> Value {
    let link = |link: &LinkDef| json!({"_type": "link", "_key": link.key, "href": link.href.as_str()});
    links.iter().map(link).collect()
}

/// An object with `_type` and `_key` in front, as editors write it.
pub(super) fn object(kind: &str, key: &str) -> Map<String, Value> {
    let mut map = Map::new();
    map.insert("_type".to_owned(), kind.into());
    map.insert("_key".to_owned(), key.into());
    map
}

/// Characters that no text of a body holds: controls but for tab and line feed, which neither XML 1.0 (section 2.2; our
/// feeds) nor PostgreSQL's text take, and the two noncharacters that XML forbids as well.
pub(super) fn is_forbidden(c: char) -> bool {
    (c.is_ascii_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{fffe}' | '\u{ffff}')
}
