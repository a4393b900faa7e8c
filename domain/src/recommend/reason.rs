//! Why an article is shown to a reader: as data, and in words of the answer's language.

use std::sync::Arc;

use crate::article::Article;
use crate::error::Result;
use crate::expert::Expert;
use crate::follow::Target;
use crate::id::{ArticleId, RegionId, TopicId};
use crate::language::{Language, Preference};
use crate::session::Session;
use crate::taxonomy::Term;
use crate::word::words;

words! {
    /// What kind of reason.
    ReasonKind {
        /// The reader follows one of its experts.
        FollowsExpert = "follows_expert",
        /// The reader follows a topic that it is filed under.
        FollowsTopic = "follows_topic",
        /// The reader follows a region that it is filed under.
        FollowsRegion = "follows_region",
        /// Others keep it together with something that the reader keeps or has read.
        KeptTogether = "kept_together",
        /// It is about what the reader keeps or reads about.
        TopicOfYours = "topic_of_yours",
        /// Many readers have collected it of late, as was counted at most a minute ago.
        Popular = "popular",
        /// It is among the latest of one of the main topics.
        Editors = "editors",
    }
}

/// What a reason is about, by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Subject {
    /// An expert, a topic or a region.
    Target(Target),
    /// Another article.
    Article(ArticleId),
}

/// Why an article is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reason {
    /// What kind of reason.
    pub kind: ReasonKind,
    pub(crate) subject: Option<Subject>,
}

/// What a reason is about.
#[derive(Debug, Clone)]
pub enum About {
    /// An expert.
    Expert(Arc<Expert>),
    /// A topic.
    Topic(Arc<Term<TopicId>>),
    /// A region.
    Region(Arc<Term<RegionId>>),
    /// Another article.
    Article(Arc<Article>),
}

/// A reason in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// 'because you follow Anna Berg'.
    pub text: String,
    /// The language that it is said in.
    pub language: Language,
}

impl Reason {
    pub(crate) const fn new(kind: ReasonKind, subject: Option<Subject>) -> Self {
        Self { kind, subject }
    }

    /// The reader follows this.
    pub(crate) const fn follows(target: Target) -> Self {
        let kind = match target {
            Target::Expert(_) => ReasonKind::FollowsExpert,
            Target::Topic(_) => ReasonKind::FollowsTopic,
            Target::Region(_) => ReasonKind::FollowsRegion,
        };
        Self::new(kind, Some(Subject::Target(target)))
    }

    /// What it is about; `None` where it is about nothing in particular, and for what is no longer public.
    #[must_use]
    pub fn about(&self, session: &Session) -> Option<About> {
        match self.subject? {
            Subject::Target(target) => About::of(session, target),
            Subject::Article(id) => session.snapshot().articles.get(id).cloned().map(About::Article),
        }
    }

    /// The reason in words, in the first language of the wish that it can be said in, or else in English.
    ///
    /// # Errors
    /// `internal`: the languages are well-formed.
    pub fn words(&self, session: &Session, wish: &Preference) -> Result<Words> {
        let spoken = |language: &Language| ["en", "de"].into_iter().find(|tag| speaks(language, tag));
        let tag = wish.chain().iter().find_map(spoken).unwrap_or("en");
        let name = self.about(session).map(|about| about.name(wish)).unwrap_or_default();
        let text = if tag == "de" { german(self.kind, &name) } else { english(self.kind, &name) };
        Ok(Words { text, language: Language::parse(tag)? })
    }
}

impl About {
    /// What can be followed; `None` when there is no such thing.
    #[must_use]
    pub fn of(session: &Session, target: Target) -> Option<Self> {
        let snapshot = session.snapshot();
        match target {
            Target::Expert(id) => snapshot.experts.get(&id).cloned().map(Self::Expert),
            Target::Topic(id) => snapshot.topics.get(id).cloned().map(Self::Topic),
            Target::Region(id) => snapshot.regions.get(id).cloned().map(Self::Region),
        }
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            About::Expert(expert) => expert.id.to_string(),
            About::Topic(topic) => topic.id.to_string(),
            About::Region(region) => region.id.to_string(),
            About::Article(article) => article.id.to_string(),
        }
    }

    /// Its name or title, in the language that it is served in or else in any.
    #[must_use]
    pub fn name(&self, wish: &Preference) -> String {
        match self {
            About::Expert(expert) => expert.name.clone(),
            About::Topic(topic) => named(&topic.texts, wish, |text| &text.name),
            About::Region(region) => named(&region.texts, wish, |text| &text.name),
            About::Article(article) => named(&article.texts, wish, |text| &text.title),
        }
    }
}

fn named<T: crate::language::InLanguage>(texts: &[T], wish: &Preference, name: impl Fn(&T) -> &str) -> String {
    let text = wish.best(texts).map(|served| served.text).or_else(|| texts.first());
    text.map(|text| name(text).to_owned()).unwrap_or_default()
}

fn speaks(language: &Language, tag: &str) -> bool {
    language.as_str().split('-').next() == Some(tag)
}

fn english(kind: ReasonKind, name: &str) -> String {
    match kind {
        ReasonKind::FollowsExpert | ReasonKind::FollowsTopic | ReasonKind::FollowsRegion => {
            format!("because you follow {name}")
        }
        ReasonKind::KeptTogether => format!("readers who kept {name} also kept this"),
        ReasonKind::TopicOfYours => format!("because you read and keep articles on {name}"),
        ReasonKind::Popular => "collected by many readers of late".to_owned(),
        ReasonKind::Editors => format!("the latest on {name}"),
    }
}

fn german(kind: ReasonKind, name: &str) -> String {
    match kind {
        ReasonKind::FollowsExpert | ReasonKind::FollowsTopic | ReasonKind::FollowsRegion => {
            format!("weil Sie {name} folgen")
        }
        ReasonKind::KeptTogether => format!("wer {name} aufbewahrt, bewahrt auch dies auf"),
        ReasonKind::TopicOfYours => format!("weil Sie Artikel zu {name} lesen und aufbewahren"),
        ReasonKind::Popular => "in letzter Zeit von vielen gesammelt".to_owned(),
        ReasonKind::Editors => format!("das Neueste zu {name}"),
    }
}
