//! One-time codes that are mailed: what they are for, for how long they are good, and how one is redeemed. A code of eight
//! characters is typed together with its address; a link carries the same code with the challenge's own name in front.

use jiff::Timestamp;
use ulid::Ulid;

use crate::access::Secret;
use crate::account::Email;
use crate::db::WriteTx;
use crate::error::{Code, Error, Result};
use crate::id::{self, AccountId};
use crate::policy::Permit;
use crate::word::words;

mod row;

pub(crate) use row::{forget, forget_account, held, is_used, withdraw};

/// Characters of a code: 40 random bits, for five attempts.
const CODE_LENGTH: usize = 8;
/// How often a code may be given wrongly.
const ATTEMPTS_MAX: i64 = 5;

words! {
    /// What a code is for.
    Purpose {
        /// To confirm the address of a registration, which makes the account.
        Register = "register",
        /// To set a new password.
        PasswordReset = "password_reset",
        /// To let an account's present address go.
        EmailLeave = "email_leave",
        /// To confirm an account's new address.
        EmailEnter = "email_enter",
        /// To begin as a member of staff, whose account was made on the command line.
        StaffBegin = "staff_begin",
        /// To erase an account.
        AccountErase = "account_erase",
        /// To claim an identity at another provider, for the account of its address.
        IdentityClaim = "identity_claim",
    }
}

/// A challenge as it was made: what goes into the mail.
pub(crate) struct Issued {
    /// To be typed: `K7QF-29XM`.
    pub(crate) code: String,
    /// For a link: names the challenge, too.
    pub(crate) token: String,
}

/// What a client shows to redeem a code.
#[derive(Debug, Clone)]
pub enum Proof {
    /// What a link carried.
    Token(String),
    /// What was typed, with the address that it was sent to.
    Code {
        /// The address.
        email: String,
        /// The code, in either case, hyphens or not.
        code: String,
    },
}

impl Proof {
    /// Reads what a client sent: a token, or an address with a code.
    ///
    /// # Errors
    /// `value_invalid` at `token` when it is neither, or both.
    pub fn read(token: Option<String>, email: Option<String>, code: Option<String>) -> Result<Self> {
        match (token, email, code) {
            (Some(token), None, None) => Ok(Self::Token(token)),
            (None, Some(email), Some(code)) => Ok(Self::Code { email, code }),
            _ => {
                let message = "Give either `token`, or `email` and `code` together.";
                Err(Error::new(Code::ValueInvalid, message).at("token"))
            }
        }
    }
}

impl Proof {
    /// Whose attempts it counts among: those at the address that was typed. A link counts at its challenge alone.
    pub(crate) fn address(&self) -> Option<Email> {
        match self {
            Proof::Token(_) => None,
            Proof::Code { email, .. } => Email::parse(email).ok(),
        }
    }
}

/// A challenge that was redeemed: whoever did it reads the mail of its address.
#[derive(Debug)]
pub(crate) struct Redeemed {
    pub(crate) account: Option<AccountId>,
    pub(crate) email: Email,
    pub(crate) payload: serde_json::Value,
}

/// A challenge that is to be made.
pub(crate) struct NewChallenge<'n> {
    pub(crate) purpose: Purpose,
    pub(crate) account: Option<AccountId>,
    pub(crate) email: &'n Email,
    pub(crate) payload: serde_json::Value,
}

/// Makes a challenge. Those of the same purpose for the same address that were made before stay good until they end.
pub(crate) async fn issue(tx: &WriteTx<'_>, permit: &Permit, new: NewChallenge<'_>) -> Result<Issued> {
    let (ports, now) = (tx.session().domain().ports(), tx.session().now());
    let ulid = id::generate(&*ports.clock, &*ports.random);
    let secret = Secret::draw(&*ports.random, CODE_LENGTH);
    let expires_at = now + tx.session().domain().access().options.code_lifetime;
    row::insert(tx.connection(), permit, ulid, &secret.digest(&scope(ulid)), &new, (now, expires_at)).await?;
    let (left, right) = secret.say().split_at(CODE_LENGTH / 2);
    Ok(Issued { code: format!("{left}-{right}"), token: format!("{}{}", name(ulid), secret.say().to_lowercase()) })
}

/// Redeems a code: it is used up. `None` when it is none, and then the attempt was counted: the caller commits that.
pub(crate) async fn redeem(
    tx: &WriteTx<'_>,
    permit: &Permit,
    purpose: Purpose,
    proof: &Proof,
) -> Result<Option<Redeemed>> {
    let now = tx.session().now();
    let (open, secret) = match proof {
        Proof::Token(token) => {
            let Some((ulid, secret)) = split(token) else { return Ok(None) };
            (row::open_by_id(tx.connection(), purpose, &name(ulid), now).await?, secret)
        }
        Proof::Code { email, code } => {
            let Ok(email) = Email::parse(email) else { return Ok(None) };
            (row::open_by_email(tx.connection(), purpose, &email, now).await?, Secret::typed(code))
        }
    };
    // Counted before it is judged, which also takes the lock: many at once are judged one after the other.
    let ids: Vec<&str> = open.iter().map(|challenge| challenge.id.as_str()).collect();
    for challenge in row::count_attempt(tx.connection(), permit, &ids).await? {
        let ulid = Ulid::from_string(&challenge.id).map_err(Error::internal)?;
        if challenge.attempts <= ATTEMPTS_MAX
            && challenge.code_hash == secret.digest(&scope(ulid))
            && row::use_up(tx.connection(), permit, &challenge.id, now).await?
        {
            return Ok(Some(Redeemed {
                account: challenge.account_id,
                email: Email::stored(&challenge.email),
                payload: serde_json::from_str(&challenge.payload).map_err(Error::internal)?,
            }));
        }
    }
    Ok(None)
}

/// The one refusal of a code.
pub(crate) fn refused() -> Error {
    Error::new(Code::CodeInvalid, "This code is wrong, was used already, or is past its time.")
}

fn scope(ulid: Ulid) -> String {
    format!("challenge:{}", name(ulid))
}

fn name(ulid: Ulid) -> String {
    ulid.to_string().to_lowercase()
}

fn split(token: &str) -> Option<(Ulid, Secret)> {
    let (ulid, code) = token.trim().split_at_checked(ulid::ULID_LEN)?;
    Some((Ulid::from_string(ulid).ok()?, Secret::typed(code)))
}

/// How long a challenge is good, as mail says it.
pub(crate) fn minutes(session: &crate::Session) -> i64 {
    session.domain().access().options.code_lifetime.as_mins()
}

/// From when on challenges are of no use to anybody.
pub(crate) fn stale_before(now: Timestamp) -> Timestamp {
    now - jiff::SignedDuration::from_hours(24)
}
