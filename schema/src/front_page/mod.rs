//! Front pages, as GraphQL says them: what everybody sees, and how editors arrange it.

mod mutation;
mod object;

pub(crate) use mutation::FrontPageMutations;
pub(crate) use object::FrontPageQueries;
