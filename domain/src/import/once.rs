//! What a reader has seen in its file: keys, and slugs that are given. It holds digests, and no more of them than a
//! limit, so that a file of any length is read in bounded memory; past the limit the loader's own checks speak.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::text;

/// How many keys are remembered.
const REMEMBERED_MAX: usize = 1_000_000;

/// Keys that were seen.
#[derive(Default)]
pub(in crate::import) struct Once(HashSet<u64>);

impl Once {
    /// Whether this is seen for the first time. From now on it isn't any more.
    pub(in crate::import) fn first(&mut self, key: &(impl Hash + ?Sized)) -> bool {
        let digest = digest(key);
        if self.0.len() < REMEMBERED_MAX { self.0.insert(digest) } else { !self.0.contains(&digest) }
    }

    /// Whether this was seen.
    pub(in crate::import) fn has(&self, key: &(impl Hash + ?Sized)) -> bool {
        self.0.contains(&digest(key))
    }
}

fn digest(key: &(impl Hash + ?Sized)) -> u64 {
    // Its keys are fixed: the same file gives the same slugs each time.
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

/// The slugs of one noun, unique within the file and a language.
#[derive(Default)]
pub(in crate::import) struct FileSlugs {
    given: Once,
    /// The number to try next, of slugs that were wanted twice.
    next: HashMap<u64, u32>,
}

impl FileSlugs {
    /// A slug for this name, with a number behind it when the file has the slug already, and a note of that.
    pub(in crate::import) fn give(&mut self, name: &str, language: &str, notes: &mut Vec<String>) -> String {
        let slug = text::slugify(name);
        if self.given.first(&(language, slug.as_str())) {
            return slug;
        }
        let next = self.next.entry(digest(&(language, slug.as_str()))).or_insert(2);
        loop {
            let numbered = format!("{slug}-{next}");
            *next = next.saturating_add(1);
            if self.given.first(&(language, numbered.as_str())) || *next == u32::MAX {
                notes.push(format!("the slug `{slug}` is in the file already: it is `{numbered}` here"));
                return numbered;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_slug_is_numbered_and_noted() {
        let mut slugs = FileSlugs::default();
        let mut notes = Vec::new();
        let given: Vec<String> = ["A", "a!", "A", "b"].map(|name| slugs.give(name, "en", &mut notes)).to_vec();
        assert_eq!(given, ["a", "a-2", "a-3", "b"]);
        assert_eq!(slugs.give("a", "de", &mut notes), "a");
        assert_eq!(notes.len(), 2);
    }
}
