//! Pure rules of a tree of terms: what may lie where, and in which order.

use std::hash::Hash;

use super::{DEPTH_MAX, Term};
use crate::error::{Code, Error, Result};
use crate::sparse::{STEP, between};

/// The longest name, in characters.
pub(super) const NAME_MAX: usize = 200;
/// The longest description, in characters.
pub(super) const DESCRIPTION_MAX: usize = 2_000;
/// The most terms right under one, and the most roots.
const CHILDREN_MAX: usize = 1_000;

/// Where a term shall stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<Id> {
    /// What it lies under; a root without.
    pub parent: Option<Id>,
    /// The sibling that it stands right behind; the first without.
    pub after: Option<Id>,
}

/// What lies right under a term, or the roots, in order.
pub(super) fn children<Id: Copy + Eq + Ord>(terms: &[Term<Id>], parent: Option<Id>) -> Vec<&Term<Id>> {
    let mut children: Vec<&Term<Id>> = terms.iter().filter(|term| term.parent == parent).collect();
    children.sort_by_key(|term| (term.position, term.id));
    children
}

/// A term, what it lies under, what that lies under, and so on up to its root.
fn upwards<Id: Copy + Eq>(terms: &[Term<Id>], from: Id) -> impl Iterator<Item = Id> {
    let parent = |id: &Id| terms.iter().find(|term| term.id == *id).and_then(|term| term.parent);
    // A tree that was deeper would have been refused.
    std::iter::successors(Some(from), parent).take(DEPTH_MAX + 1)
}

/// How many levels a term and all below it take.
fn height<Id: Copy + Eq + Hash + Ord>(terms: &[Term<Id>], id: Id) -> usize {
    let (mut levels, mut level) = (0, vec![id]);
    while !level.is_empty() && levels <= DEPTH_MAX {
        levels += 1;
        level = level.iter().flat_map(|id| children(terms, Some(*id))).map(|term| term.id).collect();
    }
    levels
}

/// Whether a term lies under another, or is it.
pub(super) fn is_within<Id: Copy + Eq>(terms: &[Term<Id>], id: Id, root: Id) -> bool {
    upwards(terms, id).any(|above| above == root)
}

/// A term, there already or new, may lie under that one.
///
/// # Errors
/// `reference_missing`, `value_invalid` for a circle, `limit_reached` for a tree that would be too deep or too broad; at
/// `field`.
pub(super) fn may_lie<Id: Copy + Eq + Hash + Ord>(
    terms: &[Term<Id>],
    id: Id,
    parent: Option<Id>,
    field: &str,
) -> Result<()> {
    let siblings = children(terms, parent).iter().filter(|term| term.id != id).count();
    if siblings >= CHILDREN_MAX {
        let message = format!("There are {CHILDREN_MAX} in one place at the most.");
        return Err(Error::new(Code::LimitReached, message).at(field));
    }
    let Some(parent) = parent else { return Ok(()) };
    if !terms.iter().any(|term| term.id == parent) {
        return Err(Error::new(Code::ReferenceMissing, "It isn't there.").at(field));
    }
    if is_within(terms, parent, id) {
        let message = "A term lies neither under itself nor under what lies under it.";
        return Err(Error::new(Code::ValueInvalid, message).at(field));
    }
    if upwards(terms, parent).count() + height(terms, id) > DEPTH_MAX {
        let message = format!("A tree has {DEPTH_MAX} levels at the most.");
        return Err(Error::new(Code::LimitReached, message).at(field));
    }
    Ok(())
}

