//! One-time codes as arguments.

use async_graphql::InputObject;
use domain::challenge::Proof;

/// A mailed one-time code: either what the link in the mail carries, or what was typed with the address that it was sent
/// to.
#[derive(InputObject)]
pub(crate) struct ProofInput {
    /// What the link carries as `token`.
    pub(crate) token: Option<String>,
    /// The address that the code was sent to. It goes with `code`.
    pub(crate) email: Option<String>,
    /// The code, as in `K7QF-29XM`; case and hyphens don't matter.
    pub(crate) code: Option<String>,
}

impl ProofInput {
    /// # Errors
    /// `value_invalid` when it is neither the one nor the other.
    pub(crate) fn read(self) -> domain::Result<Proof> {
        Proof::read(self.token, self.email, self.code)
    }
}
