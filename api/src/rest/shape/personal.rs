//! What is said of a reader's own lists: an article as a card, with why it is there or when it was read; and what is
//! followed.

use domain::article::Article;
use domain::feed::FeedItem;
use domain::follow::Follow;
use domain::reading::Reading;
use domain::recommend::{About, Reason, ReasonKind, Recommendation};
use domain::{Error, Language};
use jiff::Timestamp;
use serde::{Serialize, Serializer};

use super::article::{ArticleField, ArticleShape, ArticleWanted};
use super::{Saying, Set};

/// An article as it is in lists: without its body.
pub struct CardShape<'a> {
    saying: &'a Saying<'a>,
    article: &'a Article,
}

impl Serialize for CardShape<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { saying, article } = self;
        let Some(served) = saying.mention.best(&article.texts) else {
            return Err(serde::ser::Error::custom("an article without a text"));
        };
        let fields = Set::ALL.put(ArticleField::Body as u32, false);
        let wanted = ArticleWanted { fields, include: Set::NONE, formats: Set::NONE };
        let (text, is_fallback) = (served.text, served.is_fallback);
        ArticleShape { saying, article, text, is_fallback, body: None, wanted }.serialize(serializer)
    }
}

/// Something in short, whatever it is: its id is good in the paths of its kind.
#[derive(Serialize)]
struct SubjectShape {
    id: String,
    kind: &'static str,
    name: String,
}

impl SubjectShape {
    fn of(saying: &Saying<'_>, about: &About) -> Self {
        let kind = match about {
            About::Expert(_) => "expert",
            About::Topic(_) => "topic",
            About::Region(_) => "region",
            About::Article(_) => "article",
        };
        Self { id: about.id(), kind, name: about.name(&saying.mention) }
    }
}

/// Something that is followed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FollowShape {
    target: SubjectShape,
    since: Timestamp,
}

impl FollowShape {
    /// `None` for what is no longer there.
    #[must_use]
    pub fn of(saying: &Saying<'_>, follow: &Follow) -> Option<Self> {
        let about = About::of(saying.session, follow.target)?;
        Some(Self { target: SubjectShape::of(saying, &about), since: follow.since })
    }
}

/// Why an article is shown.
#[derive(Serialize)]
struct ReasonShape {
    kind: ReasonKind,
    about: Option<SubjectShape>,
    text: String,
    language: Language,
}

impl ReasonShape {
    fn all(saying: &Saying<'_>, reasons: &[Reason]) -> Result<Vec<Self>, Error> {
        let said = |reason: &Reason| {
            let words = reason.words(saying.session, &saying.wish)?;
            let about = reason.about(saying.session).map(|about| SubjectShape::of(saying, &about));
            Ok(Self { kind: reason.kind, about, text: words.text, language: words.language })
        };
        reasons.iter().map(said).collect()
    }
}

/// An article with the reasons why it is shown.
#[derive(Serialize)]
pub struct ReasonedShape<'a> {
    article: CardShape<'a>,
    reasons: Vec<ReasonShape>,
}

impl<'a> ReasonedShape<'a> {
    /// Of a feed.
    ///
    /// # Errors
    /// `internal`.
    pub fn of_feed(saying: &'a Saying<'a>, item: &'a FeedItem) -> Result<Self, Error> {
        let article = CardShape { saying, article: &item.article };
        Ok(Self { article, reasons: ReasonShape::all(saying, &item.reasons)? })
    }

    /// Of recommendations.
    ///
    /// # Errors
    /// `internal`.
    pub fn of_recommendation(saying: &'a Saying<'a>, item: &'a Recommendation) -> Result<Self, Error> {
        let article = CardShape { saying, article: &item.article };
        Ok(Self { article, reasons: ReasonShape::all(saying, &item.reasons)? })
    }
}

/// An article that was read.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReadingShape<'a> {
    article: CardShape<'a>,
    read_at: Timestamp,
}

impl<'a> ReadingShape<'a> {
    /// Of the history.
    #[must_use]
    pub fn of(saying: &'a Saying<'a>, reading: &'a Reading) -> Self {
        Self { article: CardShape { saying, article: &reading.article }, read_at: reading.read_at }
    }
}
