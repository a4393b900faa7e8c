//! What was published by several topics, regions and experts at once: their ordered lists are walked together, the newest
//! first, so that a page costs what a page holds, however long the lists are.

use std::collections::{BinaryHeap, HashSet};
use std::ops::Bound;
use std::sync::Arc;

use imbl::OrdSet;

use super::Snapshot;
use super::index::Scope;
use crate::article::{Article, OrderField};
use crate::follow::Target;
use crate::id::ArticleId;
use crate::page::{PageSpec, Position};

impl Snapshot {
    /// There is such an expert, topic or region.
    pub(crate) fn has(&self, target: Target) -> bool {
        match target {
            Target::Expert(id) => self.experts.contains_key(&id),
            Target::Topic(id) => self.topics.get(id).is_some(),
            Target::Region(id) => self.regions.get(id).is_some(),
        }
    }

    /// What a target stands for now, if it was merged into another.
    pub(crate) fn target(&self, target: Target) -> Target {
        match target {
            Target::Expert(id) => Target::Expert(self.present(id)),
            Target::Topic(id) => Target::Topic(self.present(id)),
            Target::Region(id) => Target::Region(self.present(id)),
        }
    }

    /// The articles of a page of all that these published, each once, the newest first; nearest to the page's anchor first,
    /// and one more if there is one.
    pub(crate) fn feed_page(&self, targets: &[Target], spec: &PageSpec<Position>) -> Vec<(Position, Arc<Article>)> {
        let lists = self.lists_of(targets);
        // The newest first: what lies behind a place is older than it.
        let range = (excluded(spec.before), excluded(spec.after));
        let places: Vec<Position> = if spec.backwards {
            let lists = lists.iter().map(|list| list.range(range).copied()).collect();
            merged(lists, std::cmp::Reverse, |key| key.0).take(spec.size + 1).collect()
        } else {
            let lists = lists.iter().map(|list| list.range(range).rev().copied()).collect();
            merged(lists, |place| place, |key| key).take(spec.size + 1).collect()
        };
        places.into_iter().filter_map(|at| Some((at, self.at(&at)?))).collect()
    }

    /// How many articles these published, each counted once.
    pub(crate) fn feed_count(&self, targets: &[Target]) -> usize {
        match self.lists_of(targets).as_slice() {
            [list] => list.len(),
            lists => lists.iter().flatten().collect::<HashSet<_>>().len(),
        }
    }

    /// The latest articles of one of them.
    pub(crate) fn latest_of(&self, target: Target, count: usize) -> Vec<Arc<Article>> {
        self.list_of(target).iter().rev().take(count).filter_map(|at| self.at(at)).collect()
    }

    /// Which of these published an article: its experts, then its topics and regions, each with all that they lie under.
    pub(crate) fn publishers(&self, article: &Article, among: &HashSet<Target>) -> Vec<Target> {
        let experts = article.byline.iter().map(|contribution| Target::Expert(contribution.expert));
        let topics = article.topics.iter().flat_map(|id| self.topics.ancestors(*id).into_iter().chain([*id]).rev());
        let regions = article.regions.iter().flat_map(|id| self.regions.ancestors(*id).into_iter().chain([*id]).rev());
        let mut found = Vec::new();
        for target in experts.chain(topics.map(Target::Topic)).chain(regions.map(Target::Region)) {
            if among.contains(&target) && !found.contains(&target) {
                found.push(target);
            }
        }
        found
    }

    fn lists_of(&self, targets: &[Target]) -> Vec<OrdSet<Position>> {
        targets.iter().map(|target| self.list_of(*target)).filter(|list| !list.is_empty()).collect()
    }

    fn list_of(&self, target: Target) -> OrdSet<Position> {
        let scope = match target {
            Target::Expert(id) => Scope::Expert(id),
            Target::Topic(id) => Scope::Topic(id),
            Target::Region(id) => Scope::Region(id),
        };
        self.index.list(scope, None, OrderField::PublishedAt)
    }

    fn at(&self, at: &Position) -> Option<Arc<Article>> {
        self.articles.get(&ArticleId::new(ulid::Ulid::from_bytes(at.id))).cloned()
    }
}

fn excluded(place: Option<Position>) -> Bound<Position> {
    place.map_or(Bound::Unbounded, Bound::Excluded)
}

/// Walks lists that are in order together, in that order; what is in several of them comes once.
fn merged<I: Iterator<Item = Position>, K: Ord>(
    mut lists: Vec<I>,
    key: impl Fn(Position) -> K,
    place: impl Fn(K) -> Position,
) -> impl Iterator<Item = Position> {
    let mut heads: BinaryHeap<(K, usize)> = BinaryHeap::with_capacity(lists.len());
    for (index, list) in lists.iter_mut().enumerate() {
        heads.extend(list.next().map(|at| (key(at), index)));
    }
    let mut last = None;
    std::iter::from_fn(move || {
        loop {
            let (head, index) = heads.pop()?;
            heads.extend(lists[index].next().map(|at| (key(at), index)));
            let at = place(head);
            if last.replace(at) != Some(at) {
                return Some(at);
            }
        }
    })
}
