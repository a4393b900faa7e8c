//! Articles as JSON: one shape for lists and single answers, of which a request may want less (`fields`) or more
//! (`include`, `body`).

use domain::article::{Article, ArticleText, Correction};
use domain::text::Body;
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use super::body::BodyShape;
use super::byline::ContributionShape;
use super::image::Mention;
use super::term::Mentions;
use super::{Saying, Set, spelled};
use crate::rest::taxonomy::{RegionTree, TopicTree};

spelled! {
    /// The keys of an article.
    ArticleField {
        Id = "id",
        Language = "language",
        IsFallback = "isFallback",
        Kind = "kind",
        Slug = "slug",
        Title = "title",
        Standfirst = "standfirst",
        Status = "status",
        PublishedAt = "publishedAt",
        EmbargoedUntil = "embargoedUntil",
        UpdatedAt = "updatedAt",
        WordCount = "wordCount",
        ReadingMinutes = "readingMinutes",
        Byline = "byline",
        Topics = "topics",
        Regions = "regions",
        LeadImage = "leadImage",
        Corrections = "corrections",
        Translations = "translations",
        Body = "body",
    }
}

spelled! {
    /// What may be given in full.
    Include {
        Body = "body",
        Experts = "experts",
        Topics = "topics",
        Regions = "regions",
        LeadImage = "lead_image",
    }
}

/// Which keys of an article, what of it in full, and its body in which formats.
#[derive(Debug, Clone, Copy)]
pub struct ArticleWanted {
    /// The keys.
    pub fields: Set,
    /// In full.
    pub include: Set,
    /// The formats of the body.
    pub formats: Set,
}

impl ArticleWanted {
    /// Whether bodies are needed at all.
    #[must_use]
    pub const fn body(&self) -> bool {
        self.fields.has(ArticleField::Body as u32)
    }
}

/// An article, said by one of its texts.
pub struct ArticleShape<'a> {
    /// What it is said with.
    pub saying: &'a Saying<'a>,
    /// The article.
    pub article: &'a Article,
    /// The text that is served.
    pub text: &'a ArticleText,
    /// It isn't in the language that was wanted first.
    pub is_fallback: bool,
    /// The text's body, where it is wanted.
    pub body: Option<&'a Body>,
    /// What of it.
    pub wanted: ArticleWanted,
}

impl Serialize for ArticleShape<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { saying, article, text, is_fallback, body, wanted } = self;
        saying.uses(&text.language);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &article.id)?;
        map.serialize_entry("language", &text.language)?;
        map.serialize_entry("isFallback", is_fallback)?;
        self.write_text(&mut map)?;
        self.write_mentions(&mut map)?;
        if let Some(body) = body.filter(|_| wanted.body()) {
            map.serialize_entry("body", &BodyShape { saying, body, formats: wanted.formats })?;
        }
        map.end()
    }
}

