//! A body as HTML. Everything is escaped when it is written; `ammonia` then removes whatever isn't on a short list, so that a
//! mistake here can't become a hole. What a reader sees of Markdown and plain text is in the files of those names.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::Body;
use super::block::{Block, Cell, EmbedBlock, ImageBlock, ListKind, Style, TableBlock, TextBlock};
use super::href::ImageRef;
use super::list::{Group, Nesting, groups};
use super::read::is_code_language;
use super::span::{Decorator, LinkDef, Span};

/// What is known of a stored image.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ResolvedImage {
    /// Where its bytes are.
    pub url: String,
    /// In pixels.
    pub width: Option<u32>,
    /// In pixels.
    pub height: Option<u32>,
    /// Used where the block has no alternative text of its own.
    pub alt: Option<String>,
}

/// Knows the images that blocks name by id.
pub trait ImageSource {
    /// The image with this id, `img_…`; `None` leaves its block out.
    fn image(&self, id: &str) -> Option<ResolvedImage>;
}

impl<F: Fn(&str) -> Option<ResolvedImage>> ImageSource for F {
    fn image(&self, id: &str) -> Option<ResolvedImage> {
        self(id)
    }
}

/// Knows no image; those that blocks name by address are shown all the same.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoImages;

impl ImageSource for NoImages {
    fn image(&self, _id: &str) -> Option<ResolvedImage> {
        None
    }
}

/// What to show for an image block: its address, its size and its alternative text.
pub(super) fn resolve(block: &ImageBlock, images: &dyn ImageSource) -> Option<ResolvedImage> {
    let found = match &block.image {
        ImageRef::Id(id) => images.image(id)?,
        ImageRef::Url(url) => ResolvedImage { url: url.clone(), ..ResolvedImage::default() },
    };
    let alt = block.alt.clone().or(found.alt);
    Some(ResolvedImage { alt, ..found })
}

pub(super) fn render(body: &Body, images: &dyn ImageSource) -> String {
    let mut out = String::new();
    write_groups(&groups(body.blocks()), images, &mut out);
    SANITISER.clean(&out).to_string()
}

fn write_groups(groups: &[Group<'_>], images: &dyn ImageSource, out: &mut String) {
    for group in groups {
        match group {
            Group::List(items) => write_list(items, out),
            Group::Text(block) => {
                write_text(block, if is_heading(block.style) { block.style.as_str() } else { "p" }, out)
            }
            Group::Other(block) => write_other(block, images, out),
            Group::Quote(inner) => {
                out.push_str("<blockquote>");
                write_groups(inner, images, out);
                out.push_str("</blockquote>");
            }
        }
    }
}

fn is_heading(style: Style) -> bool {
    matches!(style, Style::H2 | Style::H3 | Style::H4)
}

fn write_text(block: &TextBlock, tag: &str, out: &mut String) {
    out.push_str(&format!("<{tag}>"));
    write_spans(&block.spans, &block.links, out);
    out.push_str(&format!("</{tag}>"));
}

fn write_list(items: &[&TextBlock], out: &mut String) {
    let mut nesting = Nesting::default();
    let mut open: Vec<ListKind> = Vec::new();
    for item in items {
        let Some(place) = item.list else { continue };
        let depth = nesting.depth(place.level);
        while open.len() > depth || (open.len() == depth && open.last() != Some(&place.kind)) {
            close_list(&mut open, out);
        }
        if open.len() == depth {
            out.push_str("</li>");
        } else {
            out.push_str(&format!("<{}>", list_tag(place.kind)));
            open.push(place.kind);
        }
        out.push_str("<li>");
        match is_heading(item.style) {
            true => write_text(item, item.style.as_str(), out),
            false => write_spans(&item.spans, &item.links, out),
        }
    }
    while !open.is_empty() {
        close_list(&mut open, out);
    }
}

fn close_list(open: &mut Vec<ListKind>, out: &mut String) {
    if let Some(kind) = open.pop() {
        out.push_str(&format!("</li></{}>", list_tag(kind)));
    }
}

fn list_tag(kind: ListKind) -> &'static str {
    match kind {
        ListKind::Bullet => "ul",
        ListKind::Number => "ol",
    }
}

/// An element around text that may go on over several spans.
#[derive(Clone, PartialEq, Eq)]
enum Around<'a> {
    Link(&'a LinkDef),
    Decorator(Decorator),
}

fn write_spans(spans: &[Span], links: &[LinkDef], out: &mut String) {
    let mut open: Vec<Around<'_>> = Vec::new();
    for span in spans {
        let link = span.link().and_then(|key| links.iter().find(|link| link.key == key));
        let wanted: Vec<Around<'_>> =
            link.map(Around::Link).into_iter().chain(span.decorators().into_iter().map(Around::Decorator)).collect();
        let shared = open.iter().zip(&wanted).take_while(|(one, other)| one == other).count();
        open.drain(shared..).rev().for_each(|around| write_end(&around, out));
        for around in &wanted[shared..] {
            write_start(around, out);
        }
        open = wanted;
        out.push_str(&escape(&span.text).replace('\n', "<br>"));
    }
    open.iter().rev().for_each(|around| write_end(around, out));
}

