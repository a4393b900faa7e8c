//! Facets: how many articles of a list there are of each topic, region, expert, kind and language, so that a reader can be shown what
//! else there is to choose.

use std::collections::{HashMap, HashSet};

use super::{ArticleQuery, Articles, Kind, row};
use crate::catalogue::Snapshot;
use crate::error::Result;
use crate::id::{ArticleId, ExpertId, RegionId, TopicId};
use crate::language::Language;
use crate::page;
use crate::policy::Sight;
use crate::word::words;

words! {
    /// By what the articles of a list can be counted.
    Facet {
        /// By topic; an article counts for each that it is filed under, and for those above it.
        Topics = "topics",
        /// By region; an article counts for each that it is filed under, and for those above it.
        Regions = "regions",
        /// By who contributed.
        Experts = "experts",
        /// By kind.
        Kinds = "kinds",
        /// By the languages that they can be read in.
        Languages = "languages",
    }
}

/// What an article is filed under.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Heading {
    /// The topic, or one below it.
    Topic(TopicId),
    /// The region, or one below it.
    Region(RegionId),
    /// The expert contributed.
    Expert(ExpertId),
    /// Its kind.
    Kind(Kind),
    /// It can be read in this language.
    Language(Language),
}

impl Heading {
    /// The facet that this is a value of.
    #[must_use]
    pub const fn facet(&self) -> Facet {
        match self {
            Self::Topic(_) => Facet::Topics,
            Self::Region(_) => Facet::Regions,
            Self::Expert(_) => Facet::Experts,
            Self::Kind(_) => Facet::Kinds,
            Self::Language(_) => Facet::Languages,
        }
    }
}

/// How many articles there are under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// The heading.
    pub heading: Heading,
    /// How many; never 0.
    pub count: usize,
}

impl Tally {
    /// The order of tallies: the largest first; among equals, by heading.
    pub(crate) fn order(&self, other: &Self) -> std::cmp::Ordering {
        other.count.cmp(&self.count).then_with(|| self.heading.cmp(&other.heading))
    }
}

impl ArticleQuery {
    /// The question without the condition that a facet is about: what else could be chosen there.
    fn without(&self, facet: Facet) -> Self {
        let mut query = self.clone();
        match facet {
            Facet::Topics => query.topic = None,
            Facet::Regions => query.region = None,
            Facet::Experts => query.expert = None,
            Facet::Kinds => query.kinds.clear(),
            Facet::Languages => query.language = None,
        }
        query
    }
}

impl Articles<'_> {
    /// How many articles match under each heading of a facet, the largest first, so many at the most. The question's own condition of
    /// that facet is left aside: the counts say how many there would be if that heading were asked for in its place.
    ///
    /// # Errors
    /// `page_size_invalid` for a number that no page can have; `unavailable` or `internal` when the database is needed and fails.
    pub async fn tallies(&self, query: &ArticleQuery, facet: Facet, most: i64) -> Result<Vec<Tally>> {
        let most = page::size(most, "first")?;
        let query = self.led_on(query).without(facet);
        match self.sight() {
            Sight::Published => Ok(self.listed(&query).tallies(&query, facet, most)),
            sight => {
                let (database, subtrees) = (self.session().db().reader(), self.subtrees(&query));
                let filed = row::filed(database, &query, &subtrees, &sight, facet).await?;
                Ok(counted(&self.session().snapshot(), filed, most))
            }
        }
    }
}

/// How many articles there are under each heading, and under what that lies under.
fn counted(snapshot: &Snapshot, filed: Vec<(ArticleId, Heading)>, most: usize) -> Vec<Tally> {
    let mut under: HashMap<Heading, HashSet<ArticleId>> = HashMap::new();
    for (article, heading) in filed {
        let above: Vec<Heading> = match heading {
            Heading::Topic(id) => snapshot.topics.ancestors(id).into_iter().map(Heading::Topic).collect(),
            Heading::Region(id) => snapshot.regions.ancestors(id).into_iter().map(Heading::Region).collect(),
            _ => Vec::new(),
        };
        for heading in above.into_iter().chain([heading]) {
            under.entry(heading).or_default().insert(article);
        }
    }
    let mut tallies: Vec<Tally> =
        under.into_iter().map(|(heading, articles)| Tally { heading, count: articles.len() }).collect();
    tallies.sort_unstable_by(Tally::order);
    tallies.truncate(most);
    tallies
}
