//! Secrets that we make: drawn at random, said once, and kept as their digest. A digest without salt will do, for
//! nobody can guess what was drawn from so many (codes that can be typed have limits on attempts instead).

use std::fmt;

use sha2::{Digest, Sha256};

use crate::ports::Random;

/// The alphabet of Douglas Crockford's base 32, without letters that are taken for others.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A secret that was just made or sent in. It doesn't show itself in logs.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    /// A secret of so many characters, five bits each.
    pub(crate) fn draw(random: &dyn Random, characters: usize) -> Self {
        let mut bytes = vec![0; characters];
        random.fill(&mut bytes);
        Self(bytes.into_iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect())
    }

    /// A secret as somebody typed it: in either case, with spaces and hyphens, and with the letters that are taken for
    /// others.
    pub(crate) fn typed(text: &str) -> Self {
        let read = |character: char| match character.to_ascii_uppercase() {
            ' ' | '-' => None,
            'O' => Some('0'),
            'I' | 'L' => Some('1'),
            other => Some(other),
        };
        Self(text.chars().take(200).filter_map(read).collect())
    }

    /// A secret as a program sends it, to the letter.
    pub(crate) fn exactly(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// What is kept of it. `scope` makes equal secrets of different things different.
    pub(crate) fn digest(&self, scope: &str) -> String {
        let digest = Sha256::new().chain_update(scope).chain_update([0]).chain_update(&self.0).finalize();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The secret itself, to be said once to whom it belongs.
    pub(crate) fn say(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_what_was_said() {
        assert_eq!(Secret::typed("ab1o-l0 zz"), Secret::typed("AB10-10-ZZ"));
        assert_eq!(Secret::typed("AB10-10ZZ").say(), "AB1010ZZ");
        assert_ne!(Secret::typed("A").digest("x"), Secret::typed("A").digest("y"));
        assert!(!format!("{:?}", Secret::typed("A")).contains('A'));
    }
}
