//! The catalogue answers as if every article were looked at: random articles and edits, random questions, each compared with the plain
//! answer.

use std::collections::BTreeMap;

use jiff::Timestamp;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use ulid::Ulid;

use super::index::position;
use super::{Snapshot, Tree};
use crate::article::{
    Article, ArticleOrder, ArticleQuery, ArticleText, Contribution, ContributorRole, Facet, Heading, Kind, OrderField,
    Status, Tally,
};
use crate::follow::Target;
use crate::id::{ArticleId, ExpertId, RegionId, TopicId};
use crate::language::Language;
use crate::page::{PageSpec, Position};
use crate::taxonomy::Term;
use crate::text::Slug;

/// Topics 1 to 6: 2 and 3 lie under 1, 4 under 3.
const PARENTS: [(u128, Option<u128>); 6] = [(1, None), (2, Some(1)), (3, Some(1)), (4, Some(3)), (5, None), (6, None)];

fn topic(number: u128) -> TopicId {
    TopicId::new(Ulid(number))
}

fn region(number: u128) -> RegionId {
    RegionId::new(Ulid(number))
}

fn expert(number: u128) -> ExpertId {
    ExpertId::new(Ulid(number))
}

fn language(tag: &str) -> Language {
    Language::parse(tag).unwrap()
}

fn empty() -> Snapshot {
    fn terms<Id>(id: impl Fn(u128) -> Id) -> impl Iterator<Item = Term<Id>> {
        PARENTS.into_iter().map(move |(number, parent)| Term {
            id: id(number),
            parent: parent.map(&id),
            position: 0,
            texts: Vec::new(),
            revision: 1,
        })
    }
    Snapshot { topics: Tree::new(terms(topic)), regions: Tree::new(terms(region)), ..Snapshot::default() }
}

fn text(tag: &'static str) -> impl Strategy<Value = ArticleText> {
    (0..40i64, 0..40i64).prop_map(move |(published, updated)| ArticleText {
        language: language(tag),
        slug: Slug::parse("a-slug").unwrap(),
        title: "A title".into(),
        standfirst: None,
        status: Status::Published,
        published_at: Some(Timestamp::from_second(published).unwrap()),
        embargoed: false,
        updated_at: Timestamp::from_second(updated).unwrap(),
        word_count: 1,
        reading_minutes: 1,
    })
}

fn numbers(most: usize) -> impl Strategy<Value = Vec<u128>> {
    subsequence((1..=6u128).collect::<Vec<_>>(), 0..=most)
}

prop_compose! {
    fn article()(
        number in 0..300u128,
        kind in select(Kind::ALL),
        topics in numbers(2),
        regions in numbers(2),
        experts in numbers(3),
        en in prop::option::weighted(0.8, text("en")),
        de in text("de"),
        has_de in prop::bool::weighted(0.4),
    ) -> Article {
        let mut texts: Vec<ArticleText> = en.into_iter().collect();
        if has_de || texts.is_empty() {
            texts.push(de);
        }
        let contribution = |number| Contribution { expert: expert(number), role: ContributorRole::Author, texts: [].into() };
        Article {
            id: ArticleId::new(Ulid(number)),
            kind,
            byline: experts.into_iter().map(contribution).collect(),
            topics: topics.into_iter().map(topic).collect(),
            regions: regions.into_iter().map(region).collect(),
            lead_image: None,
            texts,
            corrections: Vec::new(),
            revision: 1,
        }
    }
}

prop_compose! {
    fn question()(
        topics in prop::option::of(1..=7u128),
        regions in prop::option::weighted(0.3, 1..=7u128),
        experts in prop::option::weighted(0.3, 1..=7u128),
        kinds in subsequence(Kind::ALL.to_vec(), 0..=2),
        tag in prop::option::of(select(vec!["en", "de", "fr"])),
        from in prop::option::weighted(0.3, 0..40i64),
        until in prop::option::weighted(0.3, 0..40i64),
        field in select(OrderField::ALL),
        descending in any::<bool>(),
    ) -> ArticleQuery {
        let at = |second| Timestamp::from_second(second).unwrap();
        ArticleQuery {
            topic: topics.map(topic),
            region: regions.map(region),
            expert: experts.map(expert),
            kinds,
            language: tag.map(language),
            published_from: from.map(at),
            published_until: until.map(at),
            order: ArticleOrder { field, descending },
        }
    }
}

prop_compose! {
    fn spec()(
        size in 1..30usize,
        backwards in any::<bool>(),
        after in prop::option::of((0..40i64, 0..300u128)),
        before in prop::option::weighted(0.2, (0..40i64, 0..300u128)),
    ) -> PageSpec<Position> {
        let at = |(second, id): (i64, u128)| Position { value: second * 1_000_000, id: id.to_be_bytes() };
        PageSpec { size, backwards, after: after.map(at), before: before.map(at) }
    }
}

/// A snapshot after these edits, each of which puts an article in place or takes it out; and what there is then.
fn edited(edits: Vec<(bool, Article)>) -> (Snapshot, BTreeMap<ArticleId, Article>) {
    let (mut snapshot, mut all) = (empty(), BTreeMap::new());
    for (stays, article) in edits {
        let id = article.id;
        snapshot.remove_article(id);
        all.remove(&id);
        if stays {
            snapshot.put_article(article.clone());
            all.insert(id, article);
        }
    }
    (snapshot, all)
}

