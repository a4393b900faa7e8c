//! Accounts: who a reader, or a member of staff, is to the publication. How one gets in is `access`; what one keeps there
//! (follows, playlists) has folders of its own.
//!
//! `register.rs` makes accounts, `profile.rs` reads and changes one's own, `recover.rs` and `email_change.rs` deal with
//! passwords and addresses, `erase.rs` with the end of an account, `staff.rs` with the accounts of others.

use jiff::Timestamp;

use crate::error::{Error, Result};
use crate::id::AccountId;
use crate::language::Language;
use crate::viewer::Role;
use crate::word::words;

mod email;
mod email_change;
mod erase;
mod profile;
mod recover;
mod register;
pub(crate) mod row;
mod rules;
mod staff;

pub use email::Email;
pub use erase::{ErasureProof, Fate, TABLES};
pub use profile::ProfileChange;
pub use register::Registration;
pub(crate) use register::{NewAccount, make};
pub(crate) use row::held;
pub(crate) use rules::offered_name;
pub use staff::{Invited, NewStaff};

use crate::session::Session;

words! {
    /// Where an account stands.
    State {
        /// In good standing.
        Active = "active",
        /// It was closed by staff: its owner can't log in.
        Suspended = "suspended",
    }
}

/// An account, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Which.
    pub id: AccountId,
    /// The address by which its owner logs in, confirmed.
    pub email: Email,
    /// What others see of its owner: on public playlists.
    pub display_name: String,
    /// The language that its owner is written to in.
    pub language: Language,
    /// What its owner is trusted with; none for a reader.
    pub roles: Vec<Role>,
    /// Where it stands.
    pub state: State,
    /// What its owner reads is remembered, at their wish.
    pub history_enabled: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// Raised by every change.
    pub revision: i64,
}

/// Accounts.
pub struct Accounts<'s>(pub(super) &'s Session);

impl Session {
    /// Accounts: making one, and what one's own holds.
    #[must_use]
    pub fn accounts(&self) -> Accounts<'_> {
        Accounts(self)
    }
}

/// Roles as rows hold them: a JSON array of words.
pub(crate) fn stored_roles(text: &str) -> Result<Vec<Role>> {
    serde_json::from_str(text).map_err(Error::internal)
}
