//! How parameters are read.

use super::*;

const ALLOWED: &[&[&str]] = &[&["kind", "first", "published_from", "total"]];

fn faults(raw: &str, read: impl Fn(&mut Query<'_>)) -> Vec<(Code, String)> {
    let mut query = Query::read(raw, ALLOWED).unwrap();
    read(&mut query);
    query.faults.iter().map(|fault| (fault.code, fault.field.clone().unwrap_or_default())).collect()
}

#[test]
fn what_is_unknown_or_given_twice_is_a_fault() {
    let found = faults("colour=red&kind=a&kind=a&&x", |_| {});
    let expected =
        [(Code::ParameterUnknown, "colour"), (Code::ParameterInvalid, "kind"), (Code::ParameterUnknown, "x")];
    assert_eq!(found, expected.map(|(code, field)| (code, field.to_owned())));
}

#[test]
fn values_are_decoded_strictly() {
    let query = Query::read("k%69nd=a%2Bb+c%3D", ALLOWED).unwrap();
    assert_eq!(query.value("kind"), Some("a+b c="));
    assert_eq!(Query::read("kind=%ff", ALLOWED).err().unwrap().code, Code::BadRequest);
    assert_eq!(Query::read(&"a".repeat(QUERY_MAX + 1), ALLOWED).err().unwrap().code, Code::BadRequest);
}

#[test]
fn words_come_from_their_list() {
    let mut query = Query::read("kind=one,two", ALLOWED).unwrap();
    assert_eq!(query.words("kind", "a number", &[("one", 1), ("two", 2)]), Some(vec![1, 2]));
    for raw in ["kind=", "kind=one,", "kind=One", "kind=one, two"] {
        let found = faults(raw, |query| {
            query.words("kind", "a number", &[("one", 1), ("two", 2)]);
        });
        assert_eq!(found, [(Code::ParameterInvalid, "kind".to_owned())], "{raw}");
    }
}

#[test]
fn numbers_switches_and_times_are_read_whole() {
    let read = |raw: &str| {
        faults(raw, |query| {
            query.count("first", 5);
            query.switch("total", false);
            query.instant("published_from");
        })
    };
    assert!(read("first=3&total=true&published_from=2026-10-02T08:00:00%2B02:00").is_empty());
    for (raw, code) in [
        ("first=0", Code::PageSizeInvalid),
        ("first=99999999999999999999", Code::PageSizeInvalid),
        ("first=x", Code::ParameterInvalid),
        ("first=", Code::ParameterInvalid),
        ("total=1", Code::ParameterInvalid),
        ("published_from=yesterday", Code::ParameterInvalid),
        ("published_from=2026-10-02T08:00:00+02:00", Code::ParameterInvalid),
    ] {
        assert_eq!(read(raw).iter().map(|(code, _)| *code).collect::<Vec<_>>(), [code], "{raw}");
    }
}