/// Whether an article is under a heading, looked up by hand.
fn is_under(snapshot: &Snapshot, article: &Article, heading: &Heading) -> bool {
    match heading {
        Heading::Topic(id) => article.topics.iter().any(|it| it == id || snapshot.topics.ancestors(*it).contains(id)),
        Heading::Region(id) => {
            article.regions.iter().any(|it| it == id || snapshot.regions.ancestors(*it).contains(id))
        }
        Heading::Expert(id) => article.byline.iter().any(|contribution| contribution.expert == *id),
        Heading::Kind(kind) => article.kind == *kind,
        Heading::Language(language) => article.texts.iter().any(|text| text.language == *language),
    }
}

/// The places of all articles that match, in ascending order.
fn plainly(snapshot: &Snapshot, all: &BTreeMap<ArticleId, Article>, query: &ArticleQuery) -> Vec<Position> {
    let mut headings: Vec<Heading> = query.topic.map(Heading::Topic).into_iter().collect();
    headings.extend(query.region.map(Heading::Region));
    headings.extend(query.expert.map(Heading::Expert));
    headings.extend(query.language.clone().map(Heading::Language));
    let language = query.language.as_ref();
    let is_within = |article: &Article| {
        let at = position(article, language, OrderField::PublishedAt).unwrap().value;
        query.published_from.is_none_or(|from| at >= from.as_microsecond())
            && query.published_until.is_none_or(|until| at < until.as_microsecond())
    };
    let matches = |article: &&Article| {
        headings.iter().all(|heading| is_under(snapshot, article, heading))
            && (query.kinds.is_empty() || query.kinds.contains(&article.kind))
            && is_within(article)
    };
    let mut places: Vec<Position> =
        all.values().filter(matches).map(|article| position(article, language, query.order.field).unwrap()).collect();
    places.sort_unstable();
    places
}

/// The part of a list that a page is, nearest to its anchor first, and one more.
fn page(mut places: Vec<Position>, spec: &PageSpec<Position>, descending: bool) -> Vec<Position> {
    let (lower, upper) = if descending { (spec.before, spec.after) } else { (spec.after, spec.before) };
    places.retain(|at| lower.is_none_or(|lower| *at > lower) && upper.is_none_or(|upper| *at < upper));
    if descending != spec.backwards {
        places.reverse();
    }
    places.truncate(spec.size + 1);
    places
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn pages_and_counts_are_those_of_looking_at_every_article(
        edits in prop::collection::vec((prop::bool::weighted(0.85), article()), 0..500),
        questions in prop::collection::vec((question(), spec()), 40),
    ) {
        let (snapshot, all) = edited(edits);
        prop_assert_eq!(snapshot.articles.len(), all.len());
        for (query, spec) in questions {
            let wanted = plainly(&snapshot, &all, &query);
            prop_assert_eq!(snapshot.articles_count(&query), wanted.len(), "{:?}", query);
            let found: Vec<Position> = snapshot.articles_page(&query, &spec).into_iter().map(|(at, _)| at).collect();
            prop_assert_eq!(found, page(wanted, &spec, query.order.descending), "{:?} {:?}", query, spec);
        }
    }

    #[test]
    fn facets_are_those_of_counting_every_article(
        edits in prop::collection::vec((prop::bool::weighted(0.85), article()), 0..300),
        questions in prop::collection::vec((question(), select(Facet::ALL), 1..8usize), 40),
    ) {
        let (snapshot, all) = edited(edits);
        let mut headings: Vec<Heading> = (1..=6).flat_map(|number| {
            [Heading::Topic(topic(number)), Heading::Region(region(number)), Heading::Expert(expert(number))]
        }).collect();
        headings.extend(Kind::ALL.iter().copied().map(Heading::Kind));
        headings.extend(["en", "de"].map(|tag| Heading::Language(language(tag))));
        for (query, facet, most) in questions {
            let matching = plainly(&snapshot, &all, &query);
            let is_match = |article: &&Article| matching.iter().any(|at| at.id == article.id.ulid().to_bytes());
            let of_facet = headings.iter().filter(|heading| heading.facet() == facet);
            let mut wanted: Vec<Tally> = of_facet.map(|heading| Tally {
                heading: heading.clone(),
                count: all.values().filter(is_match).filter(|it| is_under(&snapshot, it, heading)).count(),
            }).filter(|tally| tally.count > 0).collect();
            wanted.sort_by(Tally::order);
            wanted.truncate(most);
            prop_assert_eq!(snapshot.tallies(&query, facet, most), wanted, "{:?} {:?}", query, facet);
        }
    }

    #[test]
    fn a_feed_is_what_any_of_them_published(
        edits in prop::collection::vec((prop::bool::weighted(0.85), article()), 0..300),
        followed in prop::collection::vec((0..3, 1..=7u128), 0..5),
        spec in spec(),
    ) {
        let (snapshot, all) = edited(edits);
        let (targets, headings): (Vec<Target>, Vec<Heading>) = followed.into_iter().map(|(kind, number)| match kind {
            0 => (Target::Topic(topic(number)), Heading::Topic(topic(number))),
            1 => (Target::Region(region(number)), Heading::Region(region(number))),
            _ => (Target::Expert(expert(number)), Heading::Expert(expert(number))),
        }).unzip();
        let of_any = all.values().filter(|it| headings.iter().any(|heading| is_under(&snapshot, it, heading)));
        let mut wanted: Vec<Position> = of_any.map(|it| position(it, None, OrderField::PublishedAt).unwrap()).collect();
        wanted.sort_unstable();
        prop_assert_eq!(snapshot.feed_count(&targets), wanted.len());
        let found: Vec<Position> = snapshot.feed_page(&targets, &spec).into_iter().map(|(at, _)| at).collect();
        prop_assert_eq!(found, page(wanted, &spec, true));
    }
}
