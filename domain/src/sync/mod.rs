//! Staying in step: what became of the texts of each product, in order, so that a partner's copy is what the partner is to have.
//!
//! Each product has a log of its own (`chain.rs`): entries that are numbered without a gap and chained by hash, so that a partner can
//! prove that none was left out or changed. `follow.rs` writes them, as it reads the change log and the clock: a text came, changed,
//! or is the product's no longer, and why (`rules.rs`). `read.rs` gives them out: first all that is there, then what happens from
//! then on, with the last word on each text. `own.rs` does the same for readers and what is theirs. `keep.rs` says how long a copy may
//! be kept.

use jiff::Timestamp;

use crate::id::{ArticleId, ProductId};
use crate::language::Language;
use crate::session::Session;
use crate::word::words;

mod attest;
mod chain;
mod fingerprint;
mod follow;
mod keep;
mod own;
mod read;
pub(crate) mod row;
mod rules;

pub use attest::{Attested, AttestedBundle, verify, verify_bundle};
pub use chain::{Hash, link};
pub(crate) use follow::reached;
pub use keep::Keep;
pub use own::{OwnPage, OwnThing};
pub use read::{SyncAsked, SyncItem, SyncPage, SyncStep};

words! {
    /// What became of a text, for a product.
    EntryKind {
        /// It came, or it changed.
        Upsert = "upsert",
        /// It has another slug, and so another address.
        Moved = "moved",
        /// The rights to an image of it have ended: it is there without that image.
        ImageExpired = "image_expired",
        /// It was withdrawn, for a legal reason or a grave error.
        Withdrawn = "withdrawn",
        /// It is public no longer in this language; it may come again.
        Unpublished = "unpublished",
        /// The product doesn't select it any more.
        LeftProduct = "left_product",
        /// The time of the product is over.
        RightsExpired = "rights_expired",
    }
}

words! {
    /// What a partner is to do with what it has of a text.
    SyncAction {
        /// Put what is sent in place of what there was.
        Replace = "replace",
        /// The same, and fetch anew what was kept under its former address.
        Refetch = "refetch",
        /// The same, and delete the image that isn't there any more.
        DropImage = "drop_image",
        /// Delete it, wherever it is.
        Delete = "delete",
        /// Show it no longer; it may come again.
        Hide = "hide",
    }
}

impl EntryKind {
    /// The text is there: what it is now goes with the entry.
    #[must_use]
    pub const fn is_present(self) -> bool {
        matches!(self, Self::Upsert | Self::Moved | Self::ImageExpired)
    }

    /// What a partner is to do.
    #[must_use]
    pub const fn action(self) -> SyncAction {
        match self {
            Self::Upsert => SyncAction::Replace,
            Self::Moved => SyncAction::Refetch,
            Self::ImageExpired => SyncAction::DropImage,
            Self::Withdrawn | Self::LeftProduct | Self::RightsExpired => SyncAction::Delete,
            Self::Unpublished => SyncAction::Hide,
        }
    }
}

/// A text of an article: what a product has, or hasn't.
pub type TextKey = (ArticleId, Language);

/// An entry of the log of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncEntry {
    /// Of which product.
    pub product: ProductId,
    /// Its number: gapless, from 1.
    pub number: i64,
    /// When it was written.
    pub at: Timestamp,
    /// Of which text.
    pub text: TextKey,
    /// What became of it.
    pub kind: EntryKind,
    /// The hash of the chain up to here.
    pub hash: Hash,
}

/// How far the log of a product has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The number of the last entry; 0 when there is none.
    pub number: i64,
    /// Its hash.
    pub hash: Hash,
    /// The entries up to this number have been cleared away.
    pub(crate) cleared: i64,
}

impl Head {
    /// That of a product to which nothing has happened yet.
    pub(crate) fn begin(product: ProductId) -> Self {
        Self { number: 0, hash: Hash::begin(product), cleared: 0 }
    }
}

/// What products hold, and what became of it.
pub struct Syncs<'s>(pub(crate) &'s Session);

impl Session {
    /// What products hold, and what became of it.
    #[must_use]
    pub fn syncs(&self) -> Syncs<'_> {
        Syncs(self)
    }
}