fn write_start(around: &Around<'_>, out: &mut String) {
    match around {
        Around::Link(link) => {
            let rel = if link.href.is_external() { " rel=\"noopener\"" } else { "" };
            out.push_str(&format!("<a href=\"{}\"{rel}>", escape(link.href.as_str())));
        }
        Around::Decorator(decorator) => out.push_str(&format!("<{}>", decorator.tag())),
    }
}

fn write_end(around: &Around<'_>, out: &mut String) {
    match around {
        Around::Link(_) => out.push_str("</a>"),
        Around::Decorator(decorator) => out.push_str(&format!("</{}>", decorator.tag())),
    }
}

fn write_other(block: &Block, images: &dyn ImageSource, out: &mut String) {
    match block {
        Block::Image(block) => write_image(block, images, out),
        Block::Table(table) => write_table(table, out),
        Block::Embed(embed) => write_embed(embed, out),
        Block::Code(code) => {
            let class = code.language.as_deref().map(|name| format!(" class=\"language-{}\"", escape(name)));
            out.push_str(&format!("<pre><code{}>{}</code></pre>", class.unwrap_or_default(), escape(&code.code)));
        }
        Block::Break(_) => out.push_str("<hr>"),
        Block::Text(_) | Block::Unknown(_) => {}
    }
}

fn write_image(block: &ImageBlock, images: &dyn ImageSource, out: &mut String) {
    let Some(image) = resolve(block, images) else { return };
    let size = |name, pixels: Option<u32>| pixels.map(|pixels| format!(" {name}=\"{pixels}\"")).unwrap_or_default();
    let (url, alt) = (escape(&image.url), escape(image.alt.as_deref().unwrap_or_default()));
    let size = size("width", image.width) + &size("height", image.height);
    let caption = block.caption.as_deref().map(|text| format!("<figcaption>{}</figcaption>", escape(text)));
    let caption = caption.unwrap_or_default();
    out.push_str(&format!("<figure><img src=\"{url}\" alt=\"{alt}\"{size} loading=\"lazy\">{caption}</figure>"));
}

/// A link rather than a frame: what is read in a feed or a mail can't hold one, and a reader's visit to another site
/// is the reader's choice. A front end that wants a player has `url` and `provider`.
fn write_embed(embed: &EmbedBlock, out: &mut String) {
    let url = escape(embed.url.as_str());
    let title = embed.title.as_deref().map_or_else(|| url.clone(), escape);
    out.push_str(&format!("<figure class=\"embed\"><a href=\"{url}\" rel=\"noopener\">{title}</a></figure>"));
}

fn write_table(table: &TableBlock, out: &mut String) {
    out.push_str("<table>");
    let (head, rows) = table.rows.split_at(usize::from(table.header).min(table.rows.len()));
    for (part, rows, start, end) in [("thead", head, "<th scope=\"col\">", "</th>"), ("tbody", rows, "<td>", "</td>")] {
        if rows.is_empty() {
            continue;
        }
        out.push_str(&format!("<{part}>"));
        for row in rows {
            out.push_str("<tr>");
            for cell in &row.cells {
                out.push_str(start);
                match cell {
                    Cell::Text(text) => out.push_str(&escape(text).replace('\n', "<br>")),
                    Cell::Spans(spans) => write_spans(spans, &table.links, out),
                }
                out.push_str(end);
            }
            out.push_str("</tr>");
        }
        out.push_str(&format!("</{part}>"));
    }
    out.push_str("</table>");
}

pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// The second lock: exactly the elements and attributes that are written above.
static SANITISER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let tags = [
        "p",
        "h2",
        "h3",
        "h4",
        "blockquote",
        "ul",
        "ol",
        "li",
        "a",
        "strong",
        "em",
        "u",
        "s",
        "sub",
        "sup",
        "code",
        "pre",
        "br",
        "hr",
        "figure",
        "figcaption",
        "img",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ];
    let attributes: [(&str, &[&str]); 5] = [
        ("a", &["href", "rel"]),
        ("img", &["src", "alt", "width", "height", "loading"]),
        ("th", &["scope"]),
        ("figure", &["class"]),
        ("code", &["class"]),
    ];
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(HashSet::from(tags))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .tag_attributes(
            attributes
                .map(|(tag, names)| (tag, names.iter().copied().collect()))
                .into_iter()
                .collect::<HashMap<_, _>>(),
        )
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true)
        .attribute_filter(|tag, name, value| match (tag, name) {
            ("figure", "class") => (value == "embed").then(|| value.into()),
            ("code", "class") => value.strip_prefix("language-").is_some_and(is_code_language).then(|| value.into()),
            _ => Some(value.into()),
        });
    builder
});
