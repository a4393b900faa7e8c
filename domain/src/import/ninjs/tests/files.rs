//! Files of all shapes, and broken ones.

use super::*;

#[test]
fn items_come_alone_in_arrays_and_one_after_another() {
    let [one, two, three] = ["1", "2", "3"].map(|uri| item(uri, r#""language": "en","#));
    let places = |file: String| -> Vec<u64> {
        let places = of(file).into_iter().filter_map(|found| match found {
            Found::Record(place, _) => Some(place.line),
            _ => None,
        });
        places.collect()
    };
    assert_eq!(places(format!("\u{feff}{one}")), [1]);
    assert_eq!(places(format!(" [\n{one},\n{two} , {three}]\n")), [2, 4, 5]);
    assert_eq!(places(format!("{one}\n{two}{three}")), [1, 3, 4]);
    assert_eq!(places(format!("[{one}]\n[{two}]")), [1, 3]);
    assert_eq!(places("[]".to_owned()), [0_u64; 0]);
}

#[test]
fn a_bad_item_is_told_and_the_next_one_is_read() {
    let file = format!("[{{\"uri\": 5}},\n{{}},\n{{\"a\" \"}}\"}},\n{},\n{}]", item("u", ""), item("u", ""));
    let found = of(file);
    let told = skipped(&found);
    assert!(told[0].contains("invalid type") && told[1] == "it has no `uri`" && told[2].contains("not a ninjs item"));
    assert_eq!(told[3], "the file has this item twice");
    assert_eq!(articles(&found).len(), 1);
    let found = of(b"{\"uri\": \"\xff\"}".as_slice());
    assert_eq!(skipped(&found).len(), 1);
}

#[test]
fn an_item_without_end_is_passed_over_in_bounded_memory() {
    let huge = item("1", &format!(r#""edNote": "{}","#, "x".repeat(RECORD_BYTES_MAX)));
    let found = of(format!("[{huge},{}]", item("2", "")));
    assert!(skipped(&found)[0].contains("longer than"));
    assert_eq!(articles(&found).len(), 1);
}

#[test]
fn a_file_cut_in_the_middle_gives_what_was_whole() {
    let one = item("1", "");
    for (file, line) in [
        (format!("[{one},\n{}", &one[..one.len() - 1]), 4),
        (format!("[{one}\n"), 3),
        (format!("[{one},"), 2),
        (format!("{one}\nnull"), 3),
        (format!("[{one} {one}]"), 2),
        (format!("[{one},]"), 2),
    ] {
        let (found, error) = found(file.clone());
        assert_eq!((articles(&found).len(), error.unwrap().place.line), (1, line), "{file}");
    }
    for file in ["", " \n", "<rss/>", "42", "\"a\"", "["] {
        assert!(found(file).1.is_some(), "{file}");
    }
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
        let _ = found(bytes);
    }

    #[test]
    fn any_structure_is_read_without_panic(text in "[\\[\\]{},:\" a\\\\0-9\n]{0,120}") {
        let _ = found(text);
    }

    #[test]
    fn a_file_may_end_anywhere(cut in 0_usize..400, flip in 0_usize..400, byte in proptest::num::u8::ANY) {
        let mut file = format!("[{},{}]", item("1", ""), item("2", "")).into_bytes();
        let length = file.len();
        proptest::prop_assert_eq!(found(&file[..cut.min(length)]).1.is_none(), cut >= length);
        file[flip % length] = byte;
        let _ = found(file);
    }
}
