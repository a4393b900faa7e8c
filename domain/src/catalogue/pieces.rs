//! Sorted maps in pieces of a bounded size: a change copies one piece and the list of pieces, however many entries there are, and snapshots
//! share the others. Dense, since there are several entries of every article.

use std::ops::Bound;
use std::sync::Arc;

use super::articles::Slot;
use crate::page::Position;

/// How many entries a piece has at the most: 8 KiB of places.
const PIECE: usize = 256;

/// Articles in ascending order of their places.
pub(super) type Ordering = Pieces<Position, Slot>;

/// From where to where.
pub(super) type Stretch = (Bound<Position>, Bound<Position>);

/// The whole of an ordering.
pub(super) const WHOLE: Stretch = (Bound::Unbounded, Bound::Unbounded);

/// Entries in ascending order of their keys.
#[derive(Clone)]
pub(super) struct Pieces<K, V> {
    /// None is empty.
    pieces: Arc<Vec<Piece<K, V>>>,
    len: usize,
}

type Piece<K, V> = Arc<Vec<(K, V)>>;

impl<K, V> Default for Pieces<K, V> {
    fn default() -> Self {
        Self { pieces: Arc::default(), len: 0 }
    }
}

impl<K: Ord + Clone, V: Copy> Pieces<K, V> {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn get(&self, key: &K) -> Option<V> {
        let piece = self.pieces.get(self.piece_of(key))?;
        let index = piece.binary_search_by(|(other, _)| other.cmp(key)).ok()?;
        piece.get(index).map(|(_, value)| *value)
    }

    /// Enters what isn't there yet.
    pub(super) fn insert(&mut self, key: K, value: V) {
        let number = self.piece_of(&key);
        let pieces = Arc::make_mut(&mut self.pieces);
        match pieces.get_mut(number) {
            Some(piece) => {
                let piece = Arc::make_mut(piece);
                let index = piece.partition_point(|(other, _)| *other < key);
                piece.insert(index, (key, value));
                if piece.len() > PIECE {
                    let behind = piece.split_off(PIECE / 2);
                    pieces.insert(number + 1, Arc::new(behind));
                }
            }
            // What is behind all others goes to the end, and leaves full pieces behind.
            None => match pieces.last_mut().filter(|piece| piece.len() < PIECE) {
                Some(piece) => Arc::make_mut(piece).push((key, value)),
                None => pieces.push(Arc::new(vec![(key, value)])),
            },
        }
        self.len += 1;
    }

    /// Takes an entry out.
    pub(super) fn remove(&mut self, key: &K) -> Option<V> {
        let number = self.piece_of(key);
        let pieces = Arc::make_mut(&mut self.pieces);
        let piece = pieces.get_mut(number)?;
        let index = piece.binary_search_by(|(other, _)| other.cmp(key)).ok()?;
        let piece = Arc::make_mut(piece);
        let (_, value) = piece.remove(index);
        if piece.is_empty() {
            pieces.remove(number);
        }
        self.len -= 1;
        Some(value)
    }

    /// The number of the piece that a key is in, or belongs into; that of none if it is behind all others.
    fn piece_of(&self, key: &K) -> usize {
        self.pieces.partition_point(|piece| piece.last().is_some_and(|(last, _)| last < key))
    }
}

impl<K: Ord + Copy, V: Copy> Pieces<K, V> {
    /// What is in a stretch, in order.
    pub(super) fn range(&self, stretch: (Bound<K>, Bound<K>)) -> impl DoubleEndedIterator<Item = &(K, V)> {
        self.reached(stretch).iter().flat_map(move |piece| within(piece, stretch))
    }

    /// How many are in a stretch.
    pub(super) fn count(&self, stretch: (Bound<K>, Bound<K>)) -> usize {
        match stretch {
            (Bound::Unbounded, Bound::Unbounded) => self.len,
            _ => self.reached(stretch).iter().map(|piece| within(piece, stretch).len()).sum(),
        }
    }

    /// The pieces that a stretch may reach into.
    fn reached(&self, (lower, upper): (Bound<K>, Bound<K>)) -> &[Piece<K, V>] {
        let first = match lower {
            Bound::Unbounded => 0,
            Bound::Included(key) | Bound::Excluded(key) => self.piece_of(&key),
        };
        let end = match upper {
            Bound::Unbounded => self.pieces.len(),
            Bound::Included(key) | Bound::Excluded(key) => {
                self.pieces.partition_point(|piece| piece.first().is_some_and(|(first, _)| *first <= key))
            }
        };
        // A stretch that ends before it begins has nothing in it.
        self.pieces.get(first..end).unwrap_or_default()
    }
}

fn within<K: Ord, V>(piece: &[(K, V)], (lower, upper): (Bound<K>, Bound<K>)) -> &[(K, V)] {
    let start = match lower {
        Bound::Unbounded => 0,
        Bound::Included(at) => piece.partition_point(|(key, _)| *key < at),
        Bound::Excluded(at) => piece.partition_point(|(key, _)| *key <= at),
    };
    let end = match upper {
        Bound::Unbounded => piece.len(),
        Bound::Included(at) => piece.partition_point(|(key, _)| *key <= at),
        Bound::Excluded(at) => piece.partition_point(|(key, _)| *key < at),
    };
    piece.get(start..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::ops::RangeBounds as _;

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
            let (mut pieces, mut model) = (Ordering::default(), BTreeMap::new());
            let before = pieces.clone();
            for (insert, number) in edits {
                let (at, slot) = (at(number), Slot::from(number));
                if !insert {
                    prop_assert_eq!(pieces.remove(&at), model.remove(&at));
                } else if model.insert(at, slot).is_none() {
                    pieces.insert(at, slot);
                }
                prop_assert_eq!(pieces.get(&at), model.get(&at).copied());
            }
            prop_assert_eq!(before.len(), 0);
            prop_assert!(pieces.pieces.iter().all(|piece| (1..=PIECE).contains(&piece.len())));
            for stretch in stretches.into_iter().chain([WHOLE]) {
                let wanted: Vec<(Position, Slot)> =
                    model.iter().filter(|(at, _)| stretch.contains(*at)).map(|(at, slot)| (*at, *slot)).collect();
                let found: Vec<(Position, Slot)> = pieces.range(stretch).copied().collect();
                prop_assert_eq!(&found, &wanted);
                let mut backwards: Vec<(Position, Slot)> = pieces.range(stretch).rev().copied().collect();
                backwards.reverse();
                prop_assert_eq!(&backwards, &wanted);
                prop_assert_eq!(pieces.count(stretch), wanted.len());
            }
        }
    }
}
