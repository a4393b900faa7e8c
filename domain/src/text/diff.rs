//! How two bodies differ, block by block, and how two texts differ, word by word. Blocks are the same when they have the
//! same key; how blocks without keys get them is in `align.rs`.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation;

use super::Body;
use super::block::Block;
use super::fingerprint::{fingerprint, kind, words};
use super::limits::MAX_DIFF_WORK;
use crate::word::words as word_list;

word_list! {
    /// What became of a block.
    BlockChange {
        /// It is new.
        Added = "added",
        /// It is gone.
        Removed = "removed",
        /// It says something else, or says it otherwise.
        Changed = "changed",
        /// It says the same at another place.
        Moved = "moved",
        /// It says something else at another place.
        MovedAndChanged = "movedAndChanged",
    }
}

word_list! {
    /// What became of a run of words.
    RunChange {
        /// In both texts.
        Equal = "equal",
        /// Only in the new text.
        Insert = "insert",
        /// Only in the old text.
        Delete = "delete",
    }
}

/// How one body became another.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BodyDiff {
    /// The blocks that differ, in the order of the new text; removed ones where they were. Unchanged ones aren't listed.
    pub blocks: Vec<BlockDiff>,
}

/// How one block became another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BlockDiff {
    /// The block's key.
    pub key: String,
    /// What became of it.
    pub change: BlockChange,
    /// A style (`normal`, `h2`), a kind of list (`bullet`, `number`) or a type (`image`, `table`): of the new block, if
    /// there is one.
    pub kind: String,
    /// The old text without marks; absent for a block that was added.
    pub before: Option<String>,
    /// The new text without marks; absent for a block that was removed.
    pub after: Option<String>,
    /// From the old text to the new one. A block with other marks alone is changed and has equal runs only.
    pub runs: Vec<TextRun>,
}

/// Some words that share their fate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TextRun {
    /// What became of them.
    pub change: RunChange,
    /// The words, with the white space between them.
    pub text: String,
}

impl Body {
    /// How this body became another.
    #[must_use]
    pub fn diff(&self, to: &Body) -> BodyDiff {
        let mut work = MAX_DIFF_WORK;
        let old: HashMap<&str, usize> = self.blocks.iter().enumerate().map(|(at, block)| (block.key(), at)).collect();
        let new: HashSet<&str> = to.blocks.iter().map(Block::key).collect();
        let steady = steady(to.blocks.iter().filter_map(|block| old.get(block.key()).copied()));
        let mut gone = self.gone(&new, &steady);
        let mut blocks = gone.remove(&None).unwrap_or_default();
        for block in &to.blocks {
            let at = old.get(block.key()).copied();
            let before = at.map(|at| &self.blocks[at]);
            let is_moved = at.is_some_and(|at| !steady.contains(&at));
            blocks.extend(changed(before, block, is_moved, &mut work));
            if let Some(at) = at {
                blocks.extend(gone.remove(&Some(at)).unwrap_or_default());
            }
        }
        BodyDiff { blocks }
    }

    /// The removed blocks, by the block after which they stood: the nearest before them that stayed in its place.
    fn gone(&self, new: &HashSet<&str>, steady: &HashSet<usize>) -> HashMap<Option<usize>, Vec<BlockDiff>> {
        let mut gone: HashMap<Option<usize>, Vec<BlockDiff>> = HashMap::new();
        let mut after = None;
        for (at, block) in self.blocks.iter().enumerate() {
            if steady.contains(&at) {
                after = Some(at);
            } else if !new.contains(block.key()) {
                gone.entry(after).or_default().push(removed(block));
            }
        }
        gone
    }
}

/// The keys of blocks of a source that were added, removed, changed or moved since: what a translation is behind by.
#[must_use]
pub fn blocks_behind(source_then: &Body, source_now: &Body) -> Vec<String> {
    source_then.diff(source_now).blocks.into_iter().map(|block| block.key).collect()
}

