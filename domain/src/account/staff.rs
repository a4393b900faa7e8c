//! The accounts of others: making one for a member of staff, finding one, giving and taking roles, suspending. Whoever is
//! changed is logged out everywhere: their tokens speak of what they no longer are.

use super::{Account, Accounts, Email, NewAccount, State, make, row, rules};
use crate::access::{Login, revoke_sessions};
use crate::challenge::{self, NewChallenge, Proof, Purpose};
use crate::changes::{Change, ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::{Code, Error, Result};
use crate::id::AccountId;
use crate::policy::{self, Action, Permit};
use crate::viewer::Role;

/// The page of the website on which a member of staff begins, behind the base of links.
const BEGIN_PAGE: &str = "begin";

/// A member of staff who is to have an account.
#[derive(Debug, Clone)]
pub struct NewStaff {
    /// The address.
    pub email: String,
    /// What others see; the address's part before the `@` without it.
    pub display_name: Option<String>,
    /// What they are trusted with.
    pub roles: Vec<Role>,
}

/// An account that waits for its owner, and what lets them begin: to be handed to them, for it is said once.
#[derive(Debug, Clone)]
pub struct Invited {
    /// The account.
    pub account: Account,
    /// To be typed with the address: `K7QF-29XM`.
    pub code: String,
    /// For a link.
    pub token: String,
    /// The link, where links have a base.
    pub link: Option<String>,
    /// For how many minutes they are good.
    pub minutes: i64,
}

impl Accounts<'_> {
    /// Makes the account of a member of staff, without a password, and what lets them begin. For one that hasn't begun yet
    /// that is made anew.
    ///
    /// # Errors
    /// `account_exists`; `email_invalid`, `value_invalid`; `forbidden`.
    pub async fn invite(&self, new: &NewStaff) -> Result<Invited> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::AccountManage)?;
        let email = Email::parse(&new.email)?;
        let local = email.as_str().split('@').next().unwrap_or_default();
        let display_name = rules::display_name(new.display_name.as_deref().unwrap_or(local))?;
        let tx = WriteTx::begin(session, &permit).await?;
        let language = session.languages().default_language().clone();
        let mut roles = new.roles.clone();
        roles.sort();
        roles.dedup();
        let typed = NewAccount { email: email.clone(), display_name, language, roles, password_hash: None };
        let (account, changes) = match make(&tx, &permit, typed).await? {
            Some((account, made)) => (account, Changes::Of(vec![made])),
            None => (waiting(&tx, &email).await?, Changes::Nothing("the account is there; its owner has yet to begin")),
        };
        challenge::withdraw(tx.connection(), &permit, account.id, &[Purpose::StaffBegin]).await?;
        let new =
            NewChallenge { purpose: Purpose::StaffBegin, account: Some(account.id), email: &email, payload: "".into() };
        let issued = challenge::issue(&tx, &permit, new).await?;
        tx.commit(changes).await?;
        let base = session.domain().access().options.link_base.as_deref();
        let link = base.map(|base| format!("{base}/{BEGIN_PAGE}?token={}", issued.token));
        let minutes = challenge::minutes(session);
        Ok(Invited { account, code: issued.code, token: issued.token, link, minutes })
    }

    /// Begins as a member of staff: sets the password of an account that was made for whoever has the code, and logs in.
    ///
    /// # Errors
    /// `code_invalid`, `password_weak`, `account_suspended`; `rate_limited`.
    pub async fn begin(&self, proof: &Proof, password: &str) -> Result<Login> {
        self.set_password_by_code(Purpose::StaffBegin, proof, password).await
    }

    /// The account of an address.
    ///
    /// # Errors
    /// `not_found`, `email_invalid`; `forbidden`.
    pub async fn find(&self, email: &str) -> Result<Account> {
        policy::require(self.0.viewer(), Action::AccountManage)?;
        let found = row::by_email(self.0.db().reader(), &Email::parse(email)?).await?;
        found.map(|found| found.account).ok_or_else(absent)
    }

    /// Whether anybody in good standing is an admin.
    ///
    /// # Errors
    /// `forbidden`; `unavailable`.
    pub async fn has_admin(&self) -> Result<bool> {
        policy::require(self.0.viewer(), Action::AccountManage)?;
        row::has_admin(self.0.db().reader()).await
    }

    /// Gives an account these roles and no others.
    ///
    /// # Errors
    /// `not_found`, `last_admin`; `forbidden`.
    pub async fn set_roles(&self, id: AccountId, roles: &[Role]) -> Result<Account> {
        self.change(id, "roles", |account| account.roles = roles.to_vec()).await
    }

    /// Gives an account some roles and takes others.
    ///
    /// # Errors
    /// As [`Accounts::set_roles`].
    pub async fn change_roles(&self, id: AccountId, grant: &[Role], revoke: &[Role]) -> Result<Account> {
        let change = |account: &mut Account| {
            account.roles.extend(grant);
            account.roles.retain(|role| !revoke.contains(role));
        };
        self.change(id, "roles", change).await
    }

    /// Suspends an account: its owner can't log in. To suspend one that is suspended changes nothing.
    ///
    /// # Errors
    /// `not_found`, `last_admin`; `forbidden`.
    pub async fn suspend(&self, id: AccountId) -> Result<Account> {
        self.change(id, "suspended", |account| account.state = State::Suspended).await
    }

    /// Lets the owner of a suspended account log in again.
    ///
    /// # Errors
    /// `not_found`; `forbidden`.
    pub async fn reinstate(&self, id: AccountId) -> Result<Account> {
        self.change(id, "reinstated", |account| account.state = State::Active).await
    }

    async fn change(&self, id: AccountId, because: &str, change: impl FnOnce(&mut Account)) -> Result<Account> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::AccountManage)?;
        let tx = WriteTx::begin(session, &permit).await?;
        // The admins first, in the order of their ids: two who take each other's role wait for one another.
        let admins = row::lock_admins(tx.connection(), &permit).await?;
        let before = row::lock(tx.connection(), &permit, id).await?.ok_or_else(absent)?;
        let mut account = before.clone();
        change(&mut account);
        account.roles.sort();
        account.roles.dedup();
        if account == before {
            tx.commit(Changes::Nothing("it is so already")).await?;
            return Ok(account);
        }
        if !is_admin(&account) {
            others_remain(&admins, id)?;
        }
        row::update(tx.connection(), &permit, &account, session.now()).await?;
        account.revision += 1;
        let mut changes = revoke_sessions(&tx, &permit, id, |_| true, because).await?;
        changes.push(Change::private(ChangeKind::AccountUpdated, id, account.revision, id));
        tx.commit(Changes::Of(changes)).await?;
        Ok(account)
    }
}

