//! What a WordPress export says of its site, and what of the file is remembered from one item to the next.

use jiff::Timestamp;

use crate::import::once::{FileSlugs, Once};
use crate::import::prose;
use crate::language::{Language, Languages};

/// The site of an export, and what was seen of the file.
pub(super) struct Channel {
    languages: Languages,
    /// What time it is: nothing that is to come is published.
    pub(super) now: Timestamp,
    base: Option<String>,
    link: Option<String>,
    language: Option<String>,
    pub(super) experts: Once,
    pub(super) topics: Once,
    pub(super) items: Once,
    pub(super) files: Once,
    pub(super) expert_slugs: FileSlugs,
    pub(super) topic_slugs: FileSlugs,
    pub(super) article_slugs: FileSlugs,
    pub(super) left: Left,
}

/// What is counted, and not taken over.
#[derive(Default)]
pub(super) struct Left {
    pub(super) comments: u64,
    pub(super) tags: u64,
    pub(super) other_terms: u64,
}

impl Channel {
    pub(super) fn new(languages: Languages, now: Timestamp) -> Self {
        Self {
            languages,
            now,
            base: None,
            link: None,
            language: None,
            experts: Once::default(),
            topics: Once::default(),
            items: Once::default(),
            files: Once::default(),
            expert_slugs: FileSlugs::default(),
            topic_slugs: FileSlugs::default(),
            article_slugs: FileSlugs::default(),
            left: Left::default(),
        }
    }

    /// Takes an element that says something of the site; the first one of its name counts.
    pub(super) fn learn(&mut self, name: &str, text: String) {
        let place = match name {
            "wp:base_blog_url" => &mut self.base,
            "link" => &mut self.link,
            "language" => &mut self.language,
            _ => return,
        };
        if place.is_none() && !text.is_empty() {
            *place = Some(text);
        }
    }

    /// The language of the publication that serves the site's; a site that names none is in the default language.
    ///
    /// # Errors
    /// The reason, when the publication doesn't appear in the site's language.
    pub(super) fn language(&self) -> Result<Language, String> {
        let Some(text) = &self.language else {
            // There is always one: the default.
            return self.languages.all().first().cloned().ok_or_else(|| "the publication has no language".to_owned());
        };
        // WordPress's own spelling of locales is `en_US`.
        let wanted = Language::parse(&text.replace('_', "-")).map_err(|error| error.message.to_string())?;
        let found = self.languages.lookup(&wanted).cloned();
        found.ok_or_else(|| format!("the site is in `{wanted}`, in which this publication does not appear"))
    }

    /// The site says which language it is in.
    pub(super) fn names_its_language(&self) -> bool {
        self.language.is_some()
    }

    /// The source key of a thing of the site.
    pub(super) fn key(&self, noun: &str, id: &str) -> String {
        let base = self.base.as_deref().or(self.link.as_deref()).unwrap_or("unknown").trim_end_matches('/');
        prose::key(format!("wxr:{base}:{noun}:{id}"))
    }
}
