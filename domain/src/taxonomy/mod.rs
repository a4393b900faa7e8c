//! Topics and regions: two trees of terms, of one shape. What is filed under them is the articles' business. `rules.rs` says
//! what a tree may look like, pure; `edit.rs` how editors change it, `merge.rs` how two terms become one.

use std::sync::Arc;

use crate::id::{RegionId, TopicId};
use crate::language::{InLanguage, Language};
use crate::text::Slug;

mod edit;
mod merge;
mod put;
mod read;
pub(crate) mod row;
mod rules;

pub use edit::{NewTerm, TermChange, TermTextChange};
pub(crate) use put::{TermPut, put};
pub use read::{Regions, Terms, Topics};
pub use rules::Place;

/// The deepest that a tree may be. Deeper ones are refused on the way in.
pub const DEPTH_MAX: usize = 16;

/// A node of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term<Id> {
    /// Which.
    pub id: Id,
    /// What it lies under; `None` for a root.
    pub parent: Option<Id>,
    /// Its place among its siblings.
    pub position: i64,
    /// Its names, by language; never empty.
    pub texts: Vec<TermText>,
    /// Raised by every change.
    pub revision: i64,
}

/// A term's name in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermText {
    /// The language.
    pub language: Language,
    /// Its name in addresses, unique in its tree and language.
    pub slug: Slug,
    /// Its name.
    pub name: String,
    /// What it covers, in a sentence or two.
    pub description: Option<String>,
}

impl InLanguage for TermText {
    fn language(&self) -> &Language {
        &self.language
    }
}

/// A subject: economics, sanctions, arms control.
pub type Topic = Term<TopicId>;
/// A part of the world: Europe, the Baltic states.
pub type Region = Term<RegionId>;

/// A term that was found by a slug.
#[derive(Debug, Clone)]
pub struct FoundTerm<Id> {
    /// The term.
    pub term: Arc<Term<Id>>,
    /// The language of the name that has, or had, the slug.
    pub language: Language,
    /// The slug is one that it had formerly: its address has moved.
    pub moved: bool,
}
