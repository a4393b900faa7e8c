//! Settings of the publication: what it is called, where its website is, and how much of it feeds hold.

use serde::{Deserialize, Serialize};

use super::SettingError;
use super::raw::Raw;

/// How much of an article a feed holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FeedText {
    /// Headline and standfirst.
    Summary,
    /// All of it.
    Full,
}

/// The publication, as its operator describes it.
#[derive(Debug, Clone)]
pub struct Publisher {
    /// What it is called.
    pub name: String,
    /// Its logo.
    pub logo: Option<String>,
    /// The page of an article on the website, with `{language}` and `{slug}` in it.
    pub article_page: Option<String>,
    /// Feeds hold articles in full.
    pub full_texts: bool,
}

impl Publisher {
    /// How much of an article a feed holds, as the setting spells it.
    #[must_use]
    pub fn feed_text(&self) -> &'static str {
        if self.full_texts { "full" } else { "summary" }
    }
}

pub(super) fn check(raw: &Raw) -> Result<Publisher, SettingError> {
    let name = raw.publication_name.trim();
    if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
        return Err(SettingError::new("PUBLICATION_NAME", "has 1 to 100 characters"));
    }
    let is_web = |address: &str| url::Url::parse(address).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    if !raw.publication_logo.is_empty() && !is_web(&raw.publication_logo) {
        return Err(SettingError::new("PUBLICATION_LOGO", "is an http or https address"));
    }
    let page = raw.article_page.as_str();
    if !page.is_empty() {
        let filled = page.replace("{language}", "en").replace("{slug}", "slug");
        if !is_web(&filled) || !page.contains("{slug}") {
            return Err(SettingError::new("ARTICLE_PAGE", "is an http or https address with `{slug}` in it"));
        }
    }
    Ok(Publisher {
        name: name.to_owned(),
        logo: Some(raw.publication_logo.clone()).filter(|logo| !logo.is_empty()),
        article_page: Some(page.to_owned()).filter(|page| !page.is_empty()),
        full_texts: raw.feed_text == FeedText::Full,
    })
}
