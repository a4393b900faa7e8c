//! Pure rules of articles: no database, no clock.

use jiff::Timestamp;

use super::{ArticleText, Correction, Status};
use crate::error::{Code, Error, Result};

/// The longest title, in characters.
pub const TITLE_MAX: usize = 300;
/// The longest standfirst, in characters.
pub const STANDFIRST_MAX: usize = 2_000;
/// The most contributions, topics or regions of an article.
pub const FILING_MAX: usize = 50;

/// A public text needs a date of publication, and one that isn't in the future: what is to come is `scheduled`.
///
/// # Errors
/// `record_invalid`.
pub fn check_dates(status: Status, published_at: Option<Timestamp>, now: Timestamp) -> Result<()> {
    let refuse = |why: &str| Err(Error::new(Code::RecordInvalid, why).at("publishedAt"));
    match published_at {
        None if status.is_public() => refuse("A published text needs `publishedAt`."),
        Some(at) if status.is_public() && at > now => {
            refuse("`publishedAt` is in the future: the status of such a text is `scheduled`.")
        }
        _ => Ok(()),
    }
}

/// The order of an article's texts: the earliest published first, then by language, so that the first one is the
/// article's own language.
pub fn order_texts(texts: &mut [ArticleText]) {
    texts.sort_by(|a, b| {
        let key = |text: &ArticleText| (text.published_at.is_none(), text.published_at);
        key(a).cmp(&key(b)).then_with(|| a.language.cmp(&b.language))
    });
}

/// What was corrected of these texts: of others nothing is told, and so nothing of their corrections either.
pub(crate) fn of_texts(corrections: Vec<Correction>, texts: &[ArticleText]) -> Vec<Correction> {
    let seen = |correction: Correction| {
        let notes =
            correction.notes.into_iter().filter(|(language, _)| texts.iter().any(|text| text.language == *language));
        Correction { notes: notes.collect(), ..correction }
    };
    corrections.into_iter().map(seen).filter(|correction| !correction.notes.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_text_has_a_past_date() {
        let now = Timestamp::from_second(1_000).unwrap();
        let later = Timestamp::from_second(2_000).unwrap();
        assert!(check_dates(Status::Published, Some(now), now).is_ok());
        assert!(check_dates(Status::Draft, None, now).is_ok());
        assert!(check_dates(Status::Scheduled, Some(later), now).is_ok());
        assert_eq!(check_dates(Status::Published, None, now).unwrap_err().code, Code::RecordInvalid);
        assert_eq!(check_dates(Status::Corrected, Some(later), now).unwrap_err().code, Code::RecordInvalid);
    }
}
