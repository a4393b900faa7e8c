//! The chain of a product's entries: each has the hash of all that there is to say of it and of the hash before it. Whoever
//! computes them again from the first to the last, and finds the hash that the server has signed, has seen every entry as it was
//! written, and none besides.

use std::fmt;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::{EntryKind, TextKey};
use crate::id::ProductId;

/// A SHA-256 hash, in 64 lower-case hexadecimal digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Hash(String);

impl Hash {
    /// The hash before the first entry of a product: that of the product's id.
    #[must_use]
    pub fn begin(product: ProductId) -> Self {
        Self::of(&product.to_string())
    }

    /// A hash as it is stored or sent, whatever it is.
    #[must_use]
    pub fn read(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The hash of some text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self::of_digest(&Sha256::digest(text.as_bytes()))
    }

    /// The hash of something whose digest was computed bit by bit.
    #[must_use]
    pub fn of_digest(digest: &[u8]) -> Self {
        let mut hex = String::with_capacity(64);
        for byte in digest {
            // Writing to a string has no way to fail.
            let _ = write!(hex, "{byte:02x}");
        }
        Self(hex)
    }

    /// Its digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The hash of an entry: of the line `previous number article language kind`, its parts a space apart, `previous` being the hash
/// of the entry before it, or [`Hash::begin`].
#[must_use]
pub fn link(previous: &Hash, number: i64, (article, language): &TextKey, kind: EntryKind) -> Hash {
    Hash::of(&format!("{previous} {number} {article} {language} {kind}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::ArticleId;
    use crate::language::Language;

    #[test]
    fn a_hash_depends_on_each_thing_that_is_said() {
        let article = |number| ArticleId::new(ulid::Ulid(number));
        let text = |number, tag: &str| (article(number), Language::parse(tag).unwrap());
        let begin = Hash::begin(ProductId::new(ulid::Ulid(1)));
        let hash = link(&begin, 1, &text(1, "en"), EntryKind::Upsert);
        assert_eq!(hash.as_str().len(), 64);
        assert_eq!(hash, link(&begin, 1, &text(1, "en"), EntryKind::Upsert));
        for other in [
            link(&Hash::begin(ProductId::new(ulid::Ulid(2))), 1, &text(1, "en"), EntryKind::Upsert),
            link(&begin, 2, &text(1, "en"), EntryKind::Upsert),
            link(&begin, 1, &text(2, "en"), EntryKind::Upsert),
            link(&begin, 1, &text(1, "de"), EntryKind::Upsert),
            link(&begin, 1, &text(1, "en"), EntryKind::Withdrawn),
        ] {
            assert_ne!(other, hash);
        }
    }
}
