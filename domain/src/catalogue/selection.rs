//! What a question to the index selects: conditions, each a set of articles, and a stretch of an order.

use std::borrow::Cow;
use std::ops::Bound;
use std::sync::Arc;

use jiff::Timestamp;
use roaring::{MultiOps, RoaringBitmap};

use super::Snapshot;
use super::articles::Slot;
use super::index::{Scope, position};
use super::pieces::{Ordering, Stretch, WHOLE};
use crate::article::{Article, ArticleQuery, Heading, OrderField};
use crate::instant;
use crate::language::Language;
use crate::page::Position;

/// How many steps along an order take as long as looking one article up.
const STEPS: usize = 8;

/// An article in its place.
type Placed = (Position, Slot);

/// Articles in an order of which conditions are asked.
pub(super) struct Selection<'s> {
    snapshot: &'s Snapshot,
    language: Option<Language>,
    order: OrderField,
    ordering: &'s Ordering,
    conditions: Vec<Cow<'s, RoaringBitmap>>,
    /// The part of the order that the question's period leaves.
    pub(super) period: Stretch,
}

impl Snapshot {
    /// What a question selects; `None` when nothing can match.
    pub(super) fn selection(&self, query: &ArticleQuery) -> Option<Selection<'_>> {
        let conditions = self.conditions(query)?;
        let language = query.language.as_ref();
        let ordering = self.index.ordering(language, query.order.field)?;
        let period = period(query.published_from, query.published_until);
        let mut selection = Selection {
            snapshot: self,
            language: language.cloned(),
            order: query.order.field,
            ordering,
            conditions,
            period,
        };
        if query.order.field != OrderField::PublishedAt && period != WHOLE {
            let published = self.index.ordering(language, OrderField::PublishedAt)?;
            let within = published.range(period).map(|(_, slot)| *slot).collect();
            selection.conditions.push(Cow::Owned(within));
            selection.period = WHOLE;
        }
        Some(selection)
    }

    /// These articles, in the order of their first publication.
    pub(super) fn selected<'s>(&'s self, articles: Cow<'s, RoaringBitmap>) -> Option<Selection<'s>> {
        Some(Selection {
            snapshot: self,
            language: None,
            order: OrderField::PublishedAt,
            ordering: self.index.ordering(None, OrderField::PublishedAt)?,
            conditions: vec![articles],
            period: WHOLE,
        })
    }

    /// The conditions of a question, apart from language and period; `None` when no article fulfils one of them.
    fn conditions(&self, query: &ArticleQuery) -> Option<Vec<Cow<'_, RoaringBitmap>>> {
        let mut conditions = Vec::new();
        for scope in scopes(query) {
            if let Some(heading) = scope.heading() {
                conditions.push(Cow::Borrowed(self.index.postings.of(&heading)?));
            }
        }
        if query.kinds.len() > 1 {
            let of_kind = |kind: &_| self.index.postings.of(&Heading::Kind(*kind));
            conditions.push(Cow::Owned(query.kinds.iter().filter_map(of_kind).union()));
        }
        Some(conditions)
    }

    /// The shortest list that holds all articles that can match.
    pub(super) fn narrowest(&self, query: &ArticleQuery) -> Scope {
        let count = |scope: &Scope| scope.heading().map_or(u64::MAX, |heading| self.index.postings.count(&heading));
        scopes(query).min_by_key(count).unwrap_or(Scope::All)
    }
}

/// The lists that hold all articles that can match.
fn scopes(query: &ArticleQuery) -> impl Iterator<Item = Scope> {
    let kind = if let [kind] = query.kinds[..] { Some(Scope::Kind(kind)) } else { None };
    let topic = query.topic.map(Scope::Topic);
    topic.into_iter().chain(query.region.map(Scope::Region)).chain(query.expert.map(Scope::Expert)).chain(kind)
}

/// The places of what was published at one instant or later, and before another.
pub(super) fn period(from: Option<Timestamp>, until: Option<Timestamp>) -> Stretch {
    let place = |at: Timestamp| Position { value: instant::stored(at), id: [0; 16] };
    (
        from.map_or(Bound::Unbounded, |at| Bound::Included(place(at))),
        until.map_or(Bound::Unbounded, |at| Bound::Excluded(place(at))),
    )
}

impl<'s> Selection<'s> {
    /// The articles of a stretch that fulfil the conditions, so many from its beginning, or from its end.
    pub(super) fn page(&self, stretch: Stretch, from_end: bool, most: usize) -> Vec<(Position, Arc<Article>)> {
        let stretch = both(stretch, self.period);
        let placed: Vec<Placed> = match self.candidates() {
            None if from_end => self.ordering.range(stretch).rev().take(most).copied().collect(),
            None => self.ordering.range(stretch).take(most).copied().collect(),
            Some(candidates) => self
                .walked(&candidates, stretch, from_end, most)
                .unwrap_or_else(|| self.gathered(&candidates, stretch, from_end, most)),
        };
        let article = |(at, slot): Placed| Some((at, Arc::clone(self.snapshot.articles.at(slot)?)));
        placed.into_iter().filter_map(article).collect()
    }

