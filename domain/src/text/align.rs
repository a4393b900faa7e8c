//! Keys for blocks that come without any, as from HTML and Markdown: a block that was there before keeps its key, so that
//! diffs and translations stay aligned.

use std::collections::{HashMap, HashSet, VecDeque};

use sha2::{Digest, Sha256};
use unicode_segmentation::UnicodeSegmentation;

use super::Body;
use super::block::Block;
use super::fingerprint::{kind, loose, words};

/// How many blocks that were there before are looked at for one that was rewritten.
const WINDOW: usize = 4;

/// The body with the keys of the one before: of the same blocks in all, of rewritten ones for themselves.
pub(super) fn aligned(new: Body, before: &Body) -> Body {
    let mut places: HashMap<String, VecDeque<usize>> = HashMap::new();
    for (at, block) in before.blocks.iter().enumerate() {
        places.entry(loose(block)).or_default().push_back(at);
    }
    let mut found: Vec<Option<usize>> =
        new.blocks.iter().map(|block| places.get_mut(&loose(block)).and_then(VecDeque::pop_front)).collect();
    let mut taken: HashSet<usize> = found.iter().flatten().copied().collect();
    let mut blocks = Vec::with_capacity(new.blocks.len());
    let mut next = 0;
    for (block, found) in new.blocks.into_iter().zip(&mut found) {
        match *found {
            Some(at) => {
                next = at + 1;
                blocks.push((before.blocks[at].clone(), true));
            }
            None => match rewritten(&block, before, next, &taken) {
                Some(at) => {
                    taken.insert(at);
                    next = at + 1;
                    blocks.push((block.with_key(before.blocks[at].key()), true));
                }
                None => blocks.push((block, false)),
            },
        }
    }
    let mut used: HashSet<String> =
        blocks.iter().filter(|(_, has_key)| *has_key).map(|(block, _)| block.key().to_owned()).collect();
    let unique = |(block, has_key): (Block, bool)| {
        if has_key {
            return block;
        }
        let key = free_key(block.key(), &used);
        used.insert(key.clone());
        block.with_key(&key)
    };
    Body { blocks: blocks.into_iter().map(unique).collect() }
}

/// The block's own key, or one made from it if something else has that already.
pub(super) fn free_key(key: &str, used: &HashSet<String>) -> String {
    let mut key = key.to_owned();
    while used.contains(&key) {
        key = hashed(&format!("{key}+"));
    }
    key
}

/// 12 hexadecimal digits (48 bits of SHA-256).
pub(super) fn hashed(content: &str) -> String {
    Sha256::digest(content).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// The block of before that this one was written from: of the same kind, near, and half of its words are there.
fn rewritten(block: &Block, before: &Body, next: usize, taken: &HashSet<usize>) -> Option<usize> {
    let text = words(block);
    (next..before.blocks.len()).take(WINDOW).filter(|at| !taken.contains(at)).find(|at| {
        let old = &before.blocks[*at];
        kind(old) == kind(block) && is_similar(&words(old), &text)
    })
}

fn is_similar(one: &str, other: &str) -> bool {
    let (one, other): (HashSet<&str>, HashSet<&str>) = (one.unicode_words().collect(), other.unicode_words().collect());
    let longer = one.len().max(other.len());
    longer > 0 && one.intersection(&other).count() * 2 >= longer
}
