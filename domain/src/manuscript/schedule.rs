//! A time as an editor says it: on the clock of a place. An hour that doesn't exist there, or exists twice, is not guessed.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use crate::error::{Code, Error, Result};

/// How far ahead something can be scheduled.
const AHEAD_MAX: SignedDuration = SignedDuration::from_hours(24 * 366 * 2);

/// A time on the clock of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalTime {
    /// Date and time without an offset: `2026-10-25T06:00:00`.
    pub at: String,
    /// The place, as the IANA time zone database names it: `Europe/Berlin`.
    pub zone: String,
    /// Which of the two it is, when clocks are put back and the time comes twice: `+02:00`.
    pub offset: Option<String>,
}

impl LocalTime {
    /// The instant, which must lie ahead; and the zone in its one spelling.
    ///
    /// # Errors
    /// `value_invalid` at `at`, `zone` or `offset`.
    pub(super) fn ahead(&self, now: Timestamp) -> Result<(Timestamp, String)> {
        let refuse = |field: &str, why: String| Error::new(Code::ValueInvalid, why).at(field);
        let civil: DateTime = self.at.parse().ok().filter(|_| is_plain(&self.at)).ok_or_else(|| {
            refuse("at", "This is a date and a time without an offset: `2026-10-25T06:00:00`.".to_owned())
        })?;
        let zone = TimeZone::get(&self.zone).map_err(|_| {
            refuse("zone", "This isn't a zone of the IANA database: `Europe/Berlin`, `UTC`.".to_owned())
        })?;
        let name = zone.iana_name().unwrap_or("UTC").to_owned();
        let wished = self.offset.as_deref().map(offset).transpose()?;
        let offset = match (zone.to_ambiguous_timestamp(civil).offset(), wished) {
            (AmbiguousOffset::Unambiguous { offset }, wished) if wished.is_none_or(|wished| wished == offset) => offset,
            (AmbiguousOffset::Unambiguous { offset }, _) => {
                return Err(refuse("offset", format!("At that time the clocks of {name} are at {offset}.")));
            }
            (AmbiguousOffset::Gap { before, after }, _) => {
                let message = format!("That time doesn't exist in {name}: the clocks go from {before} to {after}.");
                return Err(refuse("at", message));
            }
            (AmbiguousOffset::Fold { before, after }, Some(wished)) if wished == before || wished == after => wished,
            (AmbiguousOffset::Fold { before, after }, _) => {
                let message =
                    format!("That time comes twice in {name}: say whether it is the one at {before} or at {after}.");
                return Err(refuse("offset", message));
            }
        };
        let at = offset.to_timestamp(civil).map_err(|_| refuse("at", "That time is out of range.".to_owned()))?;
        if at <= now {
            return Err(refuse("at", format!("{at} is past; what shall be public now is published.")));
        }
        if at.duration_since(now) > AHEAD_MAX {
            return Err(refuse("at", "Something can be scheduled two years ahead at the most.".to_owned()));
        }
        Ok((at, name))
    }
}

/// A date and time alone: neither an offset nor a zone nor a calendar is written behind it.
fn is_plain(text: &str) -> bool {
    text.len() >= "2026-10-25T06:00".len() && !text.contains(['[', 'Z', 'z', '+']) && text.matches('-').count() == 2
}

fn offset(text: &str) -> Result<Offset> {
    let refuse = || Error::new(Code::ValueInvalid, "This is an offset like `+02:00`.").at("offset");
    let (sign, rest) = match text.split_at_checked(1) {
        Some(("+", rest)) => (1, rest),
        Some(("-", rest)) => (-1, rest),
        _ => return Err(refuse()),
    };
    let (hours, minutes) = rest.split_once(':').ok_or_else(refuse)?;
    let number = |digits: &str, most: i32| {
        let is_number = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse::<i32>().ok().filter(|number| is_number && *number <= most).ok_or_else(refuse)
    };
    let seconds = sign * (number(hours, 23)? * 3_600 + number(minutes, 59)? * 60);
    Offset::from_seconds(seconds).map_err(|_| refuse())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(at: &str, zone: &str, offset: Option<&str>) -> Result<(Timestamp, String)> {
        let time = LocalTime { at: at.to_owned(), zone: zone.to_owned(), offset: offset.map(str::to_owned) };
        time.ahead("2026-03-01T00:00:00Z".parse().unwrap())
    }

    #[test]
    fn a_time_is_what_the_clocks_of_the_place_say() {
        for (at, zone, offset, instant) in [
            ("2026-07-01T06:00:00", "Europe/Berlin", None, "2026-07-01T04:00:00Z"),
            ("2026-07-01T06:00", "europe/berlin", Some("+02:00"), "2026-07-01T04:00:00Z"),
            ("2026-12-01T06:00:00", "America/New_York", None, "2026-12-01T11:00:00Z"),
            ("2026-10-25T02:30:00", "Europe/Berlin", Some("+02:00"), "2026-10-25T00:30:00Z"),
            ("2026-10-25T02:30:00", "Europe/Berlin", Some("+01:00"), "2026-10-25T01:30:00Z"),
            ("2026-07-01T06:00:00", "UTC", None, "2026-07-01T06:00:00Z"),
        ] {
            let (found, name) = read(at, zone, offset).unwrap_or_else(|error| panic!("{at} {zone}: {error}"));
            assert_eq!(found.to_string(), instant, "{at} {zone}");
            assert!(name == "UTC" || name.contains('/'), "{name}");
        }
    }

    #[test]
    fn what_no_clock_shows_or_shows_twice_is_refused() {
        for (at, zone, offset, field) in [
            ("2026-03-29T02:30:00", "Europe/Berlin", None, "at"),
            ("2026-03-29T02:30:00", "Europe/Berlin", Some("+01:00"), "at"),
            ("2026-10-25T02:30:00", "Europe/Berlin", None, "offset"),
            ("2026-10-25T02:30:00", "Europe/Berlin", Some("+03:00"), "offset"),
            ("2026-07-01T06:00:00", "Europe/Berlin", Some("+01:00"), "offset"),
            ("2026-07-01T06:00:00", "Europe/Berlin", Some("2"), "offset"),
            ("2026-07-01T06:00:00", "Middle/Earth", None, "zone"),
            ("2026-07-01T06:00:00", "", None, "zone"),
            ("2026-07-01T06:00:00Z", "Europe/Berlin", None, "at"),
            ("2026-07-01T06:00:00+02:00", "Europe/Berlin", None, "at"),
            ("2026-07-01T06:00:00-02:00", "Europe/Berlin", None, "at"),
            ("2026-07-01", "Europe/Berlin", None, "at"),
            ("tomorrow", "Europe/Berlin", None, "at"),
            ("2026-02-28T06:00:00", "Europe/Berlin", None, "at"),
            ("2029-07-01T06:00:00", "Europe/Berlin", None, "at"),
        ] {
            let error = read(at, zone, offset).unwrap_err();
            assert_eq!((error.code, error.field.as_deref()), (Code::ValueInvalid, Some(field)), "{at} {zone}");
        }
    }
}
