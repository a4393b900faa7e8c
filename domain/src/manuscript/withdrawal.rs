//! What the public is told of a text that was withdrawn: that it was there, when it went, and why; nothing else.

use jiff::Timestamp;

use crate::article::Articles;
use crate::catalogue::Tag;
use crate::id::{ArticleId, Noun};
use crate::language::{Language, Preference};
use crate::text::Slug;

/// A text that was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// The article.
    pub article: ArticleId,
    /// The language of the text.
    pub language: Language,
    /// The slug that it had; it is given to no other.
    pub slug: Slug,
    /// The reason that the public is told.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

impl Articles<'_> {
    /// What was withdrawn of an article, by language.
    #[must_use]
    pub fn withdrawals(&self, id: ArticleId) -> Vec<Withdrawal> {
        self.session().snapshot_of([Tag::Article(id)]).withdrawals.of(id).to_vec()
    }

    /// What was withdrawn in a language, the latest first, so many at the most.
    #[must_use]
    pub fn withdrawn_lately(&self, language: &Language, most: usize) -> Vec<Withdrawal> {
        self.session().snapshot().withdrawals.lately(language, most)
    }

    /// What was withdrawn under this slug; the languages of the wish go first.
    #[must_use]
    pub fn withdrawal_by_slug(&self, slug: &Slug, wish: &Preference) -> Option<Withdrawal> {
        let snapshot = self.session().snapshot_of([Tag::Slug(Noun::Article, slug.clone())]);
        let languages = self.session().languages().in_order_of(wish);
        let owners: Vec<(ArticleId, &Language)> =
            languages.filter_map(|language| Some((snapshot.had_slug(slug, language)?, language))).collect();
        self.session().snapshot_of(owners.iter().map(|(id, _)| Tag::Article(*id)));
        let of = |(id, language): (ArticleId, &Language)| {
            snapshot.withdrawals.of(id).iter().find(|withdrawal| withdrawal.language == *language)
        };
        owners.into_iter().find_map(of).cloned()
    }
}
