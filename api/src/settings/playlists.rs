//! Settings of featured lists.

use domain::playlist::PlaylistOptions;
use jiff::SignedDuration;

use super::raw::Raw;
use super::{SettingError, within};

pub(super) fn check(raw: &Raw) -> Result<PlaylistOptions, SettingError> {
    within("FEATURED_HOURS", u64::from(raw.featured_hours), 1, 24 * 365)?;
    within("FEATURED_MAX", raw.featured_max as u64, 1, 100)?;
    within("FEATURED_ROTATION_HOURS", u64::from(raw.featured_rotation_hours), 1, 24 * 365)?;
    let hours = |hours: u32| SignedDuration::from_hours(i64::from(hours));
    Ok(PlaylistOptions {
        featured_for: hours(raw.featured_hours),
        featured_max: raw.featured_max,
        featured_rotation: hours(raw.featured_rotation_hours),
    })
}
