//! Settings: what there is, where each comes from (the command line, the environment, `world-review.toml`, a default,
//! in this order), and whether it makes sense. Nothing else reads the environment.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use domain::access::AccessOptions;
use domain::playlist::PlaylistOptions;
use domain::{DatabaseOptions, Language, Languages};
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use figment::value::Value;
use ipnet::IpNet;
use serde::{Deserialize, Serialize};

mod access;
mod caches;
mod graphql;
mod login;
mod mail;
mod media;
mod playlists;
mod publisher;
mod raw;
mod table;
mod webhooks;

pub use caches::{CacheSettings, PurgeSettings};
pub use graphql::GraphqlSettings;
pub(crate) use login::is_safe;
pub use login::{Endpoints, NoUse, ProviderSettings, ProviderUse};
pub use mail::MailSettings;
pub use media::{Bucket, BucketSecret, MediaSettings};
pub use publisher::{FeedText, Publisher};
pub use table::{SETTINGS, Setting, example};
pub use webhooks::AllowedHosts;

use raw::Raw;

/// The file that is read when no other is named.
pub const DEFAULT_FILE: &str = "world-review.toml";

/// All settings, checked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the server listens.
    pub listen: SocketAddr,
    /// The database and its connections.
    pub database: DatabaseOptions,
    /// The languages of the publication, the default first.
    pub languages: Languages,
    /// Where images are stored.
    pub media: MediaSettings,
    /// The address under which the public reaches the server, without a slash at the end.
    pub public_url: Option<String>,
    /// Proxies whose word on their clients is taken.
    pub trusted_proxies: Vec<IpNet>,
    /// Tokens, sessions, passwords and codes.
    pub access: AccessOptions,
    /// Other providers to log in with.
    pub login_providers: Vec<ProviderSettings>,
    /// How mail leaves.
    pub mail: MailSettings,
    /// The publication, as feeds describe it.
    pub publisher: Publisher,
    /// Featured lists.
    pub playlists: PlaylistOptions,
    /// Hosts that webhooks may be sent to though they aren't public.
    pub webhook_allowed_hosts: AllowedHosts,
    /// Which lines are logged.
    pub log: String,
    /// How they are written.
    pub log_format: LogFormat,
    /// Threads that answer requests.
    pub workers: usize,
    /// How much memory finished answers to the public may take, in bytes; none are kept without any.
    pub answer_cache_bytes: u64,
    /// Caches in front of the server.
    pub caches: CacheSettings,
    /// Where metrics are told, if they are.
    pub metrics_listen: Option<SocketAddr>,
    /// Seconds that a shutdown waits for requests under way.
    pub shutdown_seconds: u64,
    /// GraphQL documents.
    pub graphql: GraphqlSettings,
}

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people on a terminal, JSON elsewhere.
    Auto,
    /// For people.
    Pretty,
    /// One JSON object a line.
    Json,
}

/// A setting that makes no sense, by its name.
#[derive(Debug, thiserror::Error)]
#[error("{name}: {reason}")]
pub struct SettingError {
    /// The setting as the environment spells it.
    pub name: String,
    /// What is wrong.
    pub reason: String,
}

impl SettingError {
    fn new(name: &str, reason: impl fmt::Display) -> Self {
        Self { name: name.to_owned(), reason: reason.to_string() }
    }
}

