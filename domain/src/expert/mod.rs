//! Experts: who writes, and who is asked. `rules.rs` says what may be said of them, pure; `edit.rs` how editors change it,
//! `merge.rs` how two experts become one.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::id::{ExpertId, ImageId, TopicId};
use crate::language::{InLanguage, Language};
use crate::text::Slug;

mod edit;
mod merge;
mod put;
mod read;
pub(crate) mod row;
mod rules;

pub(crate) use put::{ExpertPut, put_many, retopic};
pub use read::{ExpertQuery, Experts};
pub use rules::{ExpertChange, ExpertTextChange};
pub(crate) use rules::{apply_texts, check_texts};

/// An expert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expert {
    /// Which.
    pub id: ExpertId,
    /// The name in addresses, the same in all languages.
    pub slug: Slug,
    /// The name.
    pub name: String,
    /// 'Professor', 'Dr'.
    pub honorific: Option<String>,
    /// The portrait.
    pub portrait: Option<ImageId>,
    /// Pages about or by the expert.
    pub links: Vec<Link>,
    /// What the expert works on, the main topic first.
    pub topics: Vec<TopicId>,
    /// Title, affiliation and life, by language.
    pub texts: Vec<ExpertText>,
    /// Raised by every change.
    pub revision: i64,
}

/// An expert in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpertText {
    /// The language.
    pub language: Language,
    /// 'Senior Fellow'.
    pub title: Option<String>,
    /// 'Institute of …'.
    pub affiliation: Option<String>,
    /// The life in a paragraph.
    pub bio: Option<String>,
}

impl InLanguage for ExpertText {
    fn language(&self) -> &Language {
        &self.language
    }
}

/// A page about or by an expert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// What kind of page: `website`, `orcid`, `mastodon` …
    pub kind: String,
    /// Its address, `https` or `http`.
    pub url: String,
}

impl Link {
    /// It leads to a page of the web.
    pub(crate) fn is_web(&self) -> bool {
        url::Url::parse(&self.url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
    }
}

/// An expert that was found by a slug.
#[derive(Debug, Clone)]
pub struct FoundExpert {
    /// The expert.
    pub expert: Arc<Expert>,
    /// The slug is a former one: the address has moved.
    pub moved: bool,
}
