//! The items of a file, each as its bytes with its line: one object, an array of objects, or objects one after another.
//! Only the structure is read here, in bounded memory; what an item says is read by `item.rs`.

use std::io::BufRead;

use crate::import::{Place, RECORD_BYTES_MAX, ReadError};

/// An object of the file.
pub(super) struct RawItem {
    /// The line that it begins in.
    pub(super) line: u64,
    /// Its bytes; `None` when there are more than a record may have.
    pub(super) bytes: Option<Vec<u8>>,
}

/// Reads items from a source.
pub(super) struct Items<R> {
    source: R,
    line: u64,
    stands: Stands,
}

/// Where the reader stands.
#[derive(Clone, Copy, PartialEq)]
enum Stands {
    AtStart,
    Between,
    AfterBracket,
    AfterItem,
    AfterComma,
}

impl<R: BufRead> Items<R> {
    pub(super) fn new(source: R) -> Self {
        Self { source, line: 1, stands: Stands::AtStart }
    }

    /// The next item, `None` at the end of the file.
    pub(super) fn next(&mut self) -> Result<Option<RawItem>, ReadError> {
        if self.stands == Stands::AtStart {
            self.skip_mark()?;
        }
        loop {
            let Some(byte) = self.peek()? else { return self.at_end().map(|()| None) };
            self.stands = match (self.stands, byte) {
                (_, b' ' | b'\t' | b'\r' | b'\n') => self.stands,
                (Stands::AtStart | Stands::Between, b'{') => {
                    self.stands = Stands::Between;
                    return self.object().map(Some);
                }
                (Stands::AfterBracket | Stands::AfterComma, b'{') => {
                    self.stands = Stands::AfterItem;
                    return self.object().map(Some);
                }
                (Stands::AtStart | Stands::Between, b'[') => Stands::AfterBracket,
                (Stands::AfterItem, b',') => Stands::AfterComma,
                (Stands::AfterItem | Stands::AfterBracket, b']') => Stands::Between,
                (Stands::AfterItem, _) => return Err(self.error("`,` or `]` is expected here")),
                _ => return Err(self.error("this is not ninjs: an object is expected here")),
            };
            self.line += u64::from(byte == b'\n');
            self.source.consume(1);
        }
    }

    fn peek(&mut self) -> Result<Option<u8>, ReadError> {
        let byte = filled(&mut self.source).map(|bytes| bytes.first().copied());
        byte.map_err(|error| self.error(&error.to_string()))
    }

    /// Passes over a byte order mark.
    fn skip_mark(&mut self) -> Result<(), ReadError> {
        for byte in *b"\xef\xbb\xbf" {
            if self.peek()? != Some(byte) {
                break;
            }
            self.source.consume(1);
        }
        Ok(())
    }

    /// Reads the object that begins here.
    fn object(&mut self) -> Result<RawItem, ReadError> {
        let line = self.line;
        let mut held = Vec::new();
        let mut overlong = false;
        let mut nesting = Nesting::default();
        while !nesting.closed {
            let (used, lines) = match filled(&mut self.source) {
                Ok([]) => {
                    let reason = format!("the file ends in the middle of the item that begins in line {line}");
                    return Err(self.error(&reason));
                }
                Ok(bytes) => {
                    let used = nesting.read(bytes);
                    overlong = overlong || held.len() + used > RECORD_BYTES_MAX;
                    if overlong {
                        held = Vec::new();
                    } else {
                        held.extend_from_slice(&bytes[..used]);
                    }
                    (used, bytes[..used].iter().filter(|byte| **byte == b'\n').count())
                }
                Err(error) => return Err(self.error(&error.to_string())),
            };
            self.line += lines as u64;
            self.source.consume(used);
        }
        Ok(RawItem { line, bytes: (!overlong).then_some(held) })
    }

    fn at_end(&self) -> Result<(), ReadError> {
        match self.stands {
            Stands::Between => Ok(()),
            Stands::AtStart => Err(self.error("the file is empty")),
            _ => Err(self.error("the file ends before its `]`")),
        }
    }

    fn error(&self, reason: &str) -> ReadError {
        ReadError { place: Place { line: self.line, name: None }, reason: reason.to_owned() }
    }
}

/// What of the source is at hand; it is read on when there is nothing.
fn filled(source: &mut impl BufRead) -> std::io::Result<&[u8]> {
    loop {
        match source.fill_buf() {
            Ok(_) => break,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    // At hand already: this reads nothing. (A loop that answers with the borrow itself is refused by the borrow checker.)
    source.fill_buf()
}

/// How deep the reader is in an object.
#[derive(Default)]
struct Nesting {
    depth: usize,
    in_string: bool,
    escaped: bool,
    closed: bool,
}

impl Nesting {
    /// Reads on, to the end of the object or of the bytes; how many were read.
    fn read(&mut self, bytes: &[u8]) -> usize {
        for (index, byte) in bytes.iter().enumerate() {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.in_string => self.escaped = true,
                b'"' => self.in_string = !self.in_string,
                _ if self.in_string => {}
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        self.closed = true;
                        return index + 1;
                    }
                }
                _ => {}
            }
        }
        bytes.len()
    }
}
