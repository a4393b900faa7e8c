//! Articles: the type and its words. The pure rules are in `rules.rs`, the stored shape in `row`, what a session
//! can read in `read.rs`, how content is put in place in `put.rs`, and how it
//! is filed under what something was merged into in `refile.rs`.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::{ArticleId, ExpertId, ImageId, RegionId, TopicId};
use crate::language::{InLanguage, Language, PerLanguage};
use crate::text::Slug;
use crate::word::words;

mod body;
mod facet;
mod put;
mod query;
mod read;
mod refile;
pub(crate) mod row;
pub mod rules;

pub(crate) use body::{BODY_CACHE_BYTES, BodyCache};
pub use facet::{Facet, Heading, Tally};
pub(crate) use put::{ArticlePut, TextPut, check, put_many, put_one, tags};
pub use query::{ArticleOrder, ArticleQuery, OrderField};
pub use read::{Articles, FoundArticle};
pub(crate) use refile::{Refiling, hold, refile};

words! {
    /// What kind of piece an article is.
    Kind {
        /// A reasoned assessment of a question.
        Analysis = "analysis",
        /// An account of what happened or was found.
        Report = "report",
        /// A position, argued by its author.
        Opinion = "opinion",
        /// Questions and answers.
        Interview = "interview",
        /// The state of a matter, in short.
        Briefing = "briefing",
    }
}

words! {
    /// Where a text of an article, in one language, stands between its first draft and its archive.
    Status {
        /// Being written.
        Draft = "draft",
        /// Submitted for review.
        InReview = "in_review",
        /// Reviewed and approved.
        Approved = "approved",
        /// Approved, to be published at a set time.
        Scheduled = "scheduled",
        /// Public.
        Published = "published",
        /// Public, and corrected since.
        Corrected = "corrected",
        /// Public once, taken back without a verdict on it.
        Unpublished = "unpublished",
        /// Kept for the record, not shown.
        Archived = "archived",
        /// Withdrawn for a legal reason or a grave error.
        Withdrawn = "withdrawn",
    }
}

impl Status {
    /// Texts in these states, and no others, are public.
    pub const PUBLIC: [Status; 2] = [Status::Published, Status::Corrected];

    /// Everybody sees a text in this state.
    #[must_use]
    pub const fn is_public(self) -> bool {
        matches!(self, Status::Published | Status::Corrected)
    }
}

words! {
    /// What an expert did for an article.
    ContributorRole {
        /// Wrote it.
        Author = "author",
        /// Wrote it with others.
        CoAuthor = "co_author",
        /// Asked the questions.
        Interviewer = "interviewer",
        /// Answered the questions.
        Interviewee = "interviewee",
        /// Edited it.
        Editor = "editor",
        /// Translated it.
        Translator = "translator",
        /// Took its pictures.
        Photographer = "photographer",
    }
}

impl ContributorRole {
    /// Whether they wrote it, alone or with others.
    #[must_use]
    pub const fn is_author(self) -> bool {
        matches!(self, Self::Author | Self::CoAuthor)
    }
}

words! {
    /// How grave a correction is.
    CorrectionKind {
        /// A slip of spelling that changes no meaning.
        Typo = "typo",
        /// Something was put more clearly.
        Clarification = "clarification",
        /// Something was wrong and was put right.
        Correction = "correction",
        /// The article, or a claim of it, no longer stands.
        Retraction = "retraction",
    }
}

/// An article with those of its texts that the viewer may see; bodies are read apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// Which.
    pub id: ArticleId,
    /// What kind of piece.
    pub kind: Kind,
    /// Who contributed what, in the order of the byline.
    pub byline: Vec<Contribution>,
    /// What it is about, the main topic first.
    pub topics: Vec<TopicId>,
    /// Where it is about, the main region first.
    pub regions: Vec<RegionId>,
    /// The image that goes with it in lists.
    pub lead_image: Option<ImageId>,
    /// Its texts, the earliest published first; never empty.
    pub texts: Vec<ArticleText>,
    /// What was corrected, the latest first.
    pub corrections: Vec<Correction>,
    /// Raised by every change.
    pub revision: i64,
}

impl Article {
    /// When it was first published, in any of the languages at hand.
    #[must_use]
    pub fn first_published(&self) -> Option<Timestamp> {
        self.texts.iter().filter_map(|text| text.published_at).min()
    }

    /// When any of the languages at hand last changed.
    #[must_use]
    pub fn last_updated(&self) -> Option<Timestamp> {
        self.texts.iter().map(|text| text.updated_at).max()
    }
}

/// An article in one language.
#[derive(Debug, Clone, PartialEq)]
pub struct ArticleText {
    /// The language.
    pub language: Language,
    /// Its name in addresses, unique among the articles of the language.
    pub slug: Slug,
    /// The headline.
    pub title: Box<str>,
    /// What it says, in a sentence or two.
    pub standfirst: Option<Box<str>>,
    /// Where it stands.
    pub status: Status,
    /// When it became public, if it has; of a scheduled text, when it shall.
    pub published_at: Option<Timestamp>,
    /// While it is scheduled: partners who are entitled to it see it before everybody does.
    pub embargoed: bool,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Words of the body, by Unicode's rules.
    pub word_count: u32,
    /// Minutes that reading the body takes, at least 1.
    pub reading_minutes: u32,
}

impl ArticleText {
    /// When it was last other than it is now: what was scheduled changed when it came out.
    #[must_use]
    pub fn last_changed(&self) -> Timestamp {
        self.published_at.map_or(self.updated_at, |published| self.updated_at.max(published))
    }

    /// Until when nobody may publish it who sees it before everybody does; `None` for what isn't embargoed.
    #[must_use]
    pub fn embargoed_until(&self) -> Option<Timestamp> {
        self.published_at.filter(|_| self.status == Status::Scheduled && self.embargoed)
    }
}

impl InLanguage for ArticleText {
    fn language(&self) -> &Language {
        &self.language
    }
}

/// What an expert did for an article, and who they were at its publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution {
    /// Who.
    pub expert: ExpertId,
    /// Did what.
    pub role: ContributorRole,
    /// Their title and affiliation as at publication, which later changes of the expert leave alone.
    pub texts: Arc<[ContributionText]>,
}

/// Title and affiliation at publication, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContributionText {
    /// The language.
    pub language: Language,
    /// 'Senior Fellow'.
    pub title: Option<String>,
    /// 'Institute of …'.
    pub affiliation: Option<String>,
}

impl InLanguage for ContributionText {
    fn language(&self) -> &Language {
        &self.language
    }
}

/// What was corrected, as readers are told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// How grave.
    pub kind: CorrectionKind,
    /// When.
    pub at: Timestamp,
    /// The note to readers, per language.
    pub notes: PerLanguage<String>,
}
