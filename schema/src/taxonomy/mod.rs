//! Topics and regions, as GraphQL says them: two trees of one shape, declared once for both.

mod mutation;
mod object;
mod query;

pub(crate) use mutation::{RegionMutations, TopicMutations};
pub(crate) use object::{Region, Topic};
pub(crate) use query::{RegionQueries, TopicQueries};
