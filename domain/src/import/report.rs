//! What an import did: counts by noun, and what was skipped or noted, with its place.

use std::collections::BTreeMap;

use super::Place;

/// How many skipped or noted things are told one by one; the rest is counted.
pub const TOLD_MAX: usize = 1_000;

/// Counts of one noun.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Were not there before.
    pub added: u64,
    /// Were there, and are different now.
    pub changed: u64,
    /// Were there, just so.
    pub unchanged: u64,
    /// Were not taken over.
    pub skipped: u64,
}

/// What an import did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Counts by noun: `article`, `expert` …
    pub nouns: BTreeMap<&'static str, Tally>,
    /// What was skipped and why, at most [`TOLD_MAX`].
    pub skipped: Vec<(Place, String)>,
    /// How many were skipped.
    pub skipped_count: u64,
    /// What was taken over with a loss, at most [`TOLD_MAX`].
    pub noted: Vec<(Place, String)>,
    /// How many were noted.
    pub noted_count: u64,
}

impl Report {
    pub(super) fn tally(&mut self, noun: &'static str) -> &mut Tally {
        self.nouns.entry(noun).or_default()
    }

    pub(super) fn skip(&mut self, place: Place, reason: String) {
        self.skipped_count += 1;
        if self.skipped.len() < TOLD_MAX {
            self.skipped.push((place, reason));
        }
    }

    pub(super) fn note(&mut self, place: Place, reason: String) {
        self.noted_count += 1;
        if self.noted.len() < TOLD_MAX {
            self.noted.push((place, reason));
        }
    }

    /// How many records were looked at.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.nouns.values().map(|tally| tally.added + tally.changed + tally.unchanged + tally.skipped).sum()
    }

    /// Puts another report's counts to this one's, for several files.
    pub fn merge(&mut self, other: Report) {
        for (noun, tally) in other.nouns {
            let sum = self.tally(noun);
            sum.added += tally.added;
            sum.changed += tally.changed;
            sum.unchanged += tally.unchanged;
            sum.skipped += tally.skipped;
        }
        self.skipped_count += other.skipped_count;
        self.noted_count += other.noted_count;
        self.skipped.extend(other.skipped);
        self.noted.extend(other.noted);
        self.skipped.truncate(TOLD_MAX);
        self.noted.truncate(TOLD_MAX);
    }
}
