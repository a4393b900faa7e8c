//! How fast a key is used: so many requests in each minute of the clock, counted by each process for itself.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use super::Partner;
use crate::Domain;
use crate::id::ApiKeyId;

/// A minute.
const WINDOW_SECONDS: i64 = 60;

/// The minute of each key's last request, and how many there were in it.
#[derive(Default)]
pub(super) struct Meters(Mutex<HashMap<ApiKeyId, (i64, u32)>>);

/// What a key may still ask for in this minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// How many requests it may make in a window.
    pub limit: u32,
    /// How long a window is, in seconds.
    pub window: u32,
    /// How many are left; `None` when this one was too many.
    pub remaining: Option<u32>,
    /// After how many seconds the next window begins.
    pub reset: u32,
}

impl Meters {
    fn count(&self, key: ApiKeyId, limit: u32, now: Timestamp) -> Allowance {
        let second = now.as_second();
        let window = second.div_euclid(WINDOW_SECONDS);
        let mut meters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let meter = meters.entry(key).or_insert((window, 0));
        if meter.0 != window {
            *meter = (window, 0);
        }
        let remaining = limit.checked_sub(meter.1 + 1);
        if remaining.is_some() {
            meter.1 += 1;
        }
        let reset = WINDOW_SECONDS - second.rem_euclid(WINDOW_SECONDS);
        Allowance {
            limit,
            window: u32::try_from(WINDOW_SECONDS).unwrap_or(u32::MAX),
            remaining,
            reset: u32::try_from(reset).unwrap_or(u32::MAX),
        }
    }
}

impl Domain {
    /// Counts a request of a partner's program, and says what is left.
    #[must_use]
    pub fn admit(&self, partner: &Partner) -> Allowance {
        let now = self.ports().clock.now();
        self.partners().usage.touch(partner.key(), now);
        self.partners().meters.count(partner.key(), partner.grant.requests_per_minute, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_has_so_many_and_the_next_one_begins_anew() {
        let (meters, key) = (Meters::default(), ApiKeyId::new(ulid::Ulid::nil()));
        let at = |second| Timestamp::from_second(second).unwrap();
        let left: Vec<Option<u32>> = (0..4).map(|_| meters.count(key, 3, at(610)).remaining).collect();
        assert_eq!(left, [Some(2), Some(1), Some(0), None]);
        assert_eq!(meters.count(key, 3, at(610)).reset, 50);
        assert_eq!(meters.count(key, 3, at(660)).remaining, Some(2));
    }
}
