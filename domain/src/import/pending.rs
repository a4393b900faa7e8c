//! A batch on its way: what was prepared of it, and where each thing stood in its file.

use super::Place;
use super::row::Source;
use crate::article::ArticlePut;
use crate::expert::ExpertPut;
use crate::id::{AnyId, RegionId, TopicId};
use crate::media::Image;
use crate::taxonomy::TermPut;

/// What a batch will put in place.
#[derive(Default)]
pub(super) struct Pending {
    pub(super) topics: Vec<TermPut<TopicId>>,
    pub(super) regions: Vec<TermPut<RegionId>>,
    pub(super) images: Vec<Image>,
    pub(super) experts: Vec<ExpertPut>,
    pub(super) articles: Vec<ArticlePut>,
    /// Keys of foreign things that stand for something that was there already.
    pub(super) adopted: Vec<(String, Source)>,
    pended: Vec<Pended>,
}

/// Where a thing of the batch came from.
#[derive(Debug)]
pub(super) struct Pended {
    pub(super) place: Place,
    pub(super) key: String,
    pub(super) source: Source,
}

impl Pending {
    pub(super) fn add(&mut self, place: &Place, key: &str, source: Source) {
        self.pended.push(Pended { place: place.clone(), key: key.to_owned(), source });
    }

    pub(super) fn holds(&self, id: AnyId) -> bool {
        self.pended.iter().any(|pended| pended.source.id == id)
    }

    /// The key that a thing of the batch came by.
    pub(super) fn key(&self, id: AnyId) -> Option<&str> {
        self.pended.iter().find(|pended| pended.source.id == id).map(|pended| pended.key.as_str())
    }

    /// Takes a thing out again.
    pub(super) fn drop(&mut self, id: AnyId) -> Option<Pended> {
        self.topics.retain(|put| AnyId::from(put.id) != id);
        self.regions.retain(|put| AnyId::from(put.id) != id);
        self.images.retain(|put| AnyId::from(put.id) != id);
        self.experts.retain(|put| AnyId::from(put.id) != id);
        self.articles.retain(|put| AnyId::from(put.id) != id);
        let place = self.pended.iter().position(|pended| pended.source.id == id)?;
        Some(self.pended.remove(place))
    }

    /// Puts one term in place of another in all that refers to it.
    pub(super) fn replace_term(&mut self, old: AnyId, new: AnyId) {
        fn put<Id: Copy + Into<AnyId> + TryFrom<AnyId>>(place: &mut Id, old: AnyId, new: AnyId) {
            if (*place).into() == old
                && let Ok(new) = Id::try_from(new)
            {
                *place = new;
            }
        }
        self.topics.iter_mut().filter_map(|term| term.parent.as_mut()).for_each(|parent| put(parent, old, new));
        self.regions.iter_mut().filter_map(|term| term.parent.as_mut()).for_each(|parent| put(parent, old, new));
        self.experts.iter_mut().flat_map(|expert| &mut expert.topics).for_each(|topic| put(topic, old, new));
    }

    /// What of the batch refers to a term, and can't be without it.
    pub(super) fn dependents(&self, term: AnyId) -> Vec<AnyId> {
        let topics = self.topics.iter().filter(|topic| topic.parent.map(AnyId::from) == Some(term));
        let regions = self.regions.iter().filter(|region| region.parent.map(AnyId::from) == Some(term));
        let experts =
            self.experts.iter().filter(|expert| expert.topics.iter().any(|topic| AnyId::from(*topic) == term));
        let terms = topics.map(|topic| topic.id.into()).chain(regions.map(|region| region.id.into()));
        terms.chain(experts.map(|expert| expert.id.into())).collect()
    }

    /// What is to be remembered of the batch's sources.
    pub(super) fn sources(&self) -> Vec<(String, Source)> {
        let own = self.pended.iter().map(|pended| (pended.key.clone(), pended.source.clone()));
        own.chain(self.adopted.iter().cloned()).collect()
    }
}
