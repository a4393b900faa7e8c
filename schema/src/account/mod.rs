//! The account of whoever is logged in: `viewer`, and what leads to it.

mod email;
mod erase;
mod object;
mod password;
mod proof;
mod query;
mod register;
mod session;
mod staff;

pub(crate) use email::EmailMutations;
pub(crate) use erase::EraseMutations;
pub(crate) use object::Viewer;
pub(crate) use password::PasswordMutations;
pub(crate) use proof::ProofInput;
pub(crate) use query::ViewerQueries;
pub(crate) use register::{AccountMutations, MailedPayload};
pub(crate) use session::{LoginPayload, SessionMutations};
pub(crate) use staff::{AccountQueries, StaffMutations};
