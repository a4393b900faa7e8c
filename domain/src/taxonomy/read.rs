//! What a session reads of topics and regions. Both trees are public: everybody reads the catalogue.

use std::sync::Arc;

use super::{FoundTerm, Term};
use crate::catalogue::{Snapshot, Tag, Tree, TreeId, page_of};
use crate::error::Result;
use crate::id::{Noun, RegionId, TopicId};
use crate::language::Preference;
use crate::page::{Fingerprint, Page, PageRequest};
use crate::session::Session;
use crate::text::Slug;

/// One of the two trees.
#[allow(private_bounds, reason = "the two kinds of tree are closed: TopicId and RegionId")]
pub struct Terms<'s, Id: TreeId> {
    pub(super) session: &'s Session,
    /// What everything of it is read from: any change of a tree touches the whole of it.
    snapshot: Arc<Snapshot>,
    pub(super) noun: Noun,
    tree: fn(&Snapshot) -> &Tree<Id>,
}

/// The tree of topics.
pub type Topics<'s> = Terms<'s, TopicId>;
/// The tree of regions.
pub type Regions<'s> = Terms<'s, RegionId>;

impl Session {
    /// Topics.
    #[must_use]
    pub fn topics(&self) -> Topics<'_> {
        Terms {
            session: self,
            snapshot: self.snapshot_of([Tag::Topics]),
            noun: Noun::Topic,
            tree: |snapshot| &snapshot.topics,
        }
    }

    /// Regions.
    #[must_use]
    pub fn regions(&self) -> Regions<'_> {
        Terms {
            session: self,
            snapshot: self.snapshot_of([Tag::Regions]),
            noun: Noun::Region,
            tree: |snapshot| &snapshot.regions,
        }
    }
}

#[allow(private_bounds, reason = "the two kinds of tree are closed: TopicId and RegionId")]
impl<Id: TreeId> Terms<'_, Id> {
    /// One term. The id of one that was merged into another leads to the latter.
    #[must_use]
    pub fn by_id(&self, id: Id) -> Option<Arc<Term<Id>>> {
        self.tree().get(self.snapshot.present(id)).cloned()
    }

    /// The term that a slug leads to, present slugs before former ones, the languages of the wish before others.
    #[must_use]
    pub fn by_slug(&self, slug: &Slug, wish: &Preference) -> Option<FoundTerm<Id>> {
        let found = self.snapshot.slugs.find(self.noun, slug, self.session.languages().in_order_of(wish))?;
        let term = self.by_id(Id::try_from(found.id).ok()?)?;
        Some(FoundTerm { term, language: found.language?, moved: found.moved })
    }

    /// What lies right under a term, in order.
    #[must_use]
    pub fn children(&self, id: Id) -> Vec<Arc<Term<Id>>> {
        self.tree().children(Some(id)).iter().filter_map(|id| self.by_id(*id)).collect()
    }

    /// What a term lies under, the root first.
    #[must_use]
    pub fn ancestors(&self, id: Id) -> Vec<Arc<Term<Id>>> {
        self.tree().ancestors(id).into_iter().filter_map(|id| self.by_id(id)).collect()
    }

    /// A page of all terms, depth first, or of the roots alone.
    ///
    /// # Errors
    /// `page_size_invalid`, `cursor_invalid`.
    pub fn page(&self, roots_only: bool, request: &PageRequest) -> Result<Page<Arc<Term<Id>>>> {
        let list = Fingerprint::of(&format!("{}:{roots_only}", self.noun.prefix()));
        let spec = request.check(list)?;
        let found = if roots_only { page_of(&self.roots(), &spec) } else { page_of(self.tree().ordered(), &spec) };
        let terms = found.into_iter().filter_map(|(at, id)| self.by_id(id).map(|term| (at, term)));
        Ok(Page::of(list, &spec, terms.collect()))
    }

    /// How many terms there are, or roots.
    #[must_use]
    pub fn count(&self, roots_only: bool) -> usize {
        if roots_only { self.tree().children(None).len() } else { self.tree().ordered().len() }
    }

    fn roots(&self) -> imbl::OrdMap<crate::page::NamePosition, Id> {
        let is_root = |id: &Id| self.tree().get(*id).is_some_and(|term| term.parent.is_none());
        self.tree().ordered().iter().filter(|(_, id)| is_root(id)).map(|(at, id)| (at.clone(), *id)).collect()
    }

    fn tree(&self) -> &Tree<Id> {
        (self.tree)(&self.snapshot)
    }
}
