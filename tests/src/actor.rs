//! Somebody who is logged in, with both voices.

use domain::access::Login;
use domain::id::{AccountId, AccountSessionId};

use crate::client::{Graphql, Rest};

/// Somebody who is logged in.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Their name; the address is the same in lower case, at `example.org`.
    pub name: String,
    /// Their account.
    pub account: AccountId,
    /// Their session.
    pub session: AccountSessionId,
    /// Their access token.
    pub access_token: String,
    /// Their refresh token, good once.
    pub refresh_token: String,
    base: String,
}

impl Actor {
    pub(crate) fn new(base: &str, name: &str, login: &Login) -> Self {
        let holder = login.session.viewer().holder().unwrap();
        Self {
            name: name.to_owned(),
            account: holder.account,
            session: holder.session,
            access_token: login.tokens.access_token.clone(),
            refresh_token: login.tokens.refresh_token.clone(),
            base: base.to_owned(),
        }
    }

    /// Their address.
    #[must_use]
    pub fn email(&self) -> String {
        format!("{}@example.org", self.name.to_lowercase())
    }

    /// The `Authorization` field of their requests.
    #[must_use]
    pub fn authorization(&self) -> String {
        format!("Bearer {}", self.access_token)
    }

    /// The REST voice, as them.
    #[must_use]
    pub fn rest(&self) -> Rest {
        Rest::new(&self.base).with("authorization", &self.authorization())
    }

    /// The GraphQL voice, as them.
    #[must_use]
    pub fn graphql(&self) -> Graphql {
        Graphql::new(&self.base).with("authorization", &self.authorization())
    }
}
