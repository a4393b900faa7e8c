//! Applying changes to a snapshot: what the changes speak of is read anew, as the public sees it, and put in place of
//! what was there. Applying a change twice, or an old one late, gives the same snapshot.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::freshness::Touched;
use super::{Snapshot, Tag, Tree, TreeId, tag};
use crate::article::Article;
use crate::changes::{Audience, Entry};
use crate::error::Result;
use crate::expert::Expert;
use crate::front_page::Arrangement;
use crate::id::{AnyId, ArticleId, ExpertId, ImageId, Noun, RegionId, TopicId};
use crate::page::NamePosition;
use crate::policy::Sight;
use crate::taxonomy::Term;
use crate::taxonomy::row::TermRows;
use crate::{Domain, article, expert, front_page, manuscript, media, redirect};

/// Applies entries of the log, in their order, and puts the snapshot that comes of it in place.
pub(crate) async fn apply(domain: &Domain, entries: &[Entry]) -> Result<()> {
    let Some(last) = entries.last() else { return Ok(()) };
    let database = domain.db().wake().connection();
    let before = domain.catalogue().current();
    let mut snapshot = Snapshot::clone(&before);
    let subjects: BTreeSet<AnyId> = entries.iter().map(|entry| entry.change.subject).collect();

    let (topics, regions): (Vec<TopicId>, Vec<RegionId>) = (of_noun(&subjects), of_noun(&subjects));
    if !topics.is_empty() || !regions.is_empty() {
        let found_topics = TopicId::load(database, Some(&topics)).await?;
        let found_regions = RegionId::load(database, Some(&regions)).await?;
        snapshot.put_terms((&topics, found_topics), (&regions, found_regions));
    }
    let images: Vec<ImageId> = of_noun(&subjects);
    if !images.is_empty() {
        let present = media::row::load(database, Some(&images)).await?;
        for id in &images {
            snapshot.remove_image(*id);
        }
        for image in present {
            snapshot.put_image(image);
        }
    }
    let experts: Vec<ExpertId> = of_noun(&subjects);
    if !experts.is_empty() {
        let present = expert::row::load(database, Some(&experts)).await?;
        for id in &experts {
            snapshot.remove_expert(*id);
        }
        for expert in present {
            snapshot.put_expert(expert);
        }
    }
    let articles: Vec<ArticleId> = of_noun(&subjects);
    if !articles.is_empty() {
        let public = article::row::by_ids(database, &articles, &Sight::Published).await?;
        for id in &articles {
            snapshot.remove_article(*id);
        }
        for article in public {
            snapshot.put_article(article);
        }
        for withdrawal in manuscript::row::withdrawals(database, Some(&articles)).await? {
            snapshot.withdrawals.put(withdrawal);
        }
    }
    if subjects.iter().any(|id| id.noun == Noun::FrontPage) {
        snapshot.put_front_pages(front_page::row::all(database).await?);
    }
    let gone: Vec<AnyId> = subjects.iter().copied().filter(|id| snapshot.lacks(*id)).collect();
    if !gone.is_empty() {
        snapshot.merged = redirect::merged(database).await?.into_iter().collect();
        snapshot.slugs.forget_former(&gone);
    }
    let mut tags = tag::touched(&before, &snapshot, &subjects);
    let owners: Vec<AnyId> = subjects.into_iter().filter(|id| id.noun != Noun::Image).collect();
    for (id, language, slug) in redirect::former_slugs_of(database, &owners).await? {
        if !before.slugs.is_former(id, language.as_ref(), &slug) {
            tags.insert(Tag::Slug(id.noun, slug.clone()));
        }
        snapshot.slugs.insert_former(id, language.as_ref(), &slug);
    }
    snapshot.seq = last.seq;
    let public = entries.iter().filter(|entry| entry.change.audience == Audience::Public);
    let public = public.map(|entry| entry.at).max();
    snapshot.changed_at = public.max(snapshot.changed_at);
    if public.is_some() || !tags.is_empty() {
        tags.insert(Tag::Public);
    }
    if entries.iter().any(|entry| tag::concerns_playlists(&entry.change)) {
        tags.insert(Tag::Playlists);
    }
    let touched = if gone.is_empty() { Touched::Tags(tags) } else { Touched::Everything };
    domain.catalogue().replace(snapshot, &touched);
    if domain.ports().purger.is_some() {
        domain.catalogue().touches().remember(before.seq, last.seq, touched);
    }
    Ok(())
}

