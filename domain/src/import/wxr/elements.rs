//! The elements right below `<channel>`, each as its bytes, with its line. Only the structure is read here, in bounded
//! memory: an element that is too long is passed over, a document type declaration (and with it every entity that a file
//! could define) is refused. What the elements say is read by `fields.rs`.

use std::io::{BufRead, Read};

use crate::import::{Place, RECORD_BYTES_MAX, ReadError};

/// The longest tag, and the most that is read at once, in bytes.
const TAG_BYTES_MAX: usize = 64 * 1024;
/// The deepest that elements nest.
const DEPTH_MAX: usize = 64;

/// An element below `<channel>`.
pub(super) struct Element {
    /// The line that it begins in.
    pub(super) line: u64,
    /// Its name, with its prefix.
    pub(super) name: String,
    /// Its bytes, tags included; `None` when there are more than a record may have.
    pub(super) bytes: Option<Vec<u8>>,
}

/// Reads elements from a source.
pub(super) struct Elements<R> {
    source: R,
    line: u64,
    /// Names of the elements that are open.
    path: Vec<String>,
    begun: bool,
    /// The element below `<channel>` that is being read.
    held: Vec<u8>,
    held_line: u64,
    overlong: bool,
    piece: Vec<u8>,
}

impl<R: BufRead> Elements<R> {
    pub(super) fn new(source: R) -> Self {
        let (held, piece, path) = (Vec::new(), Vec::new(), Vec::new());
        Self { source, line: 1, path, begun: false, held, held_line: 1, overlong: false, piece }
    }

    /// The line that has been reached.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The next element, `None` after `</rss>`.
    pub(super) fn next(&mut self) -> Result<Option<Element>, ReadError> {
        loop {
            if self.begun && self.path.is_empty() {
                return Ok(None);
            }
            self.text()?;
            let line = self.line;
            self.piece(b'>')?;
            let element = match self.piece.first() {
                Some(b'!') if self.piece.starts_with(b"!--") => self.until(b"-->").map(|()| None),
                Some(b'!') if self.piece.starts_with(b"![CDATA[") => self.until(b"]]>").map(|()| None),
                Some(b'!') => Err(self.error("a document type declaration is not allowed here")),
                Some(b'?') => self.instruction().map(|()| None),
                Some(_) => self.tag(line),
                None => Err(self.cut_off()),
            }?;
            if element.is_some() {
                return Ok(element);
            }
        }
    }

    /// Reads up to a delimiter, or as much as is read at once.
    fn piece(&mut self, delimiter: u8) -> Result<(), ReadError> {
        self.piece.clear();
        let read = self.source.by_ref().take(TAG_BYTES_MAX as u64).read_until(delimiter, &mut self.piece);
        read.map_err(|error| self.error(&error.to_string()))?;
        self.line += self.piece.iter().filter(|byte| **byte == b'\n').count() as u64;
        if self.path.len() > 2 && !self.overlong {
            self.held.extend_from_slice(&self.piece);
            if self.held.len() > RECORD_BYTES_MAX {
                self.overlong = true;
                self.held = Vec::new();
            }
        }
        Ok(())
    }

