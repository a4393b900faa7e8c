//! What an element says: its children and theirs, as names with plain text. Entities other than XML's own five stay as
//! they are written; nothing is ever expanded.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use crate::import::prose;

/// A child of an element, or a child's child.
pub(super) struct Field<'f> {
    /// The child that it lies in, if it isn't a child itself.
    pub(super) parent: Option<&'f str>,
    /// Its name, with its prefix.
    pub(super) name: &'f str,
    /// Attribute `domain`, of categories.
    pub(super) domain: &'f str,
    /// Attribute `nicename`, of categories.
    pub(super) nicename: &'f str,
    /// Its text, without control characters.
    pub(super) text: String,
}

#[derive(Default)]
struct Open {
    name: String,
    domain: String,
    nicename: String,
    text: String,
}

/// Tells the fields of an element in order, inner ones first.
///
/// # Errors
/// A reason in words when the bytes are not UTF-8 or not XML.
pub(super) fn each(bytes: &[u8], mut tell: impl FnMut(Field<'_>)) -> Result<(), String> {
    let xml = std::str::from_utf8(bytes).map_err(|error| format!("it is not UTF-8: {error}"))?;
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    let mut open: Vec<Open> = Vec::new();
    loop {
        match reader.read_event().map_err(|error| format!("it is not XML: {error}"))? {
            Event::Start(start) => open.push(opened(&start)),
            Event::End(_) => {
                let Some(closed) = open.pop() else { return Ok(()) };
                if open.len() == 1 || open.len() == 2 {
                    let parent = open.get(1).map(|parent| parent.name.as_str());
                    let Open { name, domain, nicename, text } = &closed;
                    tell(Field { parent, name, domain, nicename, text: prose::clean(text) });
                }
            }
            Event::Text(text) => push(&mut open, &text.xml10_content()),
            Event::CData(text) => push(&mut open, &text.xml10_content()),
            Event::GeneralRef(reference) => push(&mut open, &resolved(&reference)),
            Event::DocType(_) => return Err("a document type declaration is not allowed here".to_owned()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Empty(_) => {}
            Event::Eof => return Ok(()),
        }
    }
}

/// The text of an element without children.
pub(super) fn text(bytes: &[u8]) -> Result<String, String> {
    let mut wrapped = b"<field>".to_vec();
    wrapped.extend_from_slice(bytes);
    wrapped.extend_from_slice(b"</field>");
    let mut found = String::new();
    each(&wrapped, |field| {
        if field.parent.is_none() {
            found = field.text.trim().to_owned();
        }
    })?;
    Ok(found)
}

fn push(open: &mut [Open], text: &str) {
    if let Some(innermost) = open.last_mut() {
        innermost.text.push_str(text);
    }
}

fn opened(start: &BytesStart<'_>) -> Open {
    let mut open = Open { name: start.name().into_inner().to_owned(), ..Open::default() };
    for attribute in start.attributes().with_checks(false).flatten() {
        let raw: &str = &attribute.value;
        let value = quick_xml::escape::unescape(raw).map_or_else(|_| raw.to_owned(), |value| value.into_owned());
        match attribute.key.into_inner() {
            "domain" => open.domain = prose::clean(&value),
            "nicename" => open.nicename = prose::clean(&value),
            _ => {}
        }
    }
    open
}

fn resolved(reference: &BytesRef<'_>) -> String {
    match reference.resolve_char_ref() {
        Ok(Some(c)) => return c.to_string(),
        Ok(None) => {}
        Err(_) => return String::new(),
    }
    let name = reference.xml10_content();
    match &*name {
        "amp" => "&".to_owned(),
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "quot" => "\"".to_owned(),
        "apos" => "'".to_owned(),
        // The file can't define it; HTML may know it.
        other => format!("&{other};"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_told_with_their_text() {
        let xml = "<item><title>A &amp; &#66;&nbsp;<![CDATA[<c>]]></title><category domain=\"d\" nicename=\"n&amp;\"/>\
                   <m><k>x</k><v>1\u{8}2</v></m></item>";
        let mut told = Vec::new();
        each(xml.as_bytes(), |f| {
            told.push((f.parent.map(str::to_owned), f.name.to_owned(), f.nicename.to_owned(), f.text));
        })
        .unwrap();
        let expected = [
            (None, "title", "", "A & B&nbsp;<c>"),
            (None, "category", "n&", ""),
            (Some("m"), "k", "", "x"),
            (Some("m"), "v", "", "12"),
            (None, "m", "", ""),
        ];
        let expected = expected.map(|(p, n, a, t)| (p.map(str::to_owned), n.to_owned(), a.to_owned(), t.to_owned()));
        assert_eq!(told, expected);
    }

    #[test]
    fn what_is_not_xml_is_told() {
        assert!(each(b"<item>\xff</item>", |_| ()).unwrap_err().contains("UTF-8"));
        assert!(each(b"<item><a></b></item>", |_| ()).unwrap_err().contains("XML"));
    }
}
