//! Broken files, and what is not an export at all.

use super::*;

#[test]
fn places_are_lines_of_the_file() {
    let file = format!("{HEAD}{}{}{TAIL}", post(1, ""), post(2, ""));
    let line = file[..file.find("<item>").unwrap()].matches('\n').count() as u64 + 1;
    let (found, _) = found(file);
    let lines: Vec<u64> = found
        .iter()
        .filter_map(|found| match found {
            Found::Record(place, record) if matches!(**record, Record::Article(_)) => Some(place.line),
            _ => None,
        })
        .collect();
    assert_eq!(lines, [line, line + 2]);
}

#[test]
fn a_file_cut_in_the_middle_gives_what_was_whole() {
    let whole = format!("{HEAD}{}{}", post(1, ""), post(2, ""));
    let (found, error) = found(&whole[..whole.len() - 20]);
    assert_eq!(articles(&found).len(), 1);
    let error = error.unwrap();
    assert_eq!(error.place.line, whole.trim_end().matches('\n').count() as u64 + 1);
    assert!(error.reason.contains("in the middle of the `<item>`"), "{error}");
}

#[test]
fn entities_of_the_files_own_are_refused() {
    let bomb = "<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
    let (found, error) = found(HEAD.replace("<rss", &format!("{bomb}<rss")));
    assert!(found.is_empty());
    assert!(error.unwrap().reason.contains("document type declaration"));
    let found = of(&[post(1, "<title>&bomb;&#0;&nbsp;x</title>")]);
    assert_eq!(text(articles(&found)[0]).title, "&bomb; x");
}

#[test]
fn what_is_not_utf_8_is_told_with_its_line() {
    let mut file = format!("{HEAD}{}", post(1, "<title>~</title>")).into_bytes();
    let at = file.iter().rposition(|byte| *byte == b'~').unwrap();
    file[at] = 0xff;
    file.extend(format!("{}{TAIL}", post(2, "")).bytes());
    let (all, error) = found(file);
    assert!(error.is_none());
    assert!(skipped(&all)[0].contains("not UTF-8"));
    assert_eq!(articles(&all).len(), 1);
    let (_, error) = found(HEAD.replace("UTF-8", "iso-8859-1"));
    assert_eq!(error.unwrap().place.line, 1);
}

#[test]
fn other_files_are_refused() {
    for file in
        ["", "{}", "<html></html>", "<feed/>", "<rss><channel></rss>", "<rss", "<rss>", "\u{feff}<rss><channel>"]
    {
        let (found, error) = found(file);
        assert!(error.is_some(), "{file}: {found:?}");
    }
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
        let _ = found(bytes);
    }

    #[test]
    fn any_markup_is_read_without_panic(
        parts in proptest::collection::vec(proptest::sample::select(vec![
            "<item>", "</item>", "<a b='>'>", "</a>", "<a/>", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "&", ";", "<", ">",
            "'", "&#x0;", "&amp;", "<wp:category>", "</wp:category>", "<wp:category_nicename>a</wp:category_nicename>",
            "<wp:post_type>attachment</wp:post_type>", "<wp:post_type>post</wp:post_type>", "<wp:post_id>1</wp:post_id>", "\n",
        ]), 0..40),
    ) {
        let _ = found(format!("{HEAD}{}{TAIL}", parts.concat()));
    }

    #[test]
    fn a_file_may_end_anywhere(cut in 0_usize..2_500, flip in 0_usize..2_500, byte in proptest::num::u8::ANY) {
        let mut file = format!("{HEAD}{}{TAIL}", post(1, "<title>T</title>")).into_bytes();
        let length = file.len();
        let (_, error) = found(&file[..cut.min(length)]);
        proptest::prop_assert_eq!(error.is_none(), cut + 1 >= length);
        file[flip % length] = byte;
        let _ = found(file);
    }
}