    /// Passes over text up to the next markup.
    fn text(&mut self) -> Result<(), ReadError> {
        loop {
            self.piece(b'<')?;
            let text = self.piece.strip_suffix(b"<");
            if self.path.is_empty() {
                let text = text.unwrap_or(&self.piece);
                if !text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text).trim_ascii().is_empty() {
                    return Err(self.error("this is not XML"));
                }
            }
            if text.is_some() {
                return Ok(());
            }
            if self.piece.is_empty() {
                return Err(self.cut_off());
            }
        }
    }

    /// Passes over the rest of a comment, a CDATA section or an instruction whose first piece has been read.
    fn until(&mut self, ending: &[u8]) -> Result<(), ReadError> {
        // The ending may straddle two pieces; the beginning doesn't count: `<!-->` is no comment.
        let begin = if ending == b"-->" { 3 } else { 0 };
        let mut tail = self.piece.get(begin..).unwrap_or_default().to_vec();
        while !tail.ends_with(ending) {
            self.piece(b'>')?;
            if self.piece.is_empty() {
                return Err(self.cut_off());
            }
            tail.drain(..tail.len().saturating_sub(2));
            tail.extend_from_slice(&self.piece);
        }
        Ok(())
    }

    fn instruction(&mut self) -> Result<(), ReadError> {
        let declaration = String::from_utf8_lossy(&self.piece).to_ascii_lowercase();
        if declaration.starts_with("?xml ")
            && let Some((_, value)) = declaration.split_once("encoding")
        {
            let encoding = value.trim_start_matches([' ', '=', '"', '\'']);
            if !["utf-8", "utf8", "us-ascii"].iter().any(|known| encoding.starts_with(known)) {
                return Err(self.error("the file is not in UTF-8: convert it first"));
            }
        }
        self.until(b"?>")
    }

    /// Takes a tag whose first piece has been read; the element below `<channel>` that it ends, if it does.
    fn tag(&mut self, line: u64) -> Result<Option<Element>, ReadError> {
        let mut tag = std::mem::take(&mut self.piece);
        let mut quote = quote_after(None, &tag);
        while quote.is_some() || !tag.ends_with(b">") {
            self.piece(b'>')?;
            if self.piece.is_empty() {
                return Err(self.cut_off());
            }
            quote = quote_after(quote, &self.piece);
            tag.extend_from_slice(&self.piece);
            if tag.len() > TAG_BYTES_MAX {
                return Err(self.error("a tag is too long"));
            }
        }
        tag.pop();
        if let Some(name) = tag.strip_prefix(b"/") {
            return self.close(&name_of(name));
        }
        let closes = tag.ends_with(b"/");
        let name = name_of(&tag);
        self.open(&name, &tag, line)?;
        if closes { self.close(&name) } else { Ok(None) }
    }

    fn open(&mut self, name: &str, tag: &[u8], line: u64) -> Result<(), ReadError> {
        match self.path.len() {
            0 if name != "rss" => return Err(self.error("this is not a WordPress export: `<rss>` is expected")),
            2 => {
                self.held = [b"<", tag, b">"].concat();
                (self.held_line, self.overlong) = (line, false);
            }
            DEPTH_MAX => return Err(self.error("elements nest too deep")),
            _ => {}
        }
        self.begun = true;
        self.path.push(name.to_owned());
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<Option<Element>, ReadError> {
        if self.path.last().map(String::as_str) != Some(name) {
            let open = self.path.last().cloned().unwrap_or_default();
            return Err(self.error(&format!("`</{name}>` stands where `</{open}>` is expected")));
        }
        self.path.pop();
        if self.path.len() != 2 || self.path[1] != "channel" {
            return Ok(None);
        }
        let held = std::mem::take(&mut self.held);
        Ok(Some(Element { line: self.held_line, name: name.to_owned(), bytes: (!self.overlong).then_some(held) }))
    }

    fn error(&self, reason: &str) -> ReadError {
        ReadError { place: Place { line: self.line, name: None }, reason: reason.to_owned() }
    }

    fn cut_off(&self) -> ReadError {
        match self.path.get(2) {
            Some(name) => {
                let line = self.held_line;
                self.error(&format!("the file ends in the middle of the `<{name}>` that begins in line {line}"))
            }
            None if self.begun => self.error("the file ends before its `</rss>`"),
            None => self.error("this is not a WordPress export: `<rss>` is expected"),
        }
    }
}

/// The quote that is open after these bytes of a tag: a `>` in quotes doesn't end it.
fn quote_after(mut quote: Option<u8>, bytes: &[u8]) -> Option<u8> {
    for byte in bytes {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
    }
    quote
}

fn name_of(tag: &[u8]) -> String {
    let end = tag.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'/').unwrap_or(tag.len());
    String::from_utf8_lossy(&tag[..end.min(256)]).into_owned()
}
