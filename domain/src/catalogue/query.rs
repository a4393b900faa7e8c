//! Questions to a snapshot: pages, exact counts, related articles. Nothing here waits.

use std::collections::{HashMap, HashSet};
use std::ops::Bound;
use std::sync::Arc;

use imbl::{OrdMap, OrdSet};
use jiff::Timestamp;

use super::index::{Scope, id_bytes, position};
use super::{Snapshot, Tag};
use crate::article::{Article, ArticleQuery, OrderField};
use crate::id::{ArticleId, RegionId, TopicId};
use crate::instant;
use crate::page::{PageSpec, Position, SortKey};

/// How many of the latest articles of each topic and expert are looked at for related ones.
const RELATED_CANDIDATES: usize = 60;

impl Snapshot {
    /// The articles of a page, nearest to its anchor first, and one more if there is one.
    pub(crate) fn articles_page(
        &self,
        query: &ArticleQuery,
        spec: &PageSpec<Position>,
    ) -> Vec<(Position, Arc<Article>)> {
        let (_, list) = self.narrowest(query);
        let wanted = Wanted::new(self, query);
        // A descending list begins at the far end: its 'after' is an upper bound.
        let (lower, upper) =
            if query.order.descending { (&spec.before, &spec.after) } else { (&spec.after, &spec.before) };
        let range =
            list.range((later(excluded(lower), wanted.from(query)), earlier(excluded(upper), wanted.until(query))));
        let matching = |at: &Position| self.matching(at, &wanted).map(|article| (*at, article));
        if query.order.descending == spec.backwards {
            range.filter_map(matching).take(spec.size + 1).collect()
        } else {
            range.rev().filter_map(matching).take(spec.size + 1).collect()
        }
    }

    /// All articles that were first published in a period, the earliest first.
    pub(crate) fn articles_between(&self, from: Option<Timestamp>, until: Option<Timestamp>) -> Vec<Arc<Article>> {
        let value = |at: Option<Timestamp>| at.map(|at| Position { value: instant::stored(at), id: [0; 16] });
        let bounds = (
            value(from).map_or(Bound::Unbounded, Bound::Included),
            value(until).map_or(Bound::Unbounded, Bound::Excluded),
        );
        let list = self.index.list(Scope::All, None, OrderField::PublishedAt);
        list.range(bounds).filter_map(|at| self.article_at(at)).collect()
    }

    /// How many articles match, exactly.
    pub(crate) fn articles_count(&self, query: &ArticleQuery) -> usize {
        let (_, list) = self.narrowest(query);
        let wanted = Wanted::new(self, query);
        if wanted.is_the_list(query) {
            return list.len();
        }
        let range = list.range((wanted.from(query), wanted.until(query)));
        range.filter(|at| self.matching(at, &wanted).is_some()).count()
    }

    /// Articles that share experts and topics with this one, the nearest first: a shared expert counts most, then a
    /// shared topic, then a shared region; among equals the latest goes first.
    pub(crate) fn related(&self, article: &Article, count: usize) -> Vec<Arc<Article>> {
        let mut weights: HashMap<Position, u32> = HashMap::new();
        for (scope, weight) in Self::near(article) {
            let list = self.index.list(scope, None, OrderField::PublishedAt);
            for at in list.iter().rev().take(RELATED_CANDIDATES) {
                *weights.entry(*at).or_default() += weight;
            }
        }
        let mut found: Vec<(u32, Position)> = weights.into_iter().map(|(at, weight)| (weight, at)).collect();
        found.retain(|(_, at)| at.id != id_bytes(article.id));
        found.sort_unstable_by(|a, b| b.cmp(a));
        found.into_iter().take(count).filter_map(|(_, at)| self.article_at(&at)).collect()
    }

    /// What is read to find the articles that match: whenever there are others, one of these tags is touched. Of any list that holds
    /// all that can match, each change of what matches is a change.
    pub(crate) fn tags_of(&self, query: &ArticleQuery) -> impl Iterator<Item = Tag> + use<> {
        let (scope, _) = self.narrowest(query);
        let trees = [query.topic.map(|_| Tag::Topics), query.region.map(|_| Tag::Regions)];
        [Tag::Lists, Tag::List(scope, query.language.clone())].into_iter().chain(trees.into_iter().flatten())
    }

    /// The lists that articles near to this one are looked for in, with what each counts.
    fn near(article: &Article) -> impl Iterator<Item = (Scope, u32)> {
        let experts = article.byline.iter().map(|contribution| (Scope::Expert(contribution.expert), 4));
        let topics = article.topics.iter().map(|topic| (Scope::Topic(*topic), 3));
        experts.chain(topics).chain(article.regions.iter().map(|region| (Scope::Region(*region), 1)))
    }

