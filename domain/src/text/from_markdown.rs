//! Markdown in: CommonMark with the tables and strike-through of GitHub's dialect, turned into HTML and read by
//! `from_html/`, so that HTML within Markdown obeys the same rules and nothing is a way around them.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

use super::Body;
use super::block::Block;
use super::error::{BodyError, BodyProblem};
use super::from_html;
use super::href::ImageRef;
use super::html::escape;
use super::limits::MAX_HTML_BYTES;

/// What stands before the id of a picture: `![A mill](image:img_…)`.
const IMAGE_SCHEME: &str = "image:";

/// The body, and what was left out. Pictures are those of this publication, and those by address that were there before.
pub(super) fn body(text: &str, before: Option<&Body>) -> Result<(Body, Vec<String>), BodyError> {
    if text.len() > MAX_HTML_BYTES {
        let problem = BodyProblem::TooLong { unit: "bytes of Markdown", found: text.len(), limit: MAX_HTML_BYTES };
        return Err(BodyError::whole(problem));
    }
    let mut markup = String::with_capacity(text.len() * 2);
    html::push_html(&mut markup, events(text).into_iter());
    let (mut body, mut notes) = from_html::body_with_notes(&markup)?;
    let known: Vec<&ImageRef> = before.into_iter().flat_map(Body::images).map(|block| &block.image).collect();
    body.blocks.retain(|block| match block {
        Block::Image(image) if matches!(image.image, ImageRef::Url(_)) && !known.contains(&&image.image) => {
            notes.push(format!(
                "The image `{}` was left out: Markdown shows the publication's own, as `image:img_…`.",
                super::error::shortened(image.image.as_str())
            ));
            false
        }
        _ => true,
    });
    Ok((body, notes))
}

fn events(text: &str) -> Vec<Event<'_>> {
    let mut parser = Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH);
    let mut out = Vec::new();
    while let Some(event) = parser.next() {
        match event {
            Event::Start(Tag::Image { dest_url, title, .. }) => {
                let alt = alternative(&mut parser);
                out.push(Event::InlineHtml(image(&dest_url, &title, &alt)));
            }
            Event::Start(Tag::TableHead) => head(&mut parser, &mut out),
            other => out.push(other),
        }
    }
    out
}

/// The text up to the end of a picture, pictures within it included.
fn alternative<'a>(events: &mut impl Iterator<Item = Event<'a>>) -> String {
    let (mut alt, mut depth) = (String::new(), 0usize);
    for event in events {
        match event {
            Event::Start(Tag::Image { .. }) => depth += 1,
            Event::End(TagEnd::Image) if depth == 0 => break,
            Event::End(TagEnd::Image) => depth -= 1,
            Event::Text(text) | Event::Code(text) => alt.push_str(&text),
            Event::SoftBreak | Event::HardBreak => alt.push(' '),
            _ => {}
        }
    }
    alt
}

/// A head of empty cells is how a table without a head is written.
fn head<'a>(parser: &mut Parser<'a>, out: &mut Vec<Event<'a>>) {
    let start = out.len();
    let mut is_empty = true;
    out.push(Event::Start(Tag::TableHead));
    while let Some(event) = parser.next() {
        match event {
            Event::End(TagEnd::TableHead) => break,
            Event::Start(Tag::Image { dest_url, title, .. }) => {
                let alt = alternative(parser);
                out.push(Event::InlineHtml(image(&dest_url, &title, &alt)));
                is_empty = false;
            }
            cell @ (Event::Start(Tag::TableCell) | Event::End(TagEnd::TableCell)) => out.push(cell),
            other => {
                is_empty = false;
                out.push(other);
            }
        }
    }
    if is_empty {
        out.truncate(start + 1);
    }
    out.push(Event::End(TagEnd::TableHead));
}

fn image(address: &str, title: &str, alt: &str) -> CowStr<'static> {
    let source = address.strip_prefix(IMAGE_SCHEME).unwrap_or(address);
    let image = format!("<img src=\"{}\" alt=\"{}\">", escape(source), escape(alt));
    match title.trim().is_empty() {
        true => image.into(),
        false => format!("<figure>{image}<figcaption>{}</figcaption></figure>", escape(title)).into(),
    }
}
