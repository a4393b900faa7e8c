//! A batch on its way: what was prepared of it, and where each thing stood in its file.

use super::Place;
use super::row::Source;
use crate::article::ArticlePut;
use crate::expert::ExpertPut;
use crate::id::{AnyId, RegionId, TopicId};
use crate::media::ImagePut;
use crate::taxonomy::TermPut;

/// What a batch will put in place.
#[derive(Default)]
pub(super) struct Pending {
    pub(super) topics: Vec<TermPut<TopicId>>,
    pub(super) regions: Vec<TermPut<RegionId>>,
    pub(super) images: Vec<ImagePut>,
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

    /// What is to be remembered of the batch's sources.
    pub(super) fn sources(&self) -> Vec<(String, Source)> {
        let own = self.pended.iter().map(|pended| (pended.key.clone(), pended.source.clone()));
        own.chain(self.adopted.iter().cloned()).collect()
    }
}
