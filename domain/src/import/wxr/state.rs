//! Where a post stands and since when. What only some may read on the site is a draft here: it never becomes public by
//! an import.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::item::Item;
use crate::article::Status;

/// Where a post stands.
pub(super) struct State {
    pub(super) status: Status,
    pub(super) published_at: Option<Timestamp>,
    pub(super) updated_at: Option<Timestamp>,
}

/// What becomes of a post's status and dates.
///
/// # Errors
/// The reason why the post is not taken over.
pub(super) fn of(item: &Item, now: Timestamp, notes: &mut Vec<String>) -> Result<State, String> {
    let date = date(item);
    let status = match item.status.as_str() {
        "publish" => Status::Published,
        "future" => Status::Scheduled,
        "pending" => Status::InReview,
        "draft" => Status::Draft,
        "private" => {
            notes.push("it is private on the site: it is a draft here".to_owned());
            Status::Draft
        }
        other => return Err(format!("a post of status `{other}`")),
    };
    let status = if item.password.is_empty() { status } else { withheld(status, notes) };
    let status = match (status, date) {
        (Status::Published | Status::Scheduled, None) => {
            notes.push("it has no date of publication: it is a draft here".to_owned());
            Status::Draft
        }
        (Status::Published, Some(date)) if date > now => {
            notes.push("its date of publication is to come: it is scheduled here".to_owned());
            Status::Scheduled
        }
        (status, _) => status,
    };
    let published_at = date.filter(|_| matches!(status, Status::Published | Status::Scheduled));
    let updated_at = gmt(&item.modified_gmt).or_else(|| gmt(&item.modified)).or(date);
    Ok(State { status, published_at, updated_at: updated_at.max(published_at) })
}

fn withheld(status: Status, notes: &mut Vec<String>) -> Status {
    notes.push("it is protected by a password on the site: it is a draft here".to_owned());
    if status == Status::InReview { status } else { Status::Draft }
}

/// The date of a post: in GMT, or else that of the feed, or else the site's own time, taken for GMT.
fn date(item: &Item) -> Option<Timestamp> {
    let feed = || jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(&item.published).ok();
    gmt(&item.date_gmt).or_else(feed).or_else(|| gmt(&item.date))
}

/// `2026-02-03 04:05:06`; `0000-00-00 00:00:00` is WordPress's word for none.
fn gmt(text: &str) -> Option<Timestamp> {
    let date = DateTime::strptime("%Y-%m-%d %H:%M:%S", text).ok().filter(|date| date.year() > 0)?;
    TimeZone::UTC.to_timestamp(date).ok()
}