    /// What is read to find related articles.
    pub(crate) fn tags_near(article: &Article) -> impl Iterator<Item = Tag> {
        std::iter::once(Tag::Lists).chain(Self::near(article).map(|(scope, _)| Tag::List(scope, None)))
    }

    /// The shortest list that holds all articles that can match.
    fn narrowest(&self, query: &ArticleQuery) -> (Scope, OrdSet<Position>) {
        let language = query.language.as_ref();
        let list = |scope| (scope, self.index.list(scope, language, query.order.field));
        if query.order.field == OrderField::UpdatedAt {
            return list(Scope::All);
        }
        let mut lists = vec![list(Scope::All)];
        lists.extend(query.topic.map(|topic| list(Scope::Topic(topic))));
        lists.extend(query.region.map(|region| list(Scope::Region(region))));
        lists.extend(query.expert.map(|expert| list(Scope::Expert(expert))));
        if let [kind] = query.kinds[..] {
            lists.push(list(Scope::Kind(kind)));
        }
        lists.into_iter().min_by_key(|(_, list)| list.len()).unwrap_or((Scope::All, OrdSet::default()))
    }

    fn matching(&self, at: &Position, wanted: &Wanted<'_>) -> Option<Arc<Article>> {
        self.article_at(at).filter(|article| wanted.matches(article))
    }

    fn article_at(&self, at: &Position) -> Option<Arc<Article>> {
        self.articles.get(&ArticleId::new(ulid::Ulid::from_bytes(at.id))).cloned()
    }
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

/// The conditions of a query, ready to be asked of one article.
struct Wanted<'q> {
    query: &'q ArticleQuery,
    topics: Option<HashSet<TopicId>>,
    regions: Option<HashSet<RegionId>>,
}

impl<'q> Wanted<'q> {
    fn new(snapshot: &Snapshot, query: &'q ArticleQuery) -> Self {
        Self {
            query,
            topics: query.topic.map(|topic| snapshot.topics.subtree(topic)),
            regions: query.region.map(|region| snapshot.regions.subtree(region)),
        }
    }

    /// Exactly the articles of the narrowest list match.
    fn is_the_list(&self, query: &ArticleQuery) -> bool {
        let scopes = usize::from(query.topic.is_some())
            + usize::from(query.region.is_some())
            + usize::from(query.expert.is_some())
            + usize::from(!query.kinds.is_empty());
        let one_list =
            scopes == 0 || (scopes == 1 && query.kinds.len() <= 1 && query.order.field == OrderField::PublishedAt);
        one_list && query.published_from.is_none() && query.published_until.is_none()
    }

    fn matches(&self, article: &Article) -> bool {
        let query = self.query;
        let any = |wanted: &Option<HashSet<TopicId>>| {
            wanted.as_ref().is_none_or(|wanted| article.topics.iter().any(|topic| wanted.contains(topic)))
        };
        any(&self.topics)
            && self.regions.as_ref().is_none_or(|wanted| article.regions.iter().any(|region| wanted.contains(region)))
            && query.expert.is_none_or(|expert| article.byline.iter().any(|contribution| contribution.expert == expert))
            && (query.kinds.is_empty() || query.kinds.contains(&article.kind))
            && self.in_period(article)
    }

    fn in_period(&self, article: &Article) -> bool {
        if self.query.published_from.is_none() && self.query.published_until.is_none() {
            return true;
        }
        let at = position(article, self.query.language.as_ref(), OrderField::PublishedAt).map(|at| at.value);
        at.is_some_and(|at| {
            self.query.published_from.is_none_or(|from| at >= instant::stored(from))
                && self.query.published_until.is_none_or(|until| at < instant::stored(until))
        })
    }

    /// Where the period begins in a list by publication; other lists are filtered article by article.
    fn from(&self, query: &ArticleQuery) -> Bound<Position> {
        match query.published_from {
            Some(from) if query.order.field == OrderField::PublishedAt => {
                Bound::Included(Position { value: instant::stored(from), id: [0; 16] })
            }
            _ => Bound::Unbounded,
        }
    }

    fn until(&self, query: &ArticleQuery) -> Bound<Position> {
        match query.published_until {
            Some(until) if query.order.field == OrderField::PublishedAt => {
                Bound::Excluded(Position { value: instant::stored(until), id: [0; 16] })
            }
            _ => Bound::Unbounded,
        }
    }
}

fn excluded<K: Clone>(at: &Option<K>) -> Bound<K> {
    at.clone().map_or(Bound::Unbounded, Bound::Excluded)
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
