//! A body as plain text, for search, mail and previews.

use super::Body;
use super::block::{Block, Cell, ListKind, TextBlock};
use super::list::{Group, Nesting, groups};

pub(super) fn render(body: &Body) -> String {
    let mut parts = Vec::new();
    gather(&groups(body.blocks()), &mut parts);
    parts.retain(|part: &String| !part.trim().is_empty());
    parts.join("\n\n")
}

fn gather(groups: &[Group<'_>], parts: &mut Vec<String>) {
    for group in groups {
        match group {
            Group::Text(block) => parts.push(text(block)),
            Group::List(items) => parts.push(list(items)),
            Group::Quote(inner) => gather(inner, parts),
            Group::Other(block) => parts.extend(other(block)),
        }
    }
}

/// The text of a block without marks.
pub(super) fn text(block: &TextBlock) -> String {
    block.spans.iter().map(|span| span.text.as_str()).collect()
}

pub(super) fn other(block: &Block) -> Option<String> {
    match block {
        Block::Image(image) => image.caption.clone(),
        Block::Embed(embed) => Some(embed.title.clone().unwrap_or_else(|| embed.url.as_str().to_owned())),
        Block::Code(code) => Some(code.code.clone()),
        Block::Table(table) => {
            let cell = |cell: &Cell| cell.text().replace(['\n', '\t'], " ");
            let rows = table.rows.iter().map(|row| row.cells.iter().map(cell).collect::<Vec<_>>().join("\t"));
            Some(rows.collect::<Vec<_>>().join("\n"))
        }
        Block::Text(_) | Block::Break(_) | Block::Unknown(_) => None,
    }
}

fn list(items: &[&TextBlock]) -> String {
    let mut nesting = Nesting::default();
    let mut counters = Counters::default();
    let mut lines = Vec::new();
    for item in items {
        let Some(place) = item.list else { continue };
        let depth = nesting.depth(place.level);
        let indent = "  ".repeat(depth - 1);
        let sign = match counters.next(depth, place.kind) {
            Some(number) => format!("{number}. "),
            None => "- ".to_owned(),
        };
        let inner = format!("\n{indent}{}", " ".repeat(sign.len()));
        lines.push(format!("{indent}{sign}{}", text(item).replace('\n', &inner)));
    }
    lines.join("\n")
}

/// The numbers of the lists that are open.
#[derive(Debug, Default)]
pub(super) struct Counters(Vec<(ListKind, usize)>);

impl Counters {
    /// The number of the next item at this depth, if its list is numbered.
    pub(super) fn next(&mut self, depth: usize, kind: ListKind) -> Option<usize> {
        self.0.truncate(depth);
        let is_open = self.0.len() == depth;
        match self.0.last_mut() {
            Some((open, count)) if is_open && *open == kind => *count += 1,
            _ => {
                self.0.truncate(depth - 1);
                self.0.push((kind, 1));
            }
        }
        let (kind, count) = self.0.last()?;
        (*kind == ListKind::Number).then_some(*count)
    }
}
