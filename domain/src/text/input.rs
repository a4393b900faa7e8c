//! A body as an editor sends it: Portable Text, Markdown or HTML, read into a [`Body`] or refused with all that is wrong
//! with it. The reading itself is in `read.rs`, `from_markdown.rs` and `from_html/`.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::align::{aligned, free_key, hashed};
use super::error::BodyError;
use super::limits::MAX_PROBLEMS;
use super::{Body, from_html, from_markdown, read};
use crate::error::{Code, Complaint, Error, Result};

/// A body as an editor sends it, in one of three ways: `{"markdown": "…"}` as JSON.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum BodyInput {
    /// An array of Portable Text blocks. A `_key` that is missing is given out.
    Blocks(Value),
    /// CommonMark with the tables and strike-through of GitHub's dialect.
    Markdown(String),
    /// HTML; what a body can't hold is left out, and noted.
    Html(String),
}

/// A body that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct BodyRead {
    /// The body.
    pub body: Body,
    /// What was left out, in sentences for the person who sent it.
    pub notes: Vec<String>,
}

impl BodyInput {
    /// Reads it. From Markdown and HTML, which have no keys, blocks that were there `before` keep theirs.
    ///
    /// # Errors
    /// `body_invalid` with the first problem as message and field (`blocks[3].children[0].marks[1]`), and up to
    /// [`MAX_PROBLEMS`] in all, at most one for each block.
    pub fn read(self, before: Option<&Body>) -> Result<BodyRead> {
        let keyed = |body: Body| match before {
            Some(before) => aligned(body, before),
            None => body,
        };
        match self {
            Self::Blocks(mut value) => {
                give_keys(&mut value);
                let body = read::body_or_all(&value, MAX_PROBLEMS).map_err(refused)?;
                Ok(BodyRead { body, notes: Vec::new() })
            }
            Self::Markdown(text) => {
                let (body, notes) = from_markdown::body(&text, before).map_err(|error| whole(&error, "markdown"))?;
                Ok(BodyRead { body: checked(keyed(body), "markdown")?, notes })
            }
            Self::Html(text) => {
                let (body, notes) = from_html::body_with_notes(&text).map_err(|error| whole(&error, "html"))?;
                Ok(BodyRead { body: checked(keyed(body), "html")?, notes })
            }
        }
    }
}

/// Keys of before may be longer than those that were counted: the limits are kept by the one reader that knows them.
fn checked(body: Body, field: &'static str) -> Result<Body> {
    Body::from_json(&body.to_json()).map_err(|error| whole(&error, field))
}

fn whole(error: &BodyError, field: &str) -> Error {
    Error::new(Code::BodyInvalid, error.to_string()).at(field)
}

fn refused(problems: Vec<BodyError>) -> Error {
    let mut complaints =
        problems.iter().map(|problem| Complaint { field: field(&problem.path), message: problem.to_string() });
    let first = complaints.next();
    let error = first.map(|first| Error::new(Code::BodyInvalid, first.message).at(first.field));
    let mut error = error.unwrap_or_else(|| Error::new(Code::BodyInvalid, "The body can't be read.").at("blocks"));
    error.also = complaints.collect();
    error
}

/// `/3/children/0/text` as people write it: `blocks[3].children[0].text`.
fn field(pointer: &str) -> String {
    let mut field = "blocks".to_owned();
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        match !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit()) {
            true => field.push_str(&format!("[{step}]")),
            false => field.push_str(&format!(".{step}")),
        }
    }
    field
}

/// Gives a key to each block, span, link and row without one: made from what it says and where it stands, so that the same
/// input gives the same keys.
fn give_keys(value: &mut Value) {
    let Some(blocks) = value.as_array_mut() else { return };
    keys_of(&mut blocks.iter_mut());
    for block in blocks.iter_mut().filter_map(Value::as_object_mut) {
        match block.get("_type").and_then(Value::as_str) {
            Some("block") => {
                keys_in(block, "markDefs");
                keys_in(block, "children");
            }
            Some("table") => {
                keys_in(block, "markDefs");
                keys_in(block, "rows");
                let rows = block.get_mut("rows").and_then(Value::as_array_mut);
                let cells = rows.into_iter().flatten().filter_map(|row| row.get_mut("cells")?.as_array_mut()).flatten();
                keys_of(&mut cells.filter_map(Value::as_array_mut).flatten());
            }
            _ => {}
        }
    }
}

fn keys_in(map: &mut Map<String, Value>, name: &str) {
    if let Some(items) = map.get_mut(name).and_then(Value::as_array_mut) {
        keys_of(&mut items.iter_mut());
    }
}

fn keys_of(items: &mut dyn Iterator<Item = &mut Value>) {
    let mut maps: Vec<&mut Map<String, Value>> = items.filter_map(Value::as_object_mut).collect();
    let keys = maps.iter().filter_map(|map| map.get("_key")?.as_str());
    let mut used: HashSet<String> = keys.map(str::to_owned).collect();
    for (at, map) in maps.iter_mut().enumerate() {
        if !map.contains_key("_key") {
            let said = map.iter().map(|(name, value)| format!("{name}\u{1f}{value}\u{1e}")).collect::<String>();
            let key = free_key(&hashed(&format!("{at}\u{1d}{said}")), &used);
            used.insert(key.clone());
            map.insert("_key".to_owned(), key.into());
        }
    }
}
