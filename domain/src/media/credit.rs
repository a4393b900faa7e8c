//! What a file says of whom to credit: IPTC's fields (Information Interchange Model 4.2, record 2) and XMP (ISO 16684-1, with
//! Dublin Core and Photoshop's names). Nobody has checked it: an editor takes it over or drops it.

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::Event;

use super::Proposals;
use crate::input;

/// The most of an XMP packet that is read, in bytes.
const XMP_BYTES_MAX: usize = 256 * 1024;
/// The most events of a packet that are looked at.
const EVENTS_MAX: usize = 20_000;
/// The longest that is proposed of each, in characters.
const LINE_MAX: usize = 200;
const CAPTION_MAX: usize = 2_000;

/// What a file says; `None` when it says nothing. XMP goes before IPTC's older fields.
pub(super) fn read(xmp: Option<&[u8]>, resources: Option<&[u8]>) -> Option<Proposals> {
    let newer = xmp.map(of_xmp).unwrap_or_default();
    let older = resources.and_then(iptc).map(of_iptc).unwrap_or_default();
    let line = |a: Option<String>, b: Option<String>| clean(a.or(b), LINE_MAX);
    let proposals = Proposals {
        credit: line(newer.credit, older.credit),
        photographer: line(newer.photographer, older.photographer),
        copyright: line(newer.copyright, older.copyright),
        caption: clean(newer.caption.or(older.caption).or(newer.headline).or(older.headline), CAPTION_MAX),
    };
    (proposals != Proposals::default()).then_some(proposals)
}

#[derive(Default)]
struct Said {
    credit: Option<String>,
    photographer: Option<String>,
    copyright: Option<String>,
    caption: Option<String>,
    headline: Option<String>,
}

/// A text as it may be shown: without what has no place in one, and not too long.
fn clean(text: Option<String>, most: usize) -> Option<String> {
    let shown: String = text?.chars().filter(|it| !it.is_control() || *it == '\n').take(most).collect();
    input::lines(&shown, "proposals", most).ok().filter(|text| !text.is_empty())
}

/// The resource of IPTC's fields among Photoshop's: `8BIM`, a number, a name, a length, the content.
fn iptc(resources: &[u8]) -> Option<&[u8]> {
    let mut rest = resources;
    loop {
        let behind = rest.strip_prefix(b"8BIM")?;
        let id = u16::from_be_bytes(*behind.first_chunk()?);
        let name = 1 + usize::from(*behind.get(2)?);
        let behind = behind.get(2 + name + name % 2..)?;
        let length = usize::try_from(u32::from_be_bytes(*behind.first_chunk()?)).ok()?;
        let content = behind.get(4..4usize.checked_add(length)?)?;
        if id == 0x0404 {
            return Some(content);
        }
        rest = behind.get(4 + length + length % 2..)?;
    }
}

fn of_iptc(fields: &[u8]) -> Said {
    let mut said = Said::default();
    let mut rest = fields;
    while let [0x1C, record, number, high, low, behind @ ..] = rest {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        // The highest bit announces a length of another form, which no text needs.
        let Some((content, behind)) = behind.split_at_checked(length).filter(|_| length < 0x8000) else { break };
        rest = behind;
        let place = match (record, number) {
            (2, 80) => &mut said.photographer,
            (2, 105) => &mut said.headline,
            (2, 110) => &mut said.credit,
            (2, 116) => &mut said.copyright,
            (2, 120) => &mut said.caption,
            _ => continue,
        };
        // Old files are in Latin-1, whatever they say.
        let text = String::from_utf8(content.to_vec())
            .unwrap_or_else(|_| content.iter().map(|byte| char::from(*byte)).collect());
        place.get_or_insert(text);
    }
    said
}

impl Said {
    fn place(&mut self, name: &str) -> Option<&mut Option<String>> {
        Some(match name {
            "dc:creator" => &mut self.photographer,
            "dc:rights" => &mut self.copyright,
            "dc:description" => &mut self.caption,
            "photoshop:Credit" => &mut self.credit,
            "photoshop:Headline" => &mut self.headline,
            _ => return None,
        })
    }
}

