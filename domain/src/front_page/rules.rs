//! Which slots count at an instant, and what can be arranged: pure, no database, no clock.

use jiff::Timestamp;

use super::Slot;
use crate::error::{Code, Error, Result};
use crate::id::ArticleId;

/// The most slots of a front page, those that are planned among them.
pub const SLOTS_MAX: usize = 100;

impl Slot {
    /// Whether it counts at this instant: from its start on, and no longer at its end.
    pub(super) fn is_live(&self, now: Timestamp) -> bool {
        self.starts_at.is_none_or(|start| start <= now) && self.ends_at.is_none_or(|end| now < end)
    }

    fn overlaps(&self, other: &Self) -> bool {
        let begins_before_end = |start: Option<Timestamp>, end: Option<Timestamp>| match (start, end) {
            (Some(start), Some(end)) => start < end,
            _ => true,
        };
        begins_before_end(self.starts_at, other.ends_at) && begins_before_end(other.starts_at, self.ends_at)
    }
}

/// The articles of the slots that count at this instant, in the order of the page: each slot that counts takes the next
/// place.
pub(super) fn live(slots: &[Slot], now: Timestamp) -> impl Iterator<Item = ArticleId> {
    slots.iter().filter(move |slot| slot.is_live(now)).map(|slot| slot.article)
}

/// The next instant at which another slot counts, or one no longer.
pub(super) fn next(slots: &[Slot], now: Timestamp) -> Option<Timestamp> {
    slots.iter().flat_map(|slot| [slot.starts_at, slot.ends_at]).flatten().filter(|at| now < *at).min()
}

/// Makes sure that the slots can be arranged so.
///
/// # Errors
/// `value_invalid`, naming the slot: too many, one that ends before it starts, an article that would stand there twice at
/// once.
pub(super) fn check(slots: &[Slot]) -> Result<()> {
    let refuse = |field: String, why: String| Err(Error::new(Code::ValueInvalid, why).at(field));
    if slots.len() > SLOTS_MAX {
        return refuse("slots".to_owned(), format!("A front page has {SLOTS_MAX} slots at the most."));
    }
    for (place, slot) in slots.iter().enumerate() {
        if let (Some(start), Some(end)) = (slot.starts_at, slot.ends_at)
            && end <= start
        {
            return refuse(format!("slots[{place}].endsAt"), "It ends before it starts.".to_owned());
        }
        let twice = slots[..place].iter().position(|other| other.article == slot.article && other.overlaps(slot));
        if let Some(other) = twice {
            let why = format!("It would stand there twice at once: the slot {other} has the same article.");
            return refuse(format!("slots[{place}].articleId"), why);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ulid::Ulid;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(hour * 3_600).unwrap()
    }

    fn slot(number: u128, starts: Option<i64>, ends: Option<i64>) -> Slot {
        Slot { article: ArticleId::new(Ulid(number)), starts_at: starts.map(at), ends_at: ends.map(at) }
    }

    fn numbers(slots: &[Slot], hour: i64) -> Vec<u128> {
        live(slots, at(hour)).map(|id| id.ulid().0).collect()
    }

    #[test]
    fn a_slot_counts_from_its_start_to_its_end() {
        let slots =
            [slot(1, Some(10), Some(20)), slot(2, None, None), slot(3, Some(15), None), slot(4, None, Some(15))];
        assert_eq!(numbers(&slots, 9), [2, 4]);
        assert_eq!(numbers(&slots, 10), [1, 2, 4]);
        assert_eq!(numbers(&slots, 15), [1, 2, 3]);
        assert_eq!(numbers(&slots, 20), [2, 3]);
        let nexts = [9, 10, 14, 15, 20].map(|hour| next(&slots, at(hour)));
        assert_eq!(nexts, [Some(at(10)), Some(at(15)), Some(at(15)), Some(at(20)), None]);
    }

    #[test]
    fn what_can_not_be_is_refused_where_it_stands() {
        let field = |slots: &[Slot]| check(slots).unwrap_err().field.unwrap();
        assert_eq!(field(&[slot(1, Some(2), Some(2))]), "slots[0].endsAt");
        assert_eq!(field(&[slot(1, None, None), slot(2, None, None), slot(1, Some(5), Some(6))]), "slots[2].articleId");
        assert_eq!(field(&vec![slot(1, None, None); SLOTS_MAX + 1]), "slots");
        assert!(check(&[slot(1, None, Some(5)), slot(1, Some(5), None)]).is_ok(), "one after the other");
    }
}
