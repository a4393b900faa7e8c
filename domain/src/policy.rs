//! Who may do what: for one thing (`text`), for many (`sight`), and for writes (`require`, the only maker of
//! a [`Permit`]). A check returns a proof that the next call needs, never a `bool`.
//!
//! The matrix of all viewers and all states is `tests/golden/policy.txt`, reviewed as text.

use crate::article::Status;
use crate::error::{Code, Error, Result};
use crate::viewer::{Kind, Role, Viewer};
use crate::word::words;

words! {
    /// What can be done beyond reading what is public.
    Action {
        /// Take content over from files, as it is, with its dates and states.
        ContentImport = "content.import",
        /// Write all content out, drafts included.
        ContentExport = "content.export",
    }
}

/// Proof that the viewer may do what the function that asks for it does. Only this file makes one.
#[derive(Debug)]
pub struct Permit {
    action: Action,
}

impl Permit {
    /// What was permitted.
    #[must_use]
    pub fn action(&self) -> Action {
        self.action
    }
}

/// The right to an action.
///
/// # Errors
/// `forbidden`.
pub fn require(viewer: &Viewer, action: Action) -> Result<Permit> {
    let permitted = match viewer.kind() {
        Kind::System(_) => true,
        Kind::Staff(roles) => match action {
            Action::ContentImport | Action::ContentExport => roles.contains(&Role::Admin),
        },
        Kind::Anonymous | Kind::Reader | Kind::Partner => false,
    };
    if permitted {
        Ok(Permit { action })
    } else {
        Err(Error::new(Code::Forbidden, format!("This needs the right to `{action}`.")))
    }
}

/// Which texts of articles a viewer sees: the rule for many, for `visible_to` and the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// What is published, and nothing else.
    Published,
    /// Everything, in every state.
    Everything,
}

/// Which texts of articles this viewer sees.
#[must_use]
pub fn sight(viewer: &Viewer) -> Sight {
    match viewer.kind() {
        Kind::System(_) => Sight::Everything,
        Kind::Staff(roles) if roles.iter().any(|role| matches!(role, Role::Editor | Role::Admin)) => Sight::Everything,
        // Authors see drafts of their own once articles know who writes them; until then they see what all see.
        Kind::Staff(_) | Kind::Anonymous | Kind::Reader | Kind::Partner => Sight::Published,
    }
}

/// Proof that the viewer may see a text in that state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visible(());

/// Whether this viewer may see one text of an article: the rule for one thing.
///
/// # Errors
/// `not_found`, as if it didn't exist.
pub fn text(viewer: &Viewer, status: Status) -> Result<Visible> {
    match sight(viewer) {
        Sight::Everything => Ok(Visible(())),
        Sight::Published if status.is_public() => Ok(Visible(())),
        Sight::Published => Err(Error::not_found()),
    }
}
