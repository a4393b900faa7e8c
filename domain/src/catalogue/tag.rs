//! What an answer is made of, as tags: each thing of the catalogue that was read for it, and each list. When a change touches one of its
//! tags, an answer may be another one.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::index::{Scope, lists_of};
use super::{Snapshot, Tree, TreeId};
use crate::article::Article;
use crate::changes::{Audience, Change, ChangeKind};
use crate::id::{AnyId, ArticleId, ExpertId, ImageId, Noun, RegionId, TopicId};
use crate::language::Language;
use crate::taxonomy::Term;
use crate::text::Slug;

/// Something that was read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Tag {
    /// Anything that is public: what says nothing finer.
    Public,
    /// An article, or that there is none of this id.
    Article(ArticleId),
    /// An expert, or that there is none of this id.
    Expert(ExpertId),
    /// An image, or that there is none of this id.
    Image(ImageId),
    /// What a slug leads to.
    Slug(Noun, Slug),
    /// What is in a list of articles, and in which order.
    List(Scope, Option<Language>),
    /// Which articles are in which list, all of them: when a tree is reshaped.
    Lists,
    /// The list of experts.
    Experts,
    /// The tree of topics.
    Topics,
    /// The tree of regions.
    Regions,
    /// How the front pages are arranged.
    FrontPages,
    /// The playlists that everybody may see, and what is shown with them.
    Playlists,
}

/// Whether a change may make another one of what is shown of the playlists that everybody may see: of the lists themselves, of what staff
/// decides about them, and of the names of their owners.
pub(super) fn concerns_playlists(change: &Change) -> bool {
    match change.kind {
        ChangeKind::PlaylistModerated | ChangeKind::AccountUpdated | ChangeKind::AccountErased => true,
        _ => change.subject.noun == Noun::Playlist && change.audience == Audience::Public,
    }
}

/// The tags of what is different between two snapshots about these subjects.
pub(super) fn touched(before: &Snapshot, after: &Snapshot, subjects: &BTreeSet<AnyId>) -> HashSet<Tag> {
    let mut tags = HashSet::new();
    for subject in subjects {
        match subject.noun {
            Noun::Article => article(before, after, ArticleId::new(subject.ulid), &mut tags),
            Noun::Expert => expert(before, after, ExpertId::new(subject.ulid), &mut tags),
            Noun::Topic => {
                let id = TopicId::new(subject.ulid);
                term((&before.topics, &after.topics), id, (Noun::Topic, Tag::Topics), &mut tags);
            }
            Noun::Region => {
                let id = RegionId::new(subject.ulid);
                term((&before.regions, &after.regions), id, (Noun::Region, Tag::Regions), &mut tags);
            }
            Noun::Image => {
                let id = ImageId::new(subject.ulid);
                if before.image(id) != after.image(id) {
                    tags.insert(Tag::Image(id));
                }
            }
            Noun::FrontPage => {
                tags.insert(Tag::FrontPages);
            }
            _ => {}
        }
    }
    tags
}

fn article(before: &Snapshot, after: &Snapshot, id: ArticleId, tags: &mut HashSet<Tag>) {
    let (was, is) = (before.articles.get(id), after.articles.get(id));
    let (were, are) = (before.withdrawals.of(id), after.withdrawals.of(id));
    if was == is && were == are {
        return;
    }
    if were != are {
        tags.extend(are.iter().map(|withdrawal| Tag::Slug(Noun::Article, withdrawal.slug.clone())));
    }
    tags.insert(Tag::Article(id));
    for (snapshot, article) in [(before, was), (after, is)] {
        let Some(article) = article else { continue };
        let article: &Arc<Article> = article;
        tags.extend(article.texts.iter().map(|text| Tag::Slug(Noun::Article, text.slug.clone())));
        let lists = lists_of(article, &snapshot.topics, &snapshot.regions);
        tags.extend(lists.map(|(scope, language)| Tag::List(scope, language)));
    }
}

fn expert(before: &Snapshot, after: &Snapshot, id: ExpertId, tags: &mut HashSet<Tag>) {
    let (was, is) = (before.experts.get(&id), after.experts.get(&id));
    if was == is {
        return;
    }
    tags.extend([Tag::Expert(id), Tag::Experts]);
    tags.extend([was, is].into_iter().flatten().map(|expert| Tag::Slug(Noun::Expert, expert.slug.clone())));
}

fn term<Id: TreeId>(
    (before, after): (&Tree<Id>, &Tree<Id>),
    id: Id,
    (noun, tree): (Noun, Tag),
    tags: &mut HashSet<Tag>,
) {
    let (was, is): (Option<&Arc<Term<Id>>>, _) = (before.get(id), after.get(id));
    tags.insert(tree);
    if was.map(|term| term.parent) != is.map(|term| term.parent) {
        tags.insert(Tag::Lists);
    }
    let texts = [was, is].into_iter().flatten().flat_map(|term| &term.texts);
    tags.extend(texts.map(|text| Tag::Slug(noun, text.slug.clone())));
}
