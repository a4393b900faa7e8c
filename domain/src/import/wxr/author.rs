//! Authors become experts. Their mail addresses are never taken over, wherever they stand.

use super::channel::Channel;
use super::fields;
use crate::import::prose;
use crate::import::record::{ExpertRecord, Record};

/// The longest name, in characters.
pub(super) const NAME_MAX: usize = 200;

/// An author as the file has them.
#[derive(Default)]
pub(super) struct Author {
    pub(super) login: String,
    display_name: String,
    first_name: String,
    last_name: String,
}

impl Author {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let mut author = Self::default();
        fields::each(bytes, |field| match field.name {
            "wp:author_login" => author.login = tidy_login(&field.text),
            "wp:author_display_name" => author.display_name = without_mail(&field.text),
            "wp:author_first_name" => author.first_name = without_mail(&field.text),
            "wp:author_last_name" => author.last_name = without_mail(&field.text),
            _ => {}
        })?;
        if author.login.is_empty() { Err("an author without a login".to_owned()) } else { Ok(author) }
    }

    /// An author of whom an item gives only the login.
    pub(super) fn of_login(login: &str) -> Self {
        Self { login: tidy_login(login), ..Self::default() }
    }

    /// The record of the expert, `None` when the file had the author already.
    pub(super) fn record(&self, channel: &mut Channel, notes: &mut Vec<String>) -> Option<Record> {
        let id = key(channel, &self.login);
        if !channel.experts.first(&id) {
            return None;
        }
        let whole = format!("{} {}", self.first_name, self.last_name);
        let names = [self.display_name.as_str(), whole.trim(), &without_mail(&self.login)];
        let name = names.into_iter().find(|name| !name.is_empty()).map(|name| prose::cut(name, NAME_MAX).0);
        let name = name.unwrap_or_else(|| {
            notes.push("the author has no name besides a mail address, which is not taken over".to_owned());
            "Unnamed author".to_owned()
        });
        let slug = channel.expert_slugs.give(&name, "", notes);
        Some(Record::Expert(ExpertRecord { id, slug, name, ..ExpertRecord::default() }))
    }
}

/// The source key of an author. A login that is a mail address is told by its digest.
pub(super) fn key(channel: &Channel, login: &str) -> String {
    let login = tidy_login(login);
    if login.contains('@') {
        channel.key("author", &format!("#{}", prose::digest(&login)))
    } else {
        channel.key("author", &login)
    }
}

/// A login without the marks that WordPress allows in none, and that some exports have.
fn tidy_login(login: &str) -> String {
    prose::line(&login.replace(['<', '>', '&', '"', '\''], ""))
}

fn without_mail(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().filter(|word| !word.contains('@')).collect();
    prose::line(&words.join(" "))
}
