//! Recommended content: articles for one reader, each with the reasons why. `read.rs` gathers what speaks for which article
//! (`popular.rs` keeps what is the same for all readers), `rules.rs` weighs it, `reason.rs` says it, `dismiss.rs` is the reader's 'not
//! interested'.

use std::sync::Arc;

use crate::article::Article;
use crate::session::Session;

mod dismiss;
mod popular;
mod read;
mod reason;
pub(crate) mod row;
mod rules;

pub(crate) use popular::Popular;
pub use reason::{About, Reason, ReasonKind, Words};

/// The most recommendations that are given at once.
pub const RECOMMENDATIONS_MAX: usize = 50;
/// How many are given when the client doesn't say.
pub const RECOMMENDATIONS_DEFAULT: usize = 20;
/// The most dismissals that are kept of one account; the oldest go.
pub const DISMISSALS_MAX: usize = 1_000;

/// A recommended article.
#[derive(Debug, Clone)]
pub struct Recommendation {
    /// The article.
    pub article: Arc<Article>,
    /// Why, the weightiest reason first; never empty.
    pub reasons: Vec<Reason>,
}

/// What is recommended to the viewer.
pub struct Recommendations<'s>(&'s Session);

impl Session {
    /// What is recommended to the viewer.
    #[must_use]
    pub fn recommendations(&self) -> Recommendations<'_> {
        Recommendations(self)
    }
}