impl ArticleShape<'_> {
    fn wants(&self, field: ArticleField) -> bool {
        self.wanted.fields.has(field as u32)
    }

    fn includes(&self, include: Include) -> bool {
        self.wanted.include.has(include as u32)
    }

    fn write_text<M: serde::ser::SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let text = self.text;
        if self.wants(ArticleField::Kind) {
            map.serialize_entry("kind", &self.article.kind)?;
        }
        if self.wants(ArticleField::Slug) {
            map.serialize_entry("slug", &text.slug)?;
        }
        if self.wants(ArticleField::Title) {
            map.serialize_entry("title", &text.title)?;
        }
        if self.wants(ArticleField::Standfirst) {
            map.serialize_entry("standfirst", &text.standfirst)?;
        }
        if self.wants(ArticleField::Status) {
            map.serialize_entry("status", &text.status)?;
        }
        if self.wants(ArticleField::PublishedAt) {
            map.serialize_entry("publishedAt", &published_at(text))?;
        }
        if let Some(until) = text.embargoed_until().filter(|_| self.wants(ArticleField::EmbargoedUntil)) {
            map.serialize_entry("embargoedUntil", &until)?;
        }
        if self.wants(ArticleField::UpdatedAt) {
            map.serialize_entry("updatedAt", &text.updated_at)?;
        }
        if self.wants(ArticleField::WordCount) {
            map.serialize_entry("wordCount", &text.word_count)?;
        }
        if self.wants(ArticleField::ReadingMinutes) {
            map.serialize_entry("readingMinutes", &text.reading_minutes)?;
        }
        Ok(())
    }

    fn write_mentions<M: serde::ser::SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let (saying, article) = (self.saying, self.article);
        if self.wants(ArticleField::Byline) {
            let in_full = self.includes(Include::Experts);
            let entries = article.byline.iter().filter_map(|entry| ContributionShape::new(saying, entry, in_full));
            map.serialize_entry("byline", &entries.collect::<Vec<_>>())?;
        }
        if self.wants(ArticleField::Topics) {
            let in_full = self.includes(Include::Topics);
            map.serialize_entry("topics", &Mentions::<TopicTree> { saying, terms: &article.topics, in_full })?;
        }
        if self.wants(ArticleField::Regions) {
            let in_full = self.includes(Include::Regions);
            map.serialize_entry("regions", &Mentions::<RegionTree> { saying, terms: &article.regions, in_full })?;
        }
        if self.wants(ArticleField::LeadImage) {
            let in_full = self.includes(Include::LeadImage);
            map.serialize_entry("leadImage", &Mention { saying, image: article.lead_image, in_full })?;
        }
        if self.wants(ArticleField::Corrections) {
            let corrections = article.corrections.iter().filter_map(|correction| self.correction(correction));
            map.serialize_entry("corrections", &corrections.collect::<Vec<_>>())?;
        }
        if self.wants(ArticleField::Translations) {
            let translations = article.texts.iter().map(|text| TranslationShape {
                language: &text.language,
                slug: text.slug.as_str(),
                title: &text.title,
                published_at: published_at(text),
                url: address(saying, text),
            });
            map.serialize_entry("translations", &translations.collect::<Vec<_>>())?;
        }
        Ok(())
    }

    /// The note in the language of the text, else in the one that suits the request best.
    fn correction<'c>(&'c self, correction: &'c Correction) -> Option<CorrectionShape<'c>> {
        let notes = &correction.notes;
        let wanted = std::iter::once(&self.text.language).chain(self.saying.mention.chain());
        let note = wanted.into_iter().find_map(|language| notes.get(language)).or_else(|| notes.values().next())?;
        Some(CorrectionShape { kind: correction.kind.as_str(), at: correction.at, note })
    }
}

/// What is public has a date of publication; should an import have left it out, the last change stands for it.
fn published_at(text: &ArticleText) -> jiff::Timestamp {
    text.published_at.unwrap_or(text.updated_at)
}

/// Where a text is served.
pub(super) fn address(saying: &Saying<'_>, text: &ArticleText) -> String {
    saying.app.address(&format!("/v1/articles/{}?language={}", text.slug.as_str(), text.language))
}

impl ArticleShape<'_> {
    /// The `Link` header: the address of this text, and those of the article in its other languages.
    #[must_use]
    pub fn links(&self) -> String {
        let canonical = format!("<{}>; rel=\"canonical\"", address(self.saying, self.text));
        let others =
            self.article.texts.iter().filter(|text| text.language != self.text.language).map(|text| {
                format!("<{}>; rel=\"alternate\"; hreflang=\"{}\"", address(self.saying, text), text.language)
            });
        std::iter::once(canonical).chain(others).collect::<Vec<_>>().join(", ")
    }
}

#[derive(Serialize)]
struct CorrectionShape<'a> {
    kind: &'static str,
    at: jiff::Timestamp,
    note: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TranslationShape<'a> {
    language: &'a domain::Language,
    slug: &'a str,
    title: &'a str,
    published_at: jiff::Timestamp,
    url: String,
}
