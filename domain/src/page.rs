//! Pages by keyset: `first`/`after`, `last`/`before`, cursors that belong to one list, and the slice that
//! answers them. What the lists are is no business of this file.
//!
//! A cursor holds the sort tuple of its item and a fingerprint of order and filter (so that it can't be used
//! with another list); it names a place, not a row, so that a row that has gone meanwhile breaks nothing.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::error::{Code, Error, Result};

/// The most items of a page.
pub const PAGE_SIZE_MAX: usize = 100;
/// The items of a page when the client doesn't say.
pub const PAGE_SIZE_DEFAULT: usize = 20;

/// The layout of cursors; raised when it changes, so that old ones are refused and not misread.
const CURSOR_VERSION: u8 = 1;
/// The longest cursor that is read, in characters.
const CURSOR_LENGTH_MAX: usize = 256;
const HEAD_BYTES: usize = 9;
const ID_BYTES: usize = 16;

/// The place of an item in a list: what the list is sorted by, with the id as the tie-break.
pub trait SortKey: Ord + Clone {
    /// Writes the key into a cursor.
    fn write(&self, bytes: &mut Vec<u8>);
    /// Reads what [`SortKey::write`] wrote; `None` for anything else.
    fn read(bytes: &[u8]) -> Option<Self>;
}

/// A place in a list that is ordered by a number: microseconds for times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The value that the list is ordered by.
    pub value: i64,
    /// The tie-break.
    pub id: [u8; ID_BYTES],
}

impl SortKey for Position {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.value.to_be_bytes());
        bytes.extend_from_slice(&self.id);
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (value, id) = bytes.split_first_chunk::<8>()?;
        Some(Self { value: i64::from_be_bytes(*value), id: id.try_into().ok()? })
    }
}

/// A place in a list that is ordered by a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NamePosition {
    /// The name as it is sorted, at most [`NamePosition::NAME_MAX`] bytes.
    pub name: String,
    /// The tie-break.
    pub id: [u8; ID_BYTES],
}

impl NamePosition {
    /// The longest part of a name that is looked at in sorting, in bytes.
    pub const NAME_MAX: usize = 96;
}

impl SortKey for NamePosition {
    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.id);
        bytes.extend_from_slice(self.name.as_bytes());
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (id, name) = bytes.split_first_chunk::<ID_BYTES>()?;
        let name = std::str::from_utf8(name).ok().filter(|name| name.len() <= Self::NAME_MAX)?;
        Some(Self { name: name.to_owned(), id: *id })
    }
}

/// What a list is, in a few bytes: two lists with another order or filter have another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint([u8; HEAD_BYTES - 1]);

impl Fingerprint {
    /// The fingerprint of a list's description; the same on every instance and after a restart.
    #[must_use]
    pub fn of(description: &str) -> Self {
        let digest = Sha256::digest(description.as_bytes());
        let mut bytes = [0; HEAD_BYTES - 1];
        bytes.copy_from_slice(&digest[..HEAD_BYTES - 1]);
        Self(bytes)
    }
}

/// Writes the cursor of a place in a list.
#[must_use]
pub fn cursor<K: SortKey>(list: Fingerprint, at: &K) -> String {
    let mut bytes = Vec::with_capacity(64);
    bytes.push(CURSOR_VERSION);
    bytes.extend_from_slice(&list.0);
    at.write(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

fn read_cursor<K: SortKey>(list: Fingerprint, text: &str, field: &str) -> Result<K> {
    let invalid = |why: &str| Error::new(Code::CursorInvalid, why).at(field);
    let unknown = || invalid("This is not a cursor that was given out here.");
    if text.len() > CURSOR_LENGTH_MAX {
        return Err(unknown());
    }
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| unknown())?;
    let (head, place) = bytes.split_first_chunk::<HEAD_BYTES>().ok_or_else(unknown)?;
    if head[0] != CURSOR_VERSION {
        return Err(unknown());
    }
    if head[1..] != list.0 {
        return Err(invalid("This cursor was given out for a list with another order or filter."));
    }
    K::read(place).ok_or_else(unknown)
}

/// The page that a client asks for, as it asks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct PageRequest {
    /// How many from the start, or after `after`.
    pub first: Option<i64>,
    /// The cursor that the page begins behind.
    pub after: Option<String>,
    /// How many from the end, or before `before`.
    pub last: Option<i64>,
    /// The cursor that the page ends before.
    pub before: Option<String>,
}

/// A page request that was checked against its list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageSpec<K> {
    /// How many items.
    pub size: usize,
    /// The page is the end of the range, not its beginning.
    pub backwards: bool,
    /// The range begins behind this place.
    pub after: Option<K>,
    /// The range ends before this place.
    pub before: Option<K>,
}

impl PageRequest {
    /// Checks the sizes and reads the cursors.
    ///
    /// # Errors
    /// `page_size_invalid` for a size below 1 or past [`PAGE_SIZE_MAX`], or both `first` and `last`;
    /// `cursor_invalid` for a cursor that was not given out for this list.
    pub fn check<K: SortKey>(&self, list: Fingerprint) -> Result<PageSpec<K>> {
        let (size, backwards) = match (self.first, self.last) {
            (Some(_), Some(_)) => {
                let message = "`first` and `last` can't be asked for together.";
                return Err(Error::new(Code::PageSizeInvalid, message).at("last"));
            }
            (Some(first), None) => (size(first, "first")?, false),
            (None, Some(last)) => (size(last, "last")?, true),
            // A bare `before` asks for what lies before it, nearest first.
            (None, None) => (PAGE_SIZE_DEFAULT, self.before.is_some() && self.after.is_none()),
        };
        let read =
            |text: &Option<String>, field| text.as_deref().map(|text| read_cursor(list, text, field)).transpose();
        Ok(PageSpec { size, backwards, after: read(&self.after, "after")?, before: read(&self.before, "before")? })
    }
}

