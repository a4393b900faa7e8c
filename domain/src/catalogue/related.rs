//! Which articles are near to one.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::index::{Scope, id_bytes};
use super::pieces::WHOLE;
use super::{Snapshot, Tag};
use crate::article::Article;
use crate::page::Position;

/// How many of the latest articles of each topic and expert are looked at for related ones.
const CANDIDATES: usize = 60;

impl Snapshot {
    /// Articles that share experts and topics with this one, the nearest first: a shared expert counts most, then a
    /// shared topic, then a shared region; among equals the latest goes first.
    pub(crate) fn related(&self, article: &Article, count: usize) -> Vec<Arc<Article>> {
        let mut near: HashMap<Position, (u32, Arc<Article>)> = HashMap::new();
        for (scope, weight) in scopes(article) {
            for (at, article) in self.latest_in(scope, CANDIDATES) {
                near.entry(at).or_insert((0, article)).0 += weight;
            }
        }
        let mut found: Vec<(u32, Position, Arc<Article>)> =
            near.into_iter().map(|(at, (weight, article))| (weight, at, article)).collect();
        found.retain(|(_, at, _)| at.id != id_bytes(article.id));
        found.sort_unstable_by_key(|(weight, at, _)| std::cmp::Reverse((*weight, *at)));
        found.into_iter().take(count).map(|(_, _, article)| article).collect()
    }

    /// What is read to find related articles.
    pub(crate) fn tags_near(article: &Article) -> impl Iterator<Item = Tag> {
        std::iter::once(Tag::Lists).chain(scopes(article).map(|(scope, _)| Tag::List(scope, None)))
    }

    /// The articles of a list that were first published last, the latest first.
    pub(super) fn latest_in(&self, scope: Scope, count: usize) -> Vec<(Position, Arc<Article>)> {
        let filed = scope.heading().and_then(|heading| self.index.postings.of(&heading));
        let selection = filed.and_then(|filed| self.selected(Cow::Borrowed(filed)));
        selection.map(|selection| selection.page(WHOLE, true, count)).unwrap_or_default()
    }
}

/// The lists that articles near to this one are looked for in, with what each counts.
fn scopes(article: &Article) -> impl Iterator<Item = (Scope, u32)> {
    let experts = article.byline.iter().map(|contribution| (Scope::Expert(contribution.expert), 4));
    let topics = article.topics.iter().map(|topic| (Scope::Topic(*topic), 3));
    experts.chain(topics).chain(article.regions.iter().map(|region| (Scope::Region(*region), 1)))
}