/// Reads and checks the settings. `given` are those of the command line, by their names in lower case.
///
/// # Errors
/// The first setting that is unknown or makes no sense.
pub fn read(file: Option<&PathBuf>, given: &BTreeMap<&'static str, String>) -> Result<Settings, SettingError> {
    // Providers are tables: the environment has a variable for each of their members.
    let names: Vec<&str> =
        SETTINGS.iter().map(|setting| setting.name).filter(|name| *name != "LOGIN_PROVIDERS").collect();
    let mut figment = Figment::from(Serialized::defaults(Raw::default()));
    figment = match file {
        Some(path) => figment.merge(Toml::file_exact(path)),
        None => figment.merge(Toml::file(DEFAULT_FILE)),
    };
    figment = figment
        .merge(Env::raw().only(&names))
        .merge(Serialized::default("login_providers", login::environment()))
        .merge(Serialized::defaults(typed(given)));
    let raw: Raw = figment.extract().map_err(|error| {
        let path = error.path.join(".");
        let name = if path.is_empty() { "settings".to_owned() } else { path.to_uppercase() };
        SettingError { name, reason: error.to_string() }
    })?;
    check(&raw)
}

/// What the command line gives, read as the environment's values are: a number is a number.
fn typed(given: &BTreeMap<&'static str, String>) -> BTreeMap<&'static str, Value> {
    let read = |text: &String| text.parse().unwrap_or_else(|_| Value::from(text.clone()));
    given.iter().map(|(name, text)| (*name, read(text))).collect()
}

fn check(raw: &Raw) -> Result<Settings, SettingError> {
    let scheme_known =
        ["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| raw.database_url.starts_with(scheme));
    if !scheme_known {
        return Err(SettingError::new("DATABASE_URL", "begins with sqlite://, postgres:// or postgresql://"));
    }
    let public_url = (!raw.public_url.is_empty()).then(|| raw.public_url.trim_end_matches('/').to_owned());
    if let Some(address) = &public_url {
        let parsed = url::Url::parse(address).map_err(|error| SettingError::new("PUBLIC_URL", error))?;
        if !matches!(parsed.scheme(), "http" | "https") || parsed.query().is_some() {
            return Err(SettingError::new("PUBLIC_URL", "is an http or https address without a query"));
        }
    }
    let languages = raw.languages.list().into_iter().map(Language::parse).collect::<Result<Vec<_>, _>>();
    let languages = languages.and_then(Languages::new).map_err(|error| SettingError::new("LANGUAGES", error))?;
    within("DATABASE_CONNECTIONS", u64::from(raw.database_connections), 1, 1_000)?;
    within("WORKERS", raw.workers as u64, 0, 1_024)?;
    within("SHUTDOWN_SECONDS", raw.shutdown_seconds, 0, 3_600)?;
    within("ANSWER_CACHE_BYTES", raw.answer_cache_bytes, 0, 1024 * 1024 * 1024 * 1024)?;
    let graphql = graphql::check(raw)?;
    let trusted_proxies = raw.trusted_proxies.list().into_iter().map(str::parse).collect::<Result<Vec<IpNet>, _>>();
    let trusted_proxies = trusted_proxies.map_err(|error| SettingError::new("TRUSTED_PROXIES", error))?;
    let access = access::check(raw, public_url.as_deref())?;
    let mail = mail::check(raw)?;
    let login_providers = login::check(&raw.login_providers)?;
    let media = media::check(raw)?;
    let playlists = playlists::check(raw)?;
    let publisher = publisher::check(raw)?;
    let webhook_allowed_hosts = webhooks::check(raw)?;
    let caches = caches::check(raw)?;
    let metrics_listen = (!raw.metrics_listen.is_empty()).then(|| address("METRICS_LISTEN", &raw.metrics_listen));
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZeroUsize::get);
    Ok(Settings {
        listen: address("LISTEN", &raw.listen)?,
        database: DatabaseOptions { url: raw.database_url.clone(), max_connections: raw.database_connections },
        languages,
        media,
        public_url,
        trusted_proxies,
        access,
        login_providers,
        mail,
        publisher,
        playlists,
        webhook_allowed_hosts,
        log: raw.log.clone(),
        log_format: raw.log_format,
        workers: if raw.workers == 0 { cores } else { raw.workers },
        answer_cache_bytes: raw.answer_cache_bytes,
        caches,
        metrics_listen: metrics_listen.transpose()?,
        shutdown_seconds: raw.shutdown_seconds,
        graphql,
    })
}

fn address(name: &str, text: &str) -> Result<SocketAddr, SettingError> {
    text.parse().map_err(|_| SettingError::new(name, "is an address and a port: 127.0.0.1:8080"))
}

fn within(name: &str, value: u64, least: u64, most: u64) -> Result<(), SettingError> {
    if (least..=most).contains(&value) {
        Ok(())
    } else {
        Err(SettingError::new(name, format!("is {value}; it must be {least} to {most}")))
    }
}

impl Settings {
    /// Name and value of each setting, secrets left out.
    #[must_use]
    pub fn shown(&self) -> Vec<(&'static str, String)> {
        let languages: Vec<&str> = self.languages.all().iter().map(Language::as_str).collect();
        let purge = self.caches.purge.as_ref();
        vec![
            ("LISTEN", self.listen.to_string()),
            ("DATABASE_URL", without_secret(&self.database.url)),
            ("DATABASE_CONNECTIONS", self.database.max_connections.to_string()),
            ("LANGUAGES", languages.join(",")),
            ("MEDIA_DIR", self.media.folder.display().to_string()),
            ("MEDIA_STORE", self.media.bucket.as_ref().map(|bucket| bucket.shown().to_owned()).unwrap_or_default()),
            ("PUBLIC_URL", self.public_url.clone().unwrap_or_default()),
            ("TRUSTED_PROXIES", self.trusted_proxies.iter().map(IpNet::to_string).collect::<Vec<_>>().join(",")),
            ("TOKEN_ISSUER", self.access.issuer.clone()),
            ("TOKEN_AUDIENCE", self.access.audience.clone()),
            ("TOKEN_ALGORITHM", self.access.algorithm.to_string()),
            ("SESSION_DAYS", (self.access.refresh_lifetime.as_hours() / 24).to_string()),
            ("PASSWORD_MIN", self.access.password_min.to_string()),
            ("PASSWORD_MEMORY_KIB", self.access.password_cost.memory_kib.to_string()),
            ("PASSWORD_ITERATIONS", self.access.password_cost.iterations.to_string()),
            ("PASSWORD_PARALLELISM", self.access.password_cost.parallelism.to_string()),
            ("LINK_BASE", self.access.link_base.clone().unwrap_or_default()),
            ("LOGIN_PROVIDERS", login::shown(&self.login_providers)),
            ("LOGIN_REDIRECTS", self.access.login_redirects.join(",")),
            ("SMTP_URL", self.mail.smtp_url.as_deref().map(without_secret).unwrap_or_default()),
            ("MAIL_DIR", self.mail.folder.display().to_string()),
            ("MAIL_FROM", self.mail.from.clone()),
            ("PUBLICATION_NAME", self.publisher.name.clone()),
            ("PUBLICATION_LOGO", self.publisher.logo.clone().unwrap_or_default()),
            ("ARTICLE_PAGE", self.publisher.article_page.clone().unwrap_or_default()),
            ("FEED_TEXT", self.publisher.feed_text().to_owned()),
            ("FEATURED_HOURS", self.playlists.featured_for.as_hours().to_string()),
            ("FEATURED_MAX", self.playlists.featured_max.to_string()),
            ("FEATURED_ROTATION_HOURS", self.playlists.featured_rotation.as_hours().to_string()),
            ("WEBHOOK_ALLOWED_HOSTS", self.webhook_allowed_hosts.to_string()),
            ("LOG", self.log.clone()),
            ("LOG_FORMAT", format!("{:?}", self.log_format).to_lowercase()),
            ("WORKERS", self.workers.to_string()),
            ("SHUTDOWN_SECONDS", self.shutdown_seconds.to_string()),
            ("ANSWER_CACHE_BYTES", self.answer_cache_bytes.to_string()),
            ("SURROGATE_KEYS", self.caches.surrogate_key_bytes.is_some().to_string()),
            ("SURROGATE_KEY_BYTES", self.caches.surrogate_key_bytes.unwrap_or(raw::SURROGATE_KEY_BYTES).to_string()),
            ("PURGE_URL", purge.map(PurgeSettings::shown_url).unwrap_or_default()),
            ("PURGE_HEADER", purge.map(PurgeSettings::shown_header).unwrap_or_default()),
            ("METRICS_LISTEN", self.metrics_listen.map(|address| address.to_string()).unwrap_or_default()),
            ("GRAPHQL_BODY_BYTES", self.graphql.body_bytes.to_string()),
            ("GRAPHQL_TOKENS", self.graphql.tokens.to_string()),
            ("GRAPHQL_DEPTH", self.graphql.depth.to_string()),
            ("GRAPHQL_COST", self.graphql.cost.to_string()),
            ("GRAPHQL_DOCUMENTS", self.graphql.documents.iter().map(|file| file.display().to_string()).collect()),
            ("GRAPHQL_TRUSTED_ONLY", self.graphql.trusted_only.to_string()),
        ]
    }
}

/// An address of a database without its password, wherever it stands.
#[must_use]
pub fn without_secret(address: &str) -> String {
    let Ok(mut parsed) = url::Url::parse(address) else { return "(not an address)".to_owned() };
    if parsed.password().is_some() && parsed.set_password(Some("***")).is_err() {
        return format!("{}://***", parsed.scheme());
    }
    let hidden: Vec<(String, String)> = parsed
        .query_pairs()
        .map(|(name, value)| {
            let secret = name.to_lowercase().contains("password");
            (name.into_owned(), if secret { "***".to_owned() } else { value.into_owned() })
        })
        .collect();
    if parsed.query().is_some() {
        parsed.query_pairs_mut().clear().extend_pairs(hidden);
    }
    parsed.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(name: &'static str, value: &str) -> BTreeMap<&'static str, String> {
        BTreeMap::from([(name, value.to_owned())])
    }

    #[test]
    fn each_bad_setting_is_named() {
        for (name, value) in [
            ("listen", "nowhere"),
            ("database_url", "mysql://x"),
            ("languages", "en,en"),
            ("languages", ""),
            ("public_url", "ftp://x"),
            ("workers", "9999"),
            ("graphql_depth", "3"),
            ("log_format", "xml"),
            ("database_connections", "many"),
            ("trusted_proxies", "everywhere"),
            ("token_algorithm", "HS256"),
            ("password_memory_kib", "1"),
            ("link_base", "javascript:alert(1)"),
            ("login_redirects", "javascript:alert(1)"),
            ("smtp_url", "imap://host"),
            ("mail_from", "nobody"),
            ("featured_hours", "0"),
            ("featured_max", "101"),
            ("featured_rotation_hours", "soon"),
            ("webhook_allowed_hosts", "http://localhost"),
            ("surrogate_key_bytes", "100"),
            ("purge_url", "nowhere"),
            ("metrics_listen", "everywhere"),
        ] {
            let error = read(None, &given(name, value)).unwrap_err();
            assert_eq!(error.name, name.to_uppercase(), "{value}: {error}");
        }
    }

    #[test]
    fn secrets_are_not_shown() {
        assert_eq!(without_secret("postgres://me:secret@host/db"), "postgres://me:***@host/db");
        assert!(!without_secret("postgres://host/db?password=secret").contains("secret"));
        assert_eq!(without_secret("sqlite://a.sqlite"), "sqlite://a.sqlite");
    }

    #[test]
    fn every_setting_is_in_the_table_and_shown() {
        let settings = read(None, &BTreeMap::new()).unwrap();
        let shown: Vec<&str> = settings.shown().into_iter().map(|(name, _)| name).collect();
        let table: Vec<&str> = SETTINGS.iter().map(|setting| setting.name).collect();
        assert_eq!(shown, table);
    }
}
