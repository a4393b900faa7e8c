//! Other providers to log in with, and identities there: `loginProviders`, and what leads from a provider to an account.

mod authorize;
mod claim;
mod object;
mod query;

pub(crate) use authorize::IdentityMutations;
pub(crate) use claim::IdentityClaimMutations;
pub(crate) use object::{Identity, of_viewer};
pub(crate) use query::LoginProviderQueries;
