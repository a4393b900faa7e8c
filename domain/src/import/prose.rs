//! Plain text from foreign markup: tags stripped, cut to size; names in addresses; source keys. What
//! becomes of bodies, and slugs, are the text room's business.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use sha2::{Digest, Sha256};

/// How much markup is looked at for a line of plain text, in bytes.
const MARKUP_BYTES_MAX: usize = 64 * 1024;
/// The longest title that is made of the first words of a body, in characters.
const FIRST_WORDS_MAX: usize = 70;
/// The longest source key, in bytes.
const KEY_BYTES_MAX: usize = 500;
/// Elements that don't part words.
const INLINE: [&str; 18] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "em", "font", "i", "ins", "mark", "small", "span", "strong",
    "sub", "sup",
];

/// The text without control characters, which no database of ours and no reader wants; line ends stay.
pub(in crate::import) fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t')).collect()
}

/// The text in one line, with single spaces.
pub(in crate::import) fn line(text: &str) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    words.join(" ")
}

/// What HTML says, in one line: without tags, comments, scripts and styles. Only the first 64 KiB are looked at.
pub(in crate::import) fn plain(html: &str) -> String {
    let mut looked_at = &html[..html.floor_char_boundary(MARKUP_BYTES_MAX)];
    if looked_at.len() < html.len() {
        // A tag that the cut goes through is no text.
        let tag = looked_at.rfind('<').filter(|tag| !looked_at[*tag..].contains('>'));
        looked_at = &looked_at[..tag.unwrap_or(looked_at.len())];
    }
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(looked_at));
    let tokenizer = Tokenizer::new(PlainText::default(), TokenizerOpts::default());
    // It stops early only for a sink that runs scripts.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    line(&tokenizer.sink.text.take())
}

#[derive(Default)]
struct PlainText {
    text: RefCell<String>,
    /// Within `<script>` or `<style>`.
    unseen: RefCell<bool>,
}

impl PlainText {
    fn tag(&self, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        let raw = match name {
            "script" => Some(RawKind::ScriptData),
            "style" => Some(RawKind::Rawtext),
            _ => None,
        };
        *self.unseen.borrow_mut() = raw.is_some() && tag.kind == TagKind::StartTag;
        if !INLINE.contains(&name) {
            self.text.borrow_mut().push(' ');
        }
        match raw {
            Some(kind) if tag.kind == TagKind::StartTag => TokenSinkResult::RawData(kind),
            _ => TokenSinkResult::Continue,
        }
    }
}

impl TokenSink for PlainText {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => return self.tag(&tag),
            Token::CharacterTokens(text) if !*self.unseen.borrow() => self.text.borrow_mut().push_str(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// The text cut between words to at most so many characters, with an ellipsis; whether it had to be cut.
pub(in crate::import) fn cut(text: &str, max: usize) -> (String, bool) {
    let Some((end, _)) = text.char_indices().nth(max) else { return (text.to_owned(), false) };
    // One character is for the ellipsis.
    let head: &str = text[..end].char_indices().next_back().map_or("", |(last, _)| &text[..last]);
    let is_whole = text[head.len()..].starts_with(char::is_whitespace);
    let space = head.rfind(char::is_whitespace).filter(|at| !is_whole && *at > end / 2);
    let words = space.map_or(head, |at| &head[..at]);
    (format!("{}…", words.trim_end()), true)
}

/// A title for what has none: the first words of its body, `None` when the body says nothing.
pub(in crate::import) fn first_words(html: &str) -> Option<String> {
    let text = plain(html);
    (!text.is_empty()).then(|| cut(&text, FIRST_WORDS_MAX).0)
}

/// Percent-decoded, as slugs of other scripts and names of files in addresses are written. What isn't UTF-8 after that is
/// replaced.
pub(in crate::import) fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|pair| *first == b'%' && pair.iter().all(u8::is_ascii_hexdigit));
        let byte = digits.and_then(|pair| std::str::from_utf8(pair).ok()).and_then(|p| u8::from_str_radix(p, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The path of an address, percent-decoded, without its query: what a copy of the site's files calls the file.
pub(in crate::import) fn path_of(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let path = path.split_once("://").map_or(path, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    clean(&percent_decoded(path))
}

/// The file name in an address, `None` when it has none that could be a file's.
pub(in crate::import) fn file_name(address: &str) -> Option<String> {
    let path = path_of(address);
    let name = path.rsplit('/').next().unwrap_or_default();
    (!matches!(name, "" | "." | "..") && !name.contains('\\')).then(|| name.to_owned())
}

/// A source key, shortened by a digest where it would be too long.
pub(in crate::import) fn key(key: String) -> String {
    if key.len() <= KEY_BYTES_MAX {
        return key;
    }
    let head = &key[..key.floor_char_boundary(KEY_BYTES_MAX - 50)];
    format!("{head}:{}", digest(&key))
}

/// A short digest of a text, in hexadecimal digits.
pub(in crate::import) fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes())[..12].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_a_line_of_text() {
        let html = "<!-- wp:paragraph --><p>A<em>b</em>c &amp; d<br>e</p>\n<script>alert('x')</script><p>f</p>";
        assert_eq!(plain(html), "Abc & d e f");
        assert_eq!(plain("1 < 2 > 0"), "1 < 2 > 0");
        assert_eq!(plain(&"<b>".repeat(100_000)), "");
    }

    #[test]
    fn long_text_is_cut_between_words() {
        assert_eq!(cut("one two three", 9), ("one two…".to_owned(), true));
        assert_eq!(cut("one two three", 8), ("one two…".to_owned(), true));
        assert_eq!(cut("one two", 7), ("one two".to_owned(), false));
        assert_eq!(cut("ääääääää", 4), ("äää…".to_owned(), true));
    }

    #[test]
    fn names_in_addresses() {
        assert_eq!(percent_decoded("%d0%9c%D0%B8%d1%80 100% %+1"), "Мир 100% %+1");
        assert_eq!(file_name("https://a.example/2020/01/k%C3%B6ln.jpg?s=1"), Some("köln.jpg".to_owned()));
        for none in ["https://a.example", "https://a.example/", "https://a.example/%2e%2e", ""] {
            assert_eq!(file_name(none), None, "{none}");
        }
    }

    #[test]
    fn long_keys_stay_apart() {
        let (one, two) = (key("x".repeat(600)), key("x".repeat(601)));
        assert!(one != two && one.len() <= KEY_BYTES_MAX && two.len() <= KEY_BYTES_MAX);
    }

    proptest::proptest! {
        #[test]
        fn any_text_will_do(text in "\\PC{0,200}", max in 1_usize..50) {
            proptest::prop_assert!(cut(&plain(&text), max).0.chars().count() <= max);
            let _ = file_name(&text);
        }
    }
}
