//! Manuscripts, as GraphQL says them: `object.rs` the manuscript and where its texts stand, `revision.rs` what was saved and
//! how it differs, `preview.rs` links to look at it, `withdrawal.rs` what is left of what was withdrawn, `input.rs` what is
//! sent, `mutation.rs` writing, `step.rs` the steps from state to state, `payload.rs` what they come to.

mod input;
mod mutation;
mod object;
mod payload;
mod preview;
mod query;
mod revision;
mod step;
mod withdrawal;

pub(crate) use mutation::ManuscriptMutations;
pub(crate) use preview::{PreviewMutations, PreviewQueries};
pub(crate) use query::ManuscriptQueries;
pub(crate) use step::StepMutations;
pub(crate) use withdrawal::WithdrawalQueries;
