//! When what didn't arrive is sent again, how long an endpoint that fails is left alone, and when it is given up: pure, no
//! database, no clock.

use jiff::{SignedDuration, Timestamp};

use crate::error::{Code, Error, Result};

/// The most endpoints of an organisation.
pub const ENDPOINTS_MAX: usize = 20;
/// The most entries that are replayed at once.
pub const REPLAY_MAX: i64 = 1_000;
/// For how many hours a secret goes on signing beside the one that takes its place, unless something else is asked for.
pub const FORMER_HOURS: u32 = 24;
/// The most that can be asked for.
pub const FORMER_HOURS_MAX: u32 = 7 * 24;
/// The longest address, in characters.
pub(super) const URL_MAX: usize = 2_000;

/// After how many seconds a delivery is sent again (Standard Webhooks, 'Deliverability and reliability'): over three days in all.
const RETRIES: [i64; 9] = [5, 5 * 60, 30 * 60, 2 * 3_600, 5 * 3_600, 10 * 3_600, 14 * 3_600, 20 * 3_600, 24 * 3_600];
/// How often a delivery is sent at the most.
pub const ATTEMPTS_MAX: i64 = RETRIES.len() as i64 + 1;
/// A wait is up to this part longer, at random, so that not all come at once.
const JITTER: i64 = 10;
/// For how long an endpoint is left alone after it has failed; three times as long with each further failure.
const PAUSE: SignedDuration = SignedDuration::from_secs(5);
/// The longest that it is left alone: so soon it is known that it is well again.
const PAUSE_MAX: SignedDuration = SignedDuration::from_mins(15);
/// The longest that it is left alone when it asks for that itself (`Retry-After`).
const RETRY_AFTER_MAX: SignedDuration = SignedDuration::from_hours(24);
/// An endpoint is given up when nothing has arrived for so long …
const STEADY: SignedDuration = SignedDuration::from_hours(72);
/// … and as many times in a row.
const STEADY_FAILURES: i64 = 5;
/// After as many failures in a row an endpoint was out of order itself, and not one message too much for it.
const OUT_OF_ORDER: i64 = 2;

/// How an endpoint is doing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Health {
    /// Times in a row that something didn't arrive.
    pub(super) failures: i64,
    /// When the first of these was.
    pub(super) failing_since: Option<Timestamp>,
    /// Until when it is left alone.
    pub(super) paused_until: Option<Timestamp>,
}

/// What came of what was sent to an endpoint at once.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Round {
    /// Something arrived.
    pub(super) any_success: bool,
    /// Something didn't, and for how long the endpoint wants to be left alone.
    pub(super) failure: Option<Option<SignedDuration>>,
}

impl Health {
    /// How it is doing after a round. `chance` is random.
    pub(super) fn after(self, round: Round, now: Timestamp, chance: u8) -> Self {
        let before = if round.any_success { Self::default() } else { self };
        let Some(retry_after) = round.failure else { return before };
        let failures = before.failures + 1;
        let times = 3_i32.saturating_pow(u32::try_from(failures - 1).unwrap_or(0).min(10));
        let pause = jittered(PAUSE.saturating_mul(times).min(PAUSE_MAX), chance);
        let pause = pause.max(asked(retry_after));
        let failing_since = before.failing_since.or(Some(now));
        Self { failures, failing_since, paused_until: Some(now + pause) }
    }

    /// It is to be given up.
    pub(super) fn is_steady_failure(self, now: Timestamp) -> bool {
        let is_long = self.failing_since.is_some_and(|since| now.duration_since(since) >= STEADY);
        is_long && self.failures >= STEADY_FAILURES
    }

    /// It has failed as a whole: what waits is due as soon as something arrives again.
    pub(super) const fn is_out_of_order(self) -> bool {
        self.failures >= OUT_OF_ORDER
    }
}

