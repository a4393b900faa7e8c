//! What is counted of a list of articles: by which facets, and how many of each.

use std::collections::HashSet;

use domain::article::{ArticleQuery, Facet, Tally};
use domain::{Error, Session};

use super::query::Query;
use super::shape::{FacetsShape, Saying};

/// The parameters of lists that can be counted.
pub const FACETS: &[&str] = &["facets", "facets_first"];
/// How many of a facet are told when the client doesn't say.
const FIRST_DEFAULT: usize = 10;

/// What shall be counted.
pub struct FacetsAsked {
    facets: Vec<Facet>,
    first: usize,
}

/// What was counted, facet by facet, in the order that was asked for.
pub struct Counted(Vec<(Facet, Vec<Tally>)>);

impl FacetsAsked {
    /// Reads the parameters.
    pub fn read(query: &mut Query<'_>) -> Self {
        let known = Facet::ALL.iter().map(|facet| (facet.as_str(), *facet));
        let mut facets = query.words("facets", "a facet", &known.collect::<Vec<_>>()).unwrap_or_default();
        let mut seen = HashSet::new();
        facets.retain(|facet| seen.insert(*facet));
        let first = query.count("facets_first", FIRST_DEFAULT);
        if facets.is_empty() && query.value("facets_first").is_some() {
            query.fault("facets_first", "Nothing is counted here; ask for it with `facets=topics`.");
        }
        Self { facets, first }
    }

    /// Counts the articles that match; `None` when nothing is to be counted.
    ///
    /// # Errors
    /// As [`domain::article::Articles::tallies`].
    pub async fn count(&self, session: &Session, query: &ArticleQuery) -> Result<Option<Counted>, Error> {
        if self.facets.is_empty() {
            return Ok(None);
        }
        let most = i64::try_from(self.first).map_err(Error::internal)?;
        let mut counted = Vec::with_capacity(self.facets.len());
        for facet in &self.facets {
            counted.push((*facet, session.articles().tallies(query, *facet, most).await?));
        }
        Ok(Some(Counted(counted)))
    }
}

impl Counted {
    /// As it is said.
    pub fn said<'a>(&'a self, saying: &'a Saying<'a>) -> FacetsShape<'a> {
        FacetsShape { saying, counted: &self.0 }
    }
}
