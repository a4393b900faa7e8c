//! What many rows say in the same words: read once, and held in memory once.

use std::collections::HashMap;
use std::sync::Arc;

use super::save::StoredContribution;
use crate::article::ContributionText;
use crate::error::{Error, Result};
use crate::language::{Language, PerLanguage};

/// Values that were read already.
#[derive(Default)]
pub(crate) struct Shared {
    languages: HashMap<String, Language>,
    contributions: HashMap<String, Arc<[ContributionText]>>,
}

impl Shared {
    /// The language that a row names.
    pub(super) fn language(&mut self, tag: String) -> Result<Language> {
        if let Some(known) = self.languages.get(&tag) {
            return Ok(known.clone());
        }
        let language = Language::stored(&tag)?;
        self.languages.insert(tag, language.clone());
        Ok(language)
    }

    /// Title and affiliation of a contributor, as a row has them.
    pub(super) fn contribution(&mut self, json: String) -> Result<Arc<[ContributionText]>> {
        if let Some(known) = self.contributions.get(&json) {
            return Ok(Arc::clone(known));
        }
        let stored: PerLanguage<StoredContribution> = serde_json::from_str(&json).map_err(Error::internal)?;
        let read = |(language, text): (Language, StoredContribution)| ContributionText {
            language,
            title: text.title,
            affiliation: text.affiliation,
        };
        let texts: Arc<[ContributionText]> = stored.into_iter().map(read).collect();
        self.contributions.insert(json, Arc::clone(&texts));
        Ok(texts)
    }
}
