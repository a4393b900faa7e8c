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

/// A name that somebody else offers for a person (another provider, an import): cut to what may be, and not taken at all when it
/// breaks the rules. Mail addresses aren't names.
pub(crate) fn offered_name(text: Option<&str>) -> String {
    let offered =
        text.filter(|text| !text.contains('@')).map(|text| text.trim().chars().take(DISPLAY_NAME_MAX).collect());
    let name = offered.and_then(|text: String| display_name(&text).ok());
    name.unwrap_or_else(|| "Reader".to_owned())
}
