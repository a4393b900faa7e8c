//! Questions to a snapshot: pages and exact counts. Nothing here waits.

use std::ops::Bound;
use std::sync::Arc;

use imbl::OrdMap;
use jiff::Timestamp;

use super::pieces::Stretch;
use super::selection::period;
use super::{Snapshot, Tag};
use crate::article::{Article, ArticleQuery, OrderField};
use crate::page::{PageSpec, Position, SortKey};

impl Snapshot {
    /// The articles of a page, nearest to its anchor first, and one more if there is one.
    pub(crate) fn articles_page(
        &self,
        query: &ArticleQuery,
        spec: &PageSpec<Position>,
    ) -> Vec<(Position, Arc<Article>)> {
        let Some(selection) = self.selection(query) else { return Vec::new() };
        let descending = query.order.descending;
        selection.page(stretch(spec, descending), descending != spec.backwards, spec.size + 1)
    }

    /// All articles that were first published in a period, the earliest first.
    pub(crate) fn articles_between(&self, from: Option<Timestamp>, until: Option<Timestamp>) -> Vec<Arc<Article>> {
        let Some(ordering) = self.index.ordering(None, OrderField::PublishedAt) else { return Vec::new() };
        ordering.range(period(from, until)).filter_map(|(_, slot)| self.articles.at(*slot).cloned()).collect()
    }

    /// How many articles match, exactly.
    pub(crate) fn articles_count(&self, query: &ArticleQuery) -> usize {
        self.selection(query).map_or(0, |selection| selection.count())
    }

    /// What is read to find the articles that match: whenever there are others, one of these tags is touched. Of any list that holds
    /// all that can match, each change of what matches is a change.
    pub(crate) fn tags_of(&self, query: &ArticleQuery) -> impl Iterator<Item = Tag> + use<> {
        let scope = self.narrowest(query);
        let trees = [query.topic.map(|_| Tag::Topics), query.region.map(|_| Tag::Regions)];
        [Tag::Lists, Tag::List(scope, query.language.clone())].into_iter().chain(trees.into_iter().flatten())
    }
}

/// What a page may reach, in ascending order. A descending list begins at the far end: its 'after' is an upper bound.
pub(super) fn stretch(spec: &PageSpec<Position>, descending: bool) -> Stretch {
    let (lower, upper) = if descending { (&spec.before, &spec.after) } else { (&spec.after, &spec.before) };
    (excluded(lower), excluded(upper))
}

/// A page of any list that is kept in order, nearest to its anchor first.
pub(crate) fn page_of<K: SortKey, V: Clone>(list: &OrdMap<K, V>, spec: &PageSpec<K>) -> Vec<(K, V)> {
    let range = list.range((excluded(&spec.after), excluded(&spec.before)));
    let owned = |(key, value): (&K, &V)| (key.clone(), value.clone());
    if spec.backwards {
        range.rev().map(owned).take(spec.size + 1).collect()
    } else {
        range.map(owned).take(spec.size + 1).collect()
    }
}

fn excluded<K: Clone>(at: &Option<K>) -> Bound<K> {
    at.clone().map_or(Bound::Unbounded, Bound::Excluded)
}
