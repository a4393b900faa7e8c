//! Registering. An account is made when its address is confirmed, not before: until then there is a challenge that holds
//! what was typed. Whether an address has an account already is told to its owner, by mail, and to nobody else.

use serde::{Deserialize, Serialize};

use super::{Account, Accounts, Email, State, row, rules};
use crate::access::{Login, PasswordRule, SessionMethod, begin_session, verified_by_mail};
use crate::challenge::{self, NewChallenge, Proof, Purpose};
use crate::changes::{Change, ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::{Error, Result};
use crate::id::{self, AccountId};
use crate::language::Language;
use crate::mail::{self, Letter, NewMail};
use crate::policy::{self, Action, Permit};
use crate::throttle::{self, Door};
use crate::viewer::Role;

/// What is typed to register.
#[derive(Debug, Clone)]
pub struct Registration {
    /// The address.
    pub email: String,
    /// The password.
    pub password: String,
    /// What others shall see.
    pub display_name: String,
    /// The language to be written to in; the publication's default without it.
    pub language: Option<Language>,
}

/// What waits for the confirmation of its address.
#[derive(Serialize, Deserialize)]
struct Waiting {
    password_hash: String,
    display_name: String,
    language: Language,
}

/// An account that is to be made.
pub(crate) struct NewAccount {
    pub(crate) email: Email,
    pub(crate) display_name: String,
    pub(crate) language: Language,
    pub(crate) roles: Vec<Role>,
    pub(crate) password_hash: Option<String>,
}

impl Accounts<'_> {
    /// Begins a registration: a code is mailed to the address. The answer is the same for an address that has an account,
    /// whose owner is then told by mail.
    ///
    /// # Errors
    /// `email_invalid`, `password_weak`, `value_invalid`, `language_invalid`; `rate_limited`.
    pub async fn register(&self, typed: &Registration) -> Result<()> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::AccountEnter)?;
        let email = Email::parse(&typed.email)?;
        let display_name = rules::display_name(&typed.display_name)?;
        let language = match &typed.language {
            Some(language) => session.languages().served(language)?,
            None => session.languages().default_language().clone(),
        };
        throttle::admit(session, &permit, Door::Register, Some(email.as_str())).await?;
        let (access, ports) = (session.domain().access(), session.domain().ports());
        let rule = PasswordRule { min: access.options.password_min, known: &[email.as_str(), &display_name] };
        // Hashed also for an address that is taken: that would be told by the time that the answer takes.
        let password_hash = access.passwords.hash(&typed.password, &rule, &ports.random).await?;
        let tx = WriteTx::begin(session, &permit).await?;
        let known = row::by_email(tx.connection(), &email).await?;
        let waiting = Waiting { password_hash, display_name, language: language.clone() };
        let payload = serde_json::to_value(waiting).map_err(Error::internal)?;
        let new = NewChallenge { purpose: Purpose::Register, account: None, email: &email, payload };
        let issued = challenge::issue(&tx, &permit, new).await?;
        let letter = match &known {
            None => NewMail {
                letter: Letter::RegisterConfirm,
                account: None,
                recipient: &email,
                language: &language,
                code: Some(&issued),
            },
            Some(found) => NewMail {
                letter: Letter::RegisterKnown,
                account: Some(found.account.id),
                recipient: &email,
                language: &found.account.language,
                code: None,
            },
        };
        mail::put(&tx, &permit, letter).await?;
        tx.commit(Changes::Nothing("there is no account yet")).await?;
        Ok(())
    }

    /// Confirms an address, makes its account, and logs in.
    ///
    /// # Errors
    /// `code_invalid`; `rate_limited`.
    pub async fn confirm(&self, proof: &Proof) -> Result<Login> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::AccountEnter)?;
        let address = proof.address();
        let address = address.as_ref().map(Email::as_str);
        throttle::admit(session, &permit, Door::Code, address).await?;
        let tx = WriteTx::begin(session, &permit).await?;
        let Some(redeemed) = challenge::redeem(&tx, &permit, Purpose::Register, proof).await? else {
            tx.commit(Changes::Nothing("a code that is none was counted")).await?;
            return Err(challenge::refused());
        };
        let waiting: Waiting = serde_json::from_value(redeemed.payload.clone()).map_err(Error::internal)?;
        let new = NewAccount {
            email: redeemed.email.clone(),
            display_name: waiting.display_name,
            language: waiting.language,
            roles: Vec::new(),
            password_hash: Some(waiting.password_hash),
        };
        let Some((account, made)) = make(&tx, &permit, new).await? else {
            // The address got its account meanwhile, by another code: this one is used up all the same.
            tx.commit(Changes::Nothing("the address has an account already")).await?;
            return Err(challenge::refused());
        };
        throttle::forgive(&tx, &permit, Door::Code, address).await?;
        let verified = verified_by_mail(&redeemed);
        let (login, begun) = begin_session(&tx, &permit, verified, account, SessionMethod::Code).await?;
        tx.commit(Changes::Of(vec![made, begun])).await?;
        Ok(login)
    }
}

/// Makes an account whose address is known to be its owner's. `None` when the address has one.
pub(crate) async fn make(tx: &WriteTx<'_>, permit: &Permit, new: NewAccount) -> Result<Option<(Account, Change)>> {
    let (ports, now) = (tx.session().domain().ports(), tx.session().now());
    let account = Account {
        id: AccountId::new(id::generate(&*ports.clock, &*ports.random)),
        email: new.email,
        display_name: new.display_name,
        language: new.language,
        roles: new.roles,
        state: State::Active,
        history_enabled: false,
        created_at: now,
        revision: 1,
    };
    if !row::insert(tx.connection(), permit, &account, new.password_hash.as_deref()).await? {
        return Ok(None);
    }
    let change = Change::private(ChangeKind::AccountCreated, account.id, 1, account.id);
    Ok(Some((account, change)))
}
