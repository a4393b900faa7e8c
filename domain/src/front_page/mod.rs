//! The front page of a language: slots that editors fill, each from when until when, and the latest articles behind them.
//! `rules.rs` says which slots count at an instant, pure; `read.rs` what is shown, from the catalogue; `edit.rs` how editors
//! arrange it.

use std::sync::Arc;

use jiff::Timestamp;

use crate::article::Article;
use crate::id::{ArticleId, FrontPageId};
use crate::language::Language;

mod edit;
mod read;
pub(crate) mod row;
mod rules;

pub use read::FrontPages;
pub use rules::SLOTS_MAX;

/// The most items that a front page shows.
pub const ITEMS_MAX: usize = 50;
/// The items of a front page when the client doesn't say.
pub const ITEMS_DEFAULT: usize = 12;

/// A slot as editors have filled it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// The article. It is shown only while it is public in the language of the page.
    pub article: ArticleId,
    /// From when it counts; at once without it.
    pub starts_at: Option<Timestamp>,
    /// Until when it counts; for good without it.
    pub ends_at: Option<Timestamp>,
}

/// The front page of a language as editors have arranged it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrangement {
    /// The page; one that was never arranged has none yet.
    pub id: Option<FrontPageId>,
    /// Of which language.
    pub language: Language,
    /// Raised by every change; 0 as long as it was never arranged.
    pub revision: i64,
    /// The slots in the order of the page.
    pub slots: Vec<Slot>,
}

impl Arrangement {
    /// Whether it is another one at one instant than at a later one, though nobody has changed it.
    pub(crate) fn turns(&self, from: Timestamp, until: Timestamp) -> bool {
        rules::next(&self.slots, from).is_some_and(|at| at <= until)
    }
}

/// What stands on a front page.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontPageItem {
    /// The article.
    pub article: Arc<Article>,
    /// Editors have put it there; else it is there as one of the latest.
    pub is_placed: bool,
}
