//! Who is asking. A `Viewer` is made only here: by `anonymous()`, by `system(…)`, and by `Domain::authenticate`;
//! what a viewer may do is said in `policy.rs`.

use crate::id::{AccountId, AccountSessionId};
use crate::partner::Partner;
use crate::word::words;

words! {
    /// What a member of staff is trusted with.
    Role {
        /// Writes articles, and edits own drafts.
        Author = "author",
        /// Edits and publishes all articles.
        Editor = "editor",
        /// Everything that the newsroom and its operation need.
        Admin = "admin",
        /// Looks after partners and their products.
        PartnerManager = "partner_manager",
    }
}

/// Whose credential it was: an account, by one of its sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Holder {
    /// The account.
    pub account: AccountId,
    /// The session that the credential belongs to.
    pub session: AccountSessionId,
}

/// Somebody, or something, that asks. It can't be made outside of this crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer(Kind);

/// The kinds of viewer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nobody in particular.
    Anonymous,
    /// A registered reader.
    Reader(Holder),
    /// A member of staff with roles, who is a reader as well.
    Staff(Holder, Vec<Role>),
    /// A partner's program, with what it is given.
    Partner(Partner),
    /// The program itself, on the job of this name.
    System(&'static str),
}

impl Viewer {
    pub(crate) const fn anonymous() -> Self {
        Self(Kind::Anonymous)
    }

    pub(crate) const fn system(job: &'static str) -> Self {
        Self(Kind::System(job))
    }

    /// Whoever holds a credential; only what has verified one may call this.
    pub(crate) fn holder_of(holder: Holder, roles: Vec<Role>) -> Self {
        if roles.is_empty() { Self(Kind::Reader(holder)) } else { Self(Kind::Staff(holder, roles)) }
    }

    /// A partner's program; only what has verified its key may call this.
    pub(crate) const fn program_of(partner: Partner) -> Self {
        Self(Kind::Partner(partner))
    }

    #[cfg(any(test, feature = "testing"))]
    pub(crate) const fn of(kind: Kind) -> Self {
        Self(kind)
    }

    pub(crate) const fn kind(&self) -> &Kind {
        &self.0
    }

    /// The answer is the same for everybody: nothing personal can be in it.
    #[must_use]
    pub const fn is_anonymous(&self) -> bool {
        matches!(self.0, Kind::Anonymous)
    }

    /// The account and session of whoever is logged in.
    #[must_use]
    pub const fn holder(&self) -> Option<Holder> {
        match &self.0 {
            Kind::Reader(holder) | Kind::Staff(holder, _) => Some(*holder),
            Kind::Anonymous | Kind::Partner(_) | Kind::System(_) => None,
        }
    }

    /// The partner's program that asks, if one does.
    #[must_use]
    pub const fn partner(&self) -> Option<&Partner> {
        match &self.0 {
            Kind::Partner(partner) => Some(partner),
            _ => None,
        }
    }

    /// The roles of a member of staff; none for anybody else.
    #[must_use]
    pub fn roles(&self) -> &[Role] {
        match &self.0 {
            Kind::Staff(_, roles) => roles,
            _ => &[],
        }
    }

    /// How the change log and the request log name this viewer: never a mail address or a name, and readers only as
    /// what they are, so that nothing in the log is about a person.
    #[must_use]
    pub fn actor(&self) -> String {
        match &self.0 {
            Kind::Anonymous => "anonymous".to_owned(),
            Kind::Reader(_) => "reader".to_owned(),
            Kind::Staff(holder, _) => format!("staff:{}", holder.account),
            Kind::Partner(partner) => format!("partner:{}", partner.key()),
            Kind::System(job) => format!("system:{job}"),
        }
    }
}
