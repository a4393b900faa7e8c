//! The accounts of others, for admins; and how a member of staff begins.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use domain::account::{self, State};
use domain::id::AccountId;
use domain::policy::{self, Action};
use domain::{Code, Session};

use super::object::RoleWord;
use super::proof::ProofInput;
use super::session::LoginPayload;
use crate::context::session;
use crate::error::{Result, Told};
use crate::mutation::{Hear, Heard, UserError, halves};
use crate::scalar::{DateTime, LanguageTag};

/// Where an account stands.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "State", name = "AccountState")]
pub(crate) enum StateWord {
    /// In good standing.
    Active,
    /// It was closed by staff: its owner can't log in.
    Suspended,
}

/// An account, as admins see it: who somebody is, and nothing of what they keep.
#[derive(SimpleObject)]
pub(crate) struct Account {
    /// The id: `acc_01jb…`.
    id: ID,
    /// The mail address to log in with.
    email: String,
    /// What others see.
    display_name: String,
    /// The language of the mail that is sent.
    language: LanguageTag,
    /// What its owner is trusted with; empty for a reader.
    roles: Vec<RoleWord>,
    /// Where it stands.
    state: StateWord,
    /// When it was made.
    created_at: DateTime,
}

impl From<account::Account> for Account {
    fn from(account: account::Account) -> Self {
        Self {
            id: account.id.into(),
            email: account.email.as_str().to_owned(),
            display_name: account.display_name,
            language: LanguageTag(account.language),
            roles: account.roles.into_iter().map(RoleWord::from).collect(),
            state: account.state.into(),
            created_at: DateTime(account.created_at),
        }
    }
}

/// What came of a change of somebody's account.
#[derive(SimpleObject)]
pub(crate) struct AccountPayload {
    /// The account as it is now; null when something is to be mended.
    account: Option<Account>,
    /// What is to be mended.
    user_errors: Vec<UserError>,
}

impl AccountPayload {
    fn of(heard: Heard<account::Account>) -> Self {
        let (account, user_errors) = halves(heard);
        Self { account: account.map(Account::from), user_errors }
    }
}

/// Root fields on accounts.
#[derive(Default)]
pub(crate) struct AccountQueries;

#[Object]
impl AccountQueries {
    /// The account of an address, for admins; null when it has none. Anybody else gets the error `forbidden`.
    async fn account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The mail address.")] email: String,
    ) -> Option<Result<Account>> {
        let session = session(ctx);
        match session.accounts().find(&email).await {
            Err(error) if error.code == Code::NotFound => None,
            found => Some(found.told(session).map(Account::from)),
        }
    }
}

/// Mutations of the accounts of others.
#[derive(Default)]
pub(crate) struct StaffMutations;

#[Object]
impl StaffMutations {
    /// Begins as a member of staff, by the code that an operator handed over: sets the password and logs in.
    ///
    /// Errors to mend: `code_invalid`, `password_weak`.
    async fn staff_begin(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code that was handed over.")] proof: ProofInput,
        #[graphql(desc = "The password to log in with from now on.")] password: String,
    ) -> Option<Result<LoginPayload>> {
        let session = session(ctx);
        let login = async { session.accounts().begin(&proof.read()?, &password).await };
        Some(login.await.heard(session).map(LoginPayload::of))
    }

    /// Gives an account these roles and no others, and logs it out everywhere. For admins.
    ///
    /// Errors to mend: `id_invalid`, `last_admin`. An account that doesn't exist is the error `not_found`.
    async fn account_roles_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the account.")] id: ID,
        #[graphql(desc = "Its roles from now on; none for a reader.")] roles: Vec<RoleWord>,
    ) -> Option<Result<AccountPayload>> {
        let session = session(ctx);
        let roles: Vec<domain::Role> = roles.into_iter().map(domain::Role::from).collect();
        let changed = async { session.accounts().set_roles(managed(session, &id)?, &roles).await };
        Some(changed.await.heard(session).map(AccountPayload::of))
    }

    /// Suspends an account: its owner is logged out everywhere and can't log in. For admins.
    ///
    /// Errors to mend: `id_invalid`, `last_admin`. An account that doesn't exist is the error `not_found`.
    async fn account_suspend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the account.")] id: ID,
    ) -> Option<Result<AccountPayload>> {
        let session = session(ctx);
        let changed = async { session.accounts().suspend(managed(session, &id)?).await };
        Some(changed.await.heard(session).map(AccountPayload::of))
    }

    /// Lets the owner of a suspended account log in again. For admins.
    ///
    /// Errors to mend: `id_invalid`. An account that doesn't exist is the error `not_found`.
    async fn account_reinstate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the account.")] id: ID,
    ) -> Option<Result<AccountPayload>> {
        let session = session(ctx);
        let changed = async { session.accounts().reinstate(managed(session, &id)?).await };
        Some(changed.await.heard(session).map(AccountPayload::of))
    }
}

/// The id of an account, for whoever may manage it: what is wrong with an id is told to nobody else.
fn managed(session: &Session, id: &ID) -> domain::Result<AccountId> {
    policy::require(session.viewer(), Action::AccountManage)?;
    AccountId::parse(id)
}
