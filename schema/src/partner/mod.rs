//! Partners, as GraphQL says them: organisations, the keys of their programs, their products, and what was taken.

mod input;
mod key;
mod mutation;
mod object;
mod own;
mod product;
mod query;
mod usage;
mod word;

pub(crate) use key::ApiKeyMutations;
pub(crate) use mutation::PartnerMutations;
pub(crate) use object::Organisation;
pub(crate) use product::Product;
pub(crate) use query::PartnerQueries;
