//! Experts, as GraphQL says them.

mod mutation;
mod object;
mod query;

pub(crate) use mutation::ExpertMutations;
pub(crate) use object::Expert;
pub(crate) use query::ExpertQueries;