/// The positions that change when a term takes a place: its own if there is room, those of all siblings if not, and none if it
/// stands there.
///
/// # Errors
/// `reference_missing` at `after` for what is no sibling there.
pub(super) fn positions<Id: Copy + Eq + Ord>(terms: &[Term<Id>], id: Id, place: Place<Id>) -> Result<Vec<(Id, i64)>> {
    let mut order = children(terms, place.parent);
    let stands = order.iter().position(|term| term.id == id);
    order.retain(|term| term.id != id);
    let index = match place.after {
        None => 0,
        Some(after) => {
            let found = order.iter().position(|term| term.id == after);
            let missing = || Error::new(Code::ReferenceMissing, "It isn't a sibling there.").at("after");
            found.ok_or_else(missing)? + 1
        }
    };
    if stands == Some(index) {
        return Ok(Vec::new());
    }
    let neighbour = |index: Option<usize>| Some(order.get(index?)?.position);
    if let Some(position) = between(neighbour(index.checked_sub(1)), neighbour(Some(index))) {
        return Ok(vec![(id, position)]);
    }
    let mut ids: Vec<(Id, Option<i64>)> = order.iter().map(|term| (term.id, Some(term.position))).collect();
    ids.insert(index, (id, None));
    let numbered = ids.into_iter().zip((0i64..).map(|place| place * STEP));
    Ok(numbered.filter(|((_, before), now)| *before != Some(*now)).map(|((id, _), now)| (id, now)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Tree = Vec<Term<u8>>;

    fn term(id: u8, parent: Option<u8>, position: i64) -> Term<u8> {
        Term { id, parent, position, texts: Vec::new(), revision: 1 }
    }

    fn order(terms: &Tree, parent: Option<u8>) -> Vec<u8> {
        children(terms, parent).iter().map(|term| term.id).collect()
    }

    fn moved(terms: &mut Tree, id: u8, place: Place<u8>) -> Result<()> {
        may_lie(terms, id, place.parent, "parent")?;
        let positions = positions(terms, id, place)?;
        for term in terms.iter_mut() {
            if term.id == id {
                term.parent = place.parent;
            }
            if let Some((_, position)) = positions.iter().find(|(id, _)| *id == term.id) {
                term.position = *position;
            }
        }
        Ok(())
    }

    #[test]
    fn a_term_takes_the_place_that_is_asked_for() {
        let mut tree: Tree = (0..5).map(|id| term(id, None, i64::from(id))).collect();
        moved(&mut tree, 4, Place { parent: None, after: Some(0) }).unwrap();
        assert_eq!(order(&tree, None), [0, 4, 1, 2, 3]);
        moved(&mut tree, 2, Place { parent: None, after: None }).unwrap();
        assert_eq!(order(&tree, None), [2, 0, 4, 1, 3]);
        assert_eq!(positions(&tree, 2, Place { parent: None, after: None }).unwrap(), [], "it stands there");
        moved(&mut tree, 2, Place { parent: Some(3), after: None }).unwrap();
        assert_eq!((order(&tree, None), order(&tree, Some(3))), (vec![0, 4, 1, 3], vec![2]));
        let refused = moved(&mut tree, 2, Place { parent: None, after: Some(9) }).unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (Code::ReferenceMissing, Some("after")));
    }

    #[test]
    fn a_tree_has_no_circles_and_no_end_of_levels() {
        let chain: Tree = (0..16).map(|id| term(id, id.checked_sub(1), 0)).collect();
        let code = |id, parent| may_lie(&chain, id, parent, "parent").map_err(|error| error.code);
        assert_eq!(code(0, Some(15)), Err(Code::ValueInvalid));
        assert_eq!(code(3, Some(3)), Err(Code::ValueInvalid));
        assert_eq!(code(20, Some(15)), Err(Code::LimitReached));
        assert_eq!(code(20, Some(14)), Ok(()));
        assert_eq!(code(20, Some(99)), Err(Code::ReferenceMissing));
        assert_eq!(code(15, None), Ok(()));
    }

    proptest! {
        #[test]
        fn whatever_is_moved_where_it_stays_a_tree(moves in prop::collection::vec((0u8..12, prop::option::of(0u8..12), prop::option::of(0u8..12)), 0..60)) {
            let mut tree: Tree = (0..12).map(|id| term(id, None, 0)).collect();
            for (id, parent, after) in moves {
                let before: Vec<u8> = order(&tree, parent).into_iter().filter(|sibling| *sibling != id).collect();
                if moved(&mut tree, id, Place { parent, after }).is_err() {
                    continue;
                }
                // It stands where it was asked for, and the others keep their order.
                let siblings = order(&tree, parent);
                let place = siblings.iter().position(|sibling| *sibling == id).unwrap();
                prop_assert_eq!(place.checked_sub(1).map(|place| siblings[place]), after);
                prop_assert_eq!(siblings.into_iter().filter(|sibling| *sibling != id).collect::<Vec<_>>(), before);
                for id in 0..12 {
                    prop_assert!(upwards(&tree, id).count() <= DEPTH_MAX);
                }
            }
        }
    }
}
