//! Which public lists are featured now, and until when: a pure rule of the clock. Pinned lists go first. Of the others
//! those are due that were made public not too long ago; when there are more of them than places, as many as fit are
//! shown, and with each turn the next ones.

use std::cmp::Reverse;

use jiff::Timestamp;

use super::PlaylistOptions;
use crate::id::PlaylistId;

/// A list that may be featured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) id: PlaylistId,
    pub(super) public_since: Timestamp,
    pub(super) pinned_until: Option<Timestamp>,
}

/// A list that is featured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) id: PlaylistId,
    pub(super) since: Timestamp,
    pub(super) until: Timestamp,
    pub(super) is_pinned: bool,
}

/// The featured lists in their order.
pub(super) fn shown(candidates: &[Candidate], now: Timestamp, options: PlaylistOptions) -> Vec<Shown> {
    let mut pinned: Vec<Shown> = Vec::new();
    let mut due: Vec<Shown> = Vec::new();
    for &Candidate { id, public_since: since, pinned_until } in candidates {
        let end = since.saturating_add(options.featured_for).unwrap_or(Timestamp::MAX);
        match pinned_until.filter(|until| *until > now) {
            Some(until) => pinned.push(Shown { id, since, until, is_pinned: true }),
            None if end > now => due.push(Shown { id, since, until: end, is_pinned: false }),
            None => {}
        }
    }
    pinned.sort_by_key(|list| Reverse((list.until, list.id)));
    pinned.truncate(options.featured_max);
    due.sort_by_key(|list| Reverse((list.since, list.id)));
    let room = options.featured_max - pinned.len();
    if due.len() > room {
        due = turned(&due, room, now, options);
    }
    pinned.extend(due);
    pinned
}

/// As many as there is room for: which ones depends on the turn, and each is shown to the turn's end at the most.
fn turned(due: &[Shown], room: usize, now: Timestamp, options: PlaylistOptions) -> Vec<Shown> {
    let length = i64::try_from(options.featured_rotation.as_micros()).unwrap_or(i64::MAX).max(1);
    let turn = now.as_microsecond().div_euclid(length);
    let end = turn.saturating_add(1).saturating_mul(length);
    let end = Timestamp::from_microsecond(end).unwrap_or(Timestamp::MAX);
    let count = i64::try_from(due.len()).unwrap_or(i64::MAX);
    let step = i64::try_from(room).unwrap_or(i64::MAX);
    // Both factors are below the number of candidates, which is bounded.
    let start = usize::try_from((turn.rem_euclid(count) * step).rem_euclid(count)).unwrap_or(0);
    due.iter().cycle().skip(start).take(room).map(|list| Shown { until: list.until.min(end), ..*list }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;
    use ulid::Ulid;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_second(hours * 3_600).unwrap()
    }

    fn list(number: u128, since: i64, pinned_until: Option<i64>) -> Candidate {
        let id = PlaylistId::new(Ulid(number));
        Candidate { id, public_since: at(since), pinned_until: pinned_until.map(at) }
    }

    fn numbers(shown: &[Shown]) -> Vec<u128> {
        shown.iter().map(|list| list.id.ulid().0).collect()
    }

    const OPTIONS: PlaylistOptions = PlaylistOptions {
        featured_for: SignedDuration::from_hours(168),
        featured_max: 2,
        featured_rotation: SignedDuration::from_hours(6),
    };

    #[test]
    fn a_slot_has_a_start_and_an_end() {
        let one = || vec![list(1, 10, None)];
        assert_eq!(shown(&one(), at(177), OPTIONS)[0].until, at(178));
        assert_eq!(shown(&one(), at(178), OPTIONS), []);
    }

    #[test]
    fn everybody_has_their_turn() {
        let all = || (1..=5).map(|number| list(number, 100, None)).collect::<Vec<_>>();
        let turns: Vec<Vec<u128>> = (0..6).map(|turn| numbers(&shown(&all(), at(120 + 6 * turn), OPTIONS))).collect();
        let mut first: Vec<u128> = turns[..5].iter().flatten().copied().collect();
        assert!(turns.iter().all(|turn| turn.len() == 2));
        first.sort_unstable();
        assert_eq!(first, [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
        assert_eq!(shown(&all(), at(121), OPTIONS), shown(&all(), at(125), OPTIONS), "it stays for the turn");
        assert_eq!(shown(&all(), at(121), OPTIONS)[0].until, at(126));
        assert_ne!(turns[0], turns[1]);
    }

    #[test]
    fn pinned_lists_go_first_and_count() {
        let all = vec![list(1, 100, None), list(2, 101, None), list(3, 0, Some(500)), list(4, 0, Some(119))];
        let found = shown(&all, at(120), OPTIONS);
        assert_eq!((found[0].id.ulid().0, found[0].until, found[0].is_pinned), (3, at(500), true));
        assert_eq!(found.len(), 2);
        assert!(!numbers(&found).contains(&4) || found[1].until <= at(168), "a pin ends");
    }
}
