//! A body as Markdown: CommonMark 0.31 with tables and strike-through as in GitHub's dialect (GFM 0.29). Text within a
//! block is in `inline.rs`.

mod inline;

use self::inline::{Place, escape, escape_url, spans};
use super::Body;
use super::block::{Block, Cell, Style, TableBlock, TextBlock};
use super::html::{ImageSource, resolve};
use super::list::{Group, Nesting, groups};
use super::plain::Counters;

pub(super) fn render(body: &Body, images: &dyn ImageSource) -> String {
    let text = joined(&groups(body.blocks()), images);
    if text.is_empty() { text } else { text + "\n" }
}

fn joined(groups: &[Group<'_>], images: &dyn ImageSource) -> String {
    let parts = groups.iter().map(|group| part(group, images)).filter(|part| !part.trim().is_empty());
    parts.collect::<Vec<_>>().join("\n\n")
}

fn part(group: &Group<'_>, images: &dyn ImageSource) -> String {
    match group {
        Group::Text(block) => text(block),
        Group::List(items) => list(items),
        Group::Quote(inner) => {
            let lines = joined(inner, images);
            let quoted = lines.lines().map(|line| if line.is_empty() { ">".to_owned() } else { format!("> {line}") });
            quoted.collect::<Vec<_>>().join("\n")
        }
        Group::Other(block) => other(block, images),
    }
}

fn text(block: &TextBlock) -> String {
    let hashes = match block.style {
        Style::H2 => "## ",
        Style::H3 => "### ",
        Style::H4 => "#### ",
        Style::Normal | Style::Blockquote => return spans(&block.spans, &block.links, Place::Block),
    };
    format!("{hashes}{}", spans(&block.spans, &block.links, Place::Heading))
}

fn list(items: &[&TextBlock]) -> String {
    let mut nesting = Nesting::default();
    let mut counters = Counters::default();
    // How far the text of the item at each depth is indented: what lies within it starts there.
    let mut indents: Vec<usize> = Vec::new();
    let mut lines: Vec<String> = Vec::new();
    for item in items {
        let Some(place) = item.list else { continue };
        let depth = nesting.depth(place.level);
        indents.truncate(depth - 1);
        let start = indents.last().copied().unwrap_or(0);
        let sign = match counters.next(depth, place.kind) {
            Some(number) => format!("{number}. "),
            None => "- ".to_owned(),
        };
        indents.push(start + sign.len());
        let inner = format!("\n{}", " ".repeat(start + sign.len()));
        lines.push(format!("{}{sign}{}", " ".repeat(start), text(item).replace('\n', &inner)));
    }
    lines.join("\n")
}

fn other(block: &Block, images: &dyn ImageSource) -> String {
    match block {
        Block::Image(block) => {
            let Some(image) = resolve(block, images) else { return String::new() };
            let alt = escape(image.alt.as_deref().unwrap_or_default(), Place::Heading);
            let caption = block.caption.as_deref().filter(|caption| !caption.is_empty());
            let title = caption.map(|caption| format!(" \"{}\"", escape(caption, Place::Heading).replace('"', "\\\"")));
            format!("![{alt}]({}{})", escape_url(&image.url), title.unwrap_or_default())
        }
        Block::Embed(embed) => {
            let title = embed.title.as_deref().unwrap_or(embed.url.as_str());
            format!("[{}]({})", escape(title, Place::Heading), escape_url(embed.url.as_str()))
        }
        Block::Code(block) => {
            let fence = "`".repeat(inline::longest_run(&block.code, '`').max(2) + 1);
            format!("{fence}{}\n{}\n{fence}", block.language.as_deref().unwrap_or_default(), block.code)
        }
        Block::Table(table) => self::table(table),
        Block::Break(_) => "---".to_owned(),
        Block::Text(_) | Block::Unknown(_) => String::new(),
    }
}

/// A table of GFM has a head; one without gets an empty one.
fn table(table: &TableBlock) -> String {
    let columns = table.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    if columns == 0 {
        return String::new();
    }
    let cell = |cell: &Cell| match cell {
        Cell::Text(text) => escape(text, Place::Cell),
        Cell::Spans(inner) => spans(inner, &table.links, Place::Cell),
    };
    let line = |mut cells: Vec<String>| {
        cells.resize(columns, String::new());
        format!("| {} |", cells.join(" | "))
    };
    let mut rows: Vec<String> = table.rows.iter().map(|row| line(row.cells.iter().map(cell).collect())).collect();
    if !table.header {
        rows.insert(0, line(Vec::new()));
    }
    rows.insert(1, line(vec!["---".to_owned(); columns]));
    rows.join("\n")
}

#[cfg(test)]
mod tests {
    use crate::text::{Body, HtmlFlavour, NoImages};

    fn markdown(html: &str) -> String {
        let body = Body::from_html(html, HtmlFlavour::Plain).unwrap_or_else(|error| panic!("{error}"));
        body.to_markdown(&NoImages)
    }

    #[test]
    fn blocks_are_written_as_commonmark() {
        let html = "<h1>A</h1><p>b<br>c</p><ul><li>d<ol><li>e<br>f</li><li>g</li></ol></li><li>h</li></ul>\
            <blockquote><p>i</p><p>j</p></blockquote><hr><pre><code class=language-rust>```\nx</code></pre>\
            <figure><img src=/k.png alt='[l]'><figcaption>\"m\"</figcaption></figure>";
        let expected = "## A\n\nb\\\nc\n\n- d\n  1. e\\\n     f\n  2. g\n- h\n\n> i\n>\n> j\n\n---\n\n\
            ````rust\n```\nx\n````\n\n![\\[l\\]](/k.png \"\\\"m\\\"\")\n";
        assert_eq!(markdown(html), expected);
    }

    #[test]
    fn tables_have_a_head_and_whole_rows() {
        let html = "<table><tr><td>a|b<td>c<br>d<tr><td colspan=2><b>e</b></table>";
        assert_eq!(markdown(html), "|  |  |\n| --- | --- |\n| a\\|b | c<br>d |\n| **e** |  |\n");
    }

    #[test]
    fn marks_are_delimiters_where_they_can_be_and_html_where_not() {
        assert_eq!(markdown("<p><b>a </b>b <i>c</i>, <b><i>d</i></b></p>"), "**a** b _c_, **_d_**\n");
        assert_eq!(markdown("<p>in<b>word</b>s <i>“q”</i>x</p>"), "in<strong>word</strong>s <em>“q”</em>x\n");
        assert_eq!(
            markdown("<p><u>a</u> <s>b</s> H<sub>2</sub>O <code>a`b</code></p>"),
            "<u>a</u> ~~b~~ H<sub>2</sub>O ``a`b``\n"
        );
        assert_eq!(
            markdown("<p><a href='https://a.example/(x)?a=1&amp;copy;=2'>y</a></p>"),
            "[y](https://a.example/%28x%29?a=1\\&copy;=2)\n"
        );
    }

    #[test]
    fn text_is_never_markup() {
        assert_eq!(
            markdown("<p># a *b* _c_ [d](e) &lt;f&gt; `g` \\ &amp;amp; ~h~ !</p>"),
            "\\# a \\*b\\* \\_c\\_ \\[d\\](e) \\<f\\> \\`g\\` \\\\ \\&amp; \\~h\\~ !\n"
        );
        assert_eq!(
            markdown("<p>1. a<br>- b<br>2026) c<br>=== d<br>+ e</p>"),
            "1\\. a\\\n\\- b\\\n2026\\) c\\\n\\=== d\\\n\\+ e\n"
        );
    }
}
