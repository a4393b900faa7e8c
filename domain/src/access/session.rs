//! Sessions of an account: one a device, begun by a login, kept by refresh tokens that are used once each, ended by their
//! owner, by a new password, or by a refresh token that comes a second time.

use jiff::Timestamp;

use super::{Secret, Verified, row, token};
use crate::account::{self, Account, Email, State};
use crate::changes::{Change, ChangeKind, Changes};
use crate::db::WriteTx;
use crate::error::{Code, Error, Result};
use crate::id::{self, AccountId, AccountSessionId};
use crate::instant;
use crate::policy::{self, Action, Permit};
use crate::session::Session;
use crate::throttle::{self, Door};
use crate::viewer::{Holder, Viewer};
use crate::word::words;

/// Characters of a refresh token, five bits each.
const REFRESH_LENGTH: usize = 52;
/// The longest name of a device that is kept, in characters.
const DEVICE_MAX: usize = 200;

words! {
    /// How a session began.
    SessionMethod {
        /// By address and password.
        Password = "password",
        /// By a mailed one-time code.
        Code = "code",
        /// By another provider.
        Provider = "provider",
    }
}

/// A session of an account, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSession {
    /// Which.
    pub id: AccountSessionId,
    /// What the client called itself; may be empty.
    pub device: String,
    /// How it began.
    pub method: SessionMethod,
    /// When it began.
    pub created_at: Timestamp,
    /// When it last had a new access token.
    pub last_used_at: Timestamp,
    /// When it ends unless it is used.
    pub expires_at: Timestamp,
    /// It is the one that asks.
    pub is_current: bool,
}

/// What a client is given to go on with. None of it can be had a second time.
#[derive(Clone, PartialEq, Eq)]
pub struct Tokens {
    /// For the field `Authorization: Bearer …`.
    pub access_token: String,
    /// When the access token ends.
    pub access_expires_at: Timestamp,
    /// Good once, for the next pair of tokens.
    pub refresh_token: String,
    /// When the refresh token ends unless it is used.
    pub refresh_expires_at: Timestamp,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").finish_non_exhaustive()
    }
}

/// What a login comes to.
#[derive(Debug, Clone)]
pub struct Login {
    /// The tokens.
    pub tokens: Tokens,
    /// Whose they are.
    pub account: Account,
    /// The rest of the request, as whoever has just logged in.
    pub session: Session,
}

/// Sessions of accounts.
pub struct AccountSessions<'s>(&'s Session);

impl Session {
    /// Sessions of accounts: logging in, going on, and ending.
    #[must_use]
    pub fn account_sessions(&self) -> AccountSessions<'_> {
        AccountSessions(self)
    }
}

impl AccountSessions<'_> {
    /// Logs in with address and password.
    ///
    /// # Errors
    /// `login_failed`, which doesn't tell whether the address is known; `account_suspended`; `rate_limited`.
    pub async fn create(&self, email: &str, password: &str) -> Result<Login> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::AccountEnter)?;
        // An address that is none can't have an account: it fails as slowly as one that has none.
        let email = Email::parse(email).unwrap_or_else(|_| Email::nobody());
        throttle::admit(session, &permit, Door::Login, Some(email.as_str())).await?;
        let access = session.domain().access();
        let found = account::row::by_email(session.db().reader(), &email).await?;
        let kept = found.as_ref().and_then(|found| found.password_hash.as_deref());
        let verified = access.passwords.check(password, kept).await?;
        let Some(found) = found else { return Err(Error::internal("a password of nobody was verified")) };
        let rehashed = match &found.password_hash {
            Some(kept) if access.passwords.is_outdated(kept) => {
                Some(access.passwords.rehash(password, &session.domain().ports().random).await?)
            }
            _ => None,
        };
        let tx = WriteTx::begin(session, &permit).await?;
        throttle::forgive(&tx, &permit, Door::Login, Some(email.as_str())).await?;
        if let Some(hash) = rehashed {
            account::row::set_password(tx.connection(), &permit, found.account.id, Some(&hash)).await?;
        }
        let (login, change) = begin_session(&tx, &permit, verified, found.account, SessionMethod::Password).await?;
        tx.commit(Changes::Of(vec![change])).await?;
        Ok(login)
    }

    /// Goes on with a session: a new pair of tokens for a refresh token. A refresh token that comes a second time ends
    /// its session, for then somebody has a copy (RFC 9700, section 4.14.2).
    ///
    /// # Errors
    /// `credential_invalid`; `account_suspended`; `rate_limited`.
    pub async fn refresh(&self, refresh_token: &str) -> Result<Login> {
        let session = self.0;
        let permit = policy::require(session.viewer(), Action::AccountEnter)?;
        let hash = Secret::typed(refresh_token).digest("refresh");
        throttle::admit(session, &permit, Door::Refresh, None).await?;
        let (tx, now) = (WriteTx::begin(session, &permit).await?, session.now());
        let of = match row::use_refresh(tx.connection(), &permit, &hash, now).await? {
            row::Used::Good(of) => of,
            row::Used::Unknown => {
                tx.commit(Changes::Nothing("a refresh token that is none was refused")).await?;
                return Err(token::refused());
            }
            row::Used::Again(of) => {
                tracing::warn!(session.id = %of.id, "a refresh token was used twice: its session is ended");
                let ended = revoke_sessions(&tx, &permit, of.account_id, |id| id == of.id, "reuse").await?;
                tx.commit(Changes::Of(ended)).await?;
                return Err(token::refused());
            }
        };
        let account = account::row::by_id(tx.connection(), of.account_id).await?.ok_or_else(token::refused)?;
        if account.state == State::Suspended {
            return Err(suspended());
        }
        throttle::forgive(&tx, &permit, Door::Refresh, None).await?;
        let expires_at = now + session.domain().access().refresh_lifetime();
        row::touch_session(tx.connection(), &permit, of.id, (now, expires_at)).await?;
        let holder = Holder { account: account.id, session: of.id };
        let tokens = hand_out(&tx, &permit, holder, &account).await?;
        tx.commit(Changes::Nothing("that a session goes on concerns nobody but its client")).await?;
        Ok(logged_in(session, holder, account, tokens))
    }

    /// The sessions of the viewer's account, the last used first.
    ///
    /// # Errors
    /// `authentication_required`.
    pub async fn list(&self) -> Result<Vec<AccountSession>> {
        let owner = policy::owner(self.0.viewer())?;
        let rows = row::live_sessions(self.0.db().reader(), owner.account, self.0.now()).await?;
        rows.into_iter().map(|row| read(row, owner.session)).collect()
    }

    /// Ends one session of the viewer's account: its refresh token at once, its access token at once wherever the end
    /// has been heard of. To end what has ended already is no error.
    ///
    /// # Errors
    /// `authentication_required`.
    pub async fn revoke(&self, id: AccountSessionId) -> Result<Vec<AccountSessionId>> {
        self.end(|owned, _| owned == id, "owner").await
    }

    /// Ends all sessions of the viewer's account, or all but the one that asks.
    ///
    /// # Errors
    /// `authentication_required`.
    pub async fn revoke_all(&self, but_current: bool) -> Result<Vec<AccountSessionId>> {
        self.end(|owned, current| !but_current || owned != current, "owner").await
    }

    /// Ends the session that asks: logs out.
    ///
    /// # Errors
    /// `authentication_required`.
    pub async fn revoke_current(&self) -> Result<Vec<AccountSessionId>> {
        self.end(|owned, current| owned == current, "owner").await
    }

    async fn end(
        &self,
        which: impl Fn(AccountSessionId, AccountSessionId) -> bool,
        because: &str,
    ) -> Result<Vec<AccountSessionId>> {
        let owner = policy::owner(self.0.viewer())?;
        let tx = WriteTx::begin(self.0, &owner.permit).await?;
        let which = |id| which(id, owner.session);
        let ended = revoke_sessions(&tx, &owner.permit, owner.account, which, because).await?;
        let ids = ended.iter().map(|change| AccountSessionId::new(change.subject.ulid)).collect();
        tx.commit(Changes::Of(ended)).await?;
        Ok(ids)
    }
}

