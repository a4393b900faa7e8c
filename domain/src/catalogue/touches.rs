//! What the latest changes touched, in this process, for whoever tells others of it a moment later (`purge`). Of those that nobody has asked
//! for in a long time nothing is known any more.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::freshness::Touched;

/// How many tags are remembered: a few megabytes.
const TAGS_MAX: usize = 50_000;

/// What was touched behind one position of the log and up to another.
struct Span {
    behind: i64,
    until: i64,
    touched: Arc<Touched>,
}

/// The latest, without a gap.
#[derive(Default)]
pub(crate) struct Touches(Mutex<VecDeque<Span>>);

impl Touches {
    /// Remembers what was touched behind a position and up to another, once everybody reads it.
    pub(super) fn remember(&self, behind: i64, until: i64, touched: Touched) {
        let mut spans = self.spans();
        spans.push_back(Span { behind, until, touched: Arc::new(touched) });
        let mut tags: usize = spans.iter().map(|span| span.touched.count()).sum();
        while tags > TAGS_MAX && spans.len() > 1 {
            tags -= spans.pop_front().map_or(0, |span| span.touched.count());
        }
    }

    /// What was touched behind a position, and up to which one: all of it, or at least so many tags. `None` when that isn't known.
    pub(crate) fn behind(&self, seq: i64, tags: usize) -> Option<(i64, Vec<Arc<Touched>>)> {
        let spans = self.spans();
        if spans.front()?.behind > seq {
            return None;
        }
        let (mut until, mut count, mut found) = (seq, 0, Vec::new());
        for span in spans.iter().filter(|span| span.until > seq) {
            if count >= tags {
                break;
            }
            count += span.touched.count();
            until = span.until;
            found.push(Arc::clone(&span.touched));
        }
        Some((until, found))
    }

    /// The position behind which all is known, if anything is.
    pub(crate) fn begin(&self) -> Option<i64> {
        self.spans().front().map(|span| span.behind)
    }

    fn spans(&self) -> MutexGuard<'_, VecDeque<Span>> {
        // Plain data that is consistent between statements: a panic elsewhere leaves it usable.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Tag;
    use super::*;
    use crate::id::ArticleId;
    use ulid::Ulid;

    fn touched(numbers: std::ops::Range<u128>) -> Touched {
        Touched::Tags(numbers.map(|number| Tag::Article(ArticleId::new(Ulid(number)))).collect())
    }

    fn counts(touches: &Touches, seq: i64, tags: usize) -> Option<(i64, Vec<usize>)> {
        touches.behind(seq, tags).map(|(until, found)| (until, found.iter().map(|it| it.count()).collect()))
    }

    #[test]
    fn what_was_touched_behind_a_position_is_known_whole_or_not_at_all() {
        let touches = Touches::default();
        assert_eq!(counts(&touches, 5, 9), None, "nothing was seen yet");
        touches.remember(5, 7, touched(0..2));
        touches.remember(7, 8, touched(2..3));
        touches.remember(8, 12, touched(3..9));
        assert_eq!(counts(&touches, 4, 99), None, "something went before");
        assert_eq!(counts(&touches, 5, 99), Some((12, vec![2, 1, 6])));
        assert_eq!(counts(&touches, 6, 99), Some((12, vec![2, 1, 6])), "a part is told with its whole");
        assert_eq!(counts(&touches, 5, 3), Some((8, vec![2, 1])));
        assert_eq!(counts(&touches, 12, 99), Some((12, vec![])));
    }

    #[test]
    fn what_is_remembered_has_a_bound() {
        let touches = Touches::default();
        for step in 0..20_i64 {
            touches.remember(step, step + 1, touched(0..10_000));
        }
        assert_eq!(counts(&touches, 14, 1), None);
        assert_eq!(counts(&touches, 15, 1), Some((16, vec![10_000])));
        touches.remember(20, 21, touched(0..200_000));
        assert_eq!(counts(&touches, 20, 1), Some((21, vec![200_000])), "the last is known, however much it is");
    }
}
