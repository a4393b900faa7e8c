//! HTML in: parsed as browsers do (`parse.rs`, `tree.rs`), walked (`walk.rs` and its parts), and turned into blocks with
//! keys (`draft.rs`). What WordPress adds to HTML is in `shortcode.rs`. Nothing here renders.

mod draft;
mod element;
mod figure;
mod inline;
mod notes;
mod parse;
mod shortcode;
mod table;
mod tree;
mod walk;

use super::Body;
use super::error::{BodyError, BodyProblem};
use super::limits::MAX_HTML_BYTES;

/// Which dialect of HTML is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum HtmlFlavour {
    /// As it stands on a page.
    #[default]
    Plain,
    /// As WordPress stores it: a blank line parts paragraphs, a line end breaks the line (as its `wpautop` does; not in
    /// content of the block editor), `[caption]` holds a picture, `[embed]`, `[audio]` and `[video]` hold addresses, other
    /// shortcodes vanish, and the address of a well-known player alone on a line is that player.
    WordPress,
}

pub(super) fn body(html: &str, flavour: HtmlFlavour) -> Result<Body, BodyError> {
    let tree = parsed(html, flavour)?;
    read(&tree, walk::Rules::of(html, flavour))
}

/// HTML as it stands on a page, and what was left out of it.
pub(super) fn body_with_notes(html: &str) -> Result<(Body, Vec<String>), BodyError> {
    let tree = parsed(html, HtmlFlavour::Plain)?;
    let body = read(&tree, walk::Rules::of(html, HtmlFlavour::Plain))?;
    Ok((body, notes::notes(&tree)))
}

fn parsed(html: &str, flavour: HtmlFlavour) -> Result<tree::Tree, BodyError> {
    if html.len() > MAX_HTML_BYTES {
        let problem = BodyProblem::TooLong { unit: "bytes of HTML", found: html.len(), limit: MAX_HTML_BYTES };
        return Err(BodyError::whole(problem));
    }
    match flavour {
        HtmlFlavour::Plain => parse::parse(html),
        HtmlFlavour::WordPress => parse::parse(&shortcode::replace(html)),
    }
}

fn read(tree: &tree::Tree, rules: walk::Rules) -> Result<Body, BodyError> {
    let drafts = walk::drafts(tree, rules);
    let body = Body { blocks: draft::blocks(drafts) };
    // The limits are kept by the one reader that knows them.
    Body::from_json(&body.to_json())
}
