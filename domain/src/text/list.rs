//! How list items with levels nest, for every rendering alike. An item deeper than the one before it opens one list,
//! however many levels it skips, so that no empty item is ever shown.

use super::block::{Block, Style, TextBlock};

/// The lists that are open, outermost first, by their levels.
#[derive(Debug, Default)]
pub(super) struct Nesting(Vec<u8>);

impl Nesting {
    /// How deep an item of this level lies, from 1.
    pub(super) fn depth(&mut self, level: u8) -> usize {
        while self.0.last().is_some_and(|open| *open > level) {
            self.0.pop();
        }
        if self.0.last() != Some(&level) {
            self.0.push(level);
        }
        self.0.len()
    }
}

/// Neighbours that are shown as one.
pub(super) enum Group<'a> {
    /// Items of a list and of the lists within it.
    List(Vec<&'a TextBlock>),
    /// A text block that is no item.
    Text(&'a TextBlock),
    /// Any other block.
    Other(&'a Block),
    /// What stands in one quotation.
    Quote(Vec<Group<'a>>),
}

/// The blocks of a body, those of unknown type left out, in groups.
pub(super) fn groups(blocks: &[Block]) -> Vec<Group<'_>> {
    let mut groups = Vec::new();
    for block in blocks {
        match block {
            Block::Unknown(_) => {}
            Block::Text(text) if text.style == Style::Blockquote => {
                if let Some(Group::Quote(inner)) = groups.last_mut() {
                    add(inner, text);
                } else {
                    let mut inner = Vec::new();
                    add(&mut inner, text);
                    groups.push(Group::Quote(inner));
                }
            }
            Block::Text(text) => add(&mut groups, text),
            other => groups.push(Group::Other(other)),
        }
    }
    groups
}

fn add<'a>(groups: &mut Vec<Group<'a>>, text: &'a TextBlock) {
    match groups.last_mut() {
        Some(Group::List(items)) if text.list.is_some() => items.push(text),
        _ if text.list.is_some() => groups.push(Group::List(vec![text])),
        _ => groups.push(Group::Text(text)),
    }
}
