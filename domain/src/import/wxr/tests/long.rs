//! Files that are too long to be held.

use std::io::{BufReader, Read};
use std::sync::atomic::{AtomicU64, Ordering};

use super::*;

/// Gives `head`, then `item` so many times, then `tail`, and counts the bytes that were read.
fn repeating(item: String, times: u64, read: Arc<AtomicU64>) -> impl Fn() -> io::Result<Box<dyn BufRead + Send>> {
    struct Repeating {
        item: Arc<str>,
        number: u64,
        times: u64,
        part: Cursor<Vec<u8>>,
        read: Arc<AtomicU64>,
    }
    impl Read for Repeating {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            loop {
                let count = self.part.read(buffer)?;
                if count > 0 || self.number > self.times {
                    self.read.fetch_add(count as u64, Ordering::Relaxed);
                    return Ok(count);
                }
                let next = if self.number < self.times {
                    self.item.replace("NUMBER", &self.number.to_string())
                } else {
                    TAIL.to_owned()
                };
                self.part = Cursor::new(next.into_bytes());
                self.number += 1;
            }
        }
    }
    let item: Arc<str> = item.into();
    move || {
        let part = Cursor::new(HEAD.as_bytes().to_vec());
        Ok(Box::new(BufReader::new(Repeating { item: item.clone(), number: 0, times, part, read: read.clone() })))
    }
}

#[test]
fn a_long_file_is_read_item_by_item() {
    let body = format!("<content:encoded><![CDATA[{}]]></content:encoded>", "<p>Some text.</p>\n".repeat(11_000));
    let item = post(0, &body).replace("<wp:post_id>0", "<wp:post_id>NUMBER");
    let (size, times) = (item.len() as u64, 1_050);
    assert!(size * times > 200_000_000);
    let bytes = Arc::new(AtomicU64::new(0));
    let mut reader = read(repeating(item, times, bytes.clone()), &languages(), "2026-06-01T00:00:00Z".parse().unwrap());
    let mut articles = 0_u64;
    for found in reader.by_ref() {
        if let Found::Record(_, record) = found.unwrap()
            && matches!(*record, Record::Article(_))
        {
            articles += 1;
            // Nothing is read ahead but what a buffer holds, so that nothing can pile up.
            let second_pass = bytes.load(Ordering::Relaxed).saturating_sub(size * times);
            assert!(second_pass < (articles + 1) * (size + 16) + 100_000, "{second_pass} after {articles}");
        }
    }
    assert_eq!(articles, times);
}

#[test]
fn an_endless_item_is_skipped_and_the_next_one_is_read() {
    let huge = format!("<content:encoded><![CDATA[{}]]></content:encoded>", "x\n".repeat(RECORD_BYTES_MAX / 2 + 1));
    let found = of(&[post(1, &huge), post(2, "")]);
    assert_eq!(articles(&found).len(), 1);
    let line = HEAD.matches('\n').count() as u64 + 1;
    assert!(found.iter().any(
        |found| matches!(found, Found::Skipped(place, reason) if place.line == line && reason.contains("longer"))
    ));
}
