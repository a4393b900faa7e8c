//! A body from JSON: what each type of block must and may hold. The values themselves are checked in `fields.rs`,
//! `href.rs` and `span.rs`.

use std::collections::HashSet;
use std::io::{self, Write};

use serde_json::{Map, Value};

use super::Body;
use super::block::{
    Block, BreakBlock, Cell, CodeBlock, EmbedBlock, ImageBlock, ListKind, ListPlace, Row, Style, TableBlock, TextBlock,
    UnknownBlock,
};
use super::error::{BodyError, BodyProblem, Fault, shortened};
use super::fields::{Fields, invalid, key, kind, list, object, text, wrong_type};
use super::href::{EmbedUrl, Href, ImageRef};
use super::limits::*;
use super::span::{Decorator, LinkDef, Mark, Span};

pub(super) fn body(value: &Value) -> Result<Body, BodyError> {
    body_or_all(value, 1).map_err(|mut problems| problems.swap_remove(0))
}

/// The body, or what is wrong with its first faulty blocks: at least one problem, at most so many, one for each block.
pub(super) fn body_or_all(value: &Value, limit: usize) -> Result<Body, Vec<BodyError>> {
    let wrong = || vec![BodyError::whole(wrong_type("an array", value).problem)];
    let items = value.as_array().ok_or_else(wrong)?;
    if items.len() > MAX_BLOCKS {
        let problem = BodyProblem::TooMany { what: "blocks", found: items.len(), limit: MAX_BLOCKS };
        return Err(vec![BodyError::whole(problem)]);
    }
    let mut keys = HashSet::new();
    let mut blocks = Vec::with_capacity(items.len());
    let mut problems = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let located = |fault: Fault| locate(fault.at(index), index, item);
        match block(item) {
            Err(fault) => problems.push(located(fault)),
            Ok(block) if !keys.insert(block.key().to_owned()) => {
                problems.push(located(duplicate(block.key()).at("_key")));
            }
            Ok(block) => blocks.push(block),
        }
        if problems.len() >= limit {
            break;
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    check_bytes(value).map_err(|problem| vec![problem])?;
    Ok(Body { blocks })
}

fn locate(fault: Fault, index: usize, item: &Value) -> BodyError {
    let block_key = item.get("_key").and_then(Value::as_str).map(shortened);
    BodyError { block_key, block_index: Some(index), path: fault.pointer(), problem: fault.problem }
}

/// Counts what the JSON would take without writing it down. Depth was checked before.
fn check_bytes(value: &Value) -> Result<(), BodyError> {
    struct Count(usize);
    impl Write for Count {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut count = Count(0);
    let is_written = serde_json::to_writer(&mut count, value).is_ok();
    match is_written && count.0 <= MAX_BYTES {
        true => Ok(()),
        false => Err(BodyError::whole(BodyProblem::TooLong { unit: "bytes", found: count.0, limit: MAX_BYTES })),
    }
}

fn block(value: &Value) -> Result<Block, Fault> {
    let map = object(value)?;
    let kind = kind(map)?;
    let key = key(map)?;
    Ok(match kind {
        "block" => Block::Text(text_block(map, key)?),
        "image" => Block::Image(image(map, key)?),
        "table" => Block::Table(table(map, key)?),
        "embed" => Block::Embed(embed(map, key)?),
        "code" => Block::Code(code(map, key)?),
        "break" => Fields::of(map, &[]).map(|_| Block::Break(BreakBlock { key }))?,
        _ => {
            check_unknown(value, 1)?;
            Block::Unknown(UnknownBlock { key, value: value.clone() })
        }
    })
}

fn text_block(map: &Map<String, Value>, key: String) -> Result<TextBlock, Fault> {
    let fields = Fields::of(map, &["style", "listItem", "level", "markDefs", "children"])?;
    let style = match fields.text("style", MAX_KEY_CHARS)? {
        None => Style::Normal,
        Some(name) => Style::parse(&name)
            .ok_or_else(|| invalid(&name, "a style: normal, h2, h3, h4 or blockquote").at("style"))?,
    };
    let list = list_place(&fields)?;
    let links = links(&fields)?;
    let mut keys = HashSet::new();
    let spans = fields.required_list("children", MAX_SPANS, |value| span(value, &links, &mut keys))?;
    Ok(TextBlock { key, style, list, links, spans })
}

fn list_place(fields: &Fields<'_>) -> Result<Option<ListPlace>, Fault> {
    let kind = match fields.text("listItem", MAX_KEY_CHARS)?.as_deref() {
        None if fields.is_present("level") => return Err(BodyProblem::Missing("listItem").into()),
        None => return Ok(None),
        Some("bullet") => ListKind::Bullet,
        Some("number") => ListKind::Number,
        Some(name) => return Err(invalid(name, "a kind of list: bullet or number").at("listItem")),
    };
    if !fields.is_present("level") {
        return Ok(Some(ListPlace { kind, level: 1 }));
    }
    let value = fields.required("level")?;
    let level =
        value.as_u64().and_then(|level| u8::try_from(level).ok()).filter(|level| (1..=MAX_LEVEL).contains(level));
    let level = level.ok_or_else(|| invalid(&value.to_string(), "a level: a whole number from 1 to 8").at("level"))?;
    Ok(Some(ListPlace { kind, level }))
}

fn links(fields: &Fields<'_>) -> Result<Vec<LinkDef>, Fault> {
    let mut keys = HashSet::new();
    fields.list("markDefs", MAX_LINKS, |value| {
        let map = object(value)?;
        let (kind, key) = (kind(map)?, key(map)?);
        if kind != "link" {
            return Err(invalid(kind, "a definition: only `link` is known").at("_type"));
        }
        if Decorator::parse(&key).is_some() {
            return Err(invalid(&key, "a key: it is the name of a decorator").at("_key"));
        }
        if !keys.insert(key.clone()) {
            return Err(duplicate(&key).at("_key"));
        }
        let text = Fields::of(map, &["href"])?.required_text("href", MAX_URL_CHARS)?;
        let rule = "a link: http, https or mailto, or a place that begins with `/` or `#`";
        let href = Href::parse(&text).ok_or_else(|| invalid(&text, rule).at("href"))?;
        Ok(LinkDef { key, href })
    })
}

fn span(value: &Value, links: &[LinkDef], keys: &mut HashSet<String>) -> Result<Span, Fault> {
    let map = object(value)?;
    let (kind, key) = (kind(map)?, key(map)?);
    if kind != "span" {
        return Err(invalid(kind, "a child: only `span` is known").at("_type"));
    }
    if !keys.insert(key.clone()) {
        return Err(duplicate(&key).at("_key"));
    }
    let fields = Fields::of(map, &["text", "marks"])?;
    let text = fields.required_text("text", MAX_TEXT_CHARS)?;
    let mut marks: Vec<Mark> = Vec::new();
    fields.list("marks", Decorator::ALL.len() + 1, |value| {
        let name = self::text(value, MAX_KEY_CHARS)?;
        let mark = match Decorator::parse(&name) {
            Some(decorator) => Mark::Decorator(decorator),
            None if links.iter().any(|link| link.key == name) => Mark::Link(name),
            None => return Err(BodyProblem::UnknownMark(shortened(&name)).into()),
        };
        let is_second_link = matches!(mark, Mark::Link(_)) && marks.iter().any(|mark| matches!(mark, Mark::Link(_)));
        if is_second_link || marks.contains(&mark) {
            return Err(BodyProblem::SurplusMark(mark.as_str().to_owned()).into());
        }
        marks.push(mark);
        Ok(())
    })?;
    Ok(Span { key, text, marks })
}

fn image(map: &Map<String, Value>, key: String) -> Result<ImageBlock, Fault> {
    let fields = Fields::of(map, &["image", "alt", "caption"])?;
    let text = fields.required_text("image", MAX_URL_CHARS)?;
    let rule = "an image: an id `img_…`, an http or https address, or a path that begins with `/`";
    let image = ImageRef::parse(&text).ok_or_else(|| invalid(&text, rule).at("image"))?;
    let (alt, caption) = (fields.text("alt", MAX_LINE_CHARS)?, fields.text("caption", MAX_LINE_CHARS)?);
    Ok(ImageBlock { key, image, alt, caption })
}

fn table(map: &Map<String, Value>, key: String) -> Result<TableBlock, Fault> {
    let fields = Fields::of(map, &["header", "markDefs", "rows"])?;
    let header = fields.boolean("header")?.unwrap_or(false);
    let links = links(&fields)?;
    let (mut row_keys, mut span_keys) = (HashSet::new(), HashSet::new());
    let rows = fields.required_list("rows", MAX_ROWS, |value| {
        let map = object(value)?;
        let key = self::key(map)?;
        if !row_keys.insert(key.clone()) {
            return Err(duplicate(&key).at("_key"));
        }
        if map.contains_key("_type") && kind(map)? != "row" {
            return Err(invalid(kind(map)?, "a row").at("_type"));
        }
        let cells = Fields::of(map, &["cells"])?.required_list("cells", MAX_CELLS, |value| match value {
            Value::String(_) => text(value, MAX_TEXT_CHARS).map(Cell::Text),
            _ => list(value, "spans", MAX_SPANS, |value| span(value, &links, &mut span_keys)).map(Cell::Spans),
        })?;
        Ok(Row { key, cells })
    })?;
    Ok(TableBlock { key, header, links, rows })
}

fn embed(map: &Map<String, Value>, key: String) -> Result<EmbedBlock, Fault> {
    let fields = Fields::of(map, &["url", "provider", "title"])?;
    let text = fields.required_text("url", MAX_URL_CHARS)?;
    let url = EmbedUrl::parse(&text).ok_or_else(|| invalid(&text, "an https address").at("url"))?;
    let (provider, title) = (fields.text("provider", MAX_NAME_CHARS)?, fields.text("title", MAX_LINE_CHARS)?);
    Ok(EmbedBlock { key, url, provider, title })
}

fn code(map: &Map<String, Value>, key: String) -> Result<CodeBlock, Fault> {
    let fields = Fields::of(map, &["language", "code"])?;
    let language = fields.text("language", MAX_NAME_CHARS)?;
    if let Some(name) = language.as_deref().filter(|name| !is_code_language(name)) {
        return Err(invalid(name, "the name of a language in lower case").at("language"));
    }
    Ok(CodeBlock { key, language, code: fields.required_text("code", MAX_CODE_CHARS)? })
}

pub(super) fn is_code_language(name: &str) -> bool {
    !name.is_empty()
        && name.chars().count() <= MAX_NAME_CHARS
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "+-#._".contains(c))
}

/// An unknown block may hold anything but what can't be stored, nested within reason.
fn check_unknown(value: &Value, depth: usize) -> Result<(), Fault> {
    if depth > MAX_NESTING {
        return Err(BodyProblem::TooDeep(MAX_NESTING).into());
    }
    let check_text = |text: &str| match text.contains('\0') {
        true => Err(invalid(&text.escape_debug().to_string(), "text without the character U+0000")),
        false => Ok(()),
    };
    match value {
        Value::String(text) => check_text(text),
        Value::Array(items) => {
            let check = |(index, item)| check_unknown(item, depth + 1).map_err(|fault: Fault| fault.at(index));
            items.iter().enumerate().try_for_each(check)
        }
        Value::Object(map) => map.iter().try_for_each(|(name, item)| {
            check_text(name)?;
            check_unknown(item, depth + 1).map_err(|fault| fault.at(name))
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

fn duplicate(key: &str) -> Fault {
    BodyProblem::DuplicateKey(key.to_owned()).into()
}