fn of_noun<Id: TryFrom<AnyId>>(subjects: &BTreeSet<AnyId>) -> Vec<Id> {
    subjects.iter().filter_map(|id| Id::try_from(*id).ok()).collect()
}

impl Snapshot {
    /// Puts the front pages of all languages in place.
    pub(super) fn put_front_pages(&mut self, pages: Vec<Arrangement>) {
        self.front_pages = pages.into_iter().map(|page| (page.language.clone(), Arc::new(page))).collect();
    }

    /// Puts a public article in place. What it was before must have been taken out.
    pub(super) fn put_article(&mut self, article: Article) {
        for text in &article.texts {
            self.slugs.insert(article.id.into(), Some(&text.language), &text.slug);
        }
        let article = Arc::new(article);
        let slot = self.articles.put(Arc::clone(&article));
        self.index.insert(slot, &article, (&self.topics, &self.regions));
    }

    pub(super) fn remove_article(&mut self, id: ArticleId) {
        let Some((slot, article)) = self.articles.take(id) else { return };
        for text in &article.texts {
            self.slugs.remove(id.into(), Some(&text.language), &text.slug);
        }
        self.index.remove(slot, &article, (&self.topics, &self.regions));
    }

    /// This is neither a topic nor a region nor an expert of this snapshot, though its id says that it was one.
    fn lacks(&self, id: AnyId) -> bool {
        match id.noun {
            Noun::Topic => self.topics.get(TopicId::new(id.ulid)).is_none(),
            Noun::Region => self.regions.get(RegionId::new(id.ulid)).is_none(),
            Noun::Expert => !self.experts.contains_key(&ExpertId::new(id.ulid)),
            _ => false,
        }
    }

    fn remove_expert(&mut self, id: ExpertId) {
        let Some(old) = self.experts.remove(&id) else { return };
        self.slugs.remove(id.into(), None, &old.slug);
        self.experts_by_name.remove(&name_position(&old));
    }

    /// Puts an expert in place. What they were before must have been taken out.
    pub(super) fn put_expert(&mut self, expert: Expert) {
        self.slugs.insert(expert.id.into(), None, &expert.slug);
        self.experts_by_name.insert(name_position(&expert), expert.id);
        self.experts.insert(expert.id, Arc::new(expert));
    }

    /// Puts what was found of these terms in place, and takes the others of them out. When a tree changes its shape, articles
    /// belong to other lists than before, and all are filed anew.
    fn put_terms(
        &mut self,
        (topics, found_topics): (&[TopicId], Vec<Term<TopicId>>),
        (regions, found_regions): (&[RegionId], Vec<Term<RegionId>>),
    ) {
        forget_names(&mut self.slugs, &self.topics, topics);
        forget_names(&mut self.slugs, &self.regions, regions);
        let (topics, topics_reshaped) = self.topics.with(topics, found_topics);
        let (regions, regions_reshaped) = self.regions.with(regions, found_regions);
        (self.topics, self.regions) = (topics, regions);
        self.name_terms();
        if topics_reshaped || regions_reshaped {
            self.index = super::Index::default();
            for (slot, article) in self.articles.placed() {
                self.index.insert(slot, article, (&self.topics, &self.regions));
            }
        }
    }

    /// Enters the present slugs of all terms.
    pub(super) fn name_terms(&mut self) {
        for id in self.topics.ordered().values() {
            if let Some(term) = self.topics.get(*id) {
                remember_names(&mut self.slugs, (*id).into(), term);
            }
        }
        for id in self.regions.ordered().values() {
            if let Some(term) = self.regions.get(*id) {
                remember_names(&mut self.slugs, (*id).into(), term);
            }
        }
    }
}

fn remember_names<Id: TreeId>(slugs: &mut super::Slugs, id: AnyId, term: &Term<Id>) {
    for text in &term.texts {
        slugs.insert(id, Some(&text.language), &text.slug);
    }
}

fn forget_names<Id: TreeId>(slugs: &mut super::Slugs, tree: &Tree<Id>, ids: &[Id]) {
    for term in ids.iter().filter_map(|id| tree.get(*id)) {
        for text in &term.texts {
            slugs.remove(term.id.into(), Some(&text.language), &text.slug);
        }
    }
}

/// Where an expert stands in the list by name: as it reads without accents and case.
fn name_position(expert: &Expert) -> NamePosition {
    let mut name = deunicode::deunicode(&expert.name).to_lowercase();
    let mut end = name.len().min(NamePosition::NAME_MAX);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name.truncate(end);
    NamePosition { name, id: expert.id.ulid().to_bytes() }
}
