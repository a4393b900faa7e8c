//! Topics and regions as JSON: in full, with their place in the tree, and as references.

use std::sync::Arc;

use domain::Preference;
use domain::taxonomy::Term;
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use super::{Saying, Set, spelled};
use crate::rest::taxonomy::Tree;

spelled! {
    /// The keys of a topic or region.
    TermField {
        Id = "id",
        Language = "language",
        IsFallback = "isFallback",
        Slug = "slug",
        Name = "name",
        Description = "description",
        Parent = "parent",
        Ancestors = "ancestors",
        Children = "children",
    }
}

/// A topic or region in full.
pub struct TermShape<'a, T: Tree> {
    /// What it is said with.
    pub saying: &'a Saying<'a>,
    /// The topic or region.
    pub term: Arc<Term<T::Id>>,
    /// Which keys.
    pub fields: Set,
}

impl<T: Tree> Serialize for TermShape<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { saying, term, fields } = self;
        let session = saying.session;
        let wants = |field: TermField| fields.has(field as u32);
        let Some(served) = saying.mention.best(&term.texts) else {
            return Err(serde::ser::Error::custom("a term without a name"));
        };
        let text = served.text;
        saying.uses(&text.language);
        let short = |term: &Arc<Term<T::Id>>| TermRef::<T>::new(&saying.mention, term);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &term.id)?;
        map.serialize_entry("language", &text.language)?;
        map.serialize_entry("isFallback", &served.is_fallback)?;
        if wants(TermField::Slug) {
            map.serialize_entry("slug", &text.slug)?;
        }
        if wants(TermField::Name) {
            map.serialize_entry("name", &text.name)?;
        }
        if wants(TermField::Description) {
            map.serialize_entry("description", &text.description)?;
        }
        if wants(TermField::Parent) {
            let parent = term.parent.and_then(|parent| T::by_id(session, parent));
            map.serialize_entry("parent", &parent.as_ref().and_then(short))?;
        }
        if wants(TermField::Ancestors) {
            let ancestors: Vec<_> = T::ancestors(session, term.id).iter().filter_map(short).collect();
            map.serialize_entry("ancestors", &ancestors)?;
        }
        if wants(TermField::Children) {
            let children: Vec<_> = T::children(session, term.id).iter().filter_map(short).collect();
            map.serialize_entry("children", &children)?;
        }
        map.end()
    }
}

/// A topic or region in short.
#[derive(Serialize)]
#[serde(bound = "")]
pub(super) struct TermRef<T: Tree> {
    id: T::Id,
    slug: String,
    name: String,
}

impl<T: Tree> TermRef<T> {
    pub(super) fn new(wish: &Preference, term: &Arc<Term<T::Id>>) -> Option<Self> {
        let text = wish.best(&term.texts)?.text;
        Some(Self { id: term.id, slug: text.slug.as_str().to_owned(), name: text.name.clone() })
    }
}

/// What something is filed under, in short or in full, in its order.
pub(super) struct Mentions<'a, T: Tree> {
    pub(super) saying: &'a Saying<'a>,
    pub(super) terms: &'a [T::Id],
    pub(super) in_full: bool,
}

impl<T: Tree> Serialize for Mentions<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let saying = self.saying;
        let terms = self.terms.iter().filter_map(|id| T::by_id(saying.session, *id));
        if self.in_full {
            serializer.collect_seq(terms.map(|term| TermShape::<T> { saying, term, fields: Set::ALL }))
        } else {
            serializer.collect_seq(terms.filter_map(|term| TermRef::<T>::new(&saying.mention, &term)))
        }
    }
}
