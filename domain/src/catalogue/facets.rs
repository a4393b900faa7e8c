//! How many articles that match there are under each heading.

use roaring::RoaringBitmap;

use super::Snapshot;
use crate::article::{ArticleQuery, Facet, Heading, Tally};

impl Snapshot {
    /// How many articles that match are under each heading of a facet, exactly; the largest first, so many at the most.
    pub(crate) fn tallies(&self, query: &ArticleQuery, facet: Facet, most: usize) -> Vec<Tally> {
        let Some(selection) = self.selection(query) else { return Vec::new() };
        let matching = selection.slots();
        let mut headings: Vec<(u64, &Heading, &RoaringBitmap)> = self
            .index
            .postings
            .iter()
            .filter(|(heading, _)| heading.facet() == facet)
            .map(|(heading, slots)| (slots.len(), heading, slots))
            .collect();
        // No heading has more among those that match than it has at all: behind the last one that could be among the largest,
        // none needs to be looked at.
        headings.sort_unstable_by_key(|(all, _, _)| std::cmp::Reverse(*all));
        let mut found: Vec<Tally> = Vec::new();
        let mut least = 0;
        for (all, heading, slots) in headings {
            if all < least {
                break;
            }
            let count = usize::try_from(matching.intersection_len(slots)).unwrap_or(usize::MAX);
            if count > 0 {
                found.push(Tally { heading: heading.clone(), count });
            }
            if found.len() > 2 * most {
                least = cut(&mut found, most);
            }
        }
        cut(&mut found, most);
        found
    }
}

/// Keeps the largest in their order, and answers how large the last one is.
fn cut(found: &mut Vec<Tally>, most: usize) -> u64 {
    found.sort_unstable_by(Tally::order);
    found.truncate(most);
    found.last().map_or(0, |last| last.count as u64)
}
