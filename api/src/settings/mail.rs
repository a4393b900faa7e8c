//! Settings of mail.

use std::path::PathBuf;

use lettre::message::Mailbox;

use super::SettingError;
use super::raw::Raw;

/// How mail leaves.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// The mail server; without one mail goes into the folder.
    pub smtp_url: Option<String>,
    /// The folder of `.eml` files.
    pub folder: PathBuf,
    /// The sender.
    pub from: String,
}

pub(super) fn check(raw: &Raw) -> Result<MailSettings, SettingError> {
    let smtp_url = (!raw.smtp_url.is_empty()).then(|| raw.smtp_url.clone());
    if smtp_url.as_ref().is_some_and(|url| !url.starts_with("smtp://") && !url.starts_with("smtps://")) {
        return Err(SettingError::new("SMTP_URL", "begins with smtp:// or smtps://"));
    }
    raw.mail_from.parse::<Mailbox>().map_err(|error| SettingError::new("MAIL_FROM", error))?;
    Ok(MailSettings { smtp_url, folder: raw.mail_dir.clone(), from: raw.mail_from.clone() })
}
