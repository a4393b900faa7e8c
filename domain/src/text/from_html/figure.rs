//! Pictures, films and what stands beneath them. A picture's link is dropped: it nearly always leads to the same picture.

use super::draft::Draft;
use super::inline::collapsed;
use super::tree::NodeId;
use super::walk::{Context, Walk};
use crate::text::block::{Block, EmbedBlock, ImageBlock};
use crate::text::href::{EmbedUrl, ImageRef};

/// Where pages that load pictures late keep the address.
const LATE_SOURCES: [&str; 3] = ["data-src", "data-lazy-src", "data-original"];

impl Walk<'_> {
    pub(super) fn image(&mut self, id: NodeId, context: Context) {
        let tree = self.tree;
        let alt = tree.attribute(id, "alt").map(collapsed);
        if tree.has_class(id, |class| matches!(class, "wp-smiley" | "emoji")) {
            return self.text(&alt.unwrap_or_default(), context);
        }
        let is_pixel = |side| matches!(tree.attribute(id, side), Some("0" | "1"));
        if is_pixel("width") && is_pixel("height") {
            return; // Counts readers, shows nothing.
        }
        let late = LATE_SOURCES.iter().filter_map(|name| tree.attribute(id, name));
        let image = tree.attribute(id, "src").into_iter().chain(late).find_map(ImageRef::from_markup);
        if let Some(image) = image {
            self.push(Block::Image(ImageBlock { key: String::new(), image, alt, caption: None }));
        }
    }

    pub(super) fn embed(&mut self, id: NodeId) {
        let tree = self.tree;
        let sources = tree.children(id).filter(|child| tree.tag(*child) == Some("source"));
        let nodes = std::iter::once(id).chain(sources);
        let url = nodes.filter_map(|node| tree.attribute(node, "src").or(tree.attribute(node, "data-src")));
        let Some(url) = url.filter_map(EmbedUrl::from_markup).next() else { return };
        let title = tree.attribute(id, "title").or(tree.attribute(id, "aria-label")).map(collapsed);
        self.push_embed(url, title);
    }

    fn push_embed(&mut self, url: EmbedUrl, title: Option<String>) {
        let title = title.filter(|title| !title.is_empty() && title != url.as_str());
        self.push(Block::Embed(EmbedBlock { key: String::new(), provider: url.provider(), url, title }));
    }

    pub(super) fn figure(&mut self, id: NodeId, context: Context) {
        self.flush();
        let (captions, contents): (Vec<NodeId>, Vec<NodeId>) =
            self.tree.children(id).partition(|node| self.is_caption(*node));
        let caption = captions.iter().map(|node| self.line(*node)).find(|text| !text.is_empty());
        if let Some((url, title)) = self.embedded_address(id, &contents) {
            return self.push_embed(url, caption.or(title));
        }
        let start = self.out.len();
        contents.into_iter().for_each(|node| self.node(node, context));
        self.flush();
        match (self.out.get_mut(start..), caption) {
            (_, None) => {}
            (Some([Draft::Whole(Block::Image(ImageBlock { caption: place @ None, .. }))]), caption)
            | (Some([Draft::Whole(Block::Embed(EmbedBlock { title: place @ None, .. }))]), caption) => *place = caption,
            _ => captions.into_iter().for_each(|node| self.block(node, context)),
        }
    }

    fn is_caption(&self, id: NodeId) -> bool {
        self.tree.tag(id) == Some("figcaption") || self.tree.has_class(id, |class| class == "wp-caption-text")
    }

    /// The address in a figure that is marked as an embed and holds nothing but it, as plain text or as a link.
    fn embedded_address(&self, id: NodeId, contents: &[NodeId]) -> Option<(EmbedUrl, Option<String>)> {
        let tree = self.tree;
        if !tree.has_class(id, |class| matches!(class, "embed" | "wp-block-embed")) {
            return None;
        }
        let nodes = || contents.iter().flat_map(|node| std::iter::once(*node).chain(tree.descendants(*node)));
        if nodes()
            .any(|node| matches!(tree.tag(node), Some("iframe" | "video" | "audio" | "embed" | "img" | "blockquote")))
        {
            return None;
        }
        let own_text = |node: &NodeId| match tree.data(*node) {
            super::tree::Data::Text(text) => Some(text.to_string()),
            _ => None,
        };
        let text = collapsed(&nodes().filter_map(|node| own_text(&node)).collect::<String>());
        let mut links = nodes().filter(|node| tree.tag(*node) == Some("a"));
        match (links.next(), links.next()) {
            (None, _) => EmbedUrl::from_markup(&text).map(|url| (url, None)),
            (Some(link), None) => {
                let url = tree.attribute(link, "href").and_then(EmbedUrl::from_markup)?;
                (self.line(link) == text).then_some((url, Some(text)))
            }
            _ => None,
        }
    }
}
