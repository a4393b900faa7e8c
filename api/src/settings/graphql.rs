//! Settings of GraphQL.

use std::path::PathBuf;

use schema::document::Limits;

use super::raw::Raw;
use super::{SettingError, within};

/// What GraphQL documents may ask for, and which ones are run for whom.
#[derive(Debug, Clone)]
pub struct GraphqlSettings {
    /// The largest request body, in bytes.
    pub body_bytes: usize,
    /// The most tokens of a document.
    pub tokens: usize,
    /// The deepest selection.
    pub depth: u32,
    /// The highest cost.
    pub cost: u64,
    /// The manifest of trusted documents, if there is one.
    pub documents: Option<PathBuf>,
    /// Whether those are the only ones that are run for whoever isn't logged in.
    pub trusted_only: bool,
}

impl GraphqlSettings {
    /// The limits that documents are held to.
    #[must_use]
    pub fn limits(&self) -> Limits {
        Limits { tokens: self.tokens, depth: self.depth, cost: self.cost, ..Limits::default() }
    }
}

pub(super) fn check(raw: &Raw) -> Result<GraphqlSettings, SettingError> {
    within("GRAPHQL_BODY_BYTES", raw.graphql_body_bytes as u64, 1_024, 16 * 1024 * 1024)?;
    within("GRAPHQL_TOKENS", raw.graphql_tokens as u64, 100, 100_000)?;
    within("GRAPHQL_DEPTH", u64::from(raw.graphql_depth), 18, 60)?;
    within("GRAPHQL_COST", raw.graphql_cost, 100, 100_000_000)?;
    let documents = Some(&raw.graphql_documents).filter(|file| !file.as_os_str().is_empty()).cloned();
    if raw.graphql_trusted_only && documents.is_none() {
        return Err(SettingError::new(
            "GRAPHQL_TRUSTED_ONLY",
            "needs GRAPHQL_DOCUMENTS, the manifest of those documents",
        ));
    }
    Ok(GraphqlSettings {
        body_bytes: raw.graphql_body_bytes,
        tokens: raw.graphql_tokens,
        depth: raw.graphql_depth,
        cost: raw.graphql_cost,
        documents,
        trusted_only: raw.graphql_trusted_only,
    })
}
