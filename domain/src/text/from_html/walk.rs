//! The walk through a parsed tree: which text belongs to which block. Pictures, films and captions are in `figure.rs`,
//! tables in `table.rs`, the meaning of names in `element.rs`.

use super::HtmlFlavour;
use super::draft::{Draft, Drafts, TextDraft, add_lines, bit};
use super::element::{decorator, is_block, is_silent};
use super::inline::{Inline, Marks, Run, collapsed};
use super::tree::{Data, NodeId, Tree};
use crate::text::block::{Block, BreakBlock, CodeBlock, EmbedBlock, ListKind, ListPlace, Style};
use crate::text::href::{EmbedUrl, Href};
use crate::text::limits::MAX_LEVEL;
use crate::text::list::Nesting;
use crate::text::read::is_code_language;
use crate::text::span::is_forbidden;

/// What a dialect changes in the walk.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules {
    /// An address alone in a paragraph may be a player.
    embeds_addresses: bool,
    /// Line ends count.
    keeps_lines: bool,
}

impl Rules {
    /// The block editor writes paragraphs as elements, so that line ends in them are mere white space.
    pub(super) fn of(html: &str, flavour: HtmlFlavour) -> Self {
        let is_wordpress = flavour == HtmlFlavour::WordPress;
        Self { embeds_addresses: is_wordpress, keeps_lines: is_wordpress && !html.contains("<!-- wp:") }
    }
}

/// What surrounds a node.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context {
    pub(super) style: Style,
    pub(super) list: Option<ListPlace>,
    pub(super) item: Option<usize>,
    pub(super) marks: Marks,
    pub(super) white: White,
}

/// How white space is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum White {
    Collapsed,
    /// A line end breaks the line, a blank line ends the paragraph.
    Lines,
    Preserved,
}

/// The state of a walk.
pub(super) struct Walk<'a> {
    pub(super) tree: &'a Tree,
    pub(super) out: Vec<Draft>,
    inline: Inline,
    open: Option<Context>,
    links: Vec<Href>,
    items: usize,
    rules: Rules,
}

pub(super) fn drafts(tree: &Tree, rules: Rules) -> Drafts {
    let mut walk =
        Walk { tree, out: Vec::new(), inline: Inline::default(), open: None, links: Vec::new(), items: 0, rules };
    let white = if rules.keeps_lines { White::Lines } else { White::Collapsed };
    walk.children(Tree::ROOT, Context { style: Style::Normal, list: None, item: None, marks: Marks::default(), white });
    walk.flush();
    level(&mut walk.out);
    Drafts { drafts: walk.out, links: walk.links }
}

impl<'a> Walk<'a> {
    pub(super) fn children(&mut self, id: NodeId, context: Context) {
        for child in self.tree.children(id) {
            self.node(child, context);
        }
    }

    pub(super) fn node(&mut self, id: NodeId, context: Context) {
        match self.tree.data(id) {
            Data::Text(text) => self.text(text, context),
            Data::Element { .. } => self.element(id, context),
            Data::Other => {}
        }
    }

    /// Walks the children as a block of their own.
    pub(super) fn block(&mut self, id: NodeId, context: Context) {
        self.flush();
        self.children(id, context);
        self.flush();
    }

    fn element(&mut self, id: NodeId, mut context: Context) {
        let Some(tag) = self.tree.tag(id) else { return };
        if let Some(decorator) = decorator(tag) {
            context.marks.decorators |= bit(decorator);
        }
        match tag {
            _ if is_silent(tag) => {}
            "br" => self.inline.line_break(context.marks),
            "hr" => self.push(Block::Break(BreakBlock { key: String::new() })),
            "img" => self.image(id, context),
            "iframe" | "video" | "audio" | "embed" => self.embed(id),
            "figure" => self.figure(id, context),
            "div" if self.tree.has_class(id, |class| class == "wp-caption") => self.figure(id, context),
            "table" => self.table(id, context),
            "pre" => self.preformatted(id, context),
            "a" => self.anchor(id, context),
            "q" => {
                self.text("“", context);
                self.children(id, context);
                self.text("”", context);
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let style = Style::parse(tag).unwrap_or(Style::H4);
                self.block(id, Context { style, white: White::Collapsed, ..context });
            }
            "blockquote" => self.block(id, Context { style: Style::Blockquote, ..context }),
            "ul" | "menu" | "dir" => self.list(id, ListKind::Bullet, context),
            "ol" => self.list(id, ListKind::Number, context),
            "li" => {
                self.items += 1;
                let list = context.list.or(Some(ListPlace { kind: ListKind::Bullet, level: 1 }));
                self.block(id, Context { list, item: Some(self.items), white: White::Collapsed, ..context });
            }
            _ if is_block(tag) => self.block(id, context),
            _ => self.children(id, context),
        }
    }

    fn list(&mut self, id: NodeId, kind: ListKind, context: Context) {
        let level = context.list.map_or(1, |place| place.level.saturating_add(1).min(MAX_LEVEL));
        let list = Some(ListPlace { kind, level });
        self.block(id, Context { list, item: None, white: White::Collapsed, ..context });
    }

    fn anchor(&mut self, id: NodeId, mut context: Context) {
        if let Some(href) = self.tree.attribute(id, "href").and_then(Href::from_markup) {
            context.marks.link = Some(self.links.len());
            self.links.push(href);
        }
        self.children(id, context);
    }

