//! Topics and regions, as GraphQL says them: two trees of one shape, declared once for both.

mod object;
mod query;

pub(crate) use object::{Region, Topic};
pub(crate) use query::{RegionQueries, TopicQueries};
