//! Which of several texts is served. The rules of preference are the domain's.

use domain::Preference;
use domain::language::InLanguage;

/// The text that was chosen of a list that doesn't change, and whether it is in another language than the one asked
/// for first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chosen {
    /// Its place in the list.
    pub(crate) index: usize,
    /// It is a fallback.
    pub(crate) is_fallback: bool,
}

/// The best text for a wish; `None` when nothing will do.
pub(crate) fn choose<T: InLanguage>(texts: &[T], wish: &Preference) -> Option<Chosen> {
    let served = wish.best(texts)?;
    let index = texts.iter().position(|text| std::ptr::eq(text, served.text))?;
    Some(Chosen { index, is_fallback: served.is_fallback })
}

/// The best text for a wish or, for what must have some name wherever it is shown, the first one there is.
pub(crate) fn choose_any<T: InLanguage>(texts: &[T], wish: &Preference) -> Option<Chosen> {
    choose(texts, wish).or_else(|| (!texts.is_empty()).then_some(Chosen { index: 0, is_fallback: true }))
}
