//! Articles in an order, in pieces of a bounded size: a change copies one piece and the list of pieces, however many articles
//! there are, and snapshots share the others.

use std::ops::Bound;
use std::sync::Arc;

use super::articles::Slot;
use crate::page::Position;

/// How many places a piece has at the most: 8 KiB.
const PIECE: usize = 256;

/// From where to where.
pub(super) type Stretch = (Bound<Position>, Bound<Position>);

/// The whole of an ordering.
pub(super) const WHOLE: Stretch = (Bound::Unbounded, Bound::Unbounded);

/// An article in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) at: Position,
    pub(super) slot: Slot,
}

/// Articles in ascending order of their places.
#[derive(Clone, Default)]
pub(super) struct Ordering {
    /// None is empty.
    pieces: Arc<Vec<Arc<Vec<Placed>>>>,
    len: usize,
}

impl Ordering {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Enters an article. Its place must be free.
    pub(super) fn insert(&mut self, placed: Placed) {
        let pieces = Arc::make_mut(&mut self.pieces);
        let number = pieces.partition_point(|piece| piece.last().is_some_and(|last| last.at < placed.at));
        match pieces.get_mut(number) {
            Some(piece) => {
                let piece = Arc::make_mut(piece);
                let index = piece.partition_point(|other| other.at < placed.at);
                piece.insert(index, placed);
                if piece.len() > PIECE {
                    let behind = piece.split_off(PIECE / 2);
                    pieces.insert(number + 1, Arc::new(behind));
                }
            }
            // What is newer than all others goes to the end, and leaves full pieces behind.
            None => match pieces.last_mut().filter(|piece| piece.len() < PIECE) {
                Some(piece) => Arc::make_mut(piece).push(placed),
                None => pieces.push(Arc::new(vec![placed])),
            },
        }
        self.len += 1;
    }

    /// Takes out what stands at a place.
    pub(super) fn remove(&mut self, at: &Position) {
        let pieces = Arc::make_mut(&mut self.pieces);
        let number = pieces.partition_point(|piece| piece.last().is_some_and(|last| last.at < *at));
        let Some(piece) = pieces.get_mut(number) else { return };
        let Ok(index) = piece.binary_search_by(|other| other.at.cmp(at)) else { return };
        let piece = Arc::make_mut(piece);
        piece.remove(index);
        if piece.is_empty() {
            pieces.remove(number);
        }
        self.len -= 1;
    }

    /// What stands in a stretch, in order.
    pub(super) fn range(&self, stretch: Stretch) -> impl DoubleEndedIterator<Item = &Placed> {
        self.reached(stretch).iter().flat_map(move |piece| within(piece, stretch))
    }

    /// How many stand in a stretch.
    pub(super) fn count(&self, stretch: Stretch) -> usize {
        match stretch {
            WHOLE => self.len,
            _ => self.reached(stretch).iter().map(|piece| within(piece, stretch).len()).sum(),
        }
    }

    /// The pieces that a stretch may reach into.
    fn reached(&self, (lower, upper): Stretch) -> &[Arc<Vec<Placed>>] {
        let first = match lower {
            Bound::Unbounded => 0,
            Bound::Included(at) | Bound::Excluded(at) => {
                self.pieces.partition_point(|piece| piece.last().is_some_and(|last| last.at < at))
            }
        };
        let end = match upper {
            Bound::Unbounded => self.pieces.len(),
            Bound::Included(at) | Bound::Excluded(at) => {
                self.pieces.partition_point(|piece| piece.first().is_some_and(|first| first.at <= at))
            }
        };
        // A stretch that ends before it begins has nothing in it.
        self.pieces.get(first..end).unwrap_or_default()
    }
}

fn within(piece: &[Placed], (lower, upper): Stretch) -> &[Placed] {
    let start = match lower {
        Bound::Unbounded => 0,
        Bound::Included(at) => piece.partition_point(|placed| placed.at < at),
        Bound::Excluded(at) => piece.partition_point(|placed| placed.at <= at),
    };
    let end = match upper {
        Bound::Unbounded => piece.len(),
        Bound::Included(at) => piece.partition_point(|placed| placed.at <= at),
        Bound::Excluded(at) => piece.partition_point(|placed| placed.at < at),
    };
    piece.get(start..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn at(number: u16) -> Position {
        // Some share their value, so that the id decides.
        Position { value: i64::from(number / 3), id: u128::from(number).to_be_bytes() }
    }

    fn bound() -> impl Strategy<Value = Bound<Position>> {
        prop_oneof![
            Just(Bound::Unbounded),
            (0..3_000u16).prop_map(|number| Bound::Included(at(number))),
            (0..3_000u16).prop_map(|number| Bound::Excluded(at(number))),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn it_is_a_sorted_map(
            edits in prop::collection::vec((any::<bool>(), 0..3_000u16), 0..3_000),
            stretches in prop::collection::vec((bound(), bound()), 1..20),
        ) {
            let (mut ordering, mut model) = (Ordering::default(), BTreeMap::new());
            let before = ordering.clone();
            for (insert, number) in edits {
                let (at, slot) = (at(number), Slot::from(number));
                if !insert {
                    model.remove(&at);
                    ordering.remove(&at);
                } else if model.insert(at, slot).is_none() {
                    ordering.insert(Placed { at, slot });
                }
            }
            prop_assert_eq!(before.len(), 0);
            prop_assert!(ordering.pieces.iter().all(|piece| (1..=PIECE).contains(&piece.len())));
            for stretch in stretches.into_iter().chain([WHOLE]) {
                let wanted: Vec<Placed> =
                    model.iter().filter(|(at, _)| within(&[Placed { at: **at, slot: 0 }], stretch).len() == 1)
                        .map(|(at, slot)| Placed { at: *at, slot: *slot }).collect();
                let found: Vec<Placed> = ordering.range(stretch).copied().collect();
                prop_assert_eq!(&found, &wanted);
                let mut backwards: Vec<Placed> = ordering.range(stretch).rev().copied().collect();
                backwards.reverse();
                prop_assert_eq!(&backwards, &wanted);
                prop_assert_eq!(ordering.count(stretch), wanted.len());
            }
        }
    }
}
