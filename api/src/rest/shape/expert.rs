//! Experts as JSON, as they are now. Bylines, which have them as they were, are the articles' business.

use domain::expert::Expert;
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use super::image::Mention;
use super::term::Mentions;
use super::{Saying, Set, spelled};
use crate::rest::taxonomy::TopicTree;

spelled! {
    /// The keys of an expert.
    ExpertField {
        Id = "id",
        Language = "language",
        IsFallback = "isFallback",
        Slug = "slug",
        Name = "name",
        Honorific = "honorific",
        Title = "title",
        Affiliation = "affiliation",
        Bio = "bio",
        Portrait = "portrait",
        Links = "links",
        Topics = "topics",
    }
}

spelled! {
    /// What may be given in full.
    ExpertInclude {
        Portrait = "portrait",
        Topics = "topics",
    }
}

/// Which keys of an expert, and what of it in full.
#[derive(Debug, Clone, Copy)]
pub struct ExpertWanted {
    /// The keys.
    pub fields: Set,
    /// In full.
    pub include: Set,
}

impl ExpertWanted {
    /// All keys, with references.
    pub const ALL: Self = Self { fields: Set::ALL, include: Set::NONE };
}

/// An expert.
pub struct ExpertShape<'a> {
    /// What it is said with.
    pub saying: &'a Saying<'a>,
    /// The expert.
    pub expert: &'a Expert,
    /// What of it.
    pub wanted: ExpertWanted,
}

impl Serialize for ExpertShape<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { saying, expert, wanted } = self;
        let wants = |field: ExpertField| wanted.fields.has(field as u32);
        // An expert of whom nothing but the name is known is the same in all languages.
        let served = saying.mention.best(&expert.texts);
        let language = served.as_ref().map_or(&saying.mention.chain()[0], |served| &served.text.language);
        let text = served.as_ref().map(|served| served.text);
        saying.uses(language);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &expert.id)?;
        map.serialize_entry("language", language)?;
        map.serialize_entry("isFallback", &served.as_ref().is_some_and(|served| served.is_fallback))?;
        if wants(ExpertField::Slug) {
            map.serialize_entry("slug", &expert.slug)?;
        }
        if wants(ExpertField::Name) {
            map.serialize_entry("name", &expert.name)?;
        }
        if wants(ExpertField::Honorific) {
            map.serialize_entry("honorific", &expert.honorific)?;
        }
        if wants(ExpertField::Title) {
            map.serialize_entry("title", &text.and_then(|text| text.title.as_deref()))?;
        }
        if wants(ExpertField::Affiliation) {
            map.serialize_entry("affiliation", &text.and_then(|text| text.affiliation.as_deref()))?;
        }
        if wants(ExpertField::Bio) {
            map.serialize_entry("bio", &text.and_then(|text| text.bio.as_deref()))?;
        }
        if wants(ExpertField::Portrait) {
            let in_full = wanted.include.has(ExpertInclude::Portrait as u32);
            map.serialize_entry("portrait", &Mention { saying, image: expert.portrait, in_full })?;
        }
        if wants(ExpertField::Links) {
            map.serialize_entry("links", &expert.links)?;
        }
        if wants(ExpertField::Topics) {
            let in_full = wanted.include.has(ExpertInclude::Topics as u32);
            map.serialize_entry("topics", &Mentions::<TopicTree> { saying, terms: &expert.topics, in_full })?;
        }
        map.end()
    }
}