    /// How many articles fulfil all conditions.
    pub(super) fn count(&self) -> usize {
        let Some(candidates) = self.candidates() else { return self.ordering.count(self.period) };
        if self.period != WHOLE {
            return self.ordering.range(self.period).filter(|(_, slot)| candidates.contains(*slot)).count();
        }
        let count = match self.of_language() {
            Some(readable) => candidates.intersection_len(readable),
            None => candidates.len(),
        };
        usize::try_from(count).unwrap_or(usize::MAX)
    }

    /// All articles that fulfil all conditions, as a set.
    pub(super) fn slots(&self) -> Cow<'_, RoaringBitmap> {
        let candidates = self.candidates();
        if self.period != WHOLE {
            let is_candidate = |slot: &Slot| candidates.as_ref().is_none_or(|candidates| candidates.contains(*slot));
            return Cow::Owned(self.ordering.range(self.period).map(|(_, slot)| *slot).filter(is_candidate).collect());
        }
        match (candidates, self.of_language()) {
            (Some(candidates), Some(readable)) => Cow::Owned(&*candidates & readable),
            (Some(candidates), None) => candidates,
            (None, Some(readable)) => Cow::Borrowed(readable),
            (None, None) => Cow::Owned(self.snapshot.index.postings.all()),
        }
    }

    /// Those that fulfil the conditions, whatever their language and period; `None` when there is no condition.
    fn candidates(&self) -> Option<Cow<'_, RoaringBitmap>> {
        match &self.conditions[..] {
            [] => None,
            [one] => Some(Cow::Borrowed(&**one)),
            several => Some(Cow::Owned(several.iter().map(|condition| &**condition).intersection())),
        }
    }

    fn of_language(&self) -> Option<&'s RoaringBitmap> {
        self.snapshot.index.postings.of(&Heading::Language(self.language.clone()?))
    }

    /// The page by going along the order, as long as that is less work than looking every candidate up; `None` if it isn't.
    fn walked(&self, candidates: &RoaringBitmap, stretch: Stretch, from_end: bool, most: usize) -> Option<Vec<Placed>> {
        let among = usize::try_from(candidates.len()).unwrap_or(usize::MAX);
        let worth = among.saturating_mul(STEPS);
        // As often as candidates are among all, if they lie evenly.
        let expected = self.ordering.len().saturating_mul(most.min(among)) / among.max(1);
        if expected > worth {
            return None;
        }
        let mut range = self.ordering.range(stretch);
        let mut found = Vec::with_capacity(most.min(among));
        for _ in 0..=worth {
            let next = if from_end { range.next_back() } else { range.next() };
            let Some(placed) = next else { return Some(found) };
            if candidates.contains(placed.1) {
                found.push(*placed);
                if found.len() == most {
                    return Some(found);
                }
            }
        }
        None
    }

    /// The page by looking up the place of every candidate.
    fn gathered(&self, candidates: &RoaringBitmap, stretch: Stretch, from_end: bool, most: usize) -> Vec<Placed> {
        let placed = |slot: Slot| {
            let at = position(self.snapshot.articles.at(slot)?, self.language.as_ref(), self.order)?;
            std::ops::RangeBounds::contains(&stretch, &at).then_some((at, slot))
        };
        let mut found: Vec<Placed> = candidates.iter().filter_map(placed).collect();
        let order = |a: &Placed, b: &Placed| if from_end { b.0.cmp(&a.0) } else { a.0.cmp(&b.0) };
        if found.len() > most {
            found.select_nth_unstable_by(most, order);
            found.truncate(most);
        }
        found.sort_unstable_by(order);
        found
    }
}

/// What lies in both stretches.
fn both(a: Stretch, b: Stretch) -> Stretch {
    (later(a.0, b.0), earlier(a.1, b.1))
}

/// The later of two lower bounds.
fn later(a: Bound<Position>, b: Bound<Position>) -> Bound<Position> {
    match (&a, &b) {
        (Bound::Unbounded, _) => b,
        (_, Bound::Unbounded) => a,
        (Bound::Excluded(x) | Bound::Included(x), Bound::Excluded(y) | Bound::Included(y)) => {
            if x >= y {
                a
            } else {
                b
            }
        }
    }
}

/// The earlier of two upper bounds.
fn earlier(a: Bound<Position>, b: Bound<Position>) -> Bound<Position> {
    match (&a, &b) {
        (Bound::Unbounded, _) => b,
        (_, Bound::Unbounded) => a,
        (Bound::Excluded(x) | Bound::Included(x), Bound::Excluded(y) | Bound::Included(y)) => {
            if x <= y {
                a
            } else {
                b
            }
        }
    }
}
