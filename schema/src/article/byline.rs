//! Who contributed to an article, what was corrected in it, and the languages that it can be read in.

use std::sync::Arc;

use async_graphql::Object;
use domain::article as model;
use domain::{Language, Preference};

use super::word::{ContributorRole, CorrectionKind};
use crate::expert::Expert;
use crate::language::{Chosen, choose};
use crate::scalar::{DateTime, LanguageTag};

/// What an expert did for an article, and who they were then.
pub(crate) struct Contribution {
    article: Arc<model::Article>,
    index: usize,
    text: Option<Chosen>,
    expert: Arc<domain::expert::Expert>,
    wish: Preference,
}

impl Contribution {
    /// A contribution of an article, by its place in the byline.
    pub(super) fn new(
        article: &Arc<model::Article>,
        index: usize,
        expert: Arc<domain::expert::Expert>,
        wish: &Preference,
    ) -> Self {
        let text = choose(&article.byline[index].texts[..], wish);
        Self { article: Arc::clone(article), index, text, expert, wish: wish.clone() }
    }

    fn model(&self) -> &model::Contribution {
        &self.article.byline[self.index]
    }

    fn text(&self) -> Option<&model::ContributionText> {
        self.text.map(|text| &self.model().texts[text.index])
    }
}

/// What an expert did for an article, and who they were then: title and affiliation are those of the day of
/// publication, and stay when the expert moves on.
#[Object]
impl Contribution {
    /// Who, as they are today.
    async fn expert(&self) -> Expert {
        Expert::new(Arc::clone(&self.expert), &self.wish)
    }

    /// What they did.
    async fn role(&self) -> ContributorRole {
        self.model().role.into()
    }

    /// Their title at publication: 'Senior Fellow'.
    async fn title(&self) -> Option<&str> {
        self.text()?.title.as_deref()
    }

    /// Their affiliation at publication.
    async fn affiliation(&self) -> Option<&str> {
        self.text()?.affiliation.as_deref()
    }

    /// The language of title and affiliation; null when there are none in a language that will do.
    async fn language(&self) -> Option<LanguageTag> {
        self.text().map(|text| LanguageTag(text.language.clone()))
    }

    /// Title and affiliation are not in the language that was asked for first.
    async fn is_fallback(&self) -> bool {
        self.text.is_some_and(|text| text.is_fallback)
    }
}

/// A correction of an article.
pub(crate) struct Correction {
    article: Arc<model::Article>,
    index: usize,
    language: Option<Language>,
    is_fallback: bool,
}

impl Correction {
    /// A correction by its place, told in the language that the article is served in, else by the wish.
    pub(super) fn new(article: &Arc<model::Article>, index: usize, served: &Language, wish: &Preference) -> Self {
        let notes = &article.corrections[index].notes;
        let told = notes.keys().find(|language| *language == served);
        let told =
            told.or_else(|| wish.chain().iter().find_map(|wanted| notes.get_key_value(wanted)).map(|found| found.0));
        let language = told.or_else(|| notes.keys().next().filter(|_| wish.allows_fallback())).cloned();
        let is_fallback = language.as_ref().is_some_and(|language| wish.chain().first() != Some(language));
        Self { article: Arc::clone(article), index, language, is_fallback }
    }

    fn model(&self) -> &model::Correction {
        &self.article.corrections[self.index]
    }
}

/// What was corrected in an article after its publication.
#[Object]
impl Correction {
    /// How grave it is.
    async fn kind(&self) -> CorrectionKind {
        self.model().kind.into()
    }

    /// When it was made.
    async fn at(&self) -> DateTime {
        DateTime(self.model().at)
    }

    /// The note to readers: what was wrong, and what is right. Null when there is none in a language that will do.
    async fn note(&self) -> Option<&str> {
        self.model().notes.get(self.language.as_ref()?).map(String::as_str)
    }

    /// The language of the note.
    async fn language(&self) -> Option<LanguageTag> {
        self.language.clone().map(LanguageTag)
    }

    /// The note is not in the language that was asked for first.
    async fn is_fallback(&self) -> bool {
        self.is_fallback
    }
}

/// A language that an article can be read in.
pub(crate) struct Translation {
    pub(super) article: Arc<model::Article>,
    pub(super) index: usize,
}

impl Translation {
    fn text(&self) -> &model::ArticleText {
        &self.article.texts[self.index]
    }
}

/// A language that an article can be read in, with what a link to it needs.
#[Object]
impl Translation {
    /// The language.
    async fn language(&self) -> LanguageTag {
        LanguageTag(self.text().language.clone())
    }

    /// The name in addresses: `article(slug:)` finds the article by it.
    async fn slug(&self) -> &str {
        self.text().slug.as_str()
    }

    /// The headline.
    async fn title(&self) -> &str {
        &self.text().title
    }

    /// When it was published in this language.
    async fn published_at(&self) -> Option<DateTime> {
        self.text().published_at.map(DateTime)
    }
}
