//! The end of an account, at its owner's wish: all that is theirs is erased in one transaction. What becomes of the rows of
//! every table is said here and nowhere else; a test holds the list against the tables that there are.

use super::profile::gone;
use super::staff::may_go;
use super::{Accounts, row};
use crate::access::revoke_sessions;
use crate::challenge::{self, NewChallenge, Proof, Purpose};
use crate::changes::{self, Audience, Change, ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::Result;
use crate::mail::{self, Letter, NewMail};
use crate::policy;
use crate::throttle::{self, Door};
use crate::word::words;
use crate::{follow, manuscript, playlist, reading, recommend};

words! {
    /// What becomes of a table's rows when the account that they belong to is erased.
    Fate {
        /// They are erased with it.
        Erased = "erased",
        /// They stay, and are about nobody any more.
        Parted = "parted",
        /// There is nothing of a reader's in them.
        Impersonal = "impersonal",
    }
}

/// Every table of the database, and what becomes of its rows. A table that isn't here is an error of the tests.
pub const TABLES: &[(&str, Fate)] = &[
    // Of accounts. The rows of tables that belong to an account go with its row.
    ("account", Fate::Erased),
    ("account_session", Fate::Erased),
    ("refresh_token", Fate::Erased),
    ("challenge", Fate::Erased),
    ("mail", Fate::Erased),
    ("attempt", Fate::Erased),
    ("idempotency", Fate::Erased),
    ("data_export", Fate::Erased),
    ("identity", Fate::Erased),
    ("authorization_request", Fate::Erased),
    ("playlist", Fate::Erased),
    ("playlist_item", Fate::Erased),
    ("playlist_report", Fate::Erased),
    ("follow", Fate::Erased),
    ("reading", Fate::Erased),
    ("dismissal", Fate::Erased),
    ("manuscript_author", Fate::Erased),
    ("expert_account", Fate::Erased),
    ("profile_proposal", Fate::Erased),
    // Of what happened: the entries stay, without whose they were.
    ("change_log", Fate::Parted),
    ("manuscript_revision", Fate::Parted),
    ("preview", Fate::Parted),
    // Of the publication and of the program.
    // A key is a program's, and a contact somebody who is to be asked at work: neither is a reader.
    ("api_key", Fate::Impersonal),
    ("organisation", Fate::Impersonal),
    ("follower", Fate::Impersonal),
    ("product", Fate::Impersonal),
    ("product_entry", Fate::Impersonal),
    ("product_head", Fate::Impersonal),
    ("product_item", Fate::Impersonal),
    ("product_usage", Fate::Impersonal),
    ("webhook_delivery", Fate::Impersonal),
    ("webhook_endpoint", Fate::Impersonal),
    ("webhook_position", Fate::Impersonal),
    ("webhook_secret", Fate::Impersonal),
    ("article", Fate::Impersonal),
    ("article_body", Fate::Impersonal),
    ("article_expert", Fate::Impersonal),
    ("article_region", Fate::Impersonal),
    ("article_text", Fate::Impersonal),
    ("article_topic", Fate::Impersonal),
    ("article_withdrawal", Fate::Impersonal),
    // The audit names staff by the id of an account, and keeps it: without the account it leads to nobody.
    ("audit_entry", Fate::Impersonal),
    ("change_counter", Fate::Impersonal),
    ("expert", Fate::Impersonal),
    ("expert_text", Fate::Impersonal),
    ("expert_topic", Fate::Impersonal),
    ("follower_count", Fate::Impersonal),
    ("front_page", Fate::Impersonal),
    ("front_page_slot", Fate::Impersonal),
    ("former_slug", Fate::Impersonal),
    ("image", Fate::Impersonal),
    ("image_text", Fate::Impersonal),
    ("import_source", Fate::Impersonal),
    ("manuscript_text", Fate::Impersonal),
    ("merged", Fate::Impersonal),
    ("purge_position", Fate::Impersonal),
    ("region", Fate::Impersonal),
    ("region_text", Fate::Impersonal),
    ("topic", Fate::Impersonal),
    ("topic_text", Fate::Impersonal),
    ("seaql_migrations", Fate::Impersonal),
    ("signing_key", Fate::Impersonal),
];

/// How the owner shows that it is them.
#[derive(Debug, Clone)]
pub enum ErasureProof {
    /// By the password.
    Password(String),
    /// By a mailed code, for accounts without a password as well.
    Code(Proof),
}

impl Accounts<'_> {
    /// Mails the code that erases the viewer's account.
    ///
    /// # Errors
    /// `authentication_required`; `rate_limited`.
    pub async fn request_erasure(&self) -> Result<()> {
        let session = self.0;
        let owner = policy::owner(session.viewer())?;
        let account = self.own().await?;
        throttle::admit(session, &owner.permit, Door::Mail, Some(account.email.as_str())).await?;
        let tx = WriteTx::begin(session, &owner.permit).await?;
        let (purpose, email) = (Purpose::AccountErase, &account.email);
        let new = NewChallenge { purpose, account: Some(account.id), email, payload: "".into() };
        let issued = challenge::issue(&tx, &owner.permit, new).await?;
        let letter = NewMail {
            letter: Letter::AccountErase,
            account: Some(account.id),
            recipient: email,
            language: &account.language,
            code: Some(&issued),
        };
        mail::put(&tx, &owner.permit, letter).await?;
        tx.commit(Changes::Nothing("nothing changes until the code is redeemed")).await?;
        Ok(())
    }

    /// Erases the viewer's account and all that is theirs, for good. A letter confirms it; it is the last one.
    ///
    /// # Errors
    /// `login_failed` at `currentPassword`; `code_invalid`; `last_admin`; `authentication_required`; `rate_limited`.
    pub async fn erase(&self, proof: &ErasureProof) -> Result<()> {
        let session = self.0;
        let owner = policy::owner(session.viewer())?;
        let subject = owner.account.to_string();
        if let ErasureProof::Password(current) = proof {
            self.check_current(&owner, current).await?;
        } else {
            throttle::admit(session, &owner.permit, Door::Code, Some(&subject)).await?;
        }
        let tx = WriteTx::begin(session, &owner.permit).await?;
        let permit = &owner.permit;
        may_go(&tx, permit, owner.account).await?;
        let account = row::lock(tx.connection(), permit, owner.account).await?.ok_or_else(gone)?;
        if let ErasureProof::Code(code) = proof {
            // Somebody else's code is none here, and isn't used up.
            if code.address().is_some_and(|address| address != account.email) {
                return Err(challenge::refused());
            }
            let redeemed = challenge::redeem(&tx, permit, Purpose::AccountErase, code).await?;
            if redeemed.is_none_or(|redeemed| redeemed.account != Some(account.id)) {
                tx.commit(Changes::Nothing("a code that is none was counted")).await?;
                return Err(challenge::refused());
            }
        }
        // What others may see of it, or hear of its end: a line for each noun that has any. The rest goes with its rows.
        let mut told = revoke_sessions(&tx, permit, account.id, |_| true, "erased").await?;
        told.extend(follow::row::forget_account(&tx, permit, account.id).await?);
        told.extend(playlist::row::forget_account(&tx, permit, account.id).await?);
        told.extend(reading::row::forget_account(&tx, permit, account.id).await?);
        told.extend(recommend::row::forget_account(&tx, permit, account.id).await?);
        challenge::forget_account(tx.connection(), permit, account.id, &account.email).await?;
        mail::forget_account(tx.connection(), permit, account.id, &account.email).await?;
        throttle::forget_account(&tx, permit, &[account.email.as_str(), &subject]).await?;
        changes::forget_account(tx.connection(), permit, account.id).await?;
        manuscript::row::forget_saver(tx.connection(), permit, account.id).await?;
        manuscript::row::forget_maker(tx.connection(), permit, account.id).await?;
        row::erase(tx.connection(), permit, account.id).await?;
        let (recipient, language) = (&account.email, &account.language);
        let letter = NewMail { letter: Letter::AccountErased, account: None, recipient, language, code: None };
        mail::put(&tx, permit, letter).await?;
        told.push(Change::private(ChangeKind::AccountErased, account.id, account.revision + 1, account.id));
        let actor = if account.roles.is_empty() { "reader" } else { "staff" };
        tx.commit_as(actor, Changes::Of(told.into_iter().map(of_nobody).collect())).await?;
        Ok(())
    }
}

/// What is told of an account that is no more concerns nobody in particular.
fn of_nobody(change: Change) -> Change {
    match change.audience {
        Audience::Account(_) => Change { audience: Audience::Staff, ..change },
        Audience::Public | Audience::Staff => change,
    }
}
