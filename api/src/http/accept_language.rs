//! `Accept-Language` (RFC 9110, section 12.5.4; ranges by RFC 4647, section 2.1). Which of the accepted languages
//! the publication has is for `domain::Languages` to say.

use domain::Language;

use super::weights;

/// The languages that a client accepts, the dearest first; equals in the order of the header. `*` adds nothing, for any
/// language is served in the end; a language with `q=0`, and what isn't a language at all, is left out.
pub fn parse<'h>(lines: impl Iterator<Item = &'h str>) -> Vec<Language> {
    let mut ranges = weights::parse(lines);
    ranges.retain(|range| range.weight > 0);
    ranges.sort_by_key(|range| std::cmp::Reverse(range.weight));
    let mut languages: Vec<Language> = Vec::with_capacity(ranges.len());
    for language in ranges.iter().filter_map(|range| Language::parse(range.item).ok()) {
        if !languages.contains(&language) {
            languages.push(language);
        }
    }
    languages
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn read(line: &str) -> Vec<String> {
        parse([line].into_iter()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_dearest_goes_first_and_equals_keep_their_order() {
        assert_eq!(read("fr;q=0.2, de-AT, en;q=0.5, nb-no"), ["de-AT", "nb-NO", "en", "fr"]);
    }

    #[test]
    fn what_is_refused_or_no_language_is_left_out() {
        assert_eq!(read("*, de;q=0, en;q=0.001, en, , 💥, en_GB, -, de;q=x"), ["en"]);
        assert!(read("").is_empty());
    }
}
