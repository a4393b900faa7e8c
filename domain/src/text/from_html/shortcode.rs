//! WordPress's shortcodes (<https://developer.wordpress.org/plugins/shortcodes/>), turned into HTML or dropped, before the
//! HTML is parsed. Editors write brackets too, `[sic]` or `[1]`: only names that are known to be shortcodes, tags with an
//! attribute and closing tags of either are taken for them.

use std::collections::HashSet;

/// Shortcodes of WordPress itself and of plugins that are found in many exports.
const KNOWN: &[&str] = &[
    "audio",
    "caption",
    "contact-field",
    "contact-form",
    "contact-form-7",
    "embed",
    "gallery",
    "playlist",
    "polldaddy",
    "recipe",
    "slideshow",
    "soundcloud",
    "tweet",
    "twitter",
    "video",
    "vimeo",
    "vc_column",
    "vc_column_text",
    "vc_row",
    "wp_caption",
    "wpvideo",
    "youtube",
];

/// One `[name attributes]` or `[/name]`.
struct Tag<'a> {
    name: &'a str,
    attributes: &'a str,
    closes: bool,
    /// What follows the bracket.
    rest: &'a str,
}

/// The text with every shortcode replaced.
pub(super) fn replace(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut opened: HashSet<&str> = HashSet::new();
    let mut unclosed: HashSet<&str> = HashSet::new();
    while let Some(at) = rest.find(['<', '[']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(end) = markup_end(rest) {
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if let Some((literal, after)) = escaped(rest) {
            out.push_str(literal);
            rest = after;
        } else if let Some(tag) = tag(rest, &opened) {
            opened.insert(tag.name);
            rest = tag.rest;
            if matches!(tag.name, "caption" | "wp_caption" | "embed" | "audio" | "video") && !tag.closes {
                rest = enclosing(&tag, &mut unclosed, &mut out);
            }
        } else {
            out.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

/// Replaces a shortcode that may have content; the text after it.
fn enclosing<'a>(tag: &Tag<'a>, unclosed: &mut HashSet<&'a str>, out: &mut String) -> &'a str {
    // Once a closing tag was looked for in vain there is none further on: the search isn't repeated.
    let closing = format!("[/{}]", tag.name);
    let content = match unclosed.contains(tag.name) {
        true => None,
        false => tag.rest.split_once(closing.as_str()),
    };
    let (content, rest) = content.unwrap_or_else(|| {
        unclosed.insert(tag.name);
        ("", tag.rest)
    });
    match tag.name {
        "caption" | "wp_caption" => caption(tag, content, out),
        _ => {
            let source = ["src", "mp3", "m4a", "ogg", "wav", "mp4", "m4v", "webm", "ogv"];
            let address = source.iter().find_map(|name| attribute(tag.attributes, name)).unwrap_or(content.trim());
            if !address.is_empty() {
                let address = address.replace('"', "&quot;").replace('<', "&lt;");
                out.push_str(&format!("<iframe src=\"{address}\"></iframe>"));
            }
        }
    }
    rest
}

/// `[caption]<a><img></a> Words[/caption]`, or with the words in an attribute as before WordPress 3.4.
fn caption(tag: &Tag<'_>, content: &str, out: &mut String) {
    let after_image = content.find("<img").and_then(|at| content[at..].find('>').map(|end| at + end + 1)).unwrap_or(0);
    let after_link = content[after_image..].trim_start().strip_prefix("</a>").map(|rest| content.len() - rest.len());
    let (image, words) = content.split_at(after_link.unwrap_or(after_image));
    let words = match attribute(tag.attributes, "caption") {
        Some(caption) if words.trim().is_empty() => caption,
        _ => words,
    };
    out.push_str(&format!("<figure>{image}<figcaption>{words}</figcaption></figure>"));
}

/// The length of the HTML tag or comment that the text begins with.
fn markup_end(text: &str) -> Option<usize> {
    if text.starts_with("<!--") {
        return Some(text.find("-->").map_or(text.len(), |end| end + 3));
    }
    let is_tag = text.starts_with('<') && text[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    is_tag.then(|| text.find('>').map_or(text.len(), |end| end + 1))
}

/// `[[name]]` is how WordPress writes `[name]`.
fn escaped(text: &str) -> Option<(&str, &str)> {
    let end = bracket_end(text.strip_prefix("[[")?)? + 2;
    let literal = &text[1..=end];
    let after = text[end + 1..].strip_prefix(']')?;
    is_name(literal[1..literal.len() - 1].split([' ', '=']).next()?).then_some((literal, after))
}

fn tag<'a>(text: &'a str, opened: &HashSet<&str>) -> Option<Tag<'a>> {
    let inner = text.strip_prefix('[')?;
    let end = bracket_end(inner)?;
    let (inner, rest) = (&inner[..end], &inner[end + 1..]);
    let (inner, closes) = inner.strip_prefix('/').map_or((inner, false), |inner| (inner, true));
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    let name_end = inner.find(|c: char| c.is_ascii_whitespace()).unwrap_or(inner.len());
    let (name, attributes) = inner.split_at(name_end);
    if !is_name(name) {
        return None;
    }
    let is_meant = match closes {
        true => KNOWN.contains(&name) || opened.contains(name),
        false => KNOWN.contains(&name) || has_attribute(attributes),
    };
    is_meant.then_some(Tag { name, attributes, closes, rest })
}

/// Where the bracket closes: on the way no other opens, and it isn't far.
fn bracket_end(text: &str) -> Option<usize> {
    const FAR: usize = 4_000;
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().take(FAR) {
        match (byte, quote) {
            (b'"' | b'\'', None) => quote = Some(byte),
            (_, Some(open)) if byte == open => quote = None,
            (_, Some(_)) => {}
            (b']', None) => return Some(at),
            (b'[', None) => return None,
            _ => {}
        }
    }
    // An apostrophe isn't always a quote.
    text.bytes().take(FAR).position(|byte| matches!(byte, b'[' | b']')).filter(|at| text.as_bytes()[*at] == b']')
}

fn is_name(name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c);
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(is_part)
}

fn has_attribute(text: &str) -> bool {
    text.split_once('=').is_some_and(|(name, value)| is_name(name.trim()) && value.starts_with(['"', '\'']))
}

fn attribute<'a>(text: &'a str, wanted: &str) -> Option<&'a str> {
    let mut rest = text;
    while let Some((name, after)) = rest.split_once('=') {
        let is_wanted = name.trim_start().eq_ignore_ascii_case(wanted);
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
        let value = match quote {
            Some(quote) => after[1..].split(quote).next().unwrap_or_default(),
            None => after.split_ascii_whitespace().next().unwrap_or_default(),
        };
        if is_wanted {
            return Some(value);
        }
        let used = value.len() + quote.map_or(0, |_| 2);
        rest = after.get(used..).unwrap_or_default();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::replace;

    #[test]
    fn a_caption_becomes_a_figure() {
        let text =
            r#"[caption id="a" width="1"]<a href="/x"><img src="/x.png" /></a> Some <em>words</em>[/caption] after"#;
        let figure = r#"<figure><a href="/x"><img src="/x.png" /></a><figcaption> Some <em>words</em></figcaption></figure> after"#;
        assert_eq!(replace(text), figure);
        let old = r#"[caption caption="Words"]<img src="/x.png">[/caption]"#;
        assert_eq!(replace(old), r#"<figure><img src="/x.png"><figcaption>Words</figcaption></figure>"#);
    }

    #[test]
    fn shortcodes_vanish_and_brackets_of_editors_stay() {
        assert_eq!(replace(r#"a [gallery ids="1,2"] b [foo x="]"]c[/foo] d"#), "a  b c d");
        for text in
            ["[sic]", "[1]", "a[0] = b", "[The minister] said", "[/ no", "[[", "[", "x [a 'b] <c", "[i] x=[\"1\"]"]
        {
            assert_eq!(replace(text), text);
        }
        assert_eq!(replace("[[gallery]]"), "[gallery]");
        assert_eq!(replace(r#"<a title="[gallery]">x</a>"#), r#"<a title="[gallery]">x</a>"#);
    }

    #[test]
    fn media_become_frames() {
        assert_eq!(replace("[embed]https://a.example/x[/embed]"), r#"<iframe src="https://a.example/x"></iframe>"#);
        assert_eq!(
            replace(r#"[audio mp3="https://a.example/x.mp3"][/audio]"#),
            r#"<iframe src="https://a.example/x.mp3"></iframe>"#
        );
        assert_eq!(replace("[video]"), "");
    }

    #[test]
    fn many_that_never_close_take_no_quadratic_time() {
        let start = std::time::Instant::now();
        replace(&"[caption]<b ".repeat(100_000));
        replace(&"[caption]".repeat(100_000));
        assert!(start.elapsed().as_secs() < 5);
    }
}
