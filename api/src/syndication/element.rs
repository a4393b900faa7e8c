//! Elements of other namespaces than a feed's own. The libraries that write Atom and RSS have a type each for them, of the same
//! shape: what both feeds say is put together here, once.

use std::collections::BTreeMap;

use super::Picture;

/// The namespace of images: Media RSS.
pub(super) const MEDIA: &str = "http://search.yahoo.com/mrss/";

/// The elements by prefix and local name, as both libraries take them.
pub(super) type Elements<E> = BTreeMap<String, BTreeMap<String, Vec<E>>>;

/// An element as one of the libraries has it.
pub(super) trait Element: Sized {
    /// Puts an element together: its name with the prefix, its text, its attributes, and the elements in it by local name.
    fn assemble(
        name: String,
        value: Option<String>,
        attrs: BTreeMap<String, String>,
        children: BTreeMap<String, Vec<Self>>,
    ) -> Self;

    /// `<prefix:local>`, with the elements that are in it.
    fn new(
        (prefix, local): (&str, &str),
        value: Option<&str>,
        attributes: &[(&str, &str)],
        children: BTreeMap<String, Vec<Self>>,
    ) -> Self {
        let attributes = attributes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self::assemble(format!("{prefix}:{local}"), value.map(str::to_owned), attributes, children)
    }
}

impl Element for atom_syndication::extension::Extension {
    fn assemble(
        name: String,
        value: Option<String>,
        attrs: BTreeMap<String, String>,
        children: BTreeMap<String, Vec<Self>>,
    ) -> Self {
        Self { name, value, attrs, children }
    }
}

impl Element for rss::extension::Extension {
    fn assemble(
        name: String,
        value: Option<String>,
        attrs: BTreeMap<String, String>,
        children: BTreeMap<String, Vec<Self>>,
    ) -> Self {
        Self { name, value, attrs, children }
    }
}

/// Elements of one name, as what a feed or an entry has of other namespaces.
pub(super) fn elements<E>((prefix, local): (&str, &str), all: Vec<E>) -> Elements<E> {
    BTreeMap::from([(prefix.to_owned(), BTreeMap::from([(local.to_owned(), all)]))])
}

/// `media:content`: an image, with what is said of it.
pub(super) fn picture<E: Element>(picture: &Picture) -> Elements<E> {
    let (width, height) = (picture.width.to_string(), picture.height.to_string());
    let attributes = [
        ("url", picture.url.as_str()),
        ("type", picture.media_type.as_str()),
        ("medium", "image"),
        ("width", &width),
        ("height", &height),
    ];
    let said = [("credit", &picture.credit), ("description", &picture.alt)];
    let said = said.into_iter().filter_map(|(name, text)| Some((name, text.as_deref()?)));
    let said =
        said.map(|(name, text)| (name.to_owned(), vec![E::new(("media", name), Some(text), &[], BTreeMap::new())]));
    let name = ("media", "content");
    elements(name, vec![E::new(name, None, &attributes, said.collect())])
}
