//! What organisations, keys and products can say: pure but for what must exist.

use super::{Contact, NewContact, Terms};
use crate::account::Email;
use crate::catalogue::Snapshot;
use crate::error::{Code, Error, Result};
use crate::input;
use crate::language::Languages;

/// How many requests a key may make in a minute unless something else was agreed.
pub const REQUESTS_PER_MINUTE: u32 = 600;
/// The most that can be agreed.
const REQUESTS_PER_MINUTE_MAX: u32 = 60_000;
/// How many keys of an organisation are good at once: one that is used, and one that is to take its place.
pub const LIVE_KEYS_MAX: usize = 2;
/// The longest that a partner can be ahead of everybody, in minutes: four weeks.
pub const LEAD_MAX: u32 = 28 * 24 * 60;
/// The most articles a day that can be agreed; more are as good as any number.
const ARTICLES_PER_DAY_MAX: u32 = 1_000_000;
/// The longest name, in characters.
const NAME_MAX: usize = 120;
/// The most contacts of an organisation.
const CONTACTS_MAX: usize = 20;
/// The most things of a kind that a product names.
const NAMED_MAX: usize = 200;

pub(super) fn name(name: &str) -> Result<String> {
    input::line(name, "name", NAME_MAX)
}

pub(super) fn contacts(contacts: &[NewContact]) -> Result<Vec<Contact>> {
    if contacts.len() > CONTACTS_MAX {
        return Err(invalid("contacts", format!("An organisation has {CONTACTS_MAX} contacts at the most.")));
    }
    let read = |(place, contact): (usize, &NewContact)| {
        let email = Email::parse(&contact.email).map_err(|error| error.at(format!("contacts[{place}].email")))?;
        let name = input::line(&contact.name, &format!("contacts[{place}].name"), NAME_MAX)?;
        Ok(Contact { name, email, purpose: contact.purpose })
    };
    contacts.iter().enumerate().map(read).collect()
}

pub(super) fn requests_per_minute(wanted: u32) -> Result<u32> {
    match wanted {
        1..=REQUESTS_PER_MINUTE_MAX => Ok(wanted),
        _ => {
            let message = format!("This is 1 to {REQUESTS_PER_MINUTE_MAX}.");
            Err(invalid("requestsPerMinute", message))
        }
    }
}

/// Makes sure that a product can say this, and puts it in order.
///
/// # Errors
/// `value_invalid`, `language_invalid`, `reference_missing`, at the member that is meant.
pub(super) fn terms(terms: &mut Terms, snapshot: &Snapshot, languages: &Languages) -> Result<()> {
    let missing = |field: String| Error::new(Code::ReferenceMissing, "There is no such thing.").at(field);
    for (place, topic) in terms.topics.iter_mut().enumerate() {
        *topic = snapshot.present(*topic);
        snapshot.topics.get(*topic).ok_or_else(|| missing(format!("topics[{place}]")))?;
    }
    for (place, region) in terms.regions.iter_mut().enumerate() {
        *region = snapshot.present(*region);
        snapshot.regions.get(*region).ok_or_else(|| missing(format!("regions[{place}]")))?;
    }
    for (place, language) in terms.languages.iter_mut().enumerate() {
        let served = languages.served(language).map_err(|error| error.at(format!("languages[{place}]")))?;
        *language = served;
    }
    for (place, code) in terms.territories.iter().enumerate() {
        if code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
            let message = "This is a country of ISO 3166-1: two capitals, `DE`.";
            return Err(invalid(format!("territories[{place}]"), message));
        }
    }
    once(&mut terms.topics, "topics")?;
    once(&mut terms.regions, "regions")?;
    once(&mut terms.languages, "languages")?;
    once(&mut terms.kinds, "kinds")?;
    once(&mut terms.formats, "formats")?;
    once(&mut terms.territories, "territories")?;
    if terms.formats.is_empty() {
        return Err(invalid("formats", "A product is given out in one format at the least."));
    }
    if let (Some(start), Some(end)) = (terms.starts_at, terms.ends_at)
        && end <= start
    {
        return Err(invalid("endsAt", "It ends before it starts."));
    }
    if terms.lead_minutes > LEAD_MAX {
        return Err(invalid("leadMinutes", format!("This is {LEAD_MAX} at the most.")));
    }
    if terms.articles_per_day.is_some_and(|most| !(1..=ARTICLES_PER_DAY_MAX).contains(&most)) {
        return Err(invalid("articlesPerDay", format!("This is 1 to {ARTICLES_PER_DAY_MAX}.")));
    }
    Ok(())
}

/// Sorted, each thing once, and not too many.
fn once<T: Ord>(things: &mut Vec<T>, field: &str) -> Result<()> {
    if things.len() > NAMED_MAX {
        return Err(invalid(field, format!("This names {NAMED_MAX} at the most.")));
    }
    things.sort();
    things.dedup();
    Ok(())
}

pub(super) fn invalid(field: impl Into<String>, message: impl Into<String>) -> Error {
    Error::new(Code::ValueInvalid, message).at(field)
}
