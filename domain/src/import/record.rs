//! Records: one thing of the publication in one JSON object, as `export` writes it and `import jsonl` reads it. The
//! readers of foreign formats make records too, so that there is one way in.
//!
//! A reference is the typed id of what it points at or, from a foreign format, the key that it has in its source.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::article::{ContributorRole, Correction, Kind, Status};
use crate::expert::Link;
use crate::language::{Language, PerLanguage};
use crate::media::{FocalPoint, ImageUse};

/// One thing of the publication.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Record {
    /// A topic. Parents come before their children.
    Topic(TermRecord),
    /// A region. Parents come before their children.
    Region(TermRecord),
    /// An image, with the names of its files in the media folder.
    Image(ImageRecord),
    /// An expert.
    Expert(ExpertRecord),
    /// An article with all its texts.
    Article(Box<ArticleRecord>),
    /// An identity at another provider, for its owner to claim.
    Identity(IdentityRecord),
}

impl Record {
    /// The id or source key of what the record is about.
    #[must_use]
    pub fn key(&self) -> &str {
        match self {
            Record::Topic(term) | Record::Region(term) => &term.id,
            Record::Image(image) => &image.id,
            Record::Expert(expert) => &expert.id,
            Record::Article(article) => &article.id,
            Record::Identity(identity) => &identity.subject,
        }
    }

    /// What the record is about, in a word.
    #[must_use]
    pub const fn noun(&self) -> &'static str {
        match self {
            Record::Topic(_) => "topic",
            Record::Region(_) => "region",
            Record::Image(_) => "image",
            Record::Expert(_) => "expert",
            Record::Article(_) => "article",
            Record::Identity(_) => "identity",
        }
    }
}

/// An identity at another provider that readers logged in with formerly. It isn't exported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IdentityRecord {
    /// The provider's name: `xing`.
    pub provider: String,
    /// Who it is there.
    pub subject: String,
    /// The address by which its owner can claim it.
    pub email: String,
    /// What they are called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
}

/// A topic or region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TermRecord {
    /// Id or source key.
    pub id: String,
    /// What it lies under.
    #[serde(default)]
    pub parent: Option<String>,
    /// Its place among its siblings.
    #[serde(default)]
    pub position: i64,
    /// Its names.
    pub texts: PerLanguage<TermTextRecord>,
    /// Slugs that it had formerly.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub former_slugs: PerLanguage<Vec<String>>,
}

/// The name of a term.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TermTextRecord {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it covers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// An image.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImageRecord {
    /// Id or source key.
    pub id: String,
    /// The file, relative to the media folder.
    pub file: String,
    /// Pixels; what the file says goes before what the record says.
    #[serde(default)]
    pub width: u32,
    /// Pixels.
    #[serde(default)]
    pub height: u32,
    /// The media type; what the file is goes before what the record says.
    #[serde(default)]
    pub media_type: String,
    /// A BlurHash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// The credit line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
    /// The agency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// Who took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photographer: Option<String>,
    /// What may be done with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights: Option<String>,
    /// What the rights allow; everything, when nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uses: Option<Vec<ImageUse>>,
    /// When the rights end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights_until: Option<Timestamp>,
    /// The point that a crop must keep.
    #[serde(default)]
    pub focal_point: FocalPoint,
    /// Captions and alternative texts.
    #[serde(default)]
    pub texts: PerLanguage<ImageTextRecord>,
    /// Smaller versions.
    #[serde(default)]
    pub variants: Vec<VariantRecord>,
}

/// What an image shows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImageTextRecord {
    /// What is printed below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    /// What it shows, for those who don't see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
}

/// A smaller version of an image.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VariantRecord {
    /// Its purpose.
    pub name: String,
    /// The file, relative to the media folder.
    pub file: String,
    /// Pixels.
    #[serde(default)]
    pub width: u32,
    /// Pixels.
    #[serde(default)]
    pub height: u32,
    /// The media type.
    #[serde(default)]
    pub media_type: String,
}

/// An expert.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExpertRecord {
    /// Id or source key.
    pub id: String,
    /// The name in addresses.
    pub slug: String,
    /// The name.
    pub name: String,
    /// 'Professor'.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub honorific: Option<String>,
    /// The portrait, an image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portrait: Option<String>,
    /// Pages about or by the expert.
    #[serde(default)]
    pub links: Vec<Link>,
    /// Topics that the expert works on.
    #[serde(default)]
    pub topics: Vec<String>,
    /// Title, affiliation and life.
    #[serde(default)]
    pub texts: PerLanguage<ExpertTextRecord>,
    /// Slugs that the expert had formerly.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_slugs: Vec<String>,
}

/// An expert in one language.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExpertTextRecord {
    /// 'Senior Fellow'.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// 'Institute of …'.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affiliation: Option<String>,
    /// The life in a paragraph.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bio: Option<String>,
}

/// An article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ArticleRecord {
    /// Id or source key.
    pub id: String,
    /// What kind of piece.
    pub kind: Kind,
    /// The byline.
    #[serde(default)]
    pub experts: Vec<ContributionRecord>,
    /// Topics, the main one first.
    #[serde(default)]
    pub topics: Vec<String>,
    /// Regions, the main one first.
    #[serde(default)]
    pub regions: Vec<String>,
    /// The image for lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_image: Option<String>,
    /// The texts.
    pub texts: PerLanguage<ArticleTextRecord>,
    /// Corrections, the latest first.
    #[serde(default)]
    pub corrections: Vec<Correction>,
    /// Slugs that it had formerly.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub former_slugs: PerLanguage<Vec<String>>,
}

/// What an expert did for an article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContributionRecord {
    /// The expert.
    pub expert: String,
    /// Did what.
    pub role: ContributorRole,
    /// Title and affiliation as at publication.
    #[serde(default)]
    pub texts: PerLanguage<ContributionTextRecord>,
}

/// Title and affiliation as at publication.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContributionTextRecord {
    /// 'Senior Fellow'.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// 'Institute of …'.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub affiliation: Option<String>,
}

/// An article in one language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ArticleTextRecord {
    /// Its name in addresses.
    pub slug: String,
    /// The headline.
    pub title: String,
    /// What it says, in a sentence or two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standfirst: Option<String>,
    /// The body.
    pub body: BodyRecord,
    /// Where it stands.
    pub status: Status,
    /// When it became public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Timestamp>,
    /// When it last changed; `publishedAt` when it isn't given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// Of a text that was withdrawn: when, and what the public is told. Without it the text is as if it had never been.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<WithdrawnRecord>,
}

/// That a text was withdrawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WithdrawnRecord {
    /// What the public is told, in 1 to 1000 characters.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// A body: Portable Text blocks, or HTML to be made into blocks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum BodyRecord {
    /// Blocks.
    Blocks(Vec<serde_json::Value>),
    /// HTML of any origin.
    Html {
        /// The markup.
        html: String,
    },
    /// HTML as WordPress stores it: with shortcodes, and empty lines for paragraphs.
    WordPress {
        /// The markup.
        wordpress: String,
    },
}

/// The languages that a record speaks.
#[must_use]
pub(crate) fn languages(record: &Record) -> Vec<&Language> {
    match record {
        Record::Topic(term) | Record::Region(term) => term.texts.keys().collect(),
        Record::Image(image) => image.texts.keys().collect(),
        Record::Expert(expert) => expert.texts.keys().collect(),
        Record::Article(article) => article.texts.keys().collect(),
        Record::Identity(_) => Vec::new(),
    }
}
