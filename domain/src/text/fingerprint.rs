//! What a block says, without the keys: two blocks with the same fingerprint read the same. Who compares them is in
//! `diff.rs` and `align.rs`.

use super::block::{Block, Cell, TableBlock, TextBlock};
use super::plain;
use super::span::{LinkDef, Span};

/// What a block says, as a text to compare. Spans that only an editor's cursor parted are one.
pub(super) fn fingerprint(block: &Block) -> String {
    match block {
        Block::Text(block) => format!("{}\u{1d}{}", place(block), runs(&block.spans, &block.links)),
        Block::Table(table) => format!("table\u{1d}{}\u{1d}{}", table.header, rows(table)),
        _ => {
            let mut value = block.to_json();
            if let Some(map) = value.as_object_mut() {
                map.shift_remove("_key");
            }
            value.to_string()
        }
    }
}

/// As [`fingerprint`], where no alternative text is as good as an empty one: HTML and Markdown don't tell them apart.
pub(super) fn loose(block: &Block) -> String {
    match block {
        Block::Image(image) => {
            let alt = image.alt.clone().unwrap_or_default();
            format!("image\u{1d}{}\u{1d}{alt}\u{1d}{}", image.image.as_str(), image.caption.as_deref().unwrap_or(""))
        }
        Block::Embed(embed) => {
            format!("embed\u{1d}{}\u{1d}{}", embed.url.as_str(), embed.title.as_deref().unwrap_or(""))
        }
        _ => fingerprint(block),
    }
}

/// What kind of block it is: a style, a kind of list, or the `_type`.
pub(super) fn kind(block: &Block) -> String {
    match block {
        Block::Text(TextBlock { list: Some(place), .. }) => place.kind.as_str().to_owned(),
        Block::Text(block) => block.style.as_str().to_owned(),
        Block::Image(_) => "image".to_owned(),
        Block::Table(_) => "table".to_owned(),
        Block::Embed(_) => "embed".to_owned(),
        Block::Code(_) => "code".to_owned(),
        Block::Break(_) => "break".to_owned(),
        Block::Unknown(block) => block.value.get("_type").and_then(|kind| kind.as_str()).unwrap_or_default().to_owned(),
    }
}

/// What a block says to somebody who compares: the text without marks, of a picture also which one it is.
pub(super) fn words(block: &Block) -> String {
    let lines = |parts: [Option<&str>; 3]| parts.into_iter().flatten().collect::<Vec<_>>().join("\n");
    match block {
        Block::Text(block) => plain::text(block),
        Block::Image(image) => lines([Some(image.image.as_str()), image.alt.as_deref(), image.caption.as_deref()]),
        Block::Embed(embed) => lines([embed.title.as_deref(), Some(embed.url.as_str()), None]),
        Block::Code(code) => code.code.clone(),
        Block::Table(_) => plain::other(block).unwrap_or_default(),
        Block::Break(_) | Block::Unknown(_) => String::new(),
    }
}

fn place(block: &TextBlock) -> String {
    let list = block.list.map(|place| format!("{} {}", place.kind.as_str(), place.level));
    format!("{} {}", block.style.as_str(), list.unwrap_or_default())
}

fn rows(table: &TableBlock) -> String {
    let cell = |cell: &Cell| match cell {
        Cell::Text(text) if text.is_empty() => String::new(),
        Cell::Text(text) => format!("{text}\u{1f}\u{1f}\u{1e}"),
        Cell::Spans(spans) => runs(spans, &table.links),
    };
    let row = |cells: &[Cell]| cells.iter().map(|one| cell(one) + "\u{1c}").collect::<String>();
    table.rows.iter().map(|one| row(&one.cells) + "\u{1d}").collect()
}

fn runs(spans: &[Span], links: &[LinkDef]) -> String {
    let mut out = String::new();
    let mut open: Option<String> = None;
    for span in spans.iter().filter(|span| !span.text.is_empty()) {
        let href = span.link().and_then(|key| links.iter().find(|link| link.key == key));
        let decorators: Vec<&str> = span.decorators().into_iter().map(|decorator| decorator.as_str()).collect();
        let marks =
            format!("{}\u{1f}{}", decorators.join(" "), href.map(|link| link.href.as_str()).unwrap_or_default());
        if open.as_ref().is_some_and(|before| *before != marks) {
            out.push_str(&format!("\u{1f}{}\u{1e}", open.take().unwrap_or_default()));
        }
        out.push_str(&span.text);
        open = Some(marks);
    }
    if let Some(marks) = open {
        out.push_str(&format!("\u{1f}{marks}\u{1e}"));
    }
    out
}
