//! JSON Lines: one record a line. A line that can't be read is skipped; the next one is read.

use std::io::{BufRead, Read};

use super::{Found, Place, RECORD_BYTES_MAX, ReadError, Record};

/// Reads JSON Lines from any source, in bounded memory.
pub struct JsonLines<R> {
    source: R,
    line: u64,
    ended: bool,
}

impl<R: BufRead> JsonLines<R> {
    /// Reads from this source.
    pub fn new(source: R) -> Self {
        Self { source, line: 0, ended: false }
    }

    fn next_line(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let limit = RECORD_BYTES_MAX as u64 + 1;
        if self.source.by_ref().take(limit).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if line.len() > RECORD_BYTES_MAX && !line.ends_with(b"\n") {
            self.source.skip_until(b'\n')?;
        }
        Ok(Some(line))
    }
}

impl<R: BufRead> Iterator for JsonLines<R> {
    type Item = Result<Found, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            self.line += 1;
            let place = Place { line: self.line, name: None };
            let line = match self.next_line() {
                Ok(Some(line)) => line,
                Ok(None) => {
                    self.ended = true;
                    return None;
                }
                Err(error) => {
                    self.ended = true;
                    return Some(Err(ReadError { place, reason: error.to_string() }));
                }
            };
            if line.trim_ascii().is_empty() {
                continue;
            }
            return Some(Ok(parse(&line, place)));
        }
        None
    }
}

fn parse(line: &[u8], place: Place) -> Found {
    if line.len() > RECORD_BYTES_MAX {
        return Found::Skipped(place, format!("the line is longer than {RECORD_BYTES_MAX} bytes"));
    }
    match serde_json::from_slice::<Record>(line) {
        Ok(record) => Found::Record(Place { name: Some(record.key().to_owned()), ..place }, Box::new(record)),
        Err(error) => Found::Skipped(place, format!("not a record: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_line_is_told_and_the_next_one_is_read() {
        let good = r#"{"type":"topic","id":"top_01jb0000000000000000000000","texts":{"en":{"slug":"a","name":"A"}}}"#;
        let file = format!("{{broken\n\n{good}\n{{\"type\":\"nothing\"}}\n{good}");
        let found: Vec<Found> = JsonLines::new(file.as_bytes()).map(Result::unwrap).collect();
        let lines: Vec<(u64, bool)> = found
            .iter()
            .map(|found| match found {
                Found::Record(place, _) => (place.line, true),
                Found::Skipped(place, _) | Found::Noted(place, _) => (place.line, false),
            })
            .collect();
        assert_eq!(lines, [(1, false), (3, true), (4, false), (5, true)]);
    }

    #[test]
    fn an_endless_line_is_skipped_in_bounded_memory() {
        let good = r#"{"type":"topic","id":"top_01jb0000000000000000000000","texts":{}}"#;
        let endless = std::io::repeat(b'x').take(RECORD_BYTES_MAX as u64 * 2);
        let rest = format!("\n{good}\n");
        let source = std::io::BufReader::new(endless.chain(rest.as_bytes()));
        let found: Vec<Found> = JsonLines::new(source).map(Result::unwrap).collect();
        assert!(matches!(&found[0], Found::Skipped(place, _) if place.line == 1));
        assert!(matches!(&found[1], Found::Record(place, _) if place.line == 2));
    }
}
