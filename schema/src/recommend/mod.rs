//! What is recommended to the viewer and why; 'not interested'. The reasons are those of the feed, too.

mod mutation;
mod object;
mod reason;

pub(crate) use mutation::RecommendationMutations;
pub(crate) use object::{Recommendation, recommendations};
pub(crate) use reason::Reason;
