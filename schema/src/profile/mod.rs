//! Experts' own profiles, as GraphQL says them: what they propose, and what editors decide of it.

mod mutation;
mod object;
mod query;

pub(crate) use mutation::ProfileMutations;
pub(crate) use object::{ProfileProposal, own_proposals};
pub(crate) use query::ProfileQueries;
