//! About how much memory the articles of a snapshot take: weighed by a sample, for weighing all of a million takes as long as answering
//! some thousand requests.

use super::Snapshot;
use super::index::lists_of;
use crate::article::{Article, ArticleText, Contribution, ContributionText};

/// Articles that are weighed.
const SAMPLE: usize = 1_000;
/// A place in an ordered list, with its part of the list's nodes.
const PLACE: usize = 48;
/// An entry of a persistent map, with its part of the map's nodes.
const ENTRY: usize = 48;
/// What an allocation takes besides what is asked for.
const ALLOCATION: usize = 16;

impl Snapshot {
    /// About how many bytes the articles take, with their places in lists and by slug.
    pub(crate) fn weight(&self) -> u64 {
        let weights = self.articles.values().take(SAMPLE).map(|article| self.weight_of(article));
        let (count, bytes) = weights.fold((0_usize, 0_usize), |(count, sum), weight| (count + 1, sum + weight));
        if count == 0 { 0 } else { bytes as u64 * self.articles.len() as u64 / count as u64 }
    }

    fn weight_of(&self, article: &Article) -> usize {
        let texts: usize = article.texts.iter().map(weight_of_text).sum();
        let byline: usize = article.byline.iter().map(weight_of_contribution).sum();
        let ids = (article.topics.len() + article.regions.len()) * size_of::<ulid::Ulid>();
        let places = lists_of(article, &self.topics, &self.regions).len() * PLACE;
        size_of::<Article>() + ENTRY + 5 * ALLOCATION + texts + byline + ids + places
    }
}

fn weight_of_text(text: &ArticleText) -> usize {
    let standfirst = text.standfirst.as_ref().map_or(0, |standfirst| standfirst.len() + ALLOCATION);
    // The slug is there once more, as what leads to the article.
    let slug = 2 * (text.slug.as_str().len() + ALLOCATION) + ENTRY;
    size_of::<ArticleText>() + text.title.len() + ALLOCATION + standfirst + slug
}

fn weight_of_contribution(contribution: &Contribution) -> usize {
    let text = |text: &ContributionText| {
        let words = [&text.title, &text.affiliation].into_iter().flatten();
        size_of::<ContributionText>() + words.map(|word| word.len() + ALLOCATION).sum::<usize>()
    };
    size_of::<Contribution>() + contribution.texts.iter().map(text).sum::<usize>()
}