/// An account that was made for a member of staff who hasn't begun yet.
async fn waiting(tx: &WriteTx<'_>, email: &Email) -> Result<Account> {
    let found = row::by_email(tx.connection(), email).await?;
    let waits = found.filter(|found| found.password_hash.is_none() && !found.account.roles.is_empty());
    waits.map(|found| found.account).ok_or_else(|| {
        Error::new(Code::AccountExists, "This address has an account already: give it roles instead.").at("email")
    })
}

fn is_admin(account: &Account) -> bool {
    account.state == State::Active && account.roles.contains(&Role::Admin)
}

/// The account may cease to be an admin.
///
/// # Errors
/// `last_admin` when it is the only one.
pub(super) fn others_remain(admins: &[AccountId], but: AccountId) -> Result<()> {
    if admins == [but] {
        return Err(Error::new(Code::LastAdmin, "This is the last admin: make another one first."));
    }
    Ok(())
}

/// Locks the admins, so that nobody ceases to be one meanwhile, and makes sure that this account may.
pub(super) async fn may_go(tx: &WriteTx<'_>, permit: &Permit, account: AccountId) -> Result<()> {
    others_remain(&row::lock_admins(tx.connection(), permit).await?, account)
}

fn absent() -> Error {
    Error::new(Code::NotFound, "There is no such account.")
}