/// When a delivery is sent again that has been sent so often; `None` when it is given up. `chance` is random.
pub(super) fn next_attempt(
    attempts: i64,
    retry_after: Option<SignedDuration>,
    now: Timestamp,
    chance: u8,
) -> Option<Timestamp> {
    let wait = usize::try_from(attempts - 1).ok().and_then(|place| RETRIES.get(place))?;
    Some(now + jittered(SignedDuration::from_secs(*wait), chance).max(asked(retry_after)))
}

fn asked(retry_after: Option<SignedDuration>) -> SignedDuration {
    retry_after.unwrap_or_default().min(RETRY_AFTER_MAX)
}

fn jittered(wait: SignedDuration, chance: u8) -> SignedDuration {
    let millis = wait.as_millis() * i128::from(chance) / (i128::from(u8::MAX) * i128::from(JITTER));
    wait + SignedDuration::from_millis(i64::try_from(millis).unwrap_or(0))
}

/// For how many hours the former secret goes on.
///
/// # Errors
/// `value_invalid` at `formerHours`.
pub(super) fn former_hours(wanted: Option<u32>) -> Result<SignedDuration> {
    match wanted.unwrap_or(FORMER_HOURS) {
        hours @ 0..=FORMER_HOURS_MAX => Ok(SignedDuration::from_hours(i64::from(hours))),
        _ => Err(invalid("formerHours", format!("This is {FORMER_HOURS_MAX} at the most."))),
    }
}

pub(super) fn invalid(field: impl Into<String>, message: impl Into<String>) -> Error {
    Error::new(Code::ValueInvalid, message).at(field)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;
    const FAILED: Round = Round { any_success: false, failure: Some(None) };

    fn hours(hours: i64) -> Timestamp {
        NOW + SignedDuration::from_hours(hours)
    }

    #[test]
    fn a_delivery_is_tried_ten_times_over_three_days() {
        for chance in [0, u8::MAX] {
            let (mut now, mut attempts) = (NOW, 1);
            while let Some(next) = next_attempt(attempts, None, now, chance) {
                (now, attempts) = (next, attempts + 1);
            }
            let days = now.duration_since(NOW).as_hours();
            assert_eq!(attempts, ATTEMPTS_MAX);
            assert!((75..=84).contains(&days), "{days} hours");
        }
    }

    #[test]
    fn who_asks_for_time_is_given_a_day_at_the_most() {
        let asked = |seconds| Some(SignedDuration::from_secs(seconds));
        assert_eq!(next_attempt(1, asked(60), NOW, 0), Some(NOW + SignedDuration::from_secs(60)));
        assert_eq!(next_attempt(1, asked(1), NOW, 0), Some(NOW + SignedDuration::from_secs(5)));
        assert_eq!(next_attempt(1, asked(i64::MAX / 2), NOW, 0), Some(hours(24)));
        let round = Round { any_success: true, failure: Some(asked(3_600)) };
        assert_eq!(Health::default().after(round, NOW, 0).paused_until, Some(hours(1)));
    }

    #[test]
    fn an_endpoint_that_fails_is_left_alone_for_longer_and_longer() {
        let (mut health, mut pauses) = (Health::default(), Vec::new());
        for _ in 0..8 {
            health = health.after(FAILED, NOW, 0);
            pauses.extend(health.paused_until.map(|until| until.duration_since(NOW).as_secs()));
        }
        assert_eq!(pauses, [5, 15, 45, 135, 405, 900, 900, 900]);
        let well = Round { any_success: true, failure: None };
        assert_eq!(health.after(well, NOW, 0), Health::default());
    }

    #[test]
    fn an_endpoint_is_given_up_after_three_days_of_failure_and_not_for_one_message() {
        let mut health = Health::default().after(FAILED, NOW, 0);
        assert!(!health.is_steady_failure(hours(100)), "nothing else was sent in all that time");
        for hour in [1, 2, 3, 4] {
            health = health.after(FAILED, hours(hour), 0);
        }
        assert!(!health.is_steady_failure(hours(71)));
        assert!(health.is_steady_failure(hours(72)));
        assert!(
            !health.after(Round { any_success: true, failure: Some(None) }, hours(72), 0).is_steady_failure(hours(80))
        );
    }
}
