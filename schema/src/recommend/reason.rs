//! Why an article is shown: as data, and in words.

use async_graphql::{Enum, SimpleObject, Union};
use domain::recommend::{self as model, About, ReasonKind};
use domain::{Preference, Session};

use crate::article::Article;
use crate::error::{Result, Told};
use crate::expert::Expert;
use crate::scalar::LanguageTag;
use crate::taxonomy::{Region, Topic};

/// What kind of reason it is.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "ReasonKind", name = "ReasonKind")]
pub(crate) enum ReasonWord {
    /// The reader follows one of its experts: `about`.
    FollowsExpert,
    /// The reader follows a topic that it is filed under, or one above that: `about`.
    FollowsTopic,
    /// The reader follows a region that it is filed under, or one around that: `about`.
    FollowsRegion,
    /// Others keep it together with an article that the reader keeps or has read: `about`.
    KeptTogether,
    /// It is filed under a topic that the reader keeps or reads articles on: `about`.
    TopicOfYours,
    /// Many readers have collected it of late, as was counted at most a minute ago.
    Popular,
    /// It is among the latest of a main topic: `about`.
    Editors,
}

/// What a reason is about.
#[derive(Union)]
pub(crate) enum ReasonSubject {
    Expert(Expert),
    Topic(Topic),
    Region(Region),
    Article(Article),
}

/// Why an article is shown to a reader.
#[derive(SimpleObject)]
pub(crate) struct Reason {
    /// What kind of reason it is.
    kind: ReasonWord,
    /// What is meant; null for a reason that is about nothing in particular.
    about: Option<ReasonSubject>,
    /// The reason in words: 'because you follow Anna Berg'.
    text: String,
    /// The language of `text`.
    language: LanguageTag,
}

impl Reason {
    /// The reasons as they are said by a wish.
    ///
    /// # Errors
    /// `internal`.
    pub(crate) fn all(session: &Session, reasons: &[model::Reason], wish: &Preference) -> Result<Vec<Self>> {
        reasons.iter().map(|reason| Self::said(session, reason, wish)).collect()
    }

    fn said(session: &Session, reason: &model::Reason, wish: &Preference) -> Result<Self> {
        let words = reason.words(session, wish).told(session)?;
        let about = reason.about(session).and_then(|about| match about {
            About::Expert(expert) => Some(ReasonSubject::Expert(Expert::new(expert, wish))),
            About::Topic(topic) => Topic::named(topic, wish).map(ReasonSubject::Topic),
            About::Region(region) => Region::named(region, wish).map(ReasonSubject::Region),
            About::Article(article) => Article::served(article, wish).map(ReasonSubject::Article),
        });
        Ok(Self { kind: reason.kind.into(), about, text: words.text, language: LanguageTag(words.language) })
    }
}
