//! Which articles are filed under what, as sets of slots: what several conditions leave is an intersection, how many it is is exact.
//! A change copies the sets that it is in.

use std::sync::Arc;

use roaring::{MultiOps, RoaringBitmap};

use super::articles::Slot;
use super::{Map, Tree};
use crate::article::{Article, Heading, Kind};
use crate::id::{RegionId, TopicId};

/// The sets of articles.
#[derive(Clone, Default)]
pub(super) struct Postings(Map<Heading, Arc<RoaringBitmap>>);

impl Postings {
    /// The articles under a heading; `None` when there are none.
    pub(super) fn of(&self, heading: &Heading) -> Option<&RoaringBitmap> {
        self.0.get(heading).map(|slots| &**slots)
    }

    /// How many articles are under a heading.
    pub(super) fn count(&self, heading: &Heading) -> u64 {
        self.of(heading).map_or(0, RoaringBitmap::len)
    }

    /// All articles: each is of one kind.
    pub(super) fn all(&self) -> RoaringBitmap {
        Kind::ALL.iter().filter_map(|kind| self.of(&Heading::Kind(*kind))).union()
    }

    /// All headings that any article is under, with the articles.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Heading, &RoaringBitmap)> {
        self.0.iter().map(|(heading, slots)| (heading, &**slots))
    }

    pub(super) fn insert(&mut self, slot: Slot, headings: impl IntoIterator<Item = Heading>) {
        for heading in headings {
            Arc::make_mut(self.0.entry(heading).or_default()).insert(slot);
        }
    }

    pub(super) fn remove(&mut self, slot: Slot, headings: impl IntoIterator<Item = Heading>) {
        for heading in headings {
            let Some(slots) = self.0.get_mut(&heading) else { continue };
            let slots = Arc::make_mut(slots);
            slots.remove(slot);
            if slots.is_empty() {
                self.0.remove(&heading);
            }
        }
    }
}

/// All that an article is filed under; some may come twice.
pub(super) fn headings(article: &Article, topics: &Tree<TopicId>, regions: &Tree<RegionId>) -> Vec<Heading> {
    let mut headings = vec![Heading::Kind(article.kind)];
    for topic in &article.topics {
        headings.push(Heading::Topic(*topic));
        headings.extend(topics.ancestors(*topic).into_iter().map(Heading::Topic));
    }
    for region in &article.regions {
        headings.push(Heading::Region(*region));
        headings.extend(regions.ancestors(*region).into_iter().map(Heading::Region));
    }
    headings.extend(article.byline.iter().map(|contribution| Heading::Expert(contribution.expert)));
    headings.extend(article.texts.iter().map(|text| Heading::Language(text.language.clone())));
    headings
}
