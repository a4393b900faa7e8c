//! Tables of HTML. A cell keeps text, marks and links; its blocks become lines. Pictures and the like in cells follow the
//! table. `colspan` adds empty cells, `rowspan` is dropped. A table of one cell is layout: only its content is kept.

use super::draft::{Draft, TableDraft, add_lines};
use super::inline::Run;
use super::tree::{NodeId, Tree};
use super::walk::{Context, Walk, White};
use crate::text::block::Style;
use crate::text::limits::{MAX_CELLS, MAX_ROWS};

impl Walk<'_> {
    pub(super) fn table(&mut self, id: NodeId, context: Context) {
        self.flush();
        let tree = self.tree;
        let rows = rows(tree, id);
        let cells = |row: NodeId| tree.children(row).filter(|cell| matches!(tree.tag(*cell), Some("td" | "th")));
        for caption in tree.children(id).filter(|child| tree.tag(*child) == Some("caption")) {
            self.block(caption, context);
        }
        let mut all = rows.iter().flat_map(|row| cells(row.id));
        if let (Some(only), None) = (all.next(), all.next()) {
            return self.block(only, context);
        }
        let is_named = |row: &RowNode| row.in_head || cells(row.id).all(|cell| tree.tag(cell) == Some("th"));
        let header = rows.iter().find(|row| cells(row.id).next().is_some()).is_some_and(is_named);
        let mut hoisted = Vec::new();
        let mut draft = TableDraft { header, rows: Vec::new() };
        for row in &rows {
            let mut line: Vec<Vec<Run>> = Vec::new();
            for cell in cells(row.id) {
                line.push(self.cell(cell, context, &mut hoisted));
                let span =
                    tree.attribute(cell, "colspan").and_then(|span| span.trim().parse::<usize>().ok()).unwrap_or(1);
                let padded = (line.len() + span.saturating_sub(1)).min(MAX_CELLS);
                if padded > line.len() && draft.rows.len() < MAX_ROWS {
                    line.resize(padded, Vec::new());
                }
            }
            if !line.is_empty() {
                draft.rows.push(line);
            }
        }
        if draft.rows.iter().flatten().any(|cell| !cell.is_empty()) {
            self.out.push(Draft::Table(draft));
        }
        self.out.append(&mut hoisted);
    }

    /// The text of a cell; what is no text goes to `hoisted`.
    fn cell(&mut self, id: NodeId, context: Context, hoisted: &mut Vec<Draft>) -> Vec<Run> {
        let outer = std::mem::take(&mut self.out);
        self.block(id, Context { style: Style::Normal, list: None, item: None, white: White::Collapsed, ..context });
        let mut text = Vec::new();
        for draft in std::mem::replace(&mut self.out, outer) {
            match draft {
                Draft::Text(inner) => add_lines(&mut text, inner.runs),
                Draft::Table(inner) => inner.rows.into_iter().flatten().for_each(|cell| add_lines(&mut text, cell)),
                Draft::Whole(block) => hoisted.push(Draft::Whole(block)),
            }
        }
        text
    }
}

struct RowNode {
    id: NodeId,
    in_head: bool,
}

fn rows(tree: &Tree, table: NodeId) -> Vec<RowNode> {
    let mut rows = Vec::new();
    for part in tree.children(table) {
        match tree.tag(part) {
            Some("tr") => rows.push(RowNode { id: part, in_head: false }),
            Some(tag @ ("thead" | "tbody" | "tfoot")) => {
                let inner = tree.children(part).filter(|row| tree.tag(*row) == Some("tr"));
                rows.extend(inner.map(|id| RowNode { id, in_head: tag == "thead" }));
            }
            _ => {}
        }
    }
    rows
}
