//! Settings of caches in front of the server: what answers say for them, and where they are told what to purge.

use std::fmt;

use reqwest::header::{HeaderName, HeaderValue};
use url::Url;

use super::raw::Raw;
use super::{SettingError, within, without_secret};

/// Caches in front of the server.
#[derive(Debug, Clone, Default)]
pub struct CacheSettings {
    /// In how many bytes answers say what they were made of, if they do.
    pub surrogate_key_bytes: Option<usize>,
    /// Where it is told what is no longer true.
    pub purge: Option<PurgeSettings>,
}

/// Where caches are told what to purge.
#[derive(Clone)]
pub struct PurgeSettings {
    /// The address.
    pub url: Url,
    /// A header with a credential.
    pub header: Option<(HeaderName, HeaderValue)>,
}

impl fmt::Debug for PurgeSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PurgeSettings").field("url", &self.shown_url()).finish_non_exhaustive()
    }
}

impl PurgeSettings {
    /// The address without a password in it.
    #[must_use]
    pub fn shown_url(&self) -> String {
        without_secret(self.url.as_str())
    }

    /// The header without its value.
    #[must_use]
    pub fn shown_header(&self) -> String {
        self.header.as_ref().map(|(name, _)| format!("{name}: ***")).unwrap_or_default()
    }
}

pub(super) fn check(raw: &Raw) -> Result<CacheSettings, SettingError> {
    within("SURROGATE_KEY_BYTES", raw.surrogate_key_bytes as u64, 512, 64 * 1024)?;
    let surrogate_key_bytes = raw.surrogate_keys.then_some(raw.surrogate_key_bytes);
    let purge = purge(raw)?;
    if purge.is_some() && surrogate_key_bytes.is_none() {
        return Err(SettingError::new("PURGE_URL", "needs SURROGATE_KEYS, by which caches know what to purge"));
    }
    Ok(CacheSettings { surrogate_key_bytes, purge })
}

fn purge(raw: &Raw) -> Result<Option<PurgeSettings>, SettingError> {
    if raw.purge_url.is_empty() {
        return if raw.purge_header.is_empty() {
            Ok(None)
        } else {
            Err(SettingError::new("PURGE_HEADER", "needs PURGE_URL"))
        };
    }
    let url = Url::parse(&raw.purge_url).map_err(|error| SettingError::new("PURGE_URL", error))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(SettingError::new("PURGE_URL", "is an http or https address"));
    }
    Ok(Some(PurgeSettings { url, header: header(&raw.purge_header)? }))
}

/// A header as it is written, `Name: value`. What is wrong with the value isn't told: it is a secret.
fn header(text: &str) -> Result<Option<(HeaderName, HeaderValue)>, SettingError> {
    if text.is_empty() {
        return Ok(None);
    }
    let parsed = text.split_once(':').and_then(|(name, value)| {
        let mut value = HeaderValue::from_str(value.trim()).ok().filter(|value| !value.is_empty())?;
        value.set_sensitive(true);
        Some((HeaderName::try_from(name.trim()).ok()?, value))
    });
    match parsed {
        Some(header) => Ok(Some(header)),
        None => Err(SettingError::new("PURGE_HEADER", "is a name and a value: `Fastly-Key: …`")),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::{Settings, read};

    fn settings(given: &[(&'static str, &str)]) -> Result<Settings, super::SettingError> {
        read(None, &given.iter().map(|(name, value)| (*name, (*value).to_owned())).collect::<BTreeMap<_, _>>())
    }

    #[test]
    fn keys_are_said_only_when_that_is_asked_for() {
        assert_eq!(settings(&[]).unwrap().caches.surrogate_key_bytes, None);
        assert_eq!(settings(&[("surrogate_keys", "true")]).unwrap().caches.surrogate_key_bytes, Some(8_000));
        let refused = settings(&[("purge_url", "https://cdn.example/purge")]).unwrap_err();
        assert_eq!(refused.name, "PURGE_URL");
        let refused = settings(&[("purge_header", "Fastly-Key: a")]).unwrap_err();
        assert_eq!(refused.name, "PURGE_HEADER");
    }

    #[test]
    fn the_credential_is_never_shown() {
        let given = [
            ("surrogate_keys", "true"),
            ("purge_url", "https://me:secret@cdn.example/purge"),
            ("purge_header", "Fastly-Key: secret"),
        ];
        let settings = settings(&given).unwrap();
        assert!(!format!("{settings:?} {:?}", settings.shown()).contains("secret"));
        assert!(settings.shown().contains(&("PURGE_HEADER", "fastly-key: ***".to_owned())));
        for broken in ["secret", "Fastly-Key:", "Fastly Key: secret", "Fastly-Key: sec\nret"] {
            let refused = self::settings(&[given[0], given[1], ("purge_header", broken)]).unwrap_err();
            assert!(refused.name == "PURGE_HEADER" && !refused.reason.contains("sec"), "{refused}");
        }
    }
}