    /// Program text, or a poem as WordPress marks it.
    fn preformatted(&mut self, id: NodeId, context: Context) {
        if self.tree.has_class(id, |class| class == "wp-block-verse") {
            return self.block(id, Context { white: White::Preserved, ..context });
        }
        let code = self.plain_text(id);
        let code: String = code.chars().filter(|c| !is_forbidden(*c)).collect();
        let code = code.trim_end_matches('\n').to_owned();
        let language = self.code_language(id);
        if !code.trim().is_empty() {
            self.push(Block::Code(CodeBlock { key: String::new(), language, code }));
        }
    }

    fn code_language(&self, id: NodeId) -> Option<String> {
        let tree = self.tree;
        let nodes = std::iter::once(id).chain(tree.descendants(id).filter(|node| tree.tag(*node) == Some("code")));
        let mut classes = nodes.filter_map(|node| tree.attribute(node, "class")).flat_map(str::split_ascii_whitespace);
        let name = |class: &str| class.strip_prefix("language-").or(class.strip_prefix("lang-")).map(str::to_lowercase);
        classes.find_map(name).filter(|name| is_code_language(name))
    }

    /// The text of a subtree, white space and all, without that of silent elements.
    pub(super) fn plain_text(&self, id: NodeId) -> String {
        fn gather(tree: &Tree, id: NodeId, out: &mut String) {
            for child in tree.children(id) {
                match (tree.data(child), tree.tag(child)) {
                    (Data::Text(text), _) => out.push_str(text),
                    (_, Some("br")) => out.push('\n'),
                    (_, Some(tag)) if !is_silent(tag) && !matches!(tag, "iframe" | "video" | "audio") => {
                        gather(tree, child, out);
                    }
                    _ => {}
                }
            }
        }
        let mut out = String::new();
        gather(self.tree, id, &mut out);
        out
    }

    pub(super) fn line(&self, id: NodeId) -> String {
        collapsed(&self.plain_text(id))
    }

    pub(super) fn text(&mut self, text: &str, context: Context) {
        if !text.bytes().all(|byte| byte.is_ascii_whitespace()) {
            self.open.get_or_insert(context);
        }
        match context.white {
            White::Collapsed => text.chars().for_each(|c| self.inline.push(c, context.marks)),
            White::Preserved => self.inline.push_preserved(text, context.marks),
            White::Lines => self.lines(text, context),
        }
    }

    fn lines(&mut self, text: &str, context: Context) {
        let mut rest = text;
        while !rest.is_empty() {
            let words = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
            if words > 0 {
                self.open.get_or_insert(context);
            }
            rest[..words].chars().for_each(|c| self.inline.push(c, context.marks));
            rest = &rest[words..];
            let white = rest.find(|c: char| !c.is_ascii_whitespace()).unwrap_or(rest.len());
            match rest[..white].matches('\n').count() {
                0 => rest[..white].chars().for_each(|c| self.inline.push(c, context.marks)),
                1 => self.inline.line_break(context.marks),
                _ => self.flush(),
            }
            rest = &rest[white..];
        }
    }

    /// Adds a block that is no text, after the text before it.
    pub(super) fn push(&mut self, block: Block) {
        self.flush();
        self.out.push(Draft::Whole(block));
    }

    /// Ends the text block that is being gathered, if there is one.
    pub(super) fn flush(&mut self) {
        let runs = self.inline.take();
        let Some(context) = self.open.take() else { return };
        if runs.iter().all(|run| run.text.chars().all(char::is_whitespace)) {
            return;
        }
        if let Some(url) = self.player(&runs, context) {
            let provider = url.provider();
            return self.out.push(Draft::Whole(Block::Embed(EmbedBlock {
                key: String::new(),
                url,
                provider,
                title: None,
            })));
        }
        let Context { style, list, item, .. } = context;
        if let Some(Draft::Text(last)) = self.out.last_mut()
            && item.is_some()
            && (last.item, last.style, last.list) == (item, style, list)
        {
            return add_lines(&mut last.runs, runs);
        }
        self.out.push(Draft::Text(TextDraft { style, list, item, runs }));
    }

    fn player(&self, runs: &[Run], context: Context) -> Option<EmbedUrl> {
        let is_paragraph = context.style == Style::Normal && context.list.is_none();
        let [run] = runs else { return None };
        let url = EmbedUrl::parse(run.text.trim()).filter(EmbedUrl::is_embeddable)?;
        (self.rules.embeds_addresses && is_paragraph).then_some(url)
    }
}

/// Makes each list begin at level 1 and go down one level at a time, as its items are shown.
fn level(drafts: &mut [Draft]) {
    let mut nesting = Nesting::default();
    let mut was_quoted = false;
    for draft in drafts {
        let Draft::Text(TextDraft { style, list: Some(place), .. }) = draft else {
            nesting = Nesting::default();
            continue;
        };
        let is_quoted = *style == Style::Blockquote;
        if is_quoted != std::mem::replace(&mut was_quoted, is_quoted) {
            nesting = Nesting::default();
        }
        place.level = u8::try_from(nesting.depth(place.level)).unwrap_or(MAX_LEVEL);
    }
}
