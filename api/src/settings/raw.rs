//! Settings as they are written, with their defaults, before they are checked.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::LogFormat;
use super::login::RawProvider;
use super::publisher::FeedText;

/// In how many bytes answers say what they were made of: Fastly takes 16 KiB, Varnish 8 KiB a header by default.
pub(super) const SURROGATE_KEY_BYTES: usize = 8_000;

/// Settings as they are written, before they are checked.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    pub(super) listen: String,
    pub(super) database_url: String,
    pub(super) database_connections: u32,
    pub(super) languages: Words,
    pub(super) media_dir: PathBuf,
    pub(super) media_store: String,
    pub(super) public_url: String,
    pub(super) trusted_proxies: Words,
    pub(super) token_issuer: String,
    pub(super) token_audience: String,
    pub(super) token_algorithm: String,
    pub(super) session_days: u32,
    pub(super) password_min: usize,
    pub(super) password_memory_kib: u32,
    pub(super) password_iterations: u32,
    pub(super) password_parallelism: u32,
    pub(super) link_base: String,
    pub(super) login_providers: BTreeMap<String, RawProvider>,
    pub(super) login_redirects: Words,
    pub(super) smtp_url: String,
    pub(super) mail_dir: PathBuf,
    pub(super) mail_from: String,
    pub(super) publication_name: String,
    pub(super) publication_logo: String,
    pub(super) article_page: String,
    pub(super) feed_text: FeedText,
    pub(super) featured_hours: u32,
    pub(super) featured_max: usize,
    pub(super) featured_rotation_hours: u32,
    pub(super) webhook_allowed_hosts: Words,
    pub(super) log: String,
    pub(super) log_format: LogFormat,
    pub(super) workers: usize,
    pub(super) shutdown_seconds: u64,
    pub(super) answer_cache_bytes: u64,
    pub(super) surrogate_keys: bool,
    pub(super) surrogate_key_bytes: usize,
    pub(super) purge_url: String,
    pub(super) purge_header: String,
    pub(super) metrics_listen: String,
    pub(super) graphql_body_bytes: usize,
    pub(super) graphql_tokens: usize,
    pub(super) graphql_depth: u32,
    pub(super) graphql_cost: u64,
    pub(super) graphql_documents: PathBuf,
    pub(super) graphql_trusted_only: bool,
}

impl Default for Raw {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            database_url: "sqlite://world-review.sqlite".to_owned(),
            database_connections: 8,
            languages: Words::List(vec!["en".to_owned(), "de".to_owned()]),
            media_dir: PathBuf::from("media"),
            media_store: String::new(),
            public_url: String::new(),
            trusted_proxies: Words::List(Vec::new()),
            token_issuer: String::new(),
            token_audience: "world-review".to_owned(),
            token_algorithm: "EdDSA".to_owned(),
            session_days: 30,
            password_min: 10,
            password_memory_kib: 19 * 1024,
            password_iterations: 2,
            password_parallelism: 1,
            link_base: String::new(),
            login_providers: BTreeMap::new(),
            login_redirects: Words::List(Vec::new()),
            smtp_url: String::new(),
            mail_dir: PathBuf::from("mail"),
            mail_from: "World Review <no-reply@localhost.localdomain>".to_owned(),
            publication_name: "World Review".to_owned(),
            publication_logo: String::new(),
            article_page: String::new(),
            feed_text: FeedText::Summary,
            featured_hours: 168,
            featured_max: 12,
            featured_rotation_hours: 6,
            webhook_allowed_hosts: Words::List(Vec::new()),
            log: "info,sea_orm_migration=warn,actix_server=warn".to_owned(),
            log_format: LogFormat::Auto,
            workers: 0,
            shutdown_seconds: 10,
            answer_cache_bytes: 16 * 1024 * 1024,
            surrogate_keys: false,
            surrogate_key_bytes: SURROGATE_KEY_BYTES,
            purge_url: String::new(),
            purge_header: String::new(),
            metrics_listen: String::new(),
            graphql_body_bytes: 128 * 1024,
            graphql_tokens: 8_000,
            graphql_depth: 24,
            graphql_cost: 20_000,
            graphql_documents: PathBuf::new(),
            graphql_trusted_only: false,
        }
    }
}

/// A list, or the same as one text with commas, as the environment has it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Words {
    List(Vec<String>),
    Text(String),
}

impl Words {
    pub(super) fn list(&self) -> Vec<&str> {
        match self {
            Words::List(words) => words.iter().map(String::as_str).collect(),
            Words::Text(text) => text.split(',').map(str::trim).filter(|word| !word.is_empty()).collect(),
        }
    }
}
