//! The blocks of a body and how each is written as JSON. Reading them is in `read.rs`, saying them in HTML, Markdown
//! and plain text in the files of those names.

use serde_json::{Map, Value, json};

use super::href::{EmbedUrl, ImageRef};
use super::span::{LinkDef, Span, links_to_json, object, spans_to_json};

/// One block. Each has a key that is unique in the body and stays with the block when it is moved.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A paragraph, heading, quotation or list item.
    Text(TextBlock),
    /// A picture.
    Image(ImageBlock),
    /// A table.
    Table(TableBlock),
    /// Something shown from another site.
    Embed(EmbedBlock),
    /// Program text.
    Code(CodeBlock),
    /// A thematic break.
    Break(BreakBlock),
    /// A block of a type that this version doesn't know. It is kept as it came and rendered as nothing.
    Unknown(UnknownBlock),
}

/// A paragraph, heading, quotation or list item: `_type` is `block`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextBlock {
    /// Unique in the body.
    pub key: String,
    /// What kind of text.
    pub style: Style,
    /// Present on an item of a list.
    pub list: Option<ListPlace>,
    /// The links that spans name.
    pub links: Vec<LinkDef>,
    /// The text.
    pub spans: Vec<Span>,
}

/// The style of a text block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// A paragraph.
    Normal,
    /// A heading of the second level, the highest within an article.
    H2,
    /// A heading of the third level.
    H3,
    /// A heading of the fourth level.
    H4,
    /// A paragraph, or with a list place an item, of a quotation. Neighbours make one quotation.
    Blockquote,
}

impl Style {
    /// The name in JSON, also the HTML element but for `normal`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::H2 => "h2",
            Self::H3 => "h3",
            Self::H4 => "h4",
            Self::Blockquote => "blockquote",
        }
    }

    /// By the name in JSON. `h1` is taken as `h2`, since the title is the article's only `h1`; `h5` and `h6` as `h4`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "normal" => Self::Normal,
            "h1" | "h2" => Self::H2,
            "h3" => Self::H3,
            "h4" | "h5" | "h6" => Self::H4,
            "blockquote" => Self::Blockquote,
            _ => return None,
        })
    }
}

/// The place of an item in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ListPlace {
    /// Bulleted or numbered.
    pub kind: ListKind,
    /// 1 for an outermost list, up to [`super::limits::MAX_LEVEL`].
    pub level: u8,
}

/// The kinds of list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListKind {
    /// In no order.
    Bullet,
    /// Numbered from 1.
    Number,
}

impl ListKind {
    /// The name in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bullet => "bullet",
            Self::Number => "number",
        }
    }
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageBlock {
    /// Unique in the body.
    pub key: String,
    /// Which picture.
    pub image: ImageRef,
    /// Alternative text; absent: that of the picture itself, empty: decoration.
    pub alt: Option<String>,
    /// Shown beneath; absent: none.
    pub caption: Option<String>,
}

/// A table. Cells share the table's links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableBlock {
    /// Unique in the body.
    pub key: String,
    /// The first row names the columns.
    pub header: bool,
    /// The links that spans in cells name.
    pub links: Vec<LinkDef>,
    /// From top to bottom; rows may differ in length.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Unique in the table.
    pub key: String,
    /// From left to right.
    pub cells: Vec<Cell>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Text without marks, a JSON string.
    Text(String),
    /// Text with marks, a JSON array.
    Spans(Vec<Span>),
}

impl Cell {
    /// The text without marks.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Spans(spans) => spans.iter().map(|span| span.text.as_str()).collect(),
        }
    }
}

/// Something shown from another site: a film, a chart, a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmbedBlock {
    /// Unique in the body.
    pub key: String,
    /// Where it is.
    pub url: EmbedUrl,
    /// Whose it is, `youtube`, or a host.
    pub provider: Option<String>,
    /// What it is called.
    pub title: Option<String>,
}

