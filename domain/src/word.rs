//! Closed lists of public words (`analysis`, `co_author`, `published`): an enum whose spelling is the same in
//! rows, records, REST and logs. What the words mean is said where the list is declared.

/// Declares a closed list of words as an enum with its one spelling.
macro_rules! words {
    ($(#[$list:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$list])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$doc])* #[serde(rename = $word)] $variant,)* }

        impl $name {
            /// Every word of the list, in its order.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The word in its one spelling.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }

            /// Reads a word in its one spelling.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some($name::$variant),)* _ => None }
            }

            /// Reads a word that a row holds: the list is closed, so another one is a fault of ours.
            #[allow(dead_code, reason = "not every list is stored")]
            pub(crate) fn stored(word: &str) -> crate::error::Result<Self> {
                Self::parse(word).ok_or_else(|| crate::error::Error::internal(format!("`{word}` is stored as {}", stringify!($name))))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.as_str()) }
        }
    };
}

pub(crate) use words;
