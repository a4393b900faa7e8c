//! The two trees of terms, topics and regions, as the catalogue holds them.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::Arc;

use imbl::OrdMap;

use super::Map;
use crate::error::Error;
use crate::id::{AnyId, RegionId, TopicId};
use crate::page::NamePosition;
use crate::taxonomy::{DEPTH_MAX, Term};

/// An id of a term.
pub(crate) trait TreeId: Copy + Eq + Hash + Ord + Into<AnyId> + TryFrom<AnyId, Error = Error> {
    fn bytes(self) -> [u8; 16];
}

impl TreeId for TopicId {
    fn bytes(self) -> [u8; 16] {
        self.ulid().to_bytes()
    }
}

impl TreeId for RegionId {
    fn bytes(self) -> [u8; 16] {
        self.ulid().to_bytes()
    }
}

/// A tree of terms.
#[derive(Clone)]
pub(crate) struct Tree<Id: TreeId> {
    terms: Map<Id, Arc<Term<Id>>>,
    children: Map<Option<Id>, Vec<Id>>,
    /// All terms as a reader would list them: depth first, siblings by position.
    ordered: OrdMap<NamePosition, Id>,
}

impl<Id: TreeId> Default for Tree<Id> {
    fn default() -> Self {
        Self { terms: Map::default(), children: Map::default(), ordered: OrdMap::new() }
    }
}

impl<Id: TreeId> Tree<Id> {
    pub(crate) fn new(terms: impl IntoIterator<Item = Term<Id>>) -> Self {
        let mut tree = Self::default();
        for term in terms {
            tree.terms.insert(term.id, Arc::new(term));
        }
        tree.arrange();
        tree
    }

    /// The tree with what was found of these terms in place of what it had, without the others of them; and whether its shape
    /// changed.
    pub(crate) fn with(&self, ids: &[Id], found: Vec<Term<Id>>) -> (Self, bool) {
        let mut tree = self.clone();
        let mut reshaped = false;
        for id in ids.iter().filter(|id| !found.iter().any(|term| term.id == **id)) {
            reshaped |= tree.terms.remove(id).is_some();
        }
        for term in found {
            let before = tree.terms.get(&term.id).map(|old| (old.parent, old.position));
            reshaped |= before != Some((term.parent, term.position));
            tree.terms.insert(term.id, Arc::new(term));
        }
        if reshaped {
            tree.arrange();
        }
        (tree, reshaped)
    }

    pub(crate) fn get(&self, id: Id) -> Option<&Arc<Term<Id>>> {
        self.terms.get(&id)
    }

    pub(crate) fn ordered(&self) -> &OrdMap<NamePosition, Id> {
        &self.ordered
    }

    /// What lies right under a term, or the roots, in order.
    pub(crate) fn children(&self, parent: Option<Id>) -> &[Id] {
        self.children.get(&parent).map_or(&[], Vec::as_slice)
    }

    /// What a term lies under, the root first.
    pub(crate) fn ancestors(&self, id: Id) -> Vec<Id> {
        let mut line = Vec::new();
        let mut next = self.terms.get(&id).and_then(|term| term.parent);
        while let Some(id) = next
            && line.len() < DEPTH_MAX
        {
            line.push(id);
            next = self.terms.get(&id).and_then(|term| term.parent);
        }
        line.reverse();
        line
    }

    /// A term and all below it.
    pub(crate) fn subtree(&self, root: Id) -> HashSet<Id> {
        let mut found = HashSet::from([root]);
        let mut open = vec![root];
        while let Some(id) = open.pop() {
            open.extend(self.children(Some(id)).iter().filter(|child| found.insert(**child)));
        }
        found
    }

    fn arrange(&mut self) {
        let mut siblings: std::collections::HashMap<Option<Id>, Vec<(i64, Id)>> = std::collections::HashMap::new();
        for term in self.terms.values() {
            siblings.entry(term.parent).or_default().push((term.position, term.id));
        }
        self.children = siblings
            .into_iter()
            .map(|(parent, mut ids)| {
                ids.sort_unstable();
                (parent, ids.into_iter().map(|(_, id)| id).collect())
            })
            .collect();
        self.ordered = OrdMap::new();
        let mut open: Vec<(Id, String)> = numbered(self.children(None), "").collect();
        while let Some((id, path)) = open.pop() {
            open.extend(numbered(self.children(Some(id)), &path));
            self.ordered.insert(NamePosition { name: path, id: id.bytes() }, id);
        }
    }
}

/// Each child with its path, four digits a level, which sorts depth first.
fn numbered<Id: TreeId>(children: &[Id], path: &str) -> impl Iterator<Item = (Id, String)> {
    children.iter().enumerate().map(move |(place, id)| (*id, format!("{path}{place:04}.")))
}
