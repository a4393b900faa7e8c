//! The public articles, by id. Each has a slot as well: the small number that orderings and postings know it by.

use std::sync::Arc;

use imbl::Vector;

use super::index::id_bytes;
use super::pieces::Pieces;
use crate::article::Article;
use crate::id::ArticleId;

/// The number of an article, in one snapshot and those that come of it. Another process numbers otherwise: nothing that is answered may
/// depend on it.
pub(super) type Slot = u32;

/// All public articles.
#[derive(Clone, Default)]
pub(crate) struct Articles {
    slots: Pieces<[u8; 16], Slot>,
    by_slot: Vector<Option<Arc<Article>>>,
    /// Slots whose articles went.
    left: Vec<Slot>,
}

impl Articles {
    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }

    pub(crate) fn contains(&self, id: ArticleId) -> bool {
        self.slots.get(&id_bytes(id)).is_some()
    }

    pub(crate) fn get(&self, id: ArticleId) -> Option<&Arc<Article>> {
        self.at(self.slots.get(&id_bytes(id))?)
    }

    pub(super) fn at(&self, slot: Slot) -> Option<&Arc<Article>> {
        self.by_slot.get(slot as usize)?.as_ref()
    }

    /// All of them with their slots.
    pub(super) fn placed(&self) -> impl Iterator<Item = (Slot, &Arc<Article>)> {
        (0..).zip(&self.by_slot).filter_map(|(slot, article)| Some((slot, article.as_ref()?)))
    }

    /// Puts an article in a slot. What it was before must have been taken out.
    pub(super) fn put(&mut self, article: Arc<Article>) -> Slot {
        let id = article.id;
        let slot = match self.left.pop() {
            Some(slot) => {
                self.by_slot.set(slot as usize, Some(article));
                slot
            }
            None => {
                self.by_slot.push_back(Some(article));
                // Four thousand million articles would have filled the memory before.
                Slot::try_from(self.by_slot.len() - 1).unwrap_or(Slot::MAX)
            }
        };
        self.slots.insert(id_bytes(id), slot);
        slot
    }

    /// Takes an article out.
    pub(super) fn take(&mut self, id: ArticleId) -> Option<(Slot, Arc<Article>)> {
        let slot = self.slots.remove(&id_bytes(id))?;
        let article = self.by_slot.set(slot as usize, None)?;
        self.left.push(slot);
        Some((slot, article))
    }
}
