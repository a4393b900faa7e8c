//! Experts, as GraphQL says them.

mod mutation;
mod object;
mod query;

pub(crate) use mutation::{ExpertMutations, ExpertTextInput, managing, named};
pub(crate) use object::{Expert, ExpertText};
pub(crate) use query::ExpertQueries;
