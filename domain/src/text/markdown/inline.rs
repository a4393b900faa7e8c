//! Text with marks as Markdown. Delimiters (`**`, `_`, `~~`) are only written where CommonMark's flanking rules
//! (section 6.2) surely read them as such; elsewhere the HTML element is, which Markdown lets through.

use crate::text::span::{Decorator, LinkDef, Span};

/// Where text stands, which decides what a line break becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Several lines may follow each other.
    Block,
    /// One line.
    Heading,
    /// One line in which bars part cells.
    Cell,
}

/// A piece of text with its marks, outermost first.
struct Piece<'a> {
    text: &'a str,
    around: Vec<Around<'a>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Around<'a> {
    Link(&'a str),
    Decorator(Decorator),
}

pub(super) fn spans(spans: &[Span], links: &[LinkDef], place: Place) -> String {
    let pieces = pieces(spans, links);
    let mut out = String::new();
    let mut open: Vec<(Around<'_>, String)> = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        let shared = open.iter().zip(&piece.around).take_while(|((one, _), other)| one == *other).count();
        open.drain(shared..).rev().for_each(|(_, end)| out.push_str(&end));
        for depth in shared..piece.around.len() {
            let (start, end) = delimiters(&pieces, index, depth);
            out.push_str(&start);
            open.push((piece.around[depth], end));
        }
        let is_line_start = out.is_empty() || out.ends_with('\n');
        match piece.around.contains(&Around::Decorator(Decorator::Code)) {
            true => out.push_str(&code(piece.text, place)),
            false => out.push_str(&escaped(piece.text, place, is_line_start)),
        }
    }
    open.drain(..).rev().for_each(|(_, end)| out.push_str(&end));
    out
}

/// White space at the edge of what is marked stands outside of the marks: `**a **b` isn't strong.
fn pieces<'a>(spans: &'a [Span], links: &'a [LinkDef]) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    for span in spans {
        let link = span.link().and_then(|key| links.iter().find(|link| link.key == key));
        let link = link.map(|link| Around::Link(link.href.as_str()));
        let decorators = span.decorators().into_iter().map(Around::Decorator);
        let around: Vec<Around<'_>> = link.into_iter().chain(decorators).collect();
        if around.is_empty() || around.contains(&Around::Decorator(Decorator::Code)) {
            pieces.push(Piece { text: &span.text, around });
            continue;
        }
        let inner = span.text.trim_start();
        let (before, inner) = span.text.split_at(span.text.len() - inner.len());
        let (inner, after) = inner.split_at(inner.trim_end().len());
        let link_only: Vec<Around<'_>> = link.into_iter().collect();
        pieces.push(Piece { text: before, around: link_only.clone() });
        pieces.push(Piece { text: inner, around });
        pieces.push(Piece { text: after, around: link_only });
    }
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}

fn delimiters(pieces: &[Piece<'_>], first: usize, depth: usize) -> (String, String) {
    let around = pieces[first].around[depth];
    let shares = |piece: &&Piece<'_>| piece.around.get(..=depth) == pieces[first].around.get(..=depth);
    let last = first + pieces[first..].iter().take_while(shares).count();
    let decorator = match around {
        Around::Link(href) => return ("[".to_owned(), format!("]({})", escape_url(href))),
        Around::Decorator(decorator) => decorator,
    };
    let before = first.checked_sub(1).and_then(|before| pieces[before].text.chars().next_back());
    let after = pieces.get(last).and_then(|piece| piece.text.chars().next());
    let is_apart = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || c.is_ascii_punctuation());
    let sign = match decorator {
        Decorator::Strong => "**",
        Decorator::Em => "_",
        Decorator::StrikeThrough => "~~",
        Decorator::Code => return (String::new(), String::new()),
        Decorator::Underline | Decorator::Sub | Decorator::Sup => "",
    };
    let fits = !sign.is_empty() && is_apart(before) && is_apart(after);
    let tag = decorator.tag();
    if fits { (sign.to_owned(), sign.to_owned()) } else { (format!("<{tag}>"), format!("</{tag}>")) }
}

/// A code span (section 6.1): its fence is longer than any run of backquotes in it.
fn code(text: &str, place: Place) -> String {
    let text = text.replace('\n', " ");
    let text = if place == Place::Cell { text.replace('|', "\\|") } else { text };
    let fence = "`".repeat(longest_run(&text, '`') + 1);
    let is_padded = text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']);
    let pad = if is_padded && !text.trim().is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

pub(super) fn longest_run(text: &str, wanted: char) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == wanted { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

pub(super) fn escape(text: &str, place: Place) -> String {
    escaped(text, place, true)
}

fn escaped(text: &str, place: Place, is_line_start: bool) -> String {
    let break_ = match place {
        Place::Block => "\\\n",
        Place::Heading => " ",
        Place::Cell => "<br>",
    };
    let line =
        |(index, line): (usize, &str)| escaped_line(line, place, is_line_start || (index > 0 && place == Place::Block));
    text.split('\n').enumerate().map(line).collect::<Vec<_>>().join(break_)
}

fn escaped_line(line: &str, place: Place, is_start: bool) -> String {
    let mut out = String::with_capacity(line.len());
    let line = if is_start { line.trim_start_matches([' ', '\t']) } else { line };
    let number = line.bytes().take_while(u8::is_ascii_digit).count();
    for (at, c) in line.char_indices() {
        let is_sign = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' => true,
            '|' => place == Place::Cell,
            '#' => place == Place::Heading || (is_start && at == 0),
            '+' | '-' | '=' => is_start && at == 0,
            '.' | ')' => is_start && number > 0 && at == number,
            '&' => is_entity(&line[at + 1..]),
            _ => false,
        };
        if is_sign {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The rest of a character reference follows: `amp;` or `#38;`.
fn is_entity(rest: &str) -> bool {
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '#').unwrap_or(rest.len());
    end > 0 && rest[end..].starts_with(';')
}

/// An address as a link destination (section 6.3): no parentheses or backslashes that count, no references.
pub(super) fn escape_url(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for (at, c) in url.char_indices() {
        match c {
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '\\' => out.push_str("%5C"),
            ' ' => out.push_str("%20"),
            '|' => out.push_str("%7C"),
            '&' if is_entity(&url[at + 1..]) => out.push_str("\\&"),
            _ => out.push(c),
        }
    }
    out
}