/// How many items are asked for.
///
/// # Errors
/// `page_size_invalid` for a number below 1 or past [`PAGE_SIZE_MAX`].
pub(crate) fn size(asked: i64, field: &str) -> Result<usize> {
    usize::try_from(asked).ok().filter(|size| (1..=PAGE_SIZE_MAX).contains(size)).ok_or_else(|| {
        let message = format!("`{field}` is {asked}; a page has 1 to {PAGE_SIZE_MAX} items.");
        Error::new(Code::PageSizeInvalid, message).at(field)
    })
}

/// A page of items with their cursors.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The items in the order of the list, each with its cursor.
    pub items: Vec<(String, T)>,
    /// There is more behind the last one.
    pub has_next: bool,
    /// There is more before the first one.
    pub has_previous: bool,
    /// It is the whole list: nothing lies before it or behind it.
    pub is_whole: bool,
}

impl<T> Default for Page<T> {
    /// The only page of an empty list.
    fn default() -> Self {
        Self { items: Vec::new(), has_next: false, has_previous: false, is_whole: true }
    }
}

impl<T> Page<T> {
    /// The page of a list that is at hand as a whole, the greatest place first: for short lists.
    #[must_use]
    pub fn of_descending<K: SortKey>(list: Fingerprint, spec: &PageSpec<K>, whole: Vec<(K, T)>) -> Self {
        let inside = whole.into_iter().filter(|(at, _)| {
            spec.after.as_ref().is_none_or(|after| at < after) && spec.before.as_ref().is_none_or(|before| at > before)
        });
        let mut found: Vec<(K, T)> = inside.collect();
        if spec.backwards {
            found.reverse();
        }
        found.truncate(spec.size + 1);
        Self::of(list, spec, found)
    }

    /// Makes the page out of what a range gave.
    ///
    /// `found` has up to `size + 1` items, nearest to the page's anchor first: in list order when paging forwards, in
    /// reverse when paging backwards. The one too many only tells that there is more.
    #[must_use]
    pub fn of<K: SortKey>(list: Fingerprint, spec: &PageSpec<K>, mut found: Vec<(K, T)>) -> Self {
        let more = found.len() > spec.size;
        let is_whole = !more && spec.after.is_none() && spec.before.is_none();
        found.truncate(spec.size);
        if spec.backwards {
            found.reverse();
        }
        let items = found.into_iter().map(|(at, item)| (cursor(list, &at), item)).collect();
        // Relay: the far side of the page is known only by its cursor; a cursor means that something lies there.
        let (has_next, has_previous) =
            if spec.backwards { (spec.before.is_some(), more) } else { (more, spec.after.is_some()) };
        Self { items, has_next, has_previous, is_whole }
    }

    /// The same page with other items.
    #[must_use]
    pub fn map<U>(self, mut change: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(|(cursor, item)| (cursor, change(item))).collect(),
            has_next: self.has_next,
            has_previous: self.has_previous,
            is_whole: self.is_whole,
        }
    }

    /// How many items the whole list has, where this page tells.
    #[must_use]
    pub fn total(&self) -> Option<usize> {
        self.is_whole.then_some(self.items.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn request(first: Option<i64>, last: Option<i64>) -> PageRequest {
        PageRequest { first, last, ..PageRequest::default() }
    }

    #[test]
    fn sizes_are_capped_aloud() {
        let list = Fingerprint::of("all");
        for (first, last) in [(Some(0), None), (Some(-1), None), (Some(101), None), (None, Some(0)), (Some(1), Some(1))]
        {
            assert_eq!(request(first, last).check::<Position>(list).unwrap_err().code, Code::PageSizeInvalid);
        }
        assert_eq!(request(None, None).check::<Position>(list).unwrap().size, PAGE_SIZE_DEFAULT);
    }

    #[test]
    fn a_cursor_of_another_list_is_refused() {
        let at = Position { value: 5, id: [7; 16] };
        let text = cursor(Fingerprint::of("topic:a"), &at);
        let asked = PageRequest { after: Some(text), ..PageRequest::default() };
        assert_eq!(asked.check(Fingerprint::of("topic:a")).unwrap().after, Some(at));
        assert_eq!(asked.check::<Position>(Fingerprint::of("topic:b")).unwrap_err().code, Code::CursorInvalid);
    }

    proptest! {
        #[test]
        fn a_forged_cursor_is_refused(text in ".{0,80}") {
            let asked = PageRequest { after: Some(text), ..PageRequest::default() };
            prop_assert_eq!(asked.check::<Position>(Fingerprint::of("all")).unwrap_err().code, Code::CursorInvalid);
        }

        #[test]
        fn a_cursor_keeps_its_place(value: i64, id: [u8; 16]) {
            let list = Fingerprint::of("x");
            let at = Position { value, id };
            prop_assert_eq!(read_cursor::<Position>(list, &cursor(list, &at), "after").unwrap(), at);
        }
    }
}
