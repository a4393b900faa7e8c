//! What the names of HTML elements mean to a body. How they are walked is in `walk.rs`.

use crate::text::span::Decorator;

/// Elements that never have element children in the tree: raw text and void elements. They add no depth.
pub(super) fn is_leaf(tag: &str) -> bool {
    matches!(
        tag,
        "script"
            | "style"
            | "textarea"
            | "title"
            | "iframe"
            | "noembed"
            | "noframes"
            | "xmp"
            | "plaintext"
            | "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements whose content is no text of an article: scripts, styles, forms' controls, fallbacks for old browsers.
pub(super) fn is_silent(tag: &str) -> bool {
    matches!(
        tag,
        "script"
            | "style"
            | "template"
            | "noscript"
            | "noembed"
            | "noframes"
            | "head"
            | "title"
            | "meta"
            | "link"
            | "base"
            | "object"
            | "applet"
            | "param"
            | "select"
            | "datalist"
            | "option"
            | "optgroup"
            | "button"
            | "input"
            | "textarea"
            | "canvas"
            | "map"
            | "area"
            | "progress"
            | "meter"
            | "frame"
            | "frameset"
            | "col"
            | "colgroup"
            | "source"
            | "track"
    )
}

/// Elements that begin on a new line and end one.
pub(super) fn is_block(tag: &str) -> bool {
    matches!(
        tag,
        "address"
            | "article"
            | "aside"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "header"
            | "hgroup"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "search"
            | "section"
            | "summary"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
            | "xmp"
            | "plaintext"
            | "listing"
    )
}

/// The decorator that an element stands for.
pub(super) fn decorator(tag: &str) -> Option<Decorator> {
    Some(match tag {
        "strong" | "b" | "dt" | "summary" => Decorator::Strong,
        "em" | "i" | "cite" | "dfn" | "var" => Decorator::Em,
        "u" | "ins" => Decorator::Underline,
        "s" | "strike" | "del" => Decorator::StrikeThrough,
        "sub" => Decorator::Sub,
        "sup" => Decorator::Sup,
        "code" | "kbd" | "samp" | "tt" => Decorator::Code,
        _ => return None,
    })
}
