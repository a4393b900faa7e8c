//! How long it is waited before another attempt: pure.

use jiff::SignedDuration;

/// The wait after the first failure.
const FIRST: SignedDuration = SignedDuration::from_secs(1);
/// The longest wait.
const LONGEST: SignedDuration = SignedDuration::from_mins(5);

/// How long it is waited after so many failures, if the caches have wished for that, too: twice as long each time.
pub(super) fn pause(failures: i64, wished: Option<SignedDuration>) -> SignedDuration {
    let doublings = u32::try_from(failures.saturating_sub(1)).unwrap_or(0).min(16);
    let own = FIRST.saturating_mul(2_i32.pow(doublings)).min(LONGEST);
    own.max(wished.unwrap_or_default().min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_is_waited_out_for_longer_up_to_an_end() {
        let seconds = |failures| pause(failures, None).as_secs();
        assert_eq!([1, 2, 3, 9, 10, 1_000].map(seconds), [1, 2, 4, 256, 300, 300]);
        assert_eq!(pause(1, Some(SignedDuration::from_secs(30))).as_secs(), 30);
        assert_eq!(pause(1, Some(SignedDuration::from_hours(30))).as_secs(), 300);
    }
}