fn of_xmp(packet: &[u8]) -> Said {
    let mut said = Said::default();
    let Some(text) = packet.get(..packet.len().min(XMP_BYTES_MAX)).and_then(|it| std::str::from_utf8(it).ok()) else {
        return said;
    };
    let mut reader = Reader::from_str(text);
    // The field that is open, and what it says so far: of several alternatives or names, the first.
    let mut open: Option<(String, String)> = None;
    for _ in 0..EVENTS_MAX {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                for attribute in tag.attributes().flatten() {
                    let raw: &str = &attribute.value;
                    if let (Some(place), Ok(value)) = (said.place(attribute.key.into_inner()), unescape(raw)) {
                        place.get_or_insert(value.into_owned());
                    }
                }
                let name = tag.name().into_inner();
                if open.is_none() && said.place(name).is_some_and(|place| place.is_none()) {
                    open = Some((name.to_owned(), String::new()));
                }
            }
            Ok(Event::Text(text)) => {
                if let Some((_, said)) = &mut open {
                    said.push_str(&text.xml10_content());
                }
            }
            Ok(Event::GeneralRef(reference)) => {
                let written = format!("&{};", &*reference);
                if let (Some((_, said)), Ok(resolved)) = (&mut open, unescape(&written)) {
                    said.push_str(&resolved);
                }
            }
            Ok(Event::End(tag)) => {
                let closed = tag.name().into_inner();
                let ends = open
                    .as_ref()
                    .is_some_and(|(name, said)| name == closed || (closed == "rdf:li" && !said.trim().is_empty()));
                if let Some((name, text)) = open.take_if(|_| ends)
                    && let Some(place) = said.place(&name)
                    && !text.trim().is_empty()
                {
                    place.get_or_insert(text.trim().to_owned());
                }
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn xmp_is_read_as_elements_and_as_attributes() {
        let packet =
            br#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description photoshop:Credit="World &amp; Review">
            <dc:creator><rdf:Seq><rdf:li>Ada L.</rdf:li><rdf:li>Bob</rdf:li></rdf:Seq></dc:creator>
            <dc:rights><rdf:Alt><rdf:li xml:lang="x-default">&#169; 2026 <![CDATA[x]]></rdf:li></rdf:Alt></dc:rights>
            <photoshop:Headline>A port</photoshop:Headline></rdf:Description></rdf:RDF></x:xmpmeta>"#;
        let said = read(Some(packet), None).unwrap();
        assert_eq!(said.credit.as_deref(), Some("World & Review"));
        assert_eq!(said.photographer.as_deref(), Some("Ada L."));
        assert_eq!(said.copyright.as_deref(), Some("\u{a9} 2026"));
        assert_eq!(said.caption.as_deref(), Some("A port"));
    }

    #[test]
    fn iptc_is_read_in_both_encodings() {
        let mut fields = Vec::new();
        for (number, text) in
            [(80u8, &b"J\xfcrgen"[..]), (110, b"dpa"), (116, "\u{a9} dpa".as_bytes()), (120, b"A\x00 port")]
        {
            fields.extend_from_slice(&[0x1C, 2, number, 0, u8::try_from(text.len()).unwrap()]);
            fields.extend_from_slice(text);
        }
        let mut resources = b"8BIM\x04\x04\0\0".to_vec();
        resources.extend_from_slice(&u32::try_from(fields.len()).unwrap().to_be_bytes());
        resources.extend_from_slice(&fields);
        let said = read(None, Some(&resources)).unwrap();
        assert_eq!((said.photographer.as_deref(), said.credit.as_deref()), (Some("J\u{fc}rgen"), Some("dpa")));
        assert_eq!((said.copyright.as_deref(), said.caption.as_deref()), (Some("\u{a9} dpa"), Some("A port")));
    }

    proptest! {
        #[test]
        fn any_bytes_say_something_or_nothing(xmp: Vec<u8>, fields: Vec<u8>) {
            let resources = [&b"8BIM\x04\x04\0\0\0\0\0\x20"[..], &fields].concat();
            read(Some(&xmp), Some(&resources));
        }
    }
}
