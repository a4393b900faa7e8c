//! Mail: written in the same transaction as its cause, sent by a job afterwards, and gone from the database once it was
//! taken over. What a letter says is `text.rs`; how it leaves, `deliver.rs`.

use crate::account::Email;
use crate::challenge::Issued;
use crate::db::WriteTx;
use crate::error::Result;
use crate::id::{self, AccountId};
use crate::language::Language;
use crate::policy::Permit;
use crate::word::words;

mod deliver;
mod row;
mod text;

pub use deliver::{Delivered, Outbox};
pub(crate) use row::{forget_account, held};

words! {
    /// The letters that are written.
    Letter {
        /// With the code that confirms a registration.
        RegisterConfirm = "register_confirm",
        /// To the owner of an address that somebody wanted to register once more.
        RegisterKnown = "register_known",
        /// With the code for a new password.
        PasswordReset = "password_reset",
        /// To an address that somebody wanted a new password for, and that has no account.
        PasswordUnknown = "password_unknown",
        /// That the password was changed.
        PasswordChanged = "password_changed",
        /// With the code that lets an address go.
        EmailLeave = "email_leave",
        /// With the code that confirms a new address.
        EmailEnter = "email_enter",
        /// That the address was changed: to the former one.
        EmailChanged = "email_changed",
        /// With the code that claims an identity at another provider.
        IdentityClaim = "identity_claim",
        /// With the code that erases the account.
        AccountErase = "account_erase",
        /// That the account was erased.
        AccountErased = "account_erased",
        /// That nothing is sent to an endpoint of a partner's any more.
        WebhookDisabled = "webhook_disabled",
    }
}

/// A letter on its way into the outbox.
pub(crate) struct NewMail<'n> {
    pub(crate) letter: Letter,
    /// The account that it goes with: when that is erased, so is the letter.
    pub(crate) account: Option<AccountId>,
    pub(crate) recipient: &'n Email,
    pub(crate) language: &'n Language,
    /// The code that it brings, if it brings one.
    pub(crate) code: Option<&'n Issued>,
}

/// Writes a letter, to be sent once the transaction is committed.
pub(crate) async fn put(tx: &WriteTx<'_>, permit: &Permit, new: NewMail<'_>) -> Result<()> {
    put_about(tx, permit, new, "").await
}

/// As [`put`], of a letter that names what it is about.
pub(crate) async fn put_about(tx: &WriteTx<'_>, permit: &Permit, new: NewMail<'_>, about: &str) -> Result<()> {
    let session = tx.session();
    let ports = session.domain().ports();
    let ulid = id::generate(&*ports.clock, &*ports.random).to_string().to_lowercase();
    let said = text::write(session, &new, about);
    row::insert(tx.connection(), permit, ulid, &new, said, session.now()).await
}