/// Program text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeBlock {
    /// Unique in the body.
    pub key: String,
    /// The language's name in lower case: letters, digits and `+ - # . _`.
    pub language: Option<String>,
    /// The text, white space and all.
    pub code: String,
}

/// A thematic break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreakBlock {
    /// Unique in the body.
    pub key: String,
}

/// A block of a type that this version doesn't know.
#[derive(Debug, Clone, PartialEq)]
pub struct UnknownBlock {
    /// Unique in the body.
    pub key: String,
    /// The whole object, its `_type` and `_key` included, with its properties in their order.
    pub value: Value,
}

impl Block {
    /// The key, unique in the body.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            Self::Text(block) => &block.key,
            Self::Image(block) => &block.key,
            Self::Table(block) => &block.key,
            Self::Embed(block) => &block.key,
            Self::Code(block) => &block.key,
            Self::Break(block) => &block.key,
            Self::Unknown(block) => &block.key,
        }
    }

    /// The same block under another key.
    pub(super) fn with_key(mut self, new: &str) -> Self {
        match &mut self {
            Self::Text(TextBlock { key, .. })
            | Self::Image(ImageBlock { key, .. })
            | Self::Table(TableBlock { key, .. })
            | Self::Embed(EmbedBlock { key, .. })
            | Self::Code(CodeBlock { key, .. })
            | Self::Break(BreakBlock { key }) => *key = new.to_owned(),
            Self::Unknown(UnknownBlock { key, value }) => {
                *key = new.to_owned();
                if let Some(map) = value.as_object_mut() {
                    map.insert("_key".to_owned(), new.into());
                }
            }
        }
        self
    }

    pub(super) fn to_json(&self) -> Value {
        match self {
            Self::Text(block) => block.to_json(),
            Self::Image(block) => {
                let mut map = object("image", &block.key);
                map.insert("image".to_owned(), block.image.as_str().into());
                put(&mut map, "alt", block.alt.as_deref());
                put(&mut map, "caption", block.caption.as_deref());
                map.into()
            }
            Self::Table(block) => block.to_json(),
            Self::Embed(block) => {
                let mut map = object("embed", &block.key);
                map.insert("url".to_owned(), block.url.as_str().into());
                put(&mut map, "provider", block.provider.as_deref());
                put(&mut map, "title", block.title.as_deref());
                map.into()
            }
            Self::Code(block) => {
                let mut map = object("code", &block.key);
                put(&mut map, "language", block.language.as_deref());
                map.insert("code".to_owned(), block.code.as_str().into());
                map.into()
            }
            Self::Break(block) => object("break", &block.key).into(),
            Self::Unknown(block) => block.value.clone(),
        }
    }
}

impl TextBlock {
    fn to_json(&self) -> Value {
        let mut map = object("block", &self.key);
        map.insert("style".to_owned(), self.style.as_str().into());
        if let Some(place) = self.list {
            map.insert("listItem".to_owned(), place.kind.as_str().into());
            map.insert("level".to_owned(), place.level.into());
        }
        map.insert("markDefs".to_owned(), links_to_json(&self.links));
        map.insert("children".to_owned(), spans_to_json(&self.spans));
        map.into()
    }
}

impl TableBlock {
    fn to_json(&self) -> Value {
        let cell = |cell: &Cell| match cell {
            Cell::Text(text) => Value::from(text.as_str()),
            Cell::Spans(spans) => spans_to_json(spans),
        };
        let row = |row: &Row| json!({"_type": "row", "_key": row.key, "cells": row.cells.iter().map(cell).collect::<Value>()});
        let mut map = object("table", &self.key);
        map.insert("header".to_owned(), self.header.into());
        map.insert("markDefs".to_owned(), links_to_json(&self.links));
        map.insert("rows".to_owned(), self.rows.iter().map(row).collect());
        map.into()
    }
}

fn put(map: &mut Map<String, Value>, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        map.insert(name.to_owned(), value.into());
    }
}
