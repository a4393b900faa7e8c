//! About how much memory the articles of a snapshot take: weighed by a sample, for weighing all of a million takes as long as answering
//! some thousand requests.

use super::Snapshot;
use super::index::places;
use super::postings::headings;
use crate::article::{Article, ArticleText, Contribution};

/// Articles that are weighed.
const SAMPLE: usize = 1_000;
/// A place in an order, in pieces that are three quarters full.
const PLACE: usize = 43;
/// A slot in the set of a heading, when the set is not dense.
const FILED: usize = 3;
/// An id with its slot, and the slot with its article.
const ENTRY: usize = 40;
/// A slug with what it leads to.
const SLUG: usize = 86;
/// What an allocation takes besides what is asked for.
const ALLOCATION: usize = 16;

impl Snapshot {
    /// About how many bytes the articles take, with their places in orders and by slug. What many have in common isn't counted.
    pub(crate) fn weight(&self) -> u64 {
        let weights = self.articles.placed().take(SAMPLE).map(|(_, article)| self.weight_of(article));
        let (count, bytes) = weights.fold((0_usize, 0_usize), |(count, sum), weight| (count + 1, sum + weight));
        if count == 0 { 0 } else { bytes as u64 * self.articles.len() as u64 / count as u64 }
    }

    fn weight_of(&self, article: &Article) -> usize {
        let texts: usize = article.texts.iter().map(weight_of_text).sum();
        let byline = article.byline.len() * size_of::<Contribution>();
        let ids = (article.topics.len() + article.regions.len()) * size_of::<ulid::Ulid>();
        let filed = headings(article, &self.topics, &self.regions).len() * FILED + places(article).count() * PLACE;
        size_of::<Article>() + ENTRY + 5 * ALLOCATION + texts + byline + ids + filed
    }
}

fn weight_of_text(text: &ArticleText) -> usize {
    let words = [Some(&text.title), text.standfirst.as_ref()].into_iter().flatten();
    let words: usize = words.map(|words| words.len() + ALLOCATION).sum();
    size_of::<ArticleText>() + words + text.slug.as_str().len() + ALLOCATION + SLUG
}
