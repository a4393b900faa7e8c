//! Pure rules of accounts.

use crate::error::Result;
use crate::input;

/// The longest name, in characters.
pub(super) const DISPLAY_NAME_MAX: usize = 80;

/// A name that others may see.
///
/// # Errors
/// `value_invalid` at `displayName`.
pub(super) fn display_name(text: &str) -> Result<String> {
    input::line(text, "displayName", DISPLAY_NAME_MAX)
}
