//! Pure rules of playlists: limits, texts, and the positions that items are ordered by.

use crate::error::{Code, Error, Result, Versions};
use crate::input;
use crate::sparse::{STEP, between};

/// The most lists of an account.
pub const PLAYLISTS_MAX: u64 = 200;
/// The most items of a list.
pub const ITEMS_MAX: i64 = 1_000;
/// The most items that are added at once.
pub const ADD_MAX: usize = 100;
/// The longest title, in characters.
pub const TITLE_MAX: usize = 120;
/// The longest description of a list, in characters.
pub const DESCRIPTION_MAX: usize = 1_000;
/// The longest description of an item, in characters.
pub const ITEM_DESCRIPTION_MAX: usize = 500;
/// The longest reason, of a report or of staff, in characters.
pub const REASON_MAX: usize = 500;
/// The most reports that a reader makes within a day.
pub const REPORTS_MAX: u64 = 20;

/// A title.
///
/// # Errors
/// `value_invalid` at `title`.
pub(super) fn title(text: &str) -> Result<String> {
    input::line(text, "title", TITLE_MAX)
}

/// A description of a list.
///
/// # Errors
/// `value_invalid` at `description`.
pub(super) fn description(text: &str) -> Result<String> {
    input::lines(text, "description", DESCRIPTION_MAX)
}

/// A description of an item.
///
/// # Errors
/// `value_invalid` at the field.
pub(super) fn item_description(text: &str, field: &str) -> Result<String> {
    input::lines(text, field, ITEM_DESCRIPTION_MAX)
}

/// A reason, of a report or of staff.
///
/// # Errors
/// `value_invalid` at the field.
pub(super) fn reason(text: &str, field: &str) -> Result<String> {
    input::filled_lines(text, field, REASON_MAX)
}

/// A list of so many items can take so many more.
///
/// # Errors
/// `limit_reached`.
pub(super) fn room(count: i64, more: usize) -> Result<()> {
    let more = i64::try_from(more).map_err(Error::internal)?;
    if count.saturating_add(more) <= ITEMS_MAX {
        return Ok(());
    }
    let message = format!("A list has {ITEMS_MAX} items at the most; this one has {count} already.");
    Err(Error::new(Code::LimitReached, message))
}

/// A change was made against the present version, or against none in particular.
///
/// # Errors
/// `version_conflict`.
pub(super) fn fresh(expected: Option<i64>, present: i64) -> Result<()> {
    expected.map_or(Ok(()), |expected| Versions { expected, present }.agree())
}

/// A change of one item was made against a version that knew the item as it is now.
///
/// # Errors
/// `version_conflict`.
pub(super) fn fresh_item(expected: Option<i64>, changed_in: i64, present: i64) -> Result<()> {
    match expected {
        // A version that there has never been knows nothing.
        Some(expected) if expected < changed_in || expected > present => {
            Err(Error::conflict(Versions { expected, present }))
        }
        _ => Ok(()),
    }
}

/// As [`between`], of a pair.
pub(super) fn between_of((before, after): (Option<i64>, Option<i64>)) -> Option<i64> {
    between(before, after)
}

/// Behind the last position there is no room for so many more.
pub(super) fn ends_too_high(last: Option<i64>, more: usize) -> bool {
    let more = i64::try_from(more).unwrap_or(ITEMS_MAX);
    last.is_some_and(|last| last.checked_add(STEP * more).is_none())
}

/// Positions for so many items, with room between them, and clear of those that are taken from `first` to `last`: on
/// whichever side of them is nearer to 0, so that they never run off.
pub(super) fn anew(count: usize, first: i64, last: i64) -> impl Iterator<Item = i64> {
    let count = i64::try_from(count).unwrap_or(ITEMS_MAX);
    let above = last.saturating_add(STEP);
    let below = first.saturating_sub(count.saturating_mul(STEP));
    let start = if above.saturating_abs() <= below.saturating_abs() { above } else { below };
    (0..count).map(move |place| start + place * STEP)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_change_of_an_item_is_merged_unless_that_item_changed() {
        assert!(fresh_item(None, 5, 9).is_ok());
        assert!(fresh_item(Some(5), 5, 9).is_ok());
        let refused = fresh_item(Some(4), 5, 9).unwrap_err();
        assert_eq!(
            (refused.code, refused.versions.as_deref().copied()),
            (Code::VersionConflict, Some(Versions { expected: 4, present: 9 }))
        );
        assert!(fresh_item(Some(10), 5, 9).is_err());
        assert!(fresh(Some(8), 9).is_err() && fresh(Some(9), 9).is_ok() && fresh(None, 9).is_ok());
    }

    proptest! {
        #[test]
        fn numbering_anew_touches_nothing_that_is_taken(count in 1usize..=1_000, first in -(1i64 << 60)..(1i64 << 60), span in 0i64..(1i64 << 42)) {
            let last = first + span;
            let mut end = None;
            for position in anew(count, first, last) {
                prop_assert!(position < first || position > last);
                prop_assert!(end.is_none_or(|end| end + STEP == position));
                end = Some(position);
            }
        }
    }
}
