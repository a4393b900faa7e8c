//! What is left out when HTML is read, for the person who sent it. It only looks; the leaving out is done by the walk.

use std::collections::BTreeSet;

use super::element::is_silent;
use super::tree::{Data, Tree};
use crate::text::error::shortened;
use crate::text::href::{Href, ImageRef};

/// How many notes there are at most.
const MAX_NOTES: usize = 20;

pub(super) fn notes(tree: &Tree) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut notes = Vec::new();
    for id in tree.descendants(Tree::ROOT) {
        let Data::Element { name, .. } = tree.data(id) else { continue };
        let note = match tree.tag(id) {
            None if matches!(&*name.local, "svg" | "math") => format!("`<{}>` was left out.", &*name.local),
            None => continue,
            Some(tag) if is_silent(tag) => format!("`<{}>` was left out.", shortened(tag)),
            Some("a") => match tree.attribute(id, "href") {
                Some(href) if Href::from_markup(href).is_none() => {
                    format!("The link to `{}` was left out; its text stays.", shortened(href))
                }
                _ => continue,
            },
            Some("img") => match tree.attribute(id, "src") {
                Some(source) if ImageRef::from_markup(source).is_none() => {
                    format!("The image `{}` was left out.", shortened(source))
                }
                _ => continue,
            },
            Some(_) => continue,
        };
        if seen.insert(note.clone()) {
            notes.push(note);
        }
        if notes.len() == MAX_NOTES {
            break;
        }
    }
    notes
}
