//! Facets as JSON: of each the headings, with their numbers of articles.

use domain::article::{Facet, Heading, Kind, Tally};
use domain::id::ExpertId;
use domain::{Language, Session};
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use super::Saying;
use super::term::TermRef;
use crate::rest::taxonomy::{RegionTree, TopicTree, Tree};

/// The facets that were asked for.
pub struct FacetsShape<'a> {
    /// What they are said with.
    pub saying: &'a Saying<'a>,
    /// The counts.
    pub counted: &'a [(Facet, Vec<Tally>)],
}

impl Serialize for FacetsShape<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.counted.len()))?;
        for (facet, tallies) in self.counted {
            let said: Vec<_> = tallies.iter().filter_map(|tally| said(self.saying, tally)).collect();
            map.serialize_entry(facet.as_str(), &said)?;
        }
        map.end()
    }
}

/// What was counted, with its number.
#[derive(Serialize)]
struct Count {
    #[serde(flatten)]
    of: Of,
    count: usize,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Of {
    Topic(TermRef<TopicTree>),
    Region(TermRef<RegionTree>),
    Expert { id: ExpertId, slug: String, name: String },
    Kind { kind: Kind },
    Language { language: Language },
}

/// `None` for what has gone in this very moment.
fn said(saying: &Saying<'_>, tally: &Tally) -> Option<Count> {
    let of = match &tally.heading {
        Heading::Topic(id) => Of::Topic(term::<TopicTree>(saying, *id)?),
        Heading::Region(id) => Of::Region(term::<RegionTree>(saying, *id)?),
        Heading::Expert(id) => expert(saying.session, *id)?,
        Heading::Kind(kind) => Of::Kind { kind: *kind },
        Heading::Language(language) => Of::Language { language: language.clone() },
    };
    Some(Count { of, count: tally.count })
}

fn term<T: Tree>(saying: &Saying<'_>, id: T::Id) -> Option<TermRef<T>> {
    TermRef::new(&saying.mention, &T::by_id(saying.session, id)?)
}

fn expert(session: &Session, id: ExpertId) -> Option<Of> {
    let expert = session.experts().by_id(id)?;
    Some(Of::Expert { id, slug: expert.slug.as_str().to_owned(), name: expert.name.clone() })
}
