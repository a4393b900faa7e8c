//! What was published by several topics, regions and experts at once.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use roaring::{MultiOps, RoaringBitmap};

use super::Snapshot;
use super::index::Scope;
use super::query::stretch;
use crate::article::Article;
use crate::follow::Target;
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
        let Some(selection) = self.selected(Cow::Owned(self.published_by(targets))) else { return Vec::new() };
        selection.page(stretch(spec, true), !spec.backwards, spec.size + 1)
    }

    /// How many articles these published, each counted once.
    pub(crate) fn feed_count(&self, targets: &[Target]) -> usize {
        usize::try_from(self.published_by(targets).len()).unwrap_or(usize::MAX)
    }

    /// The latest articles of one of them.
    pub(crate) fn latest_of(&self, target: Target, count: usize) -> Vec<Arc<Article>> {
        self.latest_in(scope(target), count).into_iter().map(|(_, article)| article).collect()
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

    fn published_by(&self, targets: &[Target]) -> RoaringBitmap {
        let headings = targets.iter().filter_map(|target| scope(*target).heading());
        headings.filter_map(|heading| self.index.postings.of(&heading)).union()
    }
}

fn scope(target: Target) -> Scope {
    match target {
        Target::Expert(id) => Scope::Expert(id),
        Target::Topic(id) => Scope::Topic(id),
        Target::Region(id) => Scope::Region(id),
    }
}
