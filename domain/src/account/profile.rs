//! One's own account: read, and changed.

use super::{Account, Accounts, row, rules};
use crate::changes::{Change, ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::policy;
use crate::reading;

/// What shall change of one's own account; what isn't set stays.
#[derive(Debug, Clone, Default)]
pub struct ProfileChange {
    /// What others see.
    pub display_name: Option<String>,
    /// The language to be written to in.
    pub language: Option<Language>,
    /// Whether what one reads is remembered. Switching it off erases what was.
    pub history_enabled: Option<bool>,
}

impl Accounts<'_> {
    /// The viewer's own account.
    ///
    /// # Errors
    /// `authentication_required`; `credential_invalid` when the account has gone.
    pub async fn own(&self) -> Result<Account> {
        let owner = policy::owner(self.0.viewer())?;
        row::by_id(self.0.db().reader(), owner.account).await?.ok_or_else(gone)
    }

    /// Changes the viewer's own account.
    ///
    /// # Errors
    /// `authentication_required`; `value_invalid`, `language_invalid`.
    pub async fn update(&self, change: &ProfileChange) -> Result<Account> {
        let session = self.0;
        let owner = policy::owner(session.viewer())?;
        let display_name = change.display_name.as_deref().map(rules::display_name).transpose()?;
        let language = change.language.as_ref().map(|language| session.languages().served(language)).transpose()?;
        let tx = WriteTx::begin(session, &owner.permit).await?;
        let mut account = row::lock(tx.connection(), &owner.permit, owner.account).await?.ok_or_else(gone)?;
        account.display_name = display_name.unwrap_or(account.display_name);
        account.language = language.unwrap_or(account.language);
        account.history_enabled = change.history_enabled.unwrap_or(account.history_enabled);
        row::update(tx.connection(), &owner.permit, &account, session.now()).await?;
        account.revision += 1;
        let mut told = vec![Change::private(ChangeKind::AccountUpdated, account.id, account.revision, account.id)];
        if !account.history_enabled {
            told.extend(reading::row::forget_account(&tx, &owner.permit, account.id).await?);
        }
        tx.commit(Changes::Of(told)).await?;
        Ok(account)
    }
}

/// The account of a token has gone: the token is worth nothing.
pub(super) fn gone() -> Error {
    Error::new(crate::Code::CredentialInvalid, "This credential is not valid here.")
}
