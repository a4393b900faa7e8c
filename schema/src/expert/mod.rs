//! Experts, as GraphQL says them.

mod object;
mod query;

pub(crate) use object::Expert;
pub(crate) use query::ExpertQueries;
