//! Positions with room between them, so that something can be put between two others without moving either.

/// What lies between a thing and the next one when there is room: 32 things fit into one place before all are numbered anew.
pub(crate) const STEP: i64 = 1 << 32;

/// A position between two neighbours; `None` when there is no room.
pub(crate) fn between(before: Option<i64>, after: Option<i64>) -> Option<i64> {
    match (before, after) {
        (None, None) => Some(0),
        (Some(before), None) => before.checked_add(STEP),
        (None, Some(after)) => after.checked_sub(STEP),
        (Some(before), Some(after)) => {
            let middle = before.midpoint(after);
            (before < middle && middle < after).then_some(middle)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_place_takes_thirty_two_items_before_it_is_full() {
        let (mut low, high) = (0, STEP);
        let mut inserted = 0;
        while let Some(middle) = between(Some(low), Some(high)) {
            low = middle;
            inserted += 1;
        }
        assert_eq!(inserted, 32);
        assert_eq!(
            (between(None, None), between(Some(i64::MAX), None), between(None, Some(i64::MIN))),
            (Some(0), None, None)
        );
    }

    proptest! {
        #[test]
        fn a_position_lies_between_its_neighbours(a: i64, b: i64) {
            let (low, high) = (a.min(b), a.max(b));
            match between(Some(low), Some(high)) {
                Some(middle) => prop_assert!(low < middle && middle < high),
                None => prop_assert!(high.saturating_sub(low) <= 1),
            }
        }
    }
}
