//! Where an item stands and since when. What is withheld or under embargo never becomes public by an import.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::item::Item;
use crate::article::Status;

/// Where an item stands.
pub(super) struct State {
    pub(super) status: Status,
    pub(super) published_at: Option<Timestamp>,
    pub(super) updated_at: Option<Timestamp>,
}

/// What becomes of an item's status and dates.
///
/// # Errors
/// The reason why the item is not taken over.
pub(super) fn of(item: &Item, now: Timestamp, notes: &mut Vec<String>) -> Result<State, String> {
    let created = date(&item.first_created).or_else(|| date(&item.version_created));
    let created = created.or_else(|| date(&item.content_created));
    let status = match item.pub_status.as_deref() {
        None | Some("usable") => Status::Published,
        Some("withheld") => Status::Draft,
        Some("canceled") => Status::Withdrawn,
        Some(other) => return Err(format!("its pubStatus `{other}` is none of `usable`, `withheld`, `canceled`")),
    };
    let (status, at) = match (status, created, item.embargo()) {
        (Status::Published, _, Some(None)) => {
            notes.push("its embargo can't be read: it is a draft here".to_owned());
            (Status::Draft, None)
        }
        (Status::Published, _, Some(Some(until))) if until > now => (Status::Scheduled, Some(until)),
        (Status::Published, None, _) => {
            notes.push("it has no date: it is a draft here".to_owned());
            (Status::Draft, None)
        }
        (Status::Published, Some(at), _) if at > now => {
            notes.push("its date is to come: it is scheduled here".to_owned());
            (Status::Scheduled, Some(at))
        }
        (Status::Published, Some(at), embargo) => (Status::Published, Some(at).max(embargo.flatten())),
        (Status::Draft, _, _) => (Status::Draft, None),
        (status, at, _) => (status, at),
    };
    let updated_at = date(&item.version_created).or(created).max(at);
    Ok(State { status, published_at: at, updated_at })
}

impl Item {
    /// The end of its embargo, if it has one; `Some(None)` when that can't be read.
    pub(super) fn embargo(&self) -> Option<Option<Timestamp>> {
        let text = self.embargoed_until.as_ref().or(self.embargoed.as_ref())?;
        Some(date(&Some(text.clone())))
    }
}

/// A date of ISO 8601. One without an offset is taken for UTC.
fn date(text: &Option<String>) -> Option<Timestamp> {
    let text = text.as_deref()?.trim();
    let civil = || text.parse::<DateTime>().ok().and_then(|date| TimeZone::UTC.to_timestamp(date).ok());
    text.parse().ok().or_else(civil)
}
