//! What became of a text for a product: pure, no database, no clock.

use super::EntryKind;
use crate::article::{Article, ArticleText, Status};
use crate::partner::ProductSight;

/// What is known of a text that a product holds, or has held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Held {
    /// It is there.
    pub present: bool,
    /// What all that is shown with it comes to.
    pub fingerprint: String,
    /// Its slug.
    pub slug: String,
}

/// What is to be told of a text that a product has: nothing when it is as it was.
///
/// `lost_image` says that the rights to an image of it have ended since.
pub(super) fn of_present(held: Option<&Held>, now: &Held, lost_image: bool) -> Option<EntryKind> {
    match held.filter(|held| held.present) {
        None => Some(EntryKind::Upsert),
        Some(_) if lost_image => Some(EntryKind::ImageExpired),
        Some(held) if held.slug != now.slug => Some(EntryKind::Moved),
        Some(held) if held.fingerprint != now.fingerprint => Some(EntryKind::Upsert),
        Some(_) => None,
    }
}

/// Why a product has a text no longer: of one that is nowhere any more, of one that is public and not selected, or of one whose
/// product has none at all (`sight` is nothing then).
pub(super) fn of_gone(sight: Option<&ProductSight>, text: Option<(&Article, &ArticleText)>) -> EntryKind {
    match text {
        Some((_, text)) if text.status == Status::Withdrawn => EntryKind::Withdrawn,
        _ if sight.is_none() => EntryKind::RightsExpired,
        Some((_, text)) if text.status.is_public() => EntryKind::LeftProduct,
        // Scheduled again, unpublished, archived, or taken back to a draft.
        _ => EntryKind::Unpublished,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(present: bool, fingerprint: &str, slug: &str) -> Held {
        Held { present, fingerprint: fingerprint.to_owned(), slug: slug.to_owned() }
    }

    #[test]
    fn what_is_as_it_was_is_not_told_of() {
        let now = held(true, "a", "one");
        assert_eq!(of_present(None, &now, false), Some(EntryKind::Upsert));
        assert_eq!(of_present(Some(&held(false, "a", "one")), &now, false), Some(EntryKind::Upsert));
        assert_eq!(of_present(Some(&now), &now, false), None);
        assert_eq!(of_present(Some(&held(true, "b", "one")), &now, false), Some(EntryKind::Upsert));
        assert_eq!(of_present(Some(&held(true, "b", "two")), &now, false), Some(EntryKind::Moved));
        assert_eq!(of_present(Some(&held(true, "b", "one")), &now, true), Some(EntryKind::ImageExpired));
    }
}