/// How one short text, such as a title, became another, word by word.
#[must_use]
pub fn text_diff(before: &str, after: &str) -> Vec<TextRun> {
    let mut work = MAX_DIFF_WORK;
    runs(before, after, &mut work)
}

fn removed(block: &Block) -> BlockDiff {
    let before = words(block);
    let runs = run(RunChange::Delete, &before).into_iter().collect();
    BlockDiff {
        key: block.key().to_owned(),
        change: BlockChange::Removed,
        kind: kind(block),
        before: Some(before),
        after: None,
        runs,
    }
}

fn changed(before: Option<&Block>, block: &Block, is_moved: bool, work: &mut usize) -> Option<BlockDiff> {
    let change = match before {
        None => BlockChange::Added,
        Some(before) => match (is_moved, fingerprint(before) != fingerprint(block)) {
            (false, false) => return None,
            (false, true) => BlockChange::Changed,
            (true, false) => BlockChange::Moved,
            (true, true) => BlockChange::MovedAndChanged,
        },
    };
    let (before, after) = (before.map(words), words(block));
    let runs = runs(before.as_deref().unwrap_or_default(), &after, work);
    Some(BlockDiff { key: block.key().to_owned(), change, kind: kind(block), before, after: Some(after), runs })
}

/// The longest rising row among old positions that stand in the new order: these blocks stayed, the others moved.
fn steady(positions: impl Iterator<Item = usize>) -> HashSet<usize> {
    let positions: Vec<usize> = positions.collect();
    let mut ends: Vec<usize> = Vec::new(); // Where the best row of each length ends, as an index of `positions`.
    let mut previous: Vec<Option<usize>> = Vec::with_capacity(positions.len());
    for (index, position) in positions.iter().enumerate() {
        let length = ends.partition_point(|end| positions[*end] < *position);
        previous.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        match ends.get_mut(length) {
            Some(end) => *end = index,
            None => ends.push(index),
        }
    }
    std::iter::successors(ends.last().copied(), |index| previous[*index]).map(|index| positions[index]).collect()
}

/// Word by word as long as the work lasts, then as one replacement.
fn runs(before: &str, after: &str, work: &mut usize) -> Vec<TextRun> {
    let old: Vec<&str> = before.split_word_bounds().collect();
    let new: Vec<&str> = after.split_word_bounds().collect();
    let head = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(one, other)| one == other).count();
    let (old_mid, new_mid) = (&old_rest[..old_rest.len() - tail], &new_rest[..new_rest.len() - tail]);
    let mut out: Vec<TextRun> = run(RunChange::Equal, &old[..head].concat()).into_iter().collect();
    let cost = (old_mid.len() + new_mid.len()).saturating_pow(2);
    if old_mid.is_empty() || new_mid.is_empty() || cost > *work {
        push(&mut out, RunChange::Delete, old_mid);
        push(&mut out, RunChange::Insert, new_mid);
    } else {
        *work -= cost;
        for op in capture_diff_slices(Algorithm::Myers, old_mid, new_mid) {
            if let DiffOp::Equal { .. } = op {
                push(&mut out, RunChange::Equal, &old_mid[op.old_range()]);
            } else {
                push(&mut out, RunChange::Delete, &old_mid[op.old_range()]);
                push(&mut out, RunChange::Insert, &new_mid[op.new_range()]);
            }
        }
    }
    push(&mut out, RunChange::Equal, &old_rest[old_rest.len() - tail..]);
    out
}

fn push(out: &mut Vec<TextRun>, change: RunChange, words: &[&str]) {
    match out.last_mut().filter(|last| last.change == change) {
        Some(last) => words.iter().for_each(|word| last.text.push_str(word)),
        None => out.extend(run(change, &words.concat())),
    }
}

fn run(change: RunChange, text: &str) -> Option<TextRun> {
    (!text.is_empty()).then(|| TextRun { change, text: text.to_owned() })
}
