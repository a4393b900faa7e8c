//! Who is asking. A `Viewer` is made only here: by `anonymous()`, by `system(…)`, and by `Domain::authenticate`;
//! what a viewer may do is said in `policy.rs`.

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

/// Somebody, or something, that asks. It can't be made outside of this crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer(Kind);

/// The kinds of viewer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    not(any(test, feature = "testing")),
    allow(dead_code, reason = "made by `authenticate` once accounts exist")
)]
pub(crate) enum Kind {
    /// Nobody in particular.
    Anonymous,
    /// A registered reader.
    Reader,
    /// A member of staff with roles.
    Staff(Vec<Role>),
    /// A partner's machine.
    Partner,
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

    /// How the change log and the request log name this viewer; never a mail address or a name.
    #[must_use]
    pub fn actor(&self) -> String {
        match &self.0 {
            Kind::Anonymous => "anonymous".to_owned(),
            Kind::Reader => "reader".to_owned(),
            Kind::Staff(_) => "staff".to_owned(),
            Kind::Partner => "partner".to_owned(),
            Kind::System(job) => format!("system:{job}"),
        }
    }
}