/// Begins a session for an account whose owner has proved to be there.
///
/// # Errors
/// `account_suspended`.
pub(crate) async fn begin_session(
    tx: &WriteTx<'_>,
    permit: &Permit,
    _: Verified,
    account: Account,
    method: SessionMethod,
) -> Result<(Login, Change)> {
    if account.state == State::Suspended {
        return Err(suspended());
    }
    let session = tx.session();
    let ports = session.domain().ports();
    let now = session.now();
    let id = AccountSessionId::new(id::generate(&*ports.clock, &*ports.random));
    let holder = Holder { account: account.id, session: id };
    let device: String = session.client().device.as_deref().unwrap_or_default().chars().take(DEVICE_MAX).collect();
    let expires_at = now + session.domain().access().refresh_lifetime();
    let new = row::NewSession { holder, device: &device, method, now, expires_at };
    row::insert_session(tx.connection(), permit, new).await?;
    let tokens = hand_out(tx, permit, holder, &account).await?;
    let change = Change::private(ChangeKind::SessionCreated, id, 1, account.id);
    Ok((logged_in(session, holder, account, tokens), change))
}

/// Ends those sessions of an account that `which` picks, and says what to report.
pub(crate) async fn revoke_sessions(
    tx: &WriteTx<'_>,
    permit: &Permit,
    account: AccountId,
    which: impl Fn(AccountSessionId) -> bool,
    because: &str,
) -> Result<Vec<Change>> {
    let now = tx.session().now();
    let ended = row::end_sessions(tx.connection(), permit, account, which, because, now).await?;
    Ok(ended.into_iter().map(|id| Change::private(ChangeKind::SessionRevoked, id, 1, account)).collect())
}

async fn hand_out(tx: &WriteTx<'_>, permit: &Permit, holder: Holder, account: &Account) -> Result<Tokens> {
    let session = tx.session();
    let (access, ports, now) = (session.domain().access(), session.domain().ports(), session.now());
    let jti = id::generate(&*ports.clock, &*ports.random).to_string().to_lowercase();
    let (access_token, access_expires_at) = access.issue(holder, &account.roles, jti, now)?;
    let secret = Secret::draw(&*ports.random, REFRESH_LENGTH);
    let refresh_expires_at = now + access.refresh_lifetime();
    let hash = secret.digest("refresh");
    row::insert_refresh(tx.connection(), permit, hash, holder.session, (now, refresh_expires_at)).await?;
    Ok(Tokens { access_token, access_expires_at, refresh_token: secret.say().to_owned(), refresh_expires_at })
}

fn logged_in(session: &Session, holder: Holder, account: Account, tokens: Tokens) -> Login {
    let session = session.become_holder(Viewer::holder_of(holder, account.roles.clone()));
    Login { tokens, account, session }
}

fn suspended() -> Error {
    Error::new(Code::AccountSuspended, "This account is suspended.")
}

fn read(row: row::session::Model, current: AccountSessionId) -> Result<AccountSession> {
    Ok(AccountSession {
        id: row.id,
        method: SessionMethod::stored(&row.method)?,
        device: row.device,
        created_at: instant::read(row.created_at)?,
        last_used_at: instant::read(row.last_used_at)?,
        expires_at: instant::read(row.expires_at)?,
        is_current: row.id == current,
    })
}
