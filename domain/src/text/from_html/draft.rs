//! Blocks before they have keys, and the making of keys: from what a block says and how many equal ones stand before it.

use std::collections::{HashMap, HashSet};

use super::inline::{Run, append};
use crate::text::align::hashed;
use crate::text::block::{
    Block, BreakBlock, Cell, CodeBlock, EmbedBlock, ImageBlock, ListPlace, Row, Style, TableBlock, TextBlock,
};
use crate::text::href::Href;
use crate::text::span::{Decorator, LinkDef, Mark, Span};

/// A block without keys.
#[derive(Debug)]
pub(super) enum Draft {
    Text(TextDraft),
    Table(TableDraft),
    /// An image, embed, code or break, complete but for its key.
    Whole(Block),
}

#[derive(Debug)]
pub(super) struct TextDraft {
    pub(super) style: Style,
    pub(super) list: Option<ListPlace>,
    /// Which `li` it came from: paragraphs of one become one item.
    pub(super) item: Option<usize>,
    pub(super) runs: Vec<Run>,
}

#[derive(Debug)]
pub(super) struct TableDraft {
    pub(super) header: bool,
    pub(super) rows: Vec<Vec<Vec<Run>>>,
}

/// What a walk gathered.
pub(super) struct Drafts {
    pub(super) drafts: Vec<Draft>,
    /// The links that marks number.
    pub(super) links: Vec<Href>,
}

pub(super) fn blocks(gathered: Drafts) -> Vec<Block> {
    let mut keys = Keys::default();
    let links = gathered.links;
    gathered.drafts.into_iter().map(|draft| keyed(draft, &links, &mut keys)).collect()
}

fn keyed(draft: Draft, links: &[Href], keys: &mut Keys) -> Block {
    match draft {
        Draft::Text(draft) => {
            let key = keys.next(&[&format!("{:?} {:?}", draft.style, draft.list), &fingerprint(&draft.runs, links)]);
            let mut marked = Marked::new(&key, links);
            let spans = marked.spans(draft.runs);
            Block::Text(TextBlock { style: draft.style, list: draft.list, links: marked.defs, spans, key })
        }
        Draft::Table(draft) => {
            let row_text = |row: &Vec<Vec<Run>>| row.iter().map(|cell| fingerprint(cell, links) + "\u{1e}").collect();
            let rows: Vec<String> = draft.rows.iter().map(row_text).collect();
            let key = keys.next(&["table", &draft.header.to_string(), &rows.join("\u{1d}")]);
            let mut marked = Marked::new(&key, links);
            let mut row_keys = Keys::default();
            let row = |(cells, text): (Vec<Vec<Run>>, &String)| Row {
                key: row_keys.next(&["row", text]),
                cells: cells.into_iter().map(|runs| marked.cell(runs)).collect(),
            };
            let rows = draft.rows.into_iter().zip(&rows).map(row).collect();
            Block::Table(TableBlock { header: draft.header, links: marked.defs, rows, key })
        }
        Draft::Whole(mut block) => {
            let new_key = keys.next(&[&block.to_json().to_string()]);
            match &mut block {
                Block::Image(ImageBlock { key, .. })
                | Block::Embed(EmbedBlock { key, .. })
                | Block::Code(CodeBlock { key, .. })
                | Block::Break(BreakBlock { key }) => *key = new_key,
                Block::Text(_) | Block::Table(_) | Block::Unknown(_) => {}
            }
            block
        }
    }
}

fn fingerprint(runs: &[Run], links: &[Href]) -> String {
    let run = |run: &Run| {
        let href = run.marks.link.and_then(|link| links.get(link)).map_or("", Href::as_str);
        format!("{}\u{1f}{}\u{1f}{href}\u{1f}", run.text, run.marks.decorators)
    };
    runs.iter().map(run).collect()
}

/// Makes keys of 12 hexadecimal digits (48 bits of SHA-256), each once.
#[derive(Default)]
struct Keys {
    used: HashSet<String>,
    equals: HashMap<String, usize>,
}

impl Keys {
    fn next(&mut self, content: &[&str]) -> String {
        let content = content.join("\u{1c}");
        let count = self.equals.entry(hashed(&content)).or_default();
        loop {
            let key = hashed(&format!("{content}\u{1c}{count}"));
            *count += 1;
            if self.used.insert(key.clone()) {
                return key;
            }
        }
    }
}

/// Gives spans and links of one block their keys. Links with one address are one definition.
struct Marked<'a> {
    keys: Keys,
    block_key: String,
    links: &'a [Href],
    defs: Vec<LinkDef>,
    link_keys: HashMap<&'a str, String>,
}

impl<'a> Marked<'a> {
    fn new(block_key: &str, links: &'a [Href]) -> Self {
        Self {
            keys: Keys::default(),
            block_key: block_key.to_owned(),
            links,
            defs: Vec::new(),
            link_keys: HashMap::new(),
        }
    }

    fn spans(&mut self, runs: Vec<Run>) -> Vec<Span> {
        let mut joined: Vec<(String, Vec<Mark>)> = Vec::new();
        for run in runs {
            let marks = self.marks(&run);
            match joined.last_mut() {
                Some((text, last)) if *last == marks => text.push_str(&run.text),
                _ => joined.push((run.text, marks)),
            }
        }
        let span =
            |(text, marks): (String, Vec<Mark>)| Span { key: self.keys.next(&[&self.block_key, &text]), text, marks };
        joined.into_iter().map(span).collect()
    }

    fn cell(&mut self, runs: Vec<Run>) -> Cell {
        let mut spans = self.spans(runs);
        match spans.as_mut_slice() {
            [] => Cell::Text(String::new()),
            [span] if span.marks.is_empty() => Cell::Text(std::mem::take(&mut span.text)),
            _ => Cell::Spans(spans),
        }
    }

    fn marks(&mut self, run: &Run) -> Vec<Mark> {
        let href = run.marks.link.and_then(|link| self.links.get(link));
        let link = href.map(|href| Mark::Link(self.link_key(href)));
        let is_set = |decorator: &Decorator| run.marks.decorators & bit(*decorator) != 0;
        let decorators = Decorator::ALL.into_iter().filter(is_set).map(Mark::Decorator);
        link.into_iter().chain(decorators).collect()
    }

    fn link_key(&mut self, href: &'a Href) -> String {
        if let Some(key) = self.link_keys.get(href.as_str()) {
            return key.clone();
        }
        let key = self.keys.next(&[&self.block_key, "link", href.as_str()]);
        self.link_keys.insert(href.as_str(), key.clone());
        self.defs.push(LinkDef { key: key.clone(), href: href.clone() });
        key
    }
}

/// The bit of a decorator in a set.
pub(super) fn bit(decorator: Decorator) -> u8 {
    1 << decorator as u8
}

/// Adds the runs of another block as lines of their own.
pub(super) fn add_lines(all: &mut Vec<Run>, more: Vec<Run>) {
    if let Some(marks) = all.last().map(|run| run.marks) {
        append(all, "\n", marks);
    }
    for run in more {
        append(all, &run.text, run.marks);
    }
}
