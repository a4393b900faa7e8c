//! What was withdrawn, as the public is told of it.

use std::sync::Arc;

use super::{Map, Snapshot};
use crate::id::{ArticleId, Noun};
use crate::language::Language;
use crate::manuscript::Withdrawal;
use crate::text::Slug;

/// All tombstones.
#[derive(Clone, Default)]
pub(crate) struct Withdrawals {
    by_article: Map<ArticleId, Arc<Vec<Withdrawal>>>,
    by_slug: Map<(Language, Slug), ArticleId>,
}

impl Withdrawals {
    /// Enters one; there is one of a text at the most, and it stays.
    pub(super) fn put(&mut self, withdrawal: Withdrawal) {
        self.by_slug.insert((withdrawal.language.clone(), withdrawal.slug.clone()), withdrawal.article);
        let of = Arc::make_mut(self.by_article.entry(withdrawal.article).or_default());
        of.retain(|known| known.language != withdrawal.language);
        of.push(withdrawal);
        of.sort_by(|a, b| a.language.cmp(&b.language));
    }

    /// What was withdrawn in a language, the latest first.
    pub(crate) fn lately(&self, language: &Language, most: usize) -> Vec<Withdrawal> {
        let all = self.by_article.values().flat_map(|of| of.iter());
        let mut found: Vec<&Withdrawal> = all.filter(|withdrawal| withdrawal.language == *language).collect();
        found.sort_unstable_by_key(|withdrawal| std::cmp::Reverse((withdrawal.at, withdrawal.article)));
        found.into_iter().take(most).cloned().collect()
    }

    /// What was withdrawn of an article.
    pub(crate) fn of(&self, id: ArticleId) -> &[Withdrawal] {
        self.by_article.get(&id).map_or(&[], |of| of.as_slice())
    }
}

impl Snapshot {
    /// The article that a text was withdrawn of under a slug in a language, or that had the slug formerly.
    pub(crate) fn had_slug(&self, slug: &Slug, language: &Language) -> Option<ArticleId> {
        let present = self.withdrawals.by_slug.get(&(language.clone(), slug.clone())).copied();
        present.or_else(|| {
            let found = self.slugs.find(Noun::Article, slug, std::iter::once(language))?;
            ArticleId::try_from(found.id).ok().filter(|_| found.moved)
        })
    }
}
