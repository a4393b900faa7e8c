//! Which answers are as they were: at which position of the log each tag was last touched. The table is of a fixed size; tags that share
//! a place in it share their touches, so that an answer may be made anew without need, but an old one is never taken for a new one.

use std::collections::HashSet;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicI64, Ordering};

use foldhash::quality::RandomState;
use jiff::Timestamp;

use super::Tag;

/// The places of the table: half a megabyte.
const PLACES: usize = 1 << 16;

/// Where an answer comes from: which tags it was made of, at which position of the log, and until when it holds by the clock.
#[derive(Debug)]
pub struct Provenance {
    seq: i64,
    places: Box<[u16]>,
    until: Option<Timestamp>,
    /// The last position at which it was found to be fresh.
    checked: AtomicI64,
}

impl Provenance {
    /// How many bytes it takes besides itself.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.places.len() * size_of::<u16>()
    }
}

/// When each tag was last touched.
pub(super) struct Freshness {
    places: Box<[AtomicI64]>,
    /// Everything was touched: a thing became another one, or went.
    everything: AtomicI64,
    /// The last position that was entered.
    latest: AtomicI64,
    hasher: RandomState,
}

impl Default for Freshness {
    fn default() -> Self {
        Self {
            places: (0..PLACES).map(|_| AtomicI64::new(0)).collect(),
            everything: AtomicI64::new(0),
            latest: AtomicI64::new(0),
            hasher: RandomState::default(),
        }
    }
}

/// What a change touches.
pub(crate) enum Touched {
    Everything,
    Tags(HashSet<Tag>),
}

impl Touched {
    /// How many tags.
    pub(super) fn count(&self) -> usize {
        match self {
            Touched::Everything => 1,
            Touched::Tags(tags) => tags.len(),
        }
    }
}

impl Freshness {
    /// Enters what was touched up to this position. This has to be done before anybody can read what is new.
    pub(super) fn touch(&self, touched: &Touched, seq: i64) {
        match touched {
            Touched::Everything => self.everything.store(seq, Ordering::Release),
            Touched::Tags(tags) => {
                for tag in tags {
                    if let Some(place) = self.places.get(usize::from(self.place(tag))) {
                        place.store(seq, Ordering::Release);
                    }
                }
            }
        }
        self.latest.store(seq, Ordering::Release);
    }

    /// Of what was read from the snapshot at this position.
    pub(super) fn provenance(&self, seq: i64, tags: &[Tag], until: Option<Timestamp>) -> Provenance {
        let mut places: Vec<u16> = tags.iter().map(|tag| self.place(tag)).collect();
        places.sort_unstable();
        places.dedup();
        Provenance { seq, places: places.into(), until, checked: AtomicI64::new(seq) }
    }

    /// Whether an answer of this provenance would be the same if it were made now.
    pub(super) fn is_fresh(&self, provenance: &Provenance, now: impl FnOnce() -> Timestamp) -> bool {
        if provenance.until.is_some_and(|until| until <= now()) {
            return false;
        }
        // Whatever was entered up to here is seen below; what comes later isn't taken as checked.
        let latest = self.latest.load(Ordering::Acquire);
        if provenance.checked.load(Ordering::Relaxed) == latest {
            return true;
        }
        let is_untouched = |place: &AtomicI64| place.load(Ordering::Acquire) <= provenance.seq;
        let places = provenance.places.iter().filter_map(|place| self.places.get(usize::from(*place)));
        let is_fresh = is_untouched(&self.everything) && { places }.all(is_untouched);
        if is_fresh {
            provenance.checked.store(latest, Ordering::Relaxed);
        }
        is_fresh
    }

    fn place(&self, tag: &Tag) -> u16 {
        // The low bits of a keyed hash: nobody can choose who shares a place with whom.
        (self.hasher.hash_one(tag) & 0xffff) as u16
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::ArticleId;
    use ulid::Ulid;

    fn touched(numbers: &[u128]) -> Touched {
        Touched::Tags(tags(numbers).into_iter().collect())
    }

    fn tags(numbers: &[u128]) -> Vec<Tag> {
        numbers.iter().map(|number| Tag::Article(ArticleId::new(Ulid(*number)))).collect()
    }

    fn now() -> Timestamp {
        Timestamp::from_second(1_000).unwrap()
    }

    #[test]
    fn what_was_touched_since_is_not_fresh() {
        let freshness = Freshness::default();
        freshness.touch(&touched(&[1]), 5);
        let (early, late) =
            (freshness.provenance(4, &tags(&[1, 2]), None), freshness.provenance(5, &tags(&[1, 2]), None));
        assert!(!freshness.is_fresh(&early, now), "it was made of what there was before");
        assert!(freshness.is_fresh(&late, now));
        // What another change touches is nothing to it; what its own does, is.
        freshness.touch(&touched(&[3]), 6);
        assert!(freshness.is_fresh(&late, now));
        assert!(freshness.is_fresh(&late, now), "and it is found so again");
        freshness.touch(&touched(&[2]), 7);
        assert!(!freshness.is_fresh(&late, now));
        let latest = freshness.provenance(7, &tags(&[2]), None);
        assert!(freshness.is_fresh(&latest, now));
        freshness.touch(&Touched::Everything, 8);
        assert!(!freshness.is_fresh(&latest, now));
    }

    #[test]
    fn what_goes_by_the_clock_holds_until_then() {
        let freshness = Freshness::default();
        let until = |second| freshness.provenance(1, &tags(&[1]), Some(Timestamp::from_second(second).unwrap()));
        assert!(freshness.is_fresh(&until(1_001), now));
        assert!(!freshness.is_fresh(&until(1_000), now));
    }
}
